// All SIMs and all customer service profiles of one world: the operator's subscriber data.
#pragma once
#include "sim/kernel/simulation.hpp"
#include "sim/smwan/errors.hpp"
#include "sim/smwan/sim_card.hpp"

#include <deque>
#include <functional>
#include <vector>

namespace sim::smwan {

/// Told of every SIM's changes, before the SIM's own watcher: the operator's network acts first.
class directory_observer {
public:
    virtual void on_profile_changed(const profile_change& change) = 0;
    virtual void on_state_changed(sim_card& card, sim_state from) = 0;

protected:
    ~directory_observer() = default;
};

struct sim_spec {
    sim_identity identity;
    std::string installation;
    std::string profile;
    std::shared_ptr<const reconnect_plan> plan; ///< shared by the fleet; null: the defaults
    std::string_view part{"chf"};               ///< a literal
    std::shared_ptr<const link_model> link{};   ///< shared too; null: the operator's usual one
};

class sim_directory {
public:
    explicit sim_directory(simulation& world) : world_(world) {}
    sim_directory(const sim_directory&) = delete;
    sim_directory& operator=(const sim_directory&) = delete;

    // ---- making the world
    /// Errors: bad_profile_name, no_access_point, duplicate, bad_pool (it overlaps another profile's).
    error_code add_profile(service_profile profile);
    /// Adds or replaces a route, e.g. once a head-end listens. Error: unknown_profile.
    error_code set_route(std::string_view profile, std::string_view host, route r);
    /// Errors: unknown_profile, duplicate (ICCID, IMSI or installation).
    result<sim_card*> add_sim(sim_spec spec);

    // ---- looking up; null: unknown
    const service_profile* find_profile(std::string_view name) const;
    /// The profile whose pool holds the address.
    const service_profile* profile_at(transport::address address) const;
    sim_card* by_iccid(std::string_view digits) const;
    sim_card* by_imsi(std::string_view digits) const;
    sim_card* by_installation(std::string_view name) const;
    std::size_t size() const { return cards_.size(); }

    // ---- changing
    /// The SIM belongs to another profile from now on; its modem learns it at its next activation. Emits
    /// sim.profile_changed. Nothing happens when it has that profile already. Error: unknown_profile.
    error_code set_profile(sim_card& card, std::string_view profile);
    void set_state(sim_card& card, sim_state next);

    // ---- being told
    void observe(directory_observer& who) { observers_.push_back(&who); }
    void forget(directory_observer& who) { std::erase(observers_, &who); }
    /// One watcher a SIM; null ends it.
    void watch(sim_card& card, sim_watcher* who) { card.watcher_ = who; }

private:
    simulation& world_;
    std::map<std::string, service_profile, std::less<>> profiles_;
    std::deque<sim_card> cards_; // addresses must stand
    // Keys view the card's own text.
    std::map<std::string_view, sim_card*> by_iccid_, by_imsi_, by_installation_;
    std::vector<directory_observer*> observers_;
};

} // namespace sim::smwan
