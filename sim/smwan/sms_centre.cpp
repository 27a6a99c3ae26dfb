#include "sim/smwan/sms_centre.hpp"

#include "sim/smwan/events.hpp"

namespace sim::smwan {

sms_centre::sms_centre(simulation& world, operator_network& operators, sms_settings settings)
    : world_(world), operators_(operators), settings_(settings)
{
    operators_.observe_attaches(this);
}

sms_centre::~sms_centre()
{
    operators_.observe_attaches(nullptr);
    for (auto& [reference, m] : waiting_) {
        world_.time.cancel(m.attempt);
        world_.time.cancel(m.expiry);
    }
}

result<std::uint64_t> sms_centre::submit(sim_card& card, duration validity)
{
    if (validity < least_validity || validity > most_validity) return core_errc::out_of_range;
    auto reference = ++references_;
    world_.log.emit(sms_sent, card.about(),
                    {{"reference", static_cast<std::int64_t>(reference)}, {"validity", validity}});
    auto& m = waiting_[reference];
    m.card = &card;
    m.expiry = world_.time.after(validity, "sms expiry", [this, reference] { expire(reference); });
    attempt_later(reference, m);
    return reference;
}

void sms_centre::attempt_later(std::uint64_t reference, message& m)
{
    world_.time.cancel(m.attempt);
    auto dice = world_.dice.stream(m.card->installation() + "/wan/sms");
    auto after = draw_between(dice, attempts_[m.card->index()]++, settings_.delay.least, settings_.delay.most);
    m.attempt = world_.time.after(after, "sms", [this, reference] { attempt(reference); });
}

void sms_centre::attempt(std::uint64_t reference)
{
    auto it = waiting_.find(reference);
    auto& card = *it->second.card;
    it->second.attempt = {};
    if (!operators_.attached(card)) return; // stored until it attaches
    world_.time.cancel(it->second.expiry);
    waiting_.erase(it);
    world_.log.emit(sms_delivered, card.about(), {{"reference", static_cast<std::int64_t>(reference)}});
    operators_.deliver_short_message(card, reference);
}

void sms_centre::on_attached(sim_card& card)
{
    for (auto& [reference, m] : waiting_)
        if (m.card == &card) attempt_later(reference, m);
}

void sms_centre::expire(std::uint64_t reference)
{
    auto it = waiting_.find(reference);
    auto& card = *it->second.card;
    world_.time.cancel(it->second.attempt);
    waiting_.erase(it);
    world_.log.emit(sms_failed, card.about(),
                    {{"reference", static_cast<std::int64_t>(reference)},
                     {"reason", std::string("the hub did not attach while the message was valid")}});
}

} // namespace sim::smwan
