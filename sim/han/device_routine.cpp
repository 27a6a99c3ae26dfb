// Routine exchanges: which were heard, when too many were missed, and in mode full their happening.
//
// Conditions are what exchanges depend on beside the dice: power and membership of both ends, the network key, the
// link. Between two changes of them everything is a function of time; at a change, what has been is summed up (settle).
#include "sim/han/events.hpp"
#include "sim/han/full_state.hpp"
#include "sim/han/network.hpp"

#include <algorithm>

namespace sim::han {
namespace {

// In a row, before an end takes the other for lost: model choices (five minutes, and an hour and a half).
constexpr unsigned mains_limit = 10, sleepy_limit = 3;
// Exchanges at which the hub searches for a lost sleepy device before it says that it does not find it.
constexpr unsigned hub_searches = 3;
// How far ahead runs of misses are looked for at once.
constexpr duration horizon = days(14);

} // namespace

unsigned device::miss_limit() const { return kind() == device_kind::sleepy ? sleepy_limit : mains_limit; }

bool device::hub_expects() const { return net_.powered() && net_.is_member(*this); }
bool device::device_expects() const { return state() == member_state::joined; }

bool device::in_touch() const { return connected() && net_.is_member(*this); }

bool device::connected() const
{
    if (!net_.powered() || !device_expects() || !over_.settings().reachable) return false;
    const auto& hub = net_.record();
    if (!record_ && !hub.previous) return true; // both have the key that they were made with
    const auto& own = record().of->secret;
    return own == hub.secret || (hub.previous && own == *hub.previous);
}

bool device::exchange_succeeds(std::uint64_t k) const
{
    return in_touch() && routine().begins(k) >= since_ && over_.open(routine().begins(k));
}

std::optional<std::uint64_t> device::last_heard(time_point t) const
{
    const auto& r = routine();
    if (!r || !in_touch()) return heard_before_;
    auto first = r.first_from(since_);
    auto last = r.last_over(t);
    if (!last || *last < first) return heard_before_;
    auto found = han::last_heard(over_, r, first, *last);
    return found ? found : heard_before_;
}

void device::set_link(const link_settings& settings)
{
    settle();
    over_.set(settings);
    conditions_changed();
}

// ---- summing up

/// Misses in a row up to now, given those before `since_`. An exchange that is under way now is missed: what changes
/// now spoils it.
std::uint8_t device::missed_now(bool expects, std::uint8_t before) const
{
    if (!expects) return 0;
    const auto& r = routine();
    auto now = net_.now();
    auto first = r.first_from(since_);
    auto last = r.last_over(now);
    unsigned cap = miss_limit() + hub_searches;
    unsigned missed = before;
    if (last && *last >= first) {
        auto count = *last - first + 1;
        auto at_end = in_touch() ? misses_at_end(over_, r, first, *last, cap)
                                 : static_cast<unsigned>(std::min<std::uint64_t>(count, cap));
        missed = at_end < count ? at_end : before + at_end;
    }
    auto next = std::max(first, last ? *last + 1 : 0);
    if (r.begins(next) < now) ++missed;
    return static_cast<std::uint8_t>(std::min(missed, cap));
}

void device::settle()
{
    if (since_ == net_.now()) return;
    user_.conditions_will_change();
    if (routine()) {
        heard_before_ = last_heard(net_.now());
        auto by_device = missed_now(device_expects(), missed_by_device_);
        missed_by_hub_ = missed_now(hub_expects(), missed_by_hub_);
        missed_by_device_ = by_device;
    }
    since_ = net_.now();
    if (full_ && full_->window && since_ > full_->window->begin && since_ < full_->window->end) full_->spoilt = true;
}

void device::conditions_changed()
{
    if (!device_expects()) missed_by_device_ = 0;
    if (!hub_expects()) missed_by_hub_ = 0;
    if (awake_since_ != awake_until_ && !device_expects()) fall_asleep();
    watch();
    plan_wake();
    plan_exchange();
}

// ---- watching for loss

/// When the exchange is over with which `limit` ones have been missed; `until` when that is not before.
time_point device::run_of_misses(unsigned missed, unsigned limit, time_point until) const
{
    const auto& r = routine();
    auto first = r.first_from(since_);
    if (!in_touch()) return r.ends(first + (limit - missed - 1));
    auto k = first_run_of_misses(over_, r, first, missed, limit, until);
    return k ? r.ends(*k) : until;
}

void device::watch()
{
    disarm(watch_slot);
    if (!routine() || (!hub_expects() && !device_expects())) return;
    // The end of an exchange, so that looking anew spoils none.
    const auto& r = routine();
    auto until = r.ends(r.first_from(net_.now() + horizon));
    auto due = until;
    unsigned limit = miss_limit();
    auto look_at = [&](unsigned missed, unsigned bound) {
        // What has changed within a window may have completed a run: that is seen when the window is over.
        due = std::min(due, missed >= bound ? r.after_windows(net_.now(), 0s) : run_of_misses(missed, bound, until));
    };
    if (device_expects()) look_at(missed_by_device_, limit);
    bool same = device_expects() && missed_by_device_ == missed_by_hub_ && !lost_;
    if (hub_expects() && !same && !lost_) look_at(missed_by_hub_, limit);
    if (hub_expects() && lost_ && !searches_told_ && kind() == device_kind::sleepy)
        look_at(missed_by_hub_, limit + hub_searches);
    if (lost_ && in_touch()) due = std::min(due, r.ends(r.first_from(since_)));
    arm(watch_slot, due);
}

void device::on_watch()
{
    settle();
    auto& log = net_.world().log;
    bool lost_by_device = device_expects() && missed_by_device_ >= miss_limit();
    bool lost_by_hub = hub_expects() && !lost_ && missed_by_hub_ >= miss_limit();
    bool not_found = hub_expects() && lost_ && !searches_told_ && kind() == device_kind::sleepy &&
                     missed_by_hub_ >= miss_limit() + hub_searches;
    bool heard_again = lost_ && in_touch() && missed_by_hub_ == 0;
    if (lost_by_hub) lost_ = true;
    if (not_found) searches_told_ = true;
    watch();
    if (lost_by_device) resume(membership::input::network_lost);
    if (lost_by_hub) {
        log.emit(han_lost, about(), {{"missed", std::int64_t{missed_by_hub_}}});
        net_.members_changed();
        net_.user().on_lost(*this);
    }
    if (not_found) {
        log.emit(han_search_failed, about(), {{"by", "hub"}, {"searches", std::int64_t{hub_searches}}});
        net_.user().on_searches_failed(*this, hub_searches);
    }
    if (heard_again) {
        found();
        net_.members_changed();
        net_.user().on_found(*this);
    }
}

void device::found()
{
    settle();
    lost_ = searches_told_ = false;
    missed_by_hub_ = 0;
    watch();
}

// ---- mode full: exchanges happen

void device::materialise()
{
    if (!net_.full()) {
        full_.reset();
        return;
    }
    if (full_) return;
    full_ = std::make_unique<full_state>(net_.world().time, *this, [this] {
        if (full_->window)
            end_exchange();
        else
            begin_exchange();
    });
    plan_exchange();
}

void device::plan_exchange()
{
    if (!full_ || full_->window) return;
    if (!routine() || !device_expects())
        full_->exchanges.cancel();
    else
        full_->exchanges.expires_at(routine().begins(routine().first_from(net_.now())));
}

void device::begin_exchange()
{
    if (!device_expects()) return;
    const auto& r = routine();
    auto k = r.first_from(net_.now());
    full_->window = air::burst{net_.now(), r.ends(k)};
    full_->exchanges.expires_at(r.ends(k));
    if (kind() == device_kind::sleepy) show_poll();
    user_.on_routine(k);
    net_.user().on_routine(*this, k);
}

void device::end_exchange()
{
    if (!full_ || !full_->window || full_->window->end > net_.now()) return;
    full_->window.reset();
    bool spoilt = std::exchange(full_->spoilt, false);
    auto held = std::exchange(full_->held, {});
    // Begins at the next one: this instant may be one's beginning.
    full_->exchanges.cancel();
    plan_exchange();
    if (spoilt || !in_touch()) return; // a hub may hear one that it does not count as its own
    for (const auto& h : held) {
        if (h.to == end::hub)
            net_.user().on_message(*this, h.what);
        else
            user_.on_message(h.what);
    }
}

} // namespace sim::han
