#include "devices/families/trilliant/call_home_client.hpp"

#include "devices/call_home/limits.hpp"
#include "devices/call_home/names.hpp"
#include "devices/families/hub_tls.hpp"
#include "devices/families/trilliant/events.hpp"
#include "sim/tls/events.hpp"

#include <algorithm>

namespace devices::families::trilliant {

using call_home::call_reason;

namespace {

constexpr std::uint16_t memory_layout = 2;

call_home::boot_cause cause_of(chf::boot_cause cause)
{
    switch (cause) {
    case chf::boot_cause::power_on: return call_home::boot_cause::power_on;
    case chf::boot_cause::restart: return call_home::boot_cause::restart;
    case chf::boot_cause::firmware: return call_home::boot_cause::firmware;
    case chf::boot_cause::watchdog: return call_home::boot_cause::watchdog;
    }
    return {};
}

} // namespace

struct call_home_client::call {
    call_reason reason;
    chf::head_end_address to;
    std::string role;
    bool told{false}; ///< the journal knows how its TLS connection ended
    std::shared_ptr<const char> alive{std::make_shared<const char>()}; ///< its end drops the dial's handler
    std::unique_ptr<sim::tls::stream> tls;
    std::unique_ptr<call_home::hub_session> session;
    std::unique_ptr<session_runner<call_home::hub_session>> runner;
};

call_home_client::call_home_client(chf::hub& owner, client_parts parts)
    : hub_(owner),
      parts_(std::move(parts)),
      stored_memory_(owner.world().memory, owner.name(), "calls", memory_layout),
      memory_(stored_memory_.get().value_or(call_memory{})),
      store_(owner, settings().store),
      logs_(owner),
      collector_(owner, parts_, logs_, memory_, store_),
      images_(owner, parts_),
      next_(owner.world().time, "hub.call_home", [this] { start(next_reason_); }),
      time_limit_(owner.world().time, "hub.tls_time_limit", [this] { ended(call_home::errc::timed_out); }),
      alarm_(owner.world().time, "hub.alarm", [this] { start(call_reason::alarm); }),
      commands_(owner, parts_.devices, *this)
{
    commands_.resume();
}

call_home_client::~call_home_client() { world().time.cancel(pushing_); }

// ---- when to call

void call_home_client::on_online(chf::boot_cause last_boot)
{
    if (std::exchange(booted_, false)) {
        if (last_boot == chf::boot_cause::power_on) logs_.note(metering::alert_code::outage_restored);
        store_.put(
            call_home::header_code::boot_report, hub_.eui64(),
            encode_payload(call_home::boot_report{cause_of(last_boot), hub_.boots(), hub_.firmware().version()}));
        store_.keep();
        next_reason_ = call_reason::boot;
    } else {
        next_reason_ = call_reason::scheduled;
    }
    failures_ = 0;
    call_at(world().time.now() + settings().after_online, next_reason_);
}

void call_home_client::on_offline()
{
    alarm_.cancel();
    if (call_) ended(sim::smwan::smwan_errc::no_context);
    next_.cancel();
}

void call_home_client::on_wake_up()
{
    const auto now = world().time.now();
    bool in_a_row = woken_at_ && now - *woken_at_ <= settings().wake_up_window;
    wake_ups_ = in_a_row ? wake_ups_ + 1 : 1;
    woken_at_ = now;
    world().log.emit(woken, hub_.about(),
                     {{"message", std::int64_t{wake_ups_}}, {"needed", std::int64_t{settings().wake_up_messages}}});
    if (wake_ups_ < settings().wake_up_messages) return; // it has only registered
    wake_ups_ = 0;
    woken_at_.reset();
    call_home();
}

void call_home_client::call_home()
{
    if (!call_ && hub_.modem().context()) start(call_reason::wake_up);
}

void call_home_client::call_at(sim::time_point due, call_reason reason)
{
    next_reason_ = reason;
    next_.expires_at(due);
}

/// At an instant of the hub's clock, which a head-end gives; not later than the longest period of a schedule, so that
/// no head-end can silence a hub for good.
void call_home_client::call_back(sim::time_point shown)
{
    const auto latest =
        hub_.clock().show(world().time.now()) + std::chrono::seconds(call_home::limits::schedule_period_most_s);
    call_at(hub_.clock().when(std::min(shown, latest)), call_reason::call_back);
}

void call_home_client::schedule()
{
    auto dice = world().dice.stream(hub_.name() + "/call_home");
    auto shown = next_scheduled(memory_, settings().interval, hub_.clock().show(world().time.now()),
                                [&](std::uint64_t below) { return dice.below(0, below); });
    call_at(hub_.clock().when(shown), call_reason::scheduled);
}

/// Soon, but not sooner after the last such call than the family's hubs do.
void call_home_client::raise_alarm()
{
    urgent_ = call_ != nullptr;                   // it may go with the session, or come too late for it
    if (call_ || !hub_.modem().context()) return; // the first call over a new context brings it
    auto due = world().time.now() + settings().alarm_after;
    if (alarmed_at_) due = std::max(due, *alarmed_at_ + settings().alarm_gap);
    alarm_.expires_at(due);
}

/// The hub's session hears of what it may tell, if there is one. As an event of its own: whoever puts something may be
/// inside of the session.
void call_home_client::put_now(call_home::header_code code, sim::eui64 device, sim::bytes payload)
{
    store_.put(code, device, std::move(payload));
    store_.keep();
    if (!call_ || !call_->runner) return;
    world().time.cancel(pushing_);
    pushing_ = world().time.soon("hub.push", [this] {
        if (call_ && call_->runner) call_->runner->perform(call_->session->pending(world().time.now()));
    });
}

bool call_home_client::answer_in_session(const call_home::command_result& r)
{
    if (!call_ || !call_->runner || !call_->session->awaits_result(r.id)) return false;
    call_->runner->perform(call_->session->completed(world().time.now(), r));
    return true;
}

// ---- a call

std::string_view call_home_client::peer() const
{
    return call_ && call_->runner ? std::string_view(call_->role) : std::string_view();
}

chf::head_end_address call_home_client::whom_to_call() const
{
    auto own = hub_.head_end();
    const auto& prepared = hub_.make().prepared;
    bool other = prepared && !hub_.modem().resolve(own.name) && hub_.modem().resolve(prepared->name);
    return other ? *prepared : own;
}

void call_home_client::start(call_reason reason)
{
    if (call_ || !hub_.modem().context() || !hub_.firmware().works()) return;
    next_.cancel();
    alarm_.cancel();
    if (reason == call_reason::alarm) alarmed_at_ = world().time.now();
    if (failures_ == 0 && collector_.collect()) {
        remember();
        store_.keep();
    }
    call_ = std::make_unique<call>();
    call_->reason = reason;
    call_->to = whom_to_call();
    auto route = hub_.modem().resolve(call_->to.name);
    if (route && *route) call_->role = (*route)->role;
    world().log.emit(sim::tls::tls_connecting, hub_.about(), sim::tls::connecting_fields(call_->role, call_->to.name));
    // The modem outlives this application, and the application this call.
    hub_.modem().dial(call_->to.name, call_->to.port,
                      [this, alive = std::weak_ptr(call_->alive)](
                          sim::error_code ec, std::unique_ptr<sim::transport::stream> stream, std::string_view) {
                          if (!alive.expired()) dialled(ec, std::move(stream));
                      });
}

void call_home_client::dialled(sim::error_code ec, std::unique_ptr<sim::transport::stream> stream)
{
    if (ec) return ended(ec);
    sim::tls::config_options identity;
    identity.role = sim::tls::role::client;
    identity.use_tickets = parts_.settings->tls.resume == resumption::ticket;
    // No two sessions of the hub's life draw the same numbers: the count of calls is lost with the power.
    auto number = std::to_string(hub_.boots()) + "/" + std::to_string(calls_++);
    auto options = tls_options(hub_, parts_.settings->tls, std::move(identity), trust_in(hub_, call_->to.name), number);
    if (parts_.settings->tls.resume != resumption::none && resumption_name_ == call_->to.name)
        options.engine.offer = resumption_;
    call_->tls = std::make_unique<sim::tls::stream>(std::move(stream), std::move(options));
    time_limit_.expires_after(parts_.settings->tls.time_limit);
    call_->tls->handshake([this](sim::error_code failed) { secured(failed); });
}

void call_home_client::secured(sim::error_code ec)
{
    time_limit_.cancel();
    if (ec) return ended(ec);
    const auto& outcome = call_->tls->result();
    world().log.emit(sim::tls::tls_established, hub_.about(), sim::tls::established_fields(call_->role, outcome));
    resumption_ = outcome.resumption;
    resumption_name_ = call_->to.name;
    bool expected = memory_.token_for == call_->to.name;
    call_home::hello first{hub_.eui64(),
                           call_->reason,
                           0,
                           hub_.clock().stamp(world().time.now()),
                           hub_.make().model,
                           hub_.firmware().version(),
                           expected ? memory_.token : sim::bytes()};
    call_->session = std::make_unique<call_home::hub_session>(std::move(first), store_.box(), *this);
    call_->runner =
        std::make_unique<session_runner<call_home::hub_session>>(std::move(call_->tls), *call_->session, *this);
    world().names.changed(chf::peer_state, hub_.card().installation());
    call_->runner->start(call_->session->opened(world().time.now()));
}

void call_home_client::on_finished(const call_home::session_result& result)
{
    world().log.emit(sim::tls::tls_closed, hub_.about(), sim::tls::closed_fields(call_->role, result.cause));
    call_->told = true;
    commands_.session_over();
    if (result.next_server) redirect(*result.next_server);
    if (result.error)
        ended(result.cause ? result.cause : result.error, result.call_back_at);
    else
        succeeded(result);
    // Last: it ends this application.
    if (hub_.firmware().switch_asked()) hub_.firmware().switch_now();
}

void call_home_client::succeeded(const call_home::session_result& result)
{
    world().log.emit(called_home, hub_.about(),
                     {{"reason", std::string(to_string(call_->reason))},
                      {"peer", call_->role},
                      {"name", call_->to.name},
                      {"envelopes", std::int64_t{result.envelopes}},
                      {"acknowledged", std::int64_t{result.acknowledged}}});
    failures_ = 0;
    if (memory_.previous && !result.next_server) { // where the redirection led is where it belongs
        memory_.previous.reset();
        memory_.redirect_failures = 0;
        remember();
    }
    forget_call();
    if (result.call_back_at)
        call_back(*result.call_back_at);
    else
        schedule();
    const auto& left = store_.box().contents().items;
    auto alarm = [](const call_home::envelope& e) { return e.code == call_home::header_code::alarm; };
    if (std::exchange(urgent_, false) && std::any_of(left.begin(), left.end(), alarm)) raise_alarm();
    hub_.firmware().confirm();
}

void call_home_client::forget_call()
{
    bool had_session = call_->runner != nullptr;
    call_.reset();
    if (had_session) world().names.changed(chf::peer_state, hub_.card().installation());
}

/// What became of a connection that ended without saying so itself.
void call_home_client::tell_of_end(sim::error_code why)
{
    if (std::exchange(call_->told, true)) return;
    auto about = hub_.about();
    if (call_->runner) {
        world().log.emit(sim::tls::tls_closed, about,
                         {{"peer", call_->role}, {"clean", false}, {"reason", connection_words(why)}});
        return;
    }
    auto outcome = call_->tls ? call_->tls->result() : sim::tls::outcome();
    auto by = why == call_home::errc::timed_out ? sim::tls::party::us : sim::tls::party::transport;
    if (!outcome.failure) outcome.failure = sim::tls::failure{by, {}, connection_words(why)};
    if (call_->tls && outcome.failure->by == sim::tls::party::us)
        logs_.note_security(metering::alert_code::authentication_failure);
    outcome.failure->reason += bindings_against(hub_, call_->to.name, outcome);
    world().log.emit(sim::tls::tls_failed, about, sim::tls::failed_fields(call_->role, outcome, why));
}

void call_home_client::ended(sim::error_code why, std::optional<sim::time_point> call_back_at)
{
    time_limit_.cancel();
    tell_of_end(why);
    world().log.emit(call_failed, hub_.about(),
                     {{"reason", std::string(to_string(call_->reason))},
                      {"name", call_->to.name},
                      {"error", connection_words(why)}});
    auto reason = call_->reason;
    if (call_->runner) commands_.session_over();
    forget_call();
    // A head-end that cannot serve now may say when it can.
    if (call_back_at) return call_back(*call_back_at);
    bool elsewhere = fall_back();
    if (elsewhere || ++failures_ <= settings().retries)
        return call_at(world().time.now() + settings().retry_after, reason);
    failures_ = 0;
    schedule();
}

} // namespace devices::families::trilliant
