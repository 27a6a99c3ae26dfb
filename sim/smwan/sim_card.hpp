// A SIM card as its operator sees it.
#pragma once
#include "sim/core/ids.hpp"
#include "sim/kernel/journal.hpp"
#include "sim/smwan/link_model.hpp"
#include "sim/smwan/reconnect.hpp"
#include "sim/smwan/service_profile.hpp"

#include <memory>
#include <optional>

namespace sim::smwan {

/// The platform's states, with its one-letter codes.
enum class sim_state : char {
    test = 'T',    ///< Active.Test
    ready = 'R',   ///< Active.Ready
    live = 'A',    ///< Active.Live
    suspend = 'S', ///< Active.Suspend
    standby = 'U', ///< Active.Standby
    sleep = 'C',   ///< Active.Sleep
    stopped = 'D', ///< Inactive.Stopped
};
/// "Active.Live"
std::string_view to_string(sim_state s);
std::optional<sim_state> sim_state_from(char code);
/// Model choice: only a stopped SIM is unknown to the network …
bool may_attach(sim_state s);
/// … and a suspended or sleeping one attaches, but is barred from packet data.
bool may_activate(sim_state s);

struct sim_identity {
    iccid card;
    imsi subscriber;
    msisdn number;
};

class sim_card;

/// Which way a SIM moves: away from the profile that it was made with, or from anywhere else.
enum class change_direction : std::uint8_t { there, back };

struct profile_change {
    sim_card& card;
    const service_profile& from;
    const service_profile& to;
    change_direction direction;
    std::uint32_t ordinal; ///< 1 for the SIM's first change
    time_point at;
    time_point first; ///< when the first change was
};

/// Told of one SIM's changes.
class sim_watcher {
public:
    virtual void on_profile_changed(const profile_change& change) = 0;

protected:
    ~sim_watcher() = default;
};

/// Owned by the directory, at one address for its life.
class sim_card {
public:
    const sim_identity& identity() const { return identity_; }
    /// The installation that it sits in ("tri-1"), and the device of it ("chf").
    const std::string& installation() const { return installation_; }
    std::string_view part() const { return part_; }
    subject about() const { return {installation_, part_}; }
    /// 0 … n-1 in the order of adding: its place in every address pool.
    std::uint32_t index() const { return index_; }
    sim_state state() const { return state_; }
    const service_profile& profile() const { return *profile_; }
    /// The profile that it was made with.
    const service_profile& home() const { return *home_; }
    /// The one before the last change; null before the first.
    const service_profile* previous() const { return previous_; }
    std::uint32_t changes() const { return changes_; }
    /// How its hub comes back after a change.
    const reconnect_plan& plan() const { return *plan_; }
    /// The radio link where it is; null: the operator's usual one.
    const link_model* link() const { return link_.get(); }

private:
    friend class sim_directory;
    sim_card(sim_identity identity, std::string installation, std::string_view part, std::uint32_t index,
             const service_profile& profile, std::shared_ptr<const reconnect_plan> plan);

    sim_identity identity_;
    std::string installation_;
    std::string_view part_;
    const service_profile* profile_;
    const service_profile* home_;
    const service_profile* previous_{nullptr};
    std::shared_ptr<const reconnect_plan> plan_;
    std::shared_ptr<const link_model> link_;
    sim_watcher* watcher_{nullptr};
    time_point first_change_{};
    std::uint32_t index_;
    std::uint32_t changes_{0};
    sim_state state_{sim_state::live};
};

} // namespace sim::smwan
