#include "sim/smwan/registration.hpp"

namespace sim::smwan {

registration::actions registration::resume(const event& e)
{
    actions out;
    std::visit([&](const auto& what) { on(what, out); }, e);
    return out;
}

void registration::start(timer which, duration length, actions& out)
{
    running_ = which;
    out.push({.what = act::start_timer, .which = which, .length = length});
}

void registration::stop_all(actions& out)
{
    if (state_ == state::searching) out.push({.what = act::stop_search});
    if (running_ != timer::none) out.push({.what = act::stop_timer, .which = std::exchange(running_, timer::none)});
    if (state_ == state::attached) out.push({.what = act::stop_timer, .which = timer::t3312});
}

void registration::search(actions& out)
{
    state_ = state::searching;
    out.push({.what = act::search});
}

void registration::attach(actions& out)
{
    state_ = state::attaching;
    out.push({.what = act::send_attach, .attempt = static_cast<std::uint8_t>(attempts_ + 1)});
    start(timer::t3310, lengths::t3310, out);
}

void registration::update(actions& out)
{
    out.push({.what = act::send_update, .attempt = static_cast<std::uint8_t>(attempts_ + 1)});
    start(timer::t3330, lengths::t3330, out);
}

void registration::leave_attached(gmm_cause cause, actions& out)
{
    out.push({.what = act::report_detached, .cause = cause});
    state_ = state::waiting;
    attempts_ = 0;
}

void registration::on(const power_on&, actions& out)
{
    if (state_ != state::off) return;
    attempts_ = 0;
    search(out);
}

void registration::on(const power_off&, actions& out)
{
    stop_all(out);
    if (state_ == state::attached) leave_attached({}, out);
    state_ = state::off;
}

void registration::on(const cell_found&, actions& out)
{
    if (state_ == state::searching) attach(out);
}

void registration::on(const cell_lost&, actions& out)
{
    if (state_ == state::off || state_ == state::refused || state_ == state::searching) return;
    stop_all(out);
    if (state_ == state::attached) leave_attached({}, out);
    search(out);
}

void registration::on(const sim_changed&, actions& out)
{
    if (state_ == state::off) return;
    stop_all(out);
    if (state_ == state::attached) leave_attached({}, out);
    attempts_ = 0;
    search(out);
}

void registration::on(const attach_accepted&, actions& out)
{
    if (state_ != state::attaching) return;
    stop_all(out);
    state_ = state::attached;
    attempts_ = 0;
    out.push({.what = act::report_attached});
    out.push({.what = act::start_timer, .which = timer::t3312, .length = lengths::t3312});
}

void registration::on(const attach_rejected& e, actions& out)
{
    if (state_ != state::attaching) return;
    stop_all(out);
    ++attempts_;
    out.push({.what = act::report_rejected, .attempt = attempts_, .cause = e.cause});
    if (e.back_off > duration::zero()) {
        // A start of T3346 clears the attempt counter.
        attempts_ = 0;
        state_ = state::backing_off;
        start(timer::t3346, e.back_off, out);
        return;
    }
    react(reaction_to(e.cause), out);
}

/// What follows a failed attempt that has been counted, or a detach.
void registration::react(reaction what, actions& out)
{
    if (what == reaction::permanent) {
        state_ = state::refused;
        return;
    }
    if (what == reaction::back_off || attempts_ >= attach_attempts) {
        state_ = state::backing_off;
        start(timer::t3302, lengths::t3302, out);
    } else if (what == reaction::retry_now) {
        attach(out);
    } else {
        state_ = state::waiting;
        start(timer::t3311, lengths::t3311, out);
    }
}

void registration::on(const detach_requested& e, actions& out)
{
    if (state_ != state::attached) return;
    stop_all(out);
    leave_attached(e.cause, out);
    react(e.reattach ? reaction::retry_now : reaction_to(e.cause), out);
}

void registration::on(const update_accepted&, actions& out)
{
    if (state_ != state::attached || running_ != timer::t3330) return;
    attempts_ = 0;
    out.push({.what = act::stop_timer, .which = std::exchange(running_, timer::none)});
}

void registration::on(const update_rejected& e, actions& out)
{
    if (state_ != state::attached || running_ != timer::t3330) return;
    // Whatever the cause, the network no longer holds the registration for good: attach anew, as the cause allows.
    stop_all(out);
    leave_attached(e.cause, out);
    react(reaction_to(e.cause), out);
}

void registration::on(const expired& e, actions& out)
{
    if (e.which == timer::t3312) {
        if (state_ != state::attached) return;
        out.push({.what = act::start_timer, .which = timer::t3312, .length = lengths::t3312});
        // An update that is still being tried is this one.
        if (running_ == timer::none) update(out);
        return;
    }
    if (e.which != running_) return;
    running_ = timer::none;
    switch (e.which) {
    case timer::t3310:
    case timer::t3330:
        out.push({.what = act::report_timed_out, .attempt = ++attempts_});
        if (attempts_ < attach_attempts) {
            state_ == state::attached ? update(out) : attach(out);
        } else {
            if (state_ != state::attached) state_ = state::backing_off;
            start(timer::t3302, lengths::t3302, out);
        }
        return;
    case timer::t3302: attempts_ = 0; [[fallthrough]];
    case timer::t3311:
    case timer::t3346: state_ == state::attached ? update(out) : attach(out); return;
    case timer::t3312:
    case timer::none: return;
    }
}

std::uint64_t periodic_updates(time_point attached, time_point from, time_point until)
{
    auto count = [attached](time_point t) { return t <= attached ? 0 : (t - attached) / lengths::t3312; };
    return until <= from ? 0 : static_cast<std::uint64_t>(count(until) - count(from));
}

} // namespace sim::smwan
