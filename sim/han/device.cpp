#include "sim/han/device.hpp"

#include "sim/han/events.hpp"
#include "sim/han/frame_codec.hpp"
#include "sim/han/full_state.hpp"
#include "sim/han/network.hpp"
#include "sim/han/states.hpp"

#include <algorithm>

namespace sim::han {
namespace {

constexpr std::uint16_t device_memory_version = 1;
constexpr unsigned told_searches = 3;

// When a device looks for a network that it has lost: model choices. A sleepy one at each of its wakes, and after a day
// of that at every sixth; another after these times, the last one again and again.
constexpr unsigned eager_wakes = 48, patient_wakes = 6;
constexpr std::array<duration, 7> mains_pauses{2s, 10s, 30s, 1min, 2min, 5min, 15min};

const state_type* state_of_part(std::string_view part)
{
    if (part == "esme") return &han_esme;
    if (part == "gsme") return &han_gsme;
    if (part == "ihd") return &han_ihd;
    return nullptr;
}

nvm_cell<device_record> memory_of(network& net, std::string_view part)
{
    return {net.world().memory, net.about(part).text(), "han", device_memory_version};
}

} // namespace

std::string hexadecimal(std::uint16_t number)
{
    const std::uint8_t octets[] = {static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
    return to_hex(octets);
}

device::device(network& net, const member_settings& settings, member_user& user)
    : member(settings),
      net_(net),
      user_(user),
      over_(net.home(), net.home().child(settings.part).child("link"), settings.link),
      joined_as_made_(settings.joined_as_made)
{
    due_.fill(never);
}

device::~device() = default;

subject device::about() const { return net_.about(part()); }

// ---- power and memory

device_record& device::record() const
{
    if (!record_) {
        record_ = std::make_unique<device_record>(device_record{{}, frame_counter()});
        if (joined_as_made_) {
            auto hub = net_.as_made();
            record_->of = device_record::membership{hub.network, hub.channel, net_.made_address(*this),
                                                    hub.secret,  {},          net_.made_key(part())};
        }
    }
    return *record_;
}

std::uint32_t device::counter(time_point t) const { return (record_ ? record_->counter : frame_counter()).value(t); }

void device::boot()
{
    auto kept = memory_of(net_, part()).get();
    record_ = kept ? std::make_unique<device_record>(*kept) : nullptr;
    bool again = kept || booted_, belongs = kept ? kept->of.has_value() : joined_as_made_;
    if (again) {
        record().counter.restart(net_.now());
        save();
    } else if (belongs && routine()) {
        heard_before_ = routine().last_over(net_.now()); // it has been running
    }
    booted_ = true;
    highest_from_hub_ = 0;
    using input = membership::input;
    resume(!belongs ? input::power_on_stranger : again ? input::power_on_member : input::power_on_running);
}

void device::save() { memory_of(net_, part()).set(record()); }

void device::power(bool on)
{
    if (on == powered()) return;
    settle();
    if (on) {
        searches_ = 0;
        refusal_told_ = false;
        boot();
        if (state() == member_state::searching) arm(search_slot, net_.now() + mains_pauses.front());
    } else {
        resume(membership::input::power_off);
        awake_until_ = awake_since_;
        wake_wanted_ = fetching_ = false;
        disarm(search_slot);
        disarm(wake_slot);
        if (air_) air_->drop(end::device);
    }
    conditions_changed();
}

void device::forget()
{
    settle();
    record().of.reset();
    save();
    awake_until_ = awake_since_;
    conditions_changed();
}

// ---- its machine

void device::resume(membership::input i)
{
    settle();
    auto before = state();
    auto actions = machine_.resume(i);
    if (state() != before) {
        conditions_changed();
        if (const auto* s = state_of_part(part())) net_.world().names.changed(*s, net_.installation());
    }
    for (const auto& a : actions) perform(a);
}

void device::request(packet_kind what, bool secure)
{
    packet p{.what = what, .from = end::device, .secure = secure};
    if (record().of) p.address = record().of->own;
    send(std::move(p));
}

void device::perform(const membership::action& a)
{
    using act = membership::act;
    auto& log = net_.world().log;
    switch (a.what) {
    case act::request_beacon: return request(packet_kind::beacon_request, false);
    case act::request_association: return request(packet_kind::association_request, false);
    case act::request_response: return request(packet_kind::response_request, false);
    case act::announce: return request(packet_kind::device_announce, true);
    case act::establish_key: return user_.on_key_establishment();
    case act::notify_orphan: return request(packet_kind::orphan_notification, false);
    case act::request_rejoin: return request(packet_kind::rejoin_request, true);
    case act::request_unsecured_rejoin: return request(packet_kind::rejoin_request, false);
    case act::say_leaving: return request(packet_kind::leaving, true);
    case act::start_timer: return arm(machine_slot, net_.now() + a.length);
    case act::stop_timer: return disarm(machine_slot);
    case act::plan_search: return plan_search();
    case act::forget: return forget();
    case act::report_joining: log.emit(han_joining, about()); return;
    case act::report_refused:
        log.emit(han_join_refused, about(), {{"reason", std::string(a.cause)}});
        return user_.on_join_refused(a.cause);
    case act::report_joined: return report_joined();
    case act::report_lost: log.emit(han_network_lost, about()); return user_.on_network_lost();
    case act::report_search_failed: return report_search_failed();
    case act::report_rejoin_refused:
        if (!std::exchange(refusal_told_, true))
            log.emit(han_rejoin_refused, about(), {{"reason", "the hub does not know the device"}});
        return;
    case act::report_back: return report_back(a.how);
    case act::report_left: return report_left();
    }
}

void device::report_joined()
{
    net_.world().log.emit(
        han_joined, about(),
        {{"eui64", address().to_string()}, {"address", hexadecimal(static_cast<std::uint16_t>(record().of->own))}});
    net_.members_changed();
    net_.user().on_joined(*this);
    user_.on_joined();
}

void device::report_search_failed()
{
    if (searches_ == told_searches)
        net_.world().log.emit(han_search_failed, about(), {{"by", "device"}, {"searches", std::int64_t{searches_}}});
    user_.on_search_failed(searches_);
}

void device::report_back(way_back how)
{
    net_.world().log.emit(han_rejoined, about(),
                          {{"how", std::string(to_string(how))}, {"searches", std::int64_t{searches_}}});
    searches_ = 0;
    user_.on_network_found(how);
}

void device::report_left()
{
    // One that went by itself has said so before it forgot.
    auto why = std::exchange(leaving_, leave_reason::removed);
    net_.world().log.emit(han_left, about(), {{"reason", std::string(to_string(why))}});
    user_.on_left(why);
}

void device::leave()
{
    leaving_ = leave_reason::left;
    resume(membership::input::leave);
}

void device::set_link_key(const crypto::aes_key& k)
{
    record().of->link_key = k;
    save();
}

// ---- searching

void device::plan_search()
{
    auto now = net_.now();
    const auto& r = routine();
    if (kind() != device_kind::sleepy || !r)
        return arm(search_slot, now + mains_pauses[std::min<std::size_t>(searches_, mains_pauses.size() - 1)]);
    auto k = r.first_from(now + 1ns);
    while (searches_ >= eager_wakes && k % patient_wakes != 0) ++k;
    arm(search_slot, r.begins(k));
}

// ---- its clock

void device::arm(slot s, time_point due)
{
    due_[s] = due;
    net_.wake_by(due);
}

void device::on_clock()
{
    for (std::size_t s = 0; s < slots; ++s)
        if (due_[s] <= net_.now()) {
            due_[s] = never;
            on_slot(static_cast<slot>(s));
        }
}

void device::on_slot(slot s)
{
    switch (s) {
    case machine_slot: return resume(membership::input::expired);
    case search_slot: ++searches_; return resume(membership::input::search);
    case watch_slot: return on_watch();
    case wake_slot: return on_wake();
    case queue_slot: return expire_queue();
case slots: return;
    }
}

} // namespace sim::han
