#include "sim/smwan/pdp_context.hpp"

namespace sim::smwan {

pdp_context::actions pdp_context::resume(const event& e)
{
    actions out;
    std::visit([&](const auto& what) { on(what, out); }, e);
    return out;
}

void pdp_context::start(timer which, duration length, actions& out)
{
    running_ = which;
    out.push({.what = act::start_timer, .which = which, .length = length});
}

void pdp_context::stop(actions& out)
{
    if (running_ != timer::none) out.push({.what = act::stop_timer, .which = std::exchange(running_, timer::none)});
}

void pdp_context::activate(actions& out)
{
    state_ = state::activating;
    out.push({.what = act::send_activate, .attempt = static_cast<std::uint8_t>(attempts_ + 1)});
    start(timer::t3380, lengths::t3380, out);
}

void pdp_context::back_off(actions& out)
{
    state_ = state::backing_off;
    attempts_ = 0;
    start(timer::t3396, lengths::t3396, out);
}

/// What follows a failed attempt that has been counted, or a deactivation.
void pdp_context::react(reaction what, actions& out)
{
    if (what == reaction::permanent) {
        state_ = state::refused;
    } else if (what == reaction::back_off || attempts_ >= activation_attempts) {
        back_off(out);
    } else if (what == reaction::retry_now) {
        activate(out);
    } else {
        state_ = state::waiting;
        start(timer::retry, activation_retry, out);
    }
}

void pdp_context::on(const attached&, actions& out)
{
    attached_ = true;
    if (state_ != state::inactive) return;
    if (std::exchange(owes_back_off_, false))
        back_off(out);
    else if (wanted_)
        activate(out);
}

void pdp_context::on(const wanted&, actions& out)
{
    if (std::exchange(wanted_, true) || !attached_ || state_ != state::inactive) return;
    activate(out);
}

void pdp_context::on(const released&, actions& out)
{
    if (!on_demand_ || !std::exchange(wanted_, false)) return;
    // A back-off and a permanent reject belong to the APN, not to the wish.
    if (state_ == state::backing_off || state_ == state::refused) return;
    stop(out);
    if (state_ == state::active) out.push({.what = act::report_lost});
    if (state_ == state::active || state_ == state::activating) out.push({.what = act::send_deactivate});
    attempts_ = 0;
    state_ = state::inactive;
}

void pdp_context::on(const detached&, actions& out)
{
    attached_ = false;
    if (state_ == state::active) out.push({.what = act::report_lost});
    // T3396 belongs to the APN, not to the registration: it runs on.
    if (state_ == state::backing_off || state_ == state::refused) return;
    stop(out);
    attempts_ = 0;
    state_ = state::inactive;
}

void pdp_context::on(const power_off&, actions& out)
{
    owes_back_off_ = owes_back_off_ || state_ == state::backing_off;
    stop(out);
    if (state_ == state::active) out.push({.what = act::report_lost});
    attached_ = false;
    wanted_ = !on_demand_;
    attempts_ = 0;
    state_ = state::inactive;
}

void pdp_context::on(const sim_changed&, actions& out)
{
    on(power_off{}, out);
    owes_back_off_ = false;
}

void pdp_context::on(const accepted&, actions& out)
{
    if (state_ != state::activating) return;
    stop(out);
    attempts_ = 0;
    state_ = state::active;
    out.push({.what = act::report_active});
}

void pdp_context::on(const rejected& e, actions& out)
{
    if (state_ != state::activating) return;
    stop(out);
    out.push({.what = act::report_rejected, .attempt = ++attempts_, .cause = e.cause});
    react(reaction_to(e.cause), out);
}

void pdp_context::on(const deactivated& e, actions& out)
{
    if (state_ != state::active) return;
    out.push({.what = act::report_lost, .cause = e.cause});
    react(reaction_to(e.cause), out);
}

void pdp_context::on(const expired& e, actions& out)
{
    if (e.which != running_) return;
    running_ = timer::none;
    switch (e.which) {
    case timer::t3380:
        out.push({.what = act::report_timed_out, .attempt = ++attempts_});
        attempts_ < activation_attempts ? activate(out) : back_off(out);
        return;
    case timer::retry: activate(out); return;
    case timer::t3396:
        state_ = state::inactive;
        if (attached_ && wanted_) activate(out);
        return;
    case timer::none: return;
    }
}

} // namespace sim::smwan
