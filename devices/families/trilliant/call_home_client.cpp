#include "devices/families/trilliant/call_home_client.hpp"

#include "devices/call_home/names.hpp"
#include "devices/families/hub_tls.hpp"
#include "sim/tls/events.hpp"

namespace devices::families::trilliant {

using call_home::call_reason;

namespace {

constexpr std::uint16_t outbox_layout = 1, memory_layout = 1;
/// Schedules count from here, as their offsets do on the wire.
constexpr std::int64_t epoch_2000_s = 946'684'800;

} // namespace

void encode(sim::writer& out, const call_memory& m)
{
    out.u32(m.period_s)
        .u32(m.offset_s)
        .u8(m.offset_given)
        .u32(m.window_s)
        .i64(m.collected_until_s)
        .block8(m.token)
        .text8(m.token_for);
}

call_memory decode(sim::reader& in, const call_memory*)
{
    call_memory m;
    m.period_s = in.u32();
    m.offset_s = in.u32();
    m.offset_given = in.u8() != 0;
    m.window_s = in.u32();
    m.collected_until_s = in.i64();
    auto token = in.block8();
    m.token.assign(token.begin(), token.end());
    m.token_for = in.text8();
    return m;
}

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
      stored_outbox_(owner.world().memory, owner.name(), "outbox", outbox_layout),
      stored_memory_(owner.world().memory, owner.name(), "calls", memory_layout),
      outbox_(call_home::outbox::default_capacity, stored_outbox_.get().value_or(call_home::outbox_contents{})),
      memory_(stored_memory_.get().value_or(call_memory{})),
      next_(owner.world().time, "hub.call_home", [this] { start(next_reason_); }),
      time_limit_(owner.world().time, "hub.tls_time_limit", [this] { ended(call_home::errc::timed_out); })
{}

call_home_client::~call_home_client() = default;

// ---- when to call

void call_home_client::on_online(chf::boot_cause last_boot)
{
    if (std::exchange(booted_, false)) {
        auto cause =
            last_boot == chf::boot_cause::power_on ? call_home::boot_cause::power_on : call_home::boot_cause::restart;
        put(call_home::header_code::boot_report, hub_.eui64(),
            encode_payload(call_home::boot_report{cause, hub_.boots(), hub_.make().firmware}));
        keep_outbox(); // a number that was given must never be given again
        next_reason_ = call_reason::boot;
    } else {
        next_reason_ = call_reason::scheduled;
    }
    failures_ = 0;
    call_at(world().time.now() + settings_->call_home.after_online, next_reason_);
}

void call_home_client::on_offline()
{
    next_.cancel();
    if (call_) ended(sim::smwan::smwan_errc::no_context);
    next_.cancel();
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

void call_home_client::schedule() { call_at(next_scheduled(world().time.now()), call_reason::scheduled); }

sim::time_point call_home_client::next_scheduled(sim::time_point after) const
{
    using namespace std::chrono;
    auto period = memory_.period_s ? std::int64_t{memory_.period_s}
                                   : duration_cast<seconds>(settings_->call_home.interval).count();
    auto dice = world().dice.stream(hub_.name() + "/call_home");
    // A window spreads the fleet's calls; without one the phase is anywhere in the period.
    auto spread = memory_.window_s ? std::uint64_t{memory_.window_s} : static_cast<std::uint64_t>(period);
    auto phase = static_cast<std::int64_t>(dice.below(0, spread));
    if (memory_.offset_given) phase += memory_.offset_s;
    auto since = sim::to_unix_seconds(after) - epoch_2000_s;
    auto rounds = (since - phase) / period + ((since - phase) >= 0 ? 1 : 0);
    return sim::from_unix_seconds(epoch_2000_s + rounds * period + phase);
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
    if (call_ || !hub_.modem().context()) return;
    next_.cancel();
    if (failures_ == 0) collect();
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
    identity.use_tickets = settings_->tls.resume == resumption::ticket;
    // No two sessions of the hub's life draw the same numbers: the count of calls is lost with the power.
    auto number = std::to_string(hub_.boots()) + "/" + std::to_string(calls_++);
    auto options = tls_options(hub_, settings_->tls, std::move(identity), trust_in(hub_, call_->to.name), number);
    if (settings_->tls.resume != resumption::none && resumption_name_ == call_->to.name)
        options.engine.offer = resumption_;
    call_->tls = std::make_unique<sim::tls::stream>(std::move(stream), std::move(options));
    time_limit_.expires_after(settings_->tls.time_limit);
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
                           world().time.now(),
                           hub_.make().model,
                           hub_.make().firmware,
                           expected ? memory_.token : sim::bytes()};
    call_->session = std::make_unique<call_home::hub_session>(std::move(first), outbox_, *this);
    call_->runner =
        std::make_unique<session_runner<call_home::hub_session>>(std::move(call_->tls), *call_->session, *this);
    world().names.changed(chf::peer_state, hub_.card().installation());
    call_->runner->start(call_->session->opened(world().time.now()));
}

void call_home_client::on_finished(const call_home::session_result& result)
{
    auto about = hub_.about();
    world().log.emit(sim::tls::tls_closed, about, sim::tls::closed_fields(call_->role, result.cause));
    call_->told = true;
    if (result.next_server) {
        hub_.set_head_end({result.next_server->name, result.next_server->port});
        memory_.token = result.next_server->token;
        memory_.token_for = result.next_server->name;
        remember();
    }
    if (result.error) return ended(result.cause ? result.cause : result.error, result.call_back_at);
    world().log.emit(called_home, about,
                     {{"reason", std::string(to_string(call_->reason))},
                      {"peer", call_->role},
                      {"name", call_->to.name},
                      {"envelopes", std::int64_t{result.envelopes}},
                      {"acknowledged", std::int64_t{result.acknowledged}}});
    failures_ = 0;
    call_.reset();
    world().names.changed(chf::peer_state, hub_.card().installation());
    if (result.call_back_at)
        call_at(*result.call_back_at, call_reason::call_back);
    else
        schedule();
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
    bool had_session = call_->runner != nullptr;
    call_.reset();
    if (had_session) world().names.changed(chf::peer_state, hub_.card().installation());
    // A head-end that cannot serve now may say when it can.
    if (call_back_at) return call_at(*call_back_at, call_reason::call_back);
    if (++failures_ <= settings_->call_home.retries)
        return call_at(world().time.now() + settings_->call_home.retry_after, reason);
    failures_ = 0;
    schedule();
}

} // namespace devices::families::trilliant
