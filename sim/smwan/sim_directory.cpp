#include "sim/smwan/sim_directory.hpp"

#include "sim/smwan/events.hpp"
#include "sim/smwan/states.hpp"

namespace sim::smwan {
namespace {

sim_card* find(const std::map<std::string_view, sim_card*>& index, std::string_view key)
{
    auto it = index.find(key);
    return it == index.end() ? nullptr : it->second;
}

} // namespace

error_code sim_directory::add_profile(service_profile profile)
{
    if (auto ec = profile.validate()) return ec;
    if (profiles_.contains(profile.name)) return smwan_errc::duplicate;
    for (const auto& [name, other] : profiles_)
        if (other.pool.overlaps(profile.pool)) return smwan_errc::bad_pool;
    auto name = profile.name;
    profiles_.emplace(std::move(name), std::move(profile));
    return {};
}

error_code sim_directory::set_route(std::string_view profile, std::string_view host, route r)
{
    auto it = profiles_.find(profile);
    if (it == profiles_.end()) return smwan_errc::unknown_profile;
    it->second.set_route(host, std::move(r));
    return {};
}

result<sim_card*> sim_directory::add_sim(sim_spec spec)
{
    const auto* profile = find_profile(spec.profile);
    if (!profile) return smwan_errc::unknown_profile;
    if (by_iccid(spec.identity.card.to_string()) || by_imsi(spec.identity.subscriber.to_string()) ||
        by_installation(spec.installation))
        return smwan_errc::duplicate;
    static const auto defaults = std::make_shared<const reconnect_plan>();
    auto index = static_cast<std::uint32_t>(cards_.size());
    cards_.push_back(sim_card(std::move(spec.identity), std::move(spec.installation), spec.part, index, *profile,
                              spec.plan ? spec.plan : defaults));
    auto& card = cards_.back();
    card.link_ = std::move(spec.link);
    by_iccid_.emplace(card.identity_.card.to_string(), &card);
    by_imsi_.emplace(card.identity_.subscriber.to_string(), &card);
    by_installation_.emplace(card.installation_, &card);
    return &card;
}

const service_profile* sim_directory::find_profile(std::string_view name) const
{
    auto it = profiles_.find(name);
    return it == profiles_.end() ? nullptr : &it->second;
}

const service_profile* sim_directory::profile_at(transport::address address) const
{
    for (const auto& [name, profile] : profiles_)
        if (profile.pool.contains(address)) return &profile;
    return nullptr;
}

sim_card* sim_directory::by_iccid(std::string_view digits) const { return find(by_iccid_, digits); }
sim_card* sim_directory::by_imsi(std::string_view digits) const { return find(by_imsi_, digits); }
sim_card* sim_directory::by_installation(std::string_view name) const { return find(by_installation_, name); }

error_code sim_directory::set_profile(sim_card& card, std::string_view profile)
{
    const auto* next = find_profile(profile);
    if (!next) return smwan_errc::unknown_profile;
    if (next == card.profile_) return {};
    auto direction = card.profile_ == card.home_ ? change_direction::there : change_direction::back;
    card.previous_ = std::exchange(card.profile_, next);
    if (card.changes_++ == 0) card.first_change_ = world_.time.now();
    const profile_change change{.card = card,
                                .from = *card.previous_,
                                .to = *next,
                                .direction = direction,
                                .ordinal = card.changes_,
                                .at = world_.time.now(),
                                .first = card.first_change_};
    world_.log.emit(sim_profile_changed, card.about(),
                    {{"iccid", card.identity_.card.to_string()}, {"from", change.from.name}, {"to", change.to.name}});
    world_.names.changed(sim_profile, card.installation_);
    for (auto* observer : observers_) observer->on_profile_changed(change);
    if (card.watcher_) card.watcher_->on_profile_changed(change);
    return {};
}

void sim_directory::set_state(sim_card& card, sim_state next)
{
    if (next == card.state_) return;
    auto from = std::exchange(card.state_, next);
    world_.log.emit(sim_state_changed, card.about(),
                    {{"iccid", card.identity_.card.to_string()},
                     {"from", std::string(to_string(from))},
                     {"to", std::string(to_string(next))}});
    world_.names.changed(sim_state_value, card.installation_);
    for (auto* observer : observers_) observer->on_state_changed(card, from);
}

} // namespace sim::smwan
