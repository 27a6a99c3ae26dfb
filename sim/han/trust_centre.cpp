// What the hub does when devices join, come back and leave, and when its network key changes.
#include "sim/han/capture.hpp"
#include "sim/han/catalogue.hpp"
#include "sim/han/events.hpp"
#include "sim/han/network.hpp"
#include "sim/han/pan_error.hpp"

#include <algorithm>

namespace sim::han {
namespace {

constexpr std::size_t most_entries = 16;
/// A device that has not become a member by then is forgotten as a child. Model choice: longer than the device tries.
constexpr duration child_life = 2min;
/// Between giving out a network key and switching to it. Model choice: a sleepy device wakes in the meantime.
constexpr duration key_switch_delay = 35min;

} // namespace

// ---- what people ask for

error_code network::permit(eui64 device, const crypto::aes_key& install_key, duration window)
{
    if (!powered_) return pan_errc::hub_off;
    auto* e = record_.find(device);
    if (!e) {
        if (record_.entries.size() == most_entries) return pan_errc::table_full;
        e = &record_.entries.emplace_back();
        e->device = device;
    }
    e->install_key = install_key;
    log_key(logged_key::link, install_key);
    joining_until_ = now() + std::clamp<duration>(window, 0s, 254s);
    save();
    return {};
}

error_code network::remove(device& d)
{
    if (!powered_) return pan_errc::hub_off;
    if (!is_member(d)) return pan_errc::not_a_member;
    d.settle();
    d.drop_queue(delivery::not_joined);
    entry(d)->is = hub_entry::standing::leaving;
    if (d.kind() == device_kind::mains || d.awake()) say_leave(d);
    save();
    d.found();
    world_.log.emit(han_removed, about(d.part()));
    d.conditions_changed();
    members_changed();
    return {};
}

void network::forget(device& d)
{
    std::erase_if(record_.entries, [&](const auto& e) { return e.device == d.address(); });
    save();
}

/// Once: who does not hear it will find out when it is not taken back.
void network::say_leave(device& d)
{
    packet p{.what = packet_kind::leave_request, .from = end::hub, .secure = true};
    p.address = entry(d)->address;
    d.send(std::move(p));
    forget(d);
}

// ---- joining

association_status network::judge(device& d)
{
    const auto* e = entry(d);
    if (!e || now() >= joining_until_) return association_status::pan_access_denied;
    if (world_.faults.strikes(join_denied_fault, about(d.part()))) return association_status::pan_access_denied;
    std::size_t others = 0;
    for (const auto& m : devices_) {
        const auto& o = static_cast<const device&>(*m);
        others += &o != &d && (is_member(o) || is_child(o));
    }
    return others < most_members ? association_status::successful : association_status::pan_at_capacity;
}

void network::on_association_request(device& d)
{
    auto status = judge(d);
    d.pending_response = association_response{short_address::broadcast, status};
    if (status != association_status::successful) return;
    d.settle();
    auto* e = entry(d);
    // One that was a member and has forgotten it begins anew.
    e->is = hub_entry::standing::child;
    e->link_key.reset();
    e->address = made_address(d);
    d.child_until = now() + child_life;
    d.pending_response->address = e->address;
    save();
    d.conditions_changed();
    members_changed();
}

void network::on_response_request(device& d)
{
    if (!d.pending_response) return;
    packet p{.what = packet_kind::association_response, .from = end::hub};
    p.status = d.pending_response->status;
    p.address = d.pending_response->address;
    d.pending_response.reset();
    d.send(std::move(p), [this, &d](bool acknowledged) {
        if (acknowledged && is_child(d)) give_network_key(d, entry(d)->install_key, record_.secret, false);
    });
}

void network::give_network_key(device& d, const crypto::aes_key& under, const network_key& k, bool secure)
{
    packet p{.what = packet_kind::transport_key, .from = end::hub, .secure = secure};
    p.carried = k;
    p.link_sealed = under;
    p.address = entry(d)->address;
    d.send(std::move(p), [this, &d, sequence = k.sequence](bool acknowledged) {
        auto* e = entry(d);
        if (!acknowledged || !e) return;
        e->key_sequence = sequence;
        save();
        // One that is late is to use it at once.
        if (is_member(d) && !next_key_ && d.state() == member_state::joined) say_switch(d);
    });
}

void network::on_announce(device& d)
{
    if (is_child(d))
        user_.on_key_establishment(d);
    else if (d.lost()) {
        d.found();
        members_changed();
        user_.on_found(d);
    }
}

void network::link_key(device& d, const crypto::aes_key& k)
{
    if (!is_child(d)) return;
    d.settle();
    auto* e = entry(d);
    e->is = hub_entry::standing::member;
    e->link_key = k;
    log_key(logged_key::link, k);
    save();
    d.conditions_changed();
}

void network::not_trusted(device& d)
{
    auto* e = entry(d);
    if (!e || e->is == hub_entry::standing::expected) return;
    d.settle();
    e->is = hub_entry::standing::expected;
    e->address = short_address::unassigned;
    e->link_key.reset();
    save();
    d.conditions_changed();
    members_changed();
}

// ---- coming back, leaving

void network::on_rejoin_request(device& d, const packet& p)
{
    packet answer{.what = packet_kind::rejoin_response, .from = end::hub, .secure = p.secure};
    const auto* e = entry(d);
    bool known = is_member(d);
    answer.status = known ? association_status::successful : association_status::pan_access_denied;
    answer.address = known ? e->address : short_address::broadcast;
    if (!known || p.secure) return d.send(std::move(answer));
    d.send(std::move(answer), [this, &d](bool acknowledged) {
        const auto* again = entry(d);
        if (!acknowledged || !again || !again->link_key) return;
        give_network_key(d, *again->link_key, record_.secret, false);
    });
}

void network::on_leaving(device& d)
{
    if (!is_member(d) && !is_child(d)) return;
    bool was_member = is_member(d);
    d.settle();
    d.drop_queue(delivery::not_joined);
    forget(d);
    d.found();
    world_.log.emit(han_removed, about(d.part()));
    d.conditions_changed();
    members_changed();
    if (was_member) user_.on_left(d, leave_reason::left);
}

void network::react(device& d, const packet& p)
{
    switch (p.what) {
    case packet_kind::beacon_request: {
        packet answer{.what = packet_kind::beacon, .from = end::hub};
        answer.flag = now() < joining_until_;
        return d.send(std::move(answer));
    }
    case packet_kind::association_request: return on_association_request(d);
    case packet_kind::response_request: return on_response_request(d);
    case packet_kind::orphan_notification: {
        const auto* e = entry(d);
        // One that has not been given the present key is not helped by its old place.
        if (!is_member(d) || e->key_sequence != record_.secret.sequence) return;
        packet answer{.what = packet_kind::realignment, .from = end::hub};
        answer.address = e->address;
        return d.send(std::move(answer));
    }
    case packet_kind::device_announce: return on_announce(d);
    case packet_kind::rejoin_request: return on_rejoin_request(d, p);
    case packet_kind::leaving: return on_leaving(d);
    case packet_kind::poll: return d.on_poll();
    case packet_kind::beacon:
    case packet_kind::association_response:
    case packet_kind::realignment:
    case packet_kind::transport_key:
    case packet_kind::switch_key:
    case packet_kind::rejoin_response:
    case packet_kind::leave_request:
    case packet_kind::data: return; // not from devices, or not for here
    }
}

// ---- the network key

const network_key& network::newest_key() const { return next_key_ ? *next_key_ : record_.secret; }

error_code network::change_network_key()
{
    if (!powered_) return pan_errc::hub_off;
    auto sequence = static_cast<std::uint8_t>(newest_key().sequence + 1);
    next_key_ = network_key{made_key("network key " + std::to_string(sequence)), sequence};
    log_key(logged_key::network, next_key_->octets);
    for (auto& m : devices_) {
        auto& d = static_cast<device&>(*m);
        if (d.kind() == device_kind::mains) update_key(d);
        d.plan_wake();
    }
    switch_timer_ = std::make_unique<timer>(world_.time, "HAN key switch", [this] { switch_key(); });
    switch_timer_->expires_after(key_switch_delay);
    return {};
}

bool network::wants_key(const device& d) const
{
    return is_member(d) && entry(d)->link_key && entry(d)->key_sequence != newest_key().sequence;
}

void network::update_key(device& d)
{
    if (!wants_key(d)) return;
    // One that does not have the present key cannot open what is secured with it: the link key's protection has to do.
    bool has_present = entry(d)->key_sequence == record_.secret.sequence;
    give_network_key(d, *entry(d)->link_key, newest_key(), has_present);
}

void network::switch_key()
{
    for (auto& m : devices_) static_cast<device&>(*m).settle();
    record_.previous = record_.secret;
    record_.secret = *next_key_;
    next_key_.reset();
    save();
    world_.log.emit(han_key_changed, about(settings_.hub_part), {{"sequence", std::int64_t{record_.secret.sequence}}});
    for (auto& m : devices_) {
        auto& d = static_cast<device&>(*m);
        d.conditions_changed();
        if (d.kind() == device_kind::mains) say_switch(d);
    }
}

void network::say_switch(device& d)
{
    if (!is_member(d) || entry(d)->key_sequence != record_.secret.sequence) return;
    packet p{.what = packet_kind::switch_key, .from = end::hub, .secure = true};
    p.carried.sequence = record_.secret.sequence;
    p.address = entry(d)->address;
    d.send(std::move(p));
}

} // namespace sim::han
