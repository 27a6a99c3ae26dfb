#include "scenarios/reference/migration.hpp"

#include <utility>

namespace scenarios::reference {

namespace input = migration_input;
namespace act = migration_do;
namespace event = migration_event;
using enum migration_state;

namespace {

constexpr std::string_view step_on_receipt = "15.6.1";
constexpr std::string_view step_before_use = "15.7.1";
constexpr std::string_view apn_missing = "PreviousAPN missing";
constexpr std::array device_parts{migration_part::credentials, migration_part::address};
constexpr std::array all_parts{migration_part::credentials, migration_part::address, migration_part::sim};

bool missing(const std::optional<std::string>& previous_apn) { return !previous_apn || previous_apn->empty(); }

std::string join(std::string text, std::string_view more)
{
    if (!text.empty()) text += ", ";
    return text += more;
}

} // namespace

sim::result<migration_actions> migration_machine::handle(const migration_event_in& what, sim::time_point now)
{
    out_.clear();
    now_ = now;
    if (auto ec = std::visit([this](const auto& e) { return on(e); }, what)) return ec;
    return std::exchange(out_, {});
}

bool migration_machine::under_way() const
{
    return state_ == validated || state_ == sim_migrated || state_ == connected || state_ == installing;
}

void migration_machine::enter(migration_state next, const sim::event_type& type, sim::fields content)
{
    state_ = next;
    since_ = now_;
    out_.push_back(act::emit{&type, std::move(content)});
}

// ---- forward

sim::error_code migration_machine::on(const input::start& e)
{
    switch (state_) {
    case none:
    case rejected:
    case timed_out:
    case failed:
    case cancelled:
    case rolled_back:
    case smso_restored: break;
    case requested:
    case validated:
    case sim_migrated:
    case connected:
    case installing:
    case commissioned:
    case rolling_back:
    case rollback_failed: return migration_errc::not_in_this_state;
    }
    auto actions = std::move(out_);
    auto now = now_;
    *this = {};
    out_ = std::move(actions);
    now_ = now;
    plan_ = e.plan;
    auto window = plan_.window.value_or(installation_window(plan_.group));
    enter(requested, event::requested, {{"group", std::string(to_string(plan_.group))}, {"window", window}});
    if (missing(plan_.previous_apn))
        reject(std::string(step_on_receipt), std::string(apn_missing));
    else
        open_window(window_start::requested);
    return {};
}

sim::error_code migration_machine::on(const input::check_failed& e)
{
    if (state_ != requested) return migration_errc::not_in_this_state;
    reject(e.step, e.reason);
    return {};
}

sim::error_code migration_machine::on(const input::use_group& e)
{
    if (state_ != requested) return migration_errc::not_in_this_state;
    if (window_over()) return migration_errc::window_over;
    plan_.previous_apn = e.previous_apn;
    if (missing(plan_.previous_apn)) {
        reject(std::string(step_before_use), std::string(apn_missing));
        return {};
    }
    enter(validated, event::validated);
    open_window(window_start::validated);
    // From here on the SIM may have moved, whatever becomes of the answer.
    at(migration_part::sim).touched = true;
    out_.push_back(act::set_profile{plan_.dcc_profile, false, {}});
    return {};
}

sim::error_code migration_machine::on(const input::sim_change_confirmed&)
{
    if (state_ != validated) return migration_errc::not_in_this_state;
    if (window_over()) return migration_errc::window_over;
    enter(sim_migrated, event::sim_migrated, {{"profile", plan_.dcc_profile}});
    open_window(window_start::sim_profile_changed);
    return {};
}

sim::error_code migration_machine::on(const input::hub_connected&)
{
    // A hub comes when it likes: again and again while it is being installed or restored.
    if (state_ == rolling_back) return {};
    if (state_ != sim_migrated && state_ != connected && state_ != installing) return migration_errc::not_in_this_state;
    if (window_over()) return migration_errc::window_over;
    if (state_ != sim_migrated) return {};
    enter(connected, event::connected);
    out_.push_back(act::request_details{});
    return {};
}

sim::error_code migration_machine::on(const input::details_received&)
{
    if (state_ != connected) return migration_errc::not_in_this_state;
    if (window_over()) return migration_errc::window_over;
    enter(installing, event::installing);
    out_.push_back(act::install{});
    return {};
}

sim::error_code migration_machine::on(const input::replaced& e)
{
    if (state_ != installing || e.part == migration_part::sim) return migration_errc::not_in_this_state;
    at(e.part).touched = true; // even when it is late: it has to be undone
    return {};
}

sim::error_code migration_machine::on(const input::commission_done&)
{
    if (state_ != installing) return migration_errc::not_in_this_state;
    if (window_over()) return migration_errc::window_over;
    bool address_ready = plan_.handover == handover_kind::preloaded_dcc || at(migration_part::address).touched;
    if (!at(migration_part::credentials).touched || !address_ready) return migration_errc::not_replaced;
    close_window();
    outcome_ = migration_outcome::commissioned;
    enter(commissioned, event::commissioned);
    return {};
}

void migration_machine::reject(std::string step, std::string reason)
{
    close_window();
    step_ = std::move(step);
    reason_ = std::move(reason);
    outcome_ = migration_outcome::rejected;
    enter(rejected, event::rejected, {{"step", step_}, {"reason", reason_}});
}

void migration_machine::open_window(window_start reached)
{
    if (plan_.window_from != reached) return;
    auto length = plan_.window.value_or(installation_window(plan_.group));
    deadline_ = now_ + length;
    out_.push_back(act::start_window{length, *deadline_});
}

void migration_machine::close_window()
{
    if (deadline_) out_.push_back(act::stop_window{});
    deadline_.reset();
}

// ---- the end that nobody wants

sim::error_code migration_machine::on(const input::window_expired&)
{
    if (!deadline_) return migration_errc::not_in_this_state;
    if (now_ < *deadline_) return migration_errc::not_due;
    deadline_.reset(); // its timer has fired: nothing to stop
    auto length = plan_.window.value_or(installation_window(plan_.group));
    end(migration_outcome::timed_out, timed_out, event::timed_out, {{"window", length}});
    return {};
}

sim::error_code migration_machine::on(const input::failure& e)
{
    if (!under_way()) return migration_errc::not_in_this_state;
    reason_ = e.reason;
    end(migration_outcome::failed, failed, event::failed, {{"reason", reason_}});
    return {};
}

sim::error_code migration_machine::on(const input::cancel&)
{
    if (state_ != requested && !under_way()) return migration_errc::not_in_this_state;
    end(migration_outcome::cancelled, cancelled, event::cancelled);
    return {};
}

sim::error_code migration_machine::on(const input::rollback_demanded&)
{
    if (state_ == rollback_failed) {
        roll_back();
        return {};
    }
    return on(input::failure{"rollback demanded"});
}

void migration_machine::end(migration_outcome how, migration_state next, const sim::event_type& type,
                            sim::fields content)
{
    bool with_the_hub = state_ == connected || state_ == installing;
    close_window();
    outcome_ = how;
    enter(next, type, std::move(content));
    if (with_the_hub) out_.push_back(act::stop_install{});
    if (at(migration_part::sim).touched) roll_back();
}

// ---- the way back

void migration_machine::roll_back()
{
    rollback_reason_.clear();
    std::string undo;
    bool on_the_device = false;
    for (auto part : all_parts) {
        auto& p = at(part);
        p.given_up = false;
        p.attempts = 0;
        if (!p.touched || p.restored) continue;
        undo = join(std::move(undo), to_string(part));
        on_the_device |= part != migration_part::sim;
    }
    enter(rolling_back, event::rolling_back, {{"undo", undo}});
    if (on_the_device) {
        rollback_due_ = now_ + rollback_limit;
        out_.push_back(act::start_rollback_limit{*rollback_due_});
    }
    restore_next();
}

/// The device first, over the DCC's network, while it can be reached: once the SIM is back, nobody who knows how is
/// near.
void migration_machine::restore_next()
{
    restoring_.reset();
    for (auto part : all_parts) {
        const auto& p = at(part);
        if (!p.touched || p.restored || p.given_up) continue;
        if (part == migration_part::sim) stop_limit();
        return request_restore(part, {});
    }
    stop_limit();
    finish_rollback();
}

void migration_machine::request_restore(migration_part part, sim::duration delay)
{
    restoring_ = part;
    ++at(part).attempts;
    if (part == migration_part::sim)
        out_.push_back(act::set_profile{*plan_.previous_apn, true, delay});
    else
        out_.push_back(act::restore{part, at(part).attempts, delay});
}

sim::error_code migration_machine::on(const input::restored& e)
{
    if (state_ != rolling_back || restoring_ != e.part) return migration_errc::not_in_this_state;
    at(e.part).restored = true;
    restore_next();
    return {};
}

sim::error_code migration_machine::on(const input::restore_failed& e)
{
    if (state_ != rolling_back || restoring_ != e.part) return migration_errc::not_in_this_state;
    auto& p = at(e.part);
    p.why = e.reason;
    if (p.attempts < (e.part == migration_part::sim ? sim_attempts : device_attempts)) {
        request_restore(e.part, retry_delay);
        return {};
    }
    p.given_up = true;
    restore_next();
    return {};
}

sim::error_code migration_machine::on(const input::rollback_limit_expired&)
{
    if (!rollback_due_) return migration_errc::not_in_this_state;
    if (now_ < *rollback_due_) return migration_errc::not_due;
    rollback_due_.reset();
    for (auto part : device_parts) {
        auto& p = at(part);
        if (!p.touched || p.restored) continue;
        p.given_up = true;
        if (p.why.empty()) p.why = "the hub did not come";
    }
    out_.push_back(act::stop_restoring{});
    restore_next();
    return {};
}

void migration_machine::stop_limit()
{
    if (rollback_due_) out_.push_back(act::stop_rollback_limit{});
    rollback_due_.reset();
}

void migration_machine::finish_rollback()
{
    std::string left;
    for (auto part : all_parts) {
        const auto& p = at(part);
        if (p.touched && !p.restored)
            left = join(std::move(left), std::string(to_string(part)) + " not restored (" + p.why + ")");
    }
    if (left.empty()) return enter(rolled_back, event::rolled_back);
    rollback_reason_ = left;
    enter(rollback_failed, event::rollback_failed, {{"reason", left}});
}

sim::error_code migration_machine::on(const input::smso_contact&)
{
    if (state_ != rolled_back && state_ != rollback_failed) return migration_errc::not_in_this_state;
    enter(smso_restored, event::smso_restored);
    return {};
}

} // namespace scenarios::reference
