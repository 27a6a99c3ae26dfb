// Who uses the network: the software of the hub and of its devices, and what they are told.
#pragma once
#include "sim/han/membership.hpp"
#include "sim/han/message.hpp"

#include <cstdint>
#include <string_view>

namespace sim::han {

class member;

/// What became of a message.
enum class delivery : std::uint8_t {
    delivered,  ///< acknowledged; a message without an acknowledgement was not necessarily lost
    no_ack,     ///< four attempts, no acknowledgement; the receiver may be away or without power
    not_joined, ///< the two are not in one network, or have no common link key for a message that wants one
    expired,    ///< the device did not fetch it in time
    queue_full, ///< too many messages wait for the device
    too_long,   ///< more than max_message octets
};
std::string_view to_string(delivery d);

enum class leave_reason : std::uint8_t {
    removed, ///< the hub said so
    left,    ///< the device went by itself
};
std::string_view to_string(leave_reason r);

/// The software of a device. Called as the last thing that an event does, unless it says otherwise.
class member_user {
public:
    /// A message from the hub.
    virtual void on_message(const message& m) = 0;
    /// The device has the network key and is to agree on a link key with the hub: exchange messages, then tell the pan
    /// (`link_key_established`, `key_establishment_failed`) from each end. 60 s after this the pan gives up.
    virtual void on_key_establishment() {}
    virtual void on_joined() {}
    virtual void on_join_refused(std::string_view /*reason*/) {}
    virtual void on_left(leave_reason) {}
    /// The device no longer hears its network, and begins to search for it.
    virtual void on_network_lost() {}
    virtual void on_network_found(way_back) {}
    /// One more search in vain since the network was lost.
    virtual void on_search_failed(unsigned /*searches*/) {}
    /// In mode full only, at the beginning of each exchange that begins while the device is a member: send_routine what
    /// the routine says. Nothing else may come of it.
    virtual void on_routine(std::uint64_t /*exchange*/) {}
    /// A sleepy device is awake after a wake that `want_wake` asked for, or because the hub has messages for it: in
    /// both modes, when the window of the wake's exchange is over. It falls asleep by itself.
    virtual void on_awake(std::uint64_t /*exchange*/) {}
    /// What `exchange_succeeds` and `last_heard` say will be different after this event. Whoever derives anything from
    /// them settles it up to now, and does nothing else.
    virtual void conditions_will_change() {}

protected:
    ~member_user() = default;
};

/// The software of the hub.
class hub_user {
public:
    virtual void on_message(member& from, const message& m) = 0;
    virtual void on_key_establishment(member&) {}
    virtual void on_joined(member&) {}
    virtual void on_left(member&, leave_reason) {}
    /// The device was not heard when it was due, several times in a row.
    virtual void on_lost(member&) {}
    /// The hub has searched for a lost sleepy device that often, in vain: 3, once per loss.
    virtual void on_searches_failed(member&, unsigned /*searches*/) {}
    virtual void on_found(member&) {}
    /// In mode full only, after the device's own.
    virtual void on_routine(member&, std::uint64_t /*exchange*/) {}

protected:
    ~hub_user() = default;
};

} // namespace sim::han
