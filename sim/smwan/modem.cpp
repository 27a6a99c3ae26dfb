#include "sim/smwan/modem.hpp"

#include "sim/smwan/events.hpp"
#include "sim/smwan/states.hpp"

namespace sim::smwan {

std::string_view to_string(context_mode m)
{
    switch (m) {
    case context_mode::always: return "always";
    case context_mode::on_demand: return "on_demand";
    }
    return "";
}

modem::modem(simulation& world, operator_network& operators, transport::network& internet, sim_card& card,
             modem_user& user, modem_settings settings)
    : world_(world),
      operators_(operators),
      internet_(internet),
      card_(card),
      user_(user),
      settings_(settings),
      pdp_(settings.context == context_mode::on_demand),
      registration_timer_(world.time, "modem registration", [this] { on_registration_timer(); }),
      pdp_timer_(world.time, "modem activation", [this] {
          step(pdp_context::expired{pdp_which_});
          settle();
      })
{}

modem::~modem()
{
    alive_.reset();
    if (bearer_) bearer_->over->set_state(transport::path::condition::down);
    if (powered()) operators_.leave(card_);
}

void modem::power_on()
{
    step(registration::power_on{});
    settle();
}

void modem::power_off()
{
    if (!powered()) return;
    reason_ = "power off";
    step(registration::power_off{});
    step(pdp_context::power_off{});
    operators_.leave(card_);
    settle();
}

// ---- what the network says

void modem::on_attach_accepted()
{
    step(registration::attach_accepted{});
    settle();
}

void modem::on_attach_rejected(gmm_cause cause, duration back_off)
{
    step(registration::attach_rejected{cause, back_off});
    settle();
}

void modem::on_update_accepted()
{
    step(registration::update_accepted{});
    settle();
}

void modem::on_context_accepted(std::shared_ptr<const bearer> context)
{
    offered_ = std::move(context);
    step(pdp_context::accepted{});
    offered_.reset();
    settle();
}

void modem::on_context_rejected(sm_cause cause)
{
    step(pdp_context::rejected{cause});
    settle();
}

void modem::on_context_deactivated(sm_cause cause)
{
    reason_ = describe(cause);
    step(pdp_context::deactivated{cause});
    settle();
}

void modem::on_detached(bool reattach, gmm_cause cause)
{
    reason_ = reattach ? "detached by the network" : describe(cause);
    step(registration::detach_requested{reattach, cause});
    settle();
}

// ---- machines

void modem::on_registration_timer()
{
    if (registration_.current() == registration::state::searching)
        step(registration::cell_found{});
    else
        step(registration::expired{registration_which_});
    settle();
}

void modem::step(const registration::event& e)
{
    for (const auto& a : registration_.resume(e)) perform(a);
}

void modem::step(const pdp_context::event& e)
{
    for (const auto& a : pdp_.resume(e)) perform(a);
}

void modem::perform(const registration::action& a)
{
    using act = registration::act;
    switch (a.what) {
    case act::search: {
        auto stream = world_.dice.stream(card_.installation() + "/wan/cell_search");
        const auto& range = settings_.cell_search;
        registration_timer_.expires_after(draw_between(stream, searches_++, range.least, range.most));
        return;
    }
    case act::stop_search: registration_timer_.cancel(); return;
    case act::send_attach: operators_.request_attach(card_, *this); return;
    case act::send_update: operators_.request_update(card_); return;
    case act::start_timer: start(a.which, a.length); return;
    case act::stop_timer:
        if (a.which == registration::timer::t3312)
            update_timer_.reset();
        else
            registration_timer_.cancel();
        return;
    case act::report_attached:
        attached_at_ = world_.time.now();
        world_.log.emit(wan_attached, card_.about());
        step(pdp_context::attached{});
        return;
    case act::report_rejected:
        emit_rejected(wan_attach_rejected, static_cast<std::uint8_t>(a.cause), describe(a.cause), a.attempt);
        return;
    case act::report_timed_out:
        emit_timed_out(registration_.current() == registration::state::attached ? "update" : "attach", a.attempt);
        return;
    case act::report_detached:
        world_.log.emit(wan_detached, card_.about(), {{"reason", std::string(reason_)}});
        step(pdp_context::detached{});
        return;
    }
}

void modem::start(registration::timer which, duration length)
{
    if (which != registration::timer::t3312) {
        registration_which_ = which;
        registration_timer_.expires_after(length);
        return;
    }
    if (!settings_.periodic_updates) return;
    if (!update_timer_)
        update_timer_ = std::make_unique<timer>(world_.time, "modem periodic update", [this] {
            step(registration::expired{registration::timer::t3312});
            settle();
        });
    update_timer_->expires_after(length);
}

void modem::perform(const pdp_context::action& a)
{
    using act = pdp_context::act;
    switch (a.what) {
    case act::send_activate: operators_.request_context(card_); return;
    case act::send_deactivate: operators_.request_deactivation(card_); return;
    case act::start_timer:
        pdp_which_ = a.which;
        pdp_timer_.expires_after(a.length);
        return;
    case act::stop_timer: pdp_timer_.cancel(); return;
    case act::report_active:
        bearer_ = std::move(offered_);
        open_doors();
        world_.log.emit(wan_context_active, card_.about(), context_values());
        world_.log.emit(wan_online, card_.about(), context_values());
        return;
    case act::report_rejected:
        emit_rejected(wan_pdp_rejected, static_cast<std::uint8_t>(a.cause), describe(a.cause), a.attempt);
        return;
    case act::report_timed_out: emit_timed_out("activate", a.attempt); return;
    case act::report_lost: lose_context(); return;
    }
}

void modem::lose_context()
{
    world_.log.emit(wan_context_lost, card_.about(), {{"reason", std::string(reason_)}});
    world_.log.emit(wan_offline, card_.about(), {{"reason", std::string(reason_)}});
    // Handlers of connections may run inside set_state; they find the modem without a context.
    auto gone = std::exchange(bearer_, nullptr);
    for (auto& [port, d] : doors_) d.open.reset();
    gone->over->set_state(transport::path::condition::down);
}

/// Tells of what has changed; the user last, for it may do anything.
void modem::settle()
{
    const auto& on = card_.installation();
    if (auto state = wan_state(); state != told_state_) {
        told_state_ = state;
        world_.names.changed(smwan::wan_state, on);
    }
    bool online = bearer_ != nullptr;
    if (online == told_online_) return;
    told_online_ = online;
    for (const auto* s : {&smwan::wan_context, &chf_address, &chf_apn}) world_.names.changed(*s, on);
    if (online)
        user_.on_online(*bearer_);
    else
        user_.on_offline(reason_);
}

// ---- dialling

result<const route*> modem::resolve(std::string_view host) const
{
    if (!bearer_) return smwan_errc::no_context;
    const auto* found = bearer_->profile->find_route(host);
    if (!found) return smwan_errc::unknown_name;
    return found;
}

void modem::dial(std::string_view host, std::uint16_t port, dial_handler handler)
{
    if (!alive_) alive_ = std::make_shared<const char>();
    std::weak_ptr<const char> alive = alive_;
    auto where = resolve(host);
    if (!where) {
        world_.time.soon("modem dial", [alive, ec = where.error(), handler = std::move(handler)]() mutable {
            if (!alive.expired()) handler(ec, nullptr, {});
        });
        return;
    }
    const auto& leads = **where;
    auto to = leads.to;
    if (to.port == 0) to.port = port;
    internet_.dial(bearer_->over, to,
                   [alive, role = std::string_view(leads.role),
                    handler = std::move(handler)](error_code ec, std::unique_ptr<transport::stream> stream) mutable {
                       if (!alive.expired()) handler(ec, std::move(stream), role);
                   });
}

// ---- being dialled

void modem::listen(std::uint16_t port, transport::network::accept_handler on_accept)
{
    stop_listening(port);
    doors_.emplace(port, door{std::move(on_accept)});
    if (bearer_) open_doors();
}

void modem::stop_listening(std::uint16_t port) { doors_.erase(port); }

void modem::open_doors()
{
    for (auto& [port, d] : doors_)
        if (!d.open) d.open = internet_.listen(bearer_->over, port, {card_.about().text()}, d.on_accept);
}

std::shared_ptr<transport::path> modem::way_in() const { return bearer_ ? bearer_->over : nullptr; }

void modem::want_context()
{
    step(pdp_context::wanted{});
    settle();
}

void modem::release_context()
{
    reason_ = "not needed any more";
    step(pdp_context::released{});
    settle();
}

// ---- what is to be seen

std::string_view modem::wan_state() const
{
    switch (registration_.current()) {
    case registration::state::off: return "off";
    case registration::state::searching: return "searching";
    case registration::state::attaching: return "attaching";
    case registration::state::waiting:
    case registration::state::backing_off: return "back_off";
    case registration::state::refused: return "refused";
    case registration::state::attached: break;
    }
    switch (pdp_.current()) {
    case pdp_context::state::inactive: return "attached";
    case pdp_context::state::activating: return "activating";
    case pdp_context::state::waiting:
    case pdp_context::state::backing_off: return "back_off";
    case pdp_context::state::refused: return "refused";
    case pdp_context::state::active: return "online";
    }
    return "";
}

std::string_view modem::wan_context() const { return !bearer_ ? "none" : bearer_->live() ? "live" : "stale"; }
std::string modem::address() const { return bearer_ ? bearer_->address.to_string() : std::string(); }
std::string_view modem::apn() const { return bearer_ ? std::string_view(bearer_->apn()) : std::string_view(); }

std::uint64_t modem::updates() const
{
    if (registration_.current() != registration::state::attached) return 0;
    return periodic_updates(attached_at_, attached_at_, world_.time.now());
}

fields modem::context_values() const
{
    return {{"profile", bearer_->profile->name}, {"apn", bearer_->apn()}, {"address", bearer_->address.to_string()}};
}

void modem::emit_rejected(const event_type& type, std::uint8_t cause, std::string_view meaning, std::uint8_t attempt)
{
    world_.log.emit(
        type, card_.about(),
        {{"code", std::int64_t{cause}}, {"meaning", std::string(meaning)}, {"attempt", std::int64_t{attempt}}});
}

void modem::emit_timed_out(std::string_view request, std::uint8_t attempt)
{
    world_.log.emit(wan_request_timed_out, card_.about(),
                    {{"request", std::string(request)}, {"attempt", std::int64_t{attempt}}});
}

} // namespace sim::smwan
