#include "sim/han/membership.hpp"

namespace sim::han {
namespace {

// All of them model choices.
constexpr duration beacon_wait = 500ms;
constexpr duration response_wait = 500ms; // macResponseWaitTime is of this size
constexpr duration key_wait = 3s;
constexpr duration establishment_wait = 60s;
constexpr duration realignment_wait = 500ms;
constexpr duration rejoin_wait = 500ms;
constexpr std::uint8_t scan_attempts = 3;

} // namespace

std::string_view to_string(member_state s)
{
    switch (s) {
    case member_state::off: return "off";
    case member_state::unjoined: return "unjoined";
    case member_state::scanning: return "scanning";
    case member_state::associating: return "associating";
    case member_state::polling: return "polling";
    case member_state::awaiting_key: return "awaiting_key";
    case member_state::authenticating: return "authenticating";
    case member_state::joined: return "joined";
    case member_state::searching: return "searching";
    case member_state::orphan_scan: return "orphan_scan";
    case member_state::rejoining: return "rejoining";
    case member_state::rekeying: return "rekeying";
    }
    return "";
}

std::string_view to_string(way_back w)
{
    switch (w) {
    case way_back::orphan_scan: return "orphan_scan";
    case way_back::rejoin: return "rejoin";
    case way_back::trust_centre_rejoin: return "trust_centre_rejoin";
    }
    return "";
}

membership::actions membership::resume(input i)
{
    using s = member_state;
    actions out;
    switch (i) {
    case input::power_on_stranger: power_on(false, out); break;
    case input::power_on_member: power_on(true, out); break;
    case input::power_on_running:
        if (state_ == s::off) state_ = s::joined;
        break;
    case input::power_off: power_off(out); break;
    case input::join:
        if (state_ != s::unjoined) break;
        scans_ = 0;
        beacon_seen_ = false;
        out.push({.what = act::report_joining});
        scan(out);
        break;
    case input::beacon_open:
        if (state_ == s::scanning) wait(s::associating, act::request_association, response_wait, out);
        break;
    case input::beacon_closed:
        if (state_ == s::scanning) beacon_seen_ = true;
        break;
    case input::associated:
        if (state_ != s::polling) break;
        state_ = s::awaiting_key;
        out.push({.what = act::start_timer, .length = key_wait});
        break;
    case input::association_full:
        if (state_ == s::polling) refuse("the hub has as many devices as it may have", out);
        break;
    case input::association_refused:
        if (state_ == s::polling) refuse("the hub does not know the device", out);
        break;
    case input::key_received: on_key(out); break;
    case input::key_unreadable:
        if (state_ == s::awaiting_key) refuse("the network key is not under the device's install code", out);
        break;
    case input::authenticated:
        if (state_ != s::authenticating) break;
        state_ = s::joined;
        out.push({.what = act::stop_timer});
        out.push({.what = act::report_joined});
        break;
    case input::not_trusted:
        if (state_ == s::authenticating) refuse("key establishment failed", out);
        break;
    case input::network_lost:
        if (state_ == s::joined) lose(out);
        break;
    case input::search:
        if (state_ == s::searching) wait(s::orphan_scan, act::notify_orphan, realignment_wait, out);
        break;
    case input::realigned:
        if (state_ == s::orphan_scan) back(way_back::orphan_scan, out);
        break;
    case input::rejoin_accepted:
        if (state_ == s::rejoining) back(way_back::rejoin, out);
        if (state_ == s::rekeying) out.push({.what = act::start_timer, .length = key_wait});
        break;
    case input::rejoin_refused:
        if (state_ != s::rejoining && state_ != s::rekeying) break;
        out.push({.what = act::report_rejoin_refused});
        search_in_vain(out);
        break;
    case input::told_to_leave: go(out, false); break;
    case input::leave: go(out, true); break;
    case input::expired: expire(out); break;
    }
    return out;
}

void membership::wait(member_state in, act first, duration length, actions& out)
{
    state_ = in;
    out.push({.what = first});
    out.push({.what = act::start_timer, .length = length});
}

void membership::power_on(bool member, actions& out)
{
    if (state_ != member_state::off) return;
    state_ = member ? member_state::searching : member_state::unjoined;
    if (member) out.push({.what = act::plan_search});
}

void membership::power_off(actions& out)
{
    if (state_ == member_state::off) return;
    // A key that was never confirmed by key establishment is of no use to the next boot.
    if (state_ == member_state::authenticating) out.push({.what = act::forget});
    state_ = member_state::off;
    out.push({.what = act::stop_timer});
}

void membership::scan(actions& out)
{
    ++scans_;
    wait(member_state::scanning, act::request_beacon, beacon_wait, out);
}

void membership::refuse(std::string_view cause, actions& out)
{
    state_ = member_state::unjoined;
    out.push({.what = act::stop_timer});
    out.push({.what = act::forget});
    out.push({.what = act::report_refused, .cause = cause});
}

void membership::lose(actions& out)
{
    state_ = member_state::searching;
    out.push({.what = act::plan_search});
    out.push({.what = act::report_lost});
}

void membership::search_in_vain(actions& out)
{
    state_ = member_state::searching;
    out.push({.what = act::stop_timer});
    out.push({.what = act::plan_search});
    out.push({.what = act::report_search_failed});
}

void membership::back(way_back how, actions& out)
{
    state_ = member_state::joined;
    out.push({.what = act::stop_timer});
    out.push({.what = act::announce});
    out.push({.what = act::report_back, .how = how});
}

void membership::on_key(actions& out)
{
    if (state_ == member_state::rekeying) return back(way_back::trust_centre_rejoin, out);
    if (state_ != member_state::awaiting_key) return;
    state_ = member_state::authenticating;
    out.push({.what = act::announce});
    out.push({.what = act::start_timer, .length = establishment_wait});
    out.push({.what = act::establish_key});
}

void membership::go(actions& out, bool say)
{
    if (state_ == member_state::off || state_ == member_state::unjoined) return;
    if (say && state_ == member_state::joined) out.push({.what = act::say_leaving});
    state_ = member_state::unjoined;
    out.push({.what = act::stop_timer});
    out.push({.what = act::forget});
    out.push({.what = act::report_left});
}

void membership::expire(actions& out)
{
    switch (state_) {
    case member_state::scanning:
        if (scans_ < scan_attempts) return scan(out);
        return refuse(beacon_seen_ ? "the hub does not let devices join" : "no network was heard", out);
    case member_state::associating: return wait(member_state::polling, act::request_response, response_wait, out);
    case member_state::polling: return refuse("the association was not answered", out);
    case member_state::awaiting_key: return refuse("the network key did not come", out);
    case member_state::authenticating: return refuse("key establishment took too long", out);
    case member_state::orphan_scan: return wait(member_state::rejoining, act::request_rejoin, rejoin_wait, out);
    case member_state::rejoining: return wait(member_state::rekeying, act::request_unsecured_rejoin, rejoin_wait, out);
    case member_state::rekeying: return search_in_vain(out);
    case member_state::off:
    case member_state::unjoined:
    case member_state::joined:
    case member_state::searching: return;
    }
}

} // namespace sim::han
