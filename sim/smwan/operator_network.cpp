#include "sim/smwan/operator_network.hpp"

#include "sim/smwan/catalogue.hpp"
#include "sim/smwan/events.hpp"
#include "sim/smwan/states.hpp"

namespace sim::smwan {
namespace {

/// The `cause` of a fault rule. Numbers outside one octet cannot travel; they count as the default.
std::uint8_t cause_of(const arguments& fault, std::uint8_t otherwise)
{
    auto it = fault.find("cause");
    const auto* number = it == fault.end() ? nullptr : std::get_if<std::int64_t>(&it->second);
    return number && *number > 0 && *number < 256 ? static_cast<std::uint8_t>(*number) : otherwise;
}

} // namespace

operator_network::operator_network(simulation& world, sim_directory& directory, operator_settings settings)
    : world_(world), directory_(directory), settings_(settings)
{
    directory_.observe(*this);
}

operator_network::~operator_network() { directory_.forget(*this); }

operator_network::subscriber& operator_network::of(sim_card& card)
{
    if (subscribers_.size() <= card.index()) subscribers_.resize(card.index() + 1);
    auto& s = subscribers_[card.index()];
    s.card = &card;
    return s;
}

const operator_network::subscriber* operator_network::find(const sim_card& card) const
{
    return card.index() < subscribers_.size() ? &subscribers_[card.index()] : nullptr;
}

bool operator_network::attached(const sim_card& card) const
{
    const auto* s = find(card);
    return s && s->attached;
}

const bearer* operator_network::context(const sim_card& card) const
{
    const auto* s = find(card);
    return s ? s->held.get() : nullptr;
}

std::optional<transport::address> operator_network::session_address(const sim_card& card) const
{
    const auto* held = context(card);
    if (!held) return {};
    return held->address;
}

const bearer* operator_network::context_at(transport::address address) const
{
    const auto* profile = directory_.profile_at(address);
    if (!profile) return nullptr;
    // A SIM has the same place in every pool (sim_card::index).
    auto index = profile->pool.index_of(address);
    if (!index || *index >= subscribers_.size()) return nullptr;
    const auto* held = subscribers_[*index].held.get();
    return held && held->address == address ? held : nullptr;
}

bool operator_network::deliver_short_message(sim_card& card, std::uint64_t reference)
{
    auto& s = of(card);
    if (!s.attached || !s.user) return false;
    s.user->on_short_message(reference);
    return true;
}

random_stream operator_network::dice(const sim_card& card, std::string_view what) const
{
    return world_.dice.stream(std::string(card.installation()).append("/wan/").append(what));
}

// ---- requests

void operator_network::answer_later(subscriber& s, duration_range within, void (operator_network::*answer)(subscriber&))
{
    world_.time.cancel(s.answer);
    s.answer = {};
    auto number = s.requests++;
    if (world_.faults.strikes(no_answer_fault, s.card->about())) return;
    auto after = draw_between(dice(*s.card, "signalling"), number, within.least, within.most);
    s.answer = world_.time.after(after, "wan answer", [this, &s, answer] {
        s.answer = {};
        (this->*answer)(s);
    });
}

void operator_network::request_attach(sim_card& card, terminal& who)
{
    auto& s = of(card);
    s.user = &who;
    answer_later(s, settings_.attach, &operator_network::answer_attach);
}

void operator_network::request_update(sim_card& card)
{
    answer_later(of(card), settings_.update, &operator_network::answer_update);
}

void operator_network::request_context(sim_card& card)
{
    answer_later(of(card), settings_.activation, &operator_network::answer_context);
}

void operator_network::leave(sim_card& card)
{
    auto& s = of(card);
    world_.time.cancel(s.answer);
    world_.time.cancel(s.cancel);
    s.answer = s.cancel = {};
    hold(s, nullptr);
    s.attached = false;
    s.user = nullptr;
}

void operator_network::request_deactivation(sim_card& card)
{
    auto& s = of(card);
    if (!s.attached) return;
    world_.time.cancel(s.answer); // an activation that is under way is overtaken
    s.answer = {};
    hold(s, nullptr);
}

// ---- answers

void operator_network::answer_attach(subscriber& s)
{
    // An attach means that the device knows of no context: what the network still held is gone.
    hold(s, nullptr);
    s.attached = false;
    if (!may_attach(s.card->state())) return s.user->on_attach_rejected(gmm_cause::imsi_unknown_in_hlr, {});
    if (auto fault = world_.faults.strikes(attach_reject_fault, s.card->about())) {
        auto cause = static_cast<gmm_cause>(cause_of(*fault, static_cast<std::uint8_t>(gmm_cause::network_failure)));
        duration back_off{};
        if (cause == gmm_cause::congestion)
            back_off =
                draw_between(dice(*s.card, "t3346"), s.requests, settings_.congestion.least, settings_.congestion.most);
        return s.user->on_attach_rejected(cause, back_off);
    }
    s.attached = true;
    if (attaches_) attaches_->on_attached(*s.card);
    s.user->on_attach_accepted();
}

void operator_network::answer_update(subscriber& s)
{
    if (s.user && s.attached) s.user->on_update_accepted();
}

void operator_network::answer_context(subscriber& s)
{
    if (!s.user || !s.attached) return;
    if (!may_activate(s.card->state())) return s.user->on_context_rejected(sm_cause::operator_barring);
    if (auto fault = world_.faults.strikes(pdp_reject_fault, s.card->about()))
        return s.user->on_context_rejected(
            static_cast<sm_cause>(cause_of(*fault, static_cast<std::uint8_t>(sm_cause::network_failure))));
    auto address = s.card->profile().pool.at(s.card->index());
    if (!address) return s.user->on_context_rejected(sm_cause::insufficient_resources);
    // The device is on its present profile now: there is nothing left to cancel.
    world_.time.cancel(s.cancel);
    s.cancel = {};
    auto context = make_context(s, *address);
    hold(s, context);
    s.user->on_context_accepted(std::move(context));
}

std::shared_ptr<const bearer> operator_network::make_context(subscriber& s, transport::address address)
{
    const auto& card = *s.card;
    auto name = card.installation() + "/wan/" + std::to_string(++s.activations);
    auto over = std::make_shared<transport::path>(std::move(name), address, shape_for(card));
    return std::make_shared<const bearer>(bearer{std::move(over), &card.profile(), address, world_.time.now()});
}

transport::link_shape operator_network::shape_for(const sim_card& card) const
{
    const auto& link = card.link() ? *card.link() : settings_.link;
    auto one_way = draw_between(dice(card, "round_trip"), 0, link.round_trip.least, link.round_trip.most) / 2;
    transport::link_shape shape;
    shape.up = {one_way, link.up_bits_per_second, link.loss_per_million};
    shape.down = {one_way, link.down_bits_per_second, link.loss_per_million};
    return shape;
}

/// At most one context a SIM: the one before carries nothing any more.
void operator_network::hold(subscriber& s, std::shared_ptr<const bearer> next)
{
    auto gone = release(s);
    if (gone) gone->over->set_state(transport::path::condition::down);
    if (next) ++contexts_;
    s.held = std::move(next);
}

std::shared_ptr<const bearer> operator_network::release(subscriber& s)
{
    if (s.held) --contexts_;
    return std::exchange(s.held, nullptr);
}

// ---- the operator's own doing

void operator_network::on_profile_changed(const profile_change& change)
{
    auto& s = of(change.card);
    world_.time.cancel(s.cancel);
    s.cancel = {};
    const auto& plan = change.card.plan();
    const auto& policy = change.direction == change_direction::back ? plan.back() : plan.there;
    // A context that was served all along and is of the right profile again needs nothing.
    if (s.held && s.held->profile == &change.to) return;
    if (s.held) orphan(s, policy.old);
    if (policy.cause != reconnect_cause::network_cancel || !s.attached) return;
    auto after = network_cancel_delay(world_.dice, change.card.installation(), change.ordinal, settings_.cancel.least,
                                      settings_.cancel.most);
    s.cancel = world_.time.after(after, "wan cancel", [this, &s] {
        s.cancel = {};
        cancel_location(s);
    });
}

void operator_network::orphan(subscriber& s, old_context fate)
{
    using condition = transport::path::condition;
    world_.log.emit(wan_context_orphaned, s.card->about(),
                    {{"profile", s.held->profile->name}, {"old_context", std::string(to_string(fate))}});
    if (fate == old_context::served) return;
    auto lost = release(s);
    lost->over->set_state(fate == old_context::refused ? condition::refused : condition::black_hole);
    world_.names.changed(wan_context, s.card->installation());
}

void operator_network::cancel_location(subscriber& s)
{
    if (s.attached) detach(s, true, gmm_cause::implicitly_detached);
}

void operator_network::on_state_changed(sim_card& card, sim_state)
{
    auto& s = of(card);
    world_.time.soon("wan sim state", [this, &s] { enforce_state(s); });
}

void operator_network::enforce_state(subscriber& s)
{
    if (!s.attached) return;
    if (!may_attach(s.card->state())) return detach(s, false, gmm_cause::imsi_unknown_in_hlr);
    if (may_activate(s.card->state()) || !s.held) return;
    auto gone = release(s); // the modem hears of it before its connections do
    s.user->on_context_deactivated(sm_cause::operator_barring);
    gone->over->set_state(transport::path::condition::down);
}

void operator_network::detach(subscriber& s, bool reattach, gmm_cause cause)
{
    world_.time.cancel(s.answer);
    s.answer = {};
    auto gone = release(s); // the modem hears of it before its connections do
    s.attached = false;
    s.user->on_detached(reattach, cause);
    if (gone) gone->over->set_state(transport::path::condition::down);
}

} // namespace sim::smwan
