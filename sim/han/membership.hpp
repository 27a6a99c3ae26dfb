// A device's membership of a network as a machine without I/O or clock: inputs in, actions out.
//
// Joining is the procedure of the ZigBee specification (association, 3.6.1.4.1; network key from the trust centre,
// 4.6.3.2) with key establishment behind it; what an orphan does is 3.6.1.4.3 and rejoining. How long a device waits
// for an answer, how often it scans, and that it gives up then, are model choices.
#pragma once
#include "sim/core/action_list.hpp"
#include "sim/kernel/time.hpp"

#include <cstdint>
#include <string_view>

namespace sim::han {

enum class member_state : std::uint8_t {
    off,            ///< no power
    unjoined,       ///< belongs to no network, and does not look for one
    scanning,       ///< a beacon request is out
    associating,    ///< an association request is out
    polling,        ///< asks for the association response
    awaiting_key,   ///< associated; the trust centre is to send the network key
    authenticating, ///< has the network key; a link key is being agreed on
    joined,         ///< a member
    searching,      ///< has lost its network, or just got power; waits for its next search
    orphan_scan,    ///< an orphan notification is out
    rejoining,      ///< a rejoin request is out, secured with the network key
    rekeying,       ///< an unsecured rejoin request is out, or was accepted: the network key is to come
};
std::string_view to_string(member_state s);

/// How a device that had lost its network came back.
enum class way_back : std::uint8_t {
    orphan_scan,         ///< the hub knew it as its child
    rejoin,              ///< with the network key that it had
    trust_centre_rejoin, ///< with its link key: the network key had changed
};
std::string_view to_string(way_back w);

class membership {
public:
    enum class input : std::uint8_t {
        power_on_stranger, ///< it has no network
        power_on_member,   ///< its memory names one
        power_on_running,  ///< the world begins with a member that has been running
        power_off,
        join,
        beacon_open,   ///< a network lets devices join
        beacon_closed, ///< a network does not
        associated,
        association_full,    ///< refused: the network has as many members as it may have
        association_refused, ///< refused otherwise
        key_received,        ///< the network key, opened with the key that the device was to use
        key_unreadable,      ///< it did not open
        authenticated,
        not_trusted,  ///< key establishment failed
        network_lost, ///< the hub was not reached several times
        search,       ///< the next search is due
        realigned,    ///< the hub still knows it
        rejoin_accepted,
        rejoin_refused,
        told_to_leave,
        leave,
        expired, ///< the timer
    };
    enum class act : std::uint8_t {
        request_beacon,
        request_association,
        request_response, ///< poll for the association response
        announce,
        establish_key, ///< key establishment may begin
        notify_orphan,
        request_rejoin, ///< secured with the network key
        request_unsecured_rejoin,
        say_leaving,
        start_timer, ///< `length`; replaces one that runs
        stop_timer,
        plan_search, ///< say `search` when the next one is due
        forget,      ///< the network and its keys
        report_joining,
        report_refused, ///< `cause`
        report_joined,
        report_lost,
        report_search_failed,
        report_rejoin_refused,
        report_back, ///< `how`
        report_left, ///< it was told to, or decided to
    };
    struct action {
        act what{};
        duration length{};
        std::string_view cause{};
        way_back how{};
        bool operator==(const action&) const = default;
    };
    using actions = action_list<action>;

    /// Inputs that do not belong to the present state are ignored: answers cross each other on the air.
    actions resume(input i);
    member_state current() const { return state_; }

private:
    void power_on(bool member, actions& out);
    void power_off(actions& out);
    void scan(actions& out);
    void refuse(std::string_view cause, actions& out);
    void lose(actions& out);
    void search(actions& out);
    void search_in_vain(actions& out);
    void back(way_back how, actions& out);
    void go(actions& out, bool say);
    void expire(actions& out);
    void on_key(actions& out);
    void wait(member_state in, act first, duration length, actions& out);

    member_state state_{member_state::off};
    std::uint8_t scans_{0};
    bool beacon_seen_{false}; ///< of a network that is closed
};

} // namespace sim::han
