#include "sim/han/network.hpp"

#include "sim/han/frame_codec.hpp"
#include "sim/han/states.hpp"

#include <algorithm>

namespace sim::han {
namespace {

constexpr std::size_t most_devices = 8;
constexpr std::uint16_t hub_memory_version = 1;

} // namespace

network::network(simulation& world, std::string installation, eui64 hub, hub_user& user, const pan_settings& settings)
    : world_(world),
      installation_(std::move(installation)),
      hub_(hub),
      user_(user),
      settings_(settings),
      home_(world.dice.stream(installation_ + "/han")),
      record_{{}, {}, {}, {}, frame_counter(), {}},
      clock_(world.time, "HAN", [this] { on_clock(); })
{
    set_mode(settings.how, settings.into);
}

network::~network() = default;

void network::set_mode(mode how, capture* into)
{
    settings_.how = how;
    settings_.into = into;
    codec_.reset();
    if (full()) codec_ = std::make_unique<frame_codec>(installation_, into);
    for (auto& m : devices_) static_cast<device&>(*m).materialise();
}

device& network::attach(const member_settings& settings, member_user& user)
{
    check(devices_.size() < most_devices, "more devices in a home than the HAN has room for");
    check(!powered_ && !booted_, "a device is attached before the hub has power");
    auto made = std::make_unique<device>(*this, settings, user);
    auto& d = *made;
    devices_.push_back(std::move(made));
    if (full()) d.materialise();
    return d;
}

// ---- time

void network::wake_by(time_point due)
{
    if (in_clock_) return; // seen to at its end
    if (!clock_.armed() || clock_.due() > due) clock_.expires_at(due);
}

void network::on_clock()
{
    in_clock_ = true;
    for (auto& m : devices_) static_cast<device&>(*m).on_clock();
    in_clock_ = false;
    auto first = time_point::max();
    for (auto& m : devices_) first = std::min(first, static_cast<device&>(*m).due());
    if (first != time_point::max()) clock_.expires_at(first);
}

// ---- memory

crypto::aes_key network::made_key(std::string_view name) const
{
    auto dice = home_.child(name);
    crypto::aes_key k{};
    for (std::size_t i = 0; i < k.size(); ++i) k[i] = static_cast<std::uint8_t>(dice.at(i / 8) >> i % 8 * 8);
    return k;
}

short_address network::made_address(const device& d) const
{
    // Not 0x0000, and not 0xFFF8 and above, which are reserved.
    auto drawn = home_.child(d.part()).below(1, 0xFFF7) + 1;
    return short_address(static_cast<std::uint16_t>(drawn));
}

nvm_cell<hub_record> network::memory()
{
    return {world_.memory, about(settings_.hub_part).text(), "han", hub_memory_version};
}

hub_record network::as_made() const
{
    auto dice = home_.child("network");
    hub_record r{pan_id(static_cast<std::uint16_t>(dice.below(0, 0x3FFF) + 1)),
                 radio_channel(static_cast<std::uint8_t>(11 + dice.below(1, 16))),
                 {made_key("network key"), 0},
                 {},
                 frame_counter(),
                 {}};
    r.entries.reserve(devices_.size());
    for (const auto& m : devices_) {
        const auto& d = static_cast<const device&>(*m);
        if (!d.joined_as_made()) continue;
        hub_entry e;
        e.device = d.address();
        e.is = hub_entry::standing::member;
        e.address = made_address(d);
        e.install_key = d.install_key();
        e.link_key = made_key(d.part());
        r.entries.push_back(e);
    }
    check(r.entries.size() <= most_members, "an installation is made with more members than its hub may have");
    return r;
}

void network::boot()
{
    auto kept = memory().get();
    record_ = kept ? *kept : as_made();
    for (auto& e : record_.entries)
        if (e.is == hub_entry::standing::child) e.is = hub_entry::standing::expected;
    if (kept || booted_) {
        record_.counter.restart(now());
        save();
    }
    if (!booted_) {
        log_key(logged_key::network, record_.secret.octets);
        for (const auto& e : record_.entries)
            if (e.link_key) log_key(logged_key::link, *e.link_key);
    }
    booted_ = true;
}

void network::log_key(logged_key kind, const crypto::aes_key& k) const
{
    if (settings_.log_key) settings_.log_key(kind, k);
}

void network::save() { memory().set(record_); }

void network::power(bool on)
{
    if (on == powered_) return;
    for (auto& m : devices_) static_cast<device&>(*m).settle();
    if (on) {
        boot();
        powered_ = true;
    } else {
        powered_ = false;
        joining_until_ = {};
        next_key_.reset();
        switch_timer_.reset();
        for (auto& m : devices_) static_cast<device&>(*m).hub_lost_power();
    }
    for (auto& m : devices_) static_cast<device&>(*m).conditions_changed();
    members_changed();
}

// ---- what there is

bool network::is_child(const device& d) const
{
    const auto* e = entry(d);
    return powered_ && e && e->is == hub_entry::standing::child && d.child_until > now();
}

bool network::is_member(const device& d) const
{
    const auto* e = entry(d);
    return e && e->is == hub_entry::standing::member;
}

bool network::is_leaving(const device& d) const
{
    const auto* e = entry(d);
    return e && e->is == hub_entry::standing::leaving;
}

std::size_t network::members() const
{
    return static_cast<std::size_t>(std::count_if(record_.entries.begin(), record_.entries.end(),
                                                  [](const auto& e) { return e.is == hub_entry::standing::member; }));
}

void network::members_changed()
{
    world_.names.changed(han_members, installation_);
    world_.names.changed(han_lost_members, installation_);
}

void network::post(device& d, std::shared_ptr<const message> what, pan::completion done)
{
    const auto* e = entry(d);
    if (!powered_ || !(is_member(d) || is_child(d)) || (what->link_secured && !e->link_key))
        return refuse(std::move(done), delivery::not_joined);
    // One that is joining listens all the time, also when it is a member for the hub already and not yet for itself.
    bool joining = d.state() == member_state::authenticating;
    if (d.kind() == device_kind::sleepy && !joining) return d.enqueue(std::move(what), std::move(done));
    d.send_message(end::hub, std::move(what), [done = std::move(done)](bool acknowledged) mutable {
        if (done) done(acknowledged ? delivery::delivered : delivery::no_ack);
    });
}

void network::refuse(pan::completion done, delivery why)
{
    if (!done) return;
    if (!alive_) alive_ = std::make_shared<const char>();
    world_.time.soon("HAN refusal", [alive = std::weak_ptr(alive_), done = std::move(done), why]() mutable {
        if (!alive.expired()) done(why);
    });
}

std::uint32_t network::take_counter(bool routine)
{
    if (routine) return record_.counter.routine(now());
    bool must_save = false;
    auto value = record_.counter.take(now(), must_save);
    if (must_save) save();
    return value;
}

} // namespace sim::han
