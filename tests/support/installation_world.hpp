// A world as scenarios have it, from a few lines of a scenario file, that a test steps through by hand: with the
// reference systems, the network in memory.
#pragma once
#include "awaited_event.hpp"
#include "recorder.hpp"
#include "scenarios/engine/scenario.hpp"
#include "scenarios/engine/world.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace tests {

/// Every name that a run declares, with the families' overrides.
const scenarios::engine::catalogue& whole_catalogue();
/// A scenario from its text without the first three keys, which are the same for all. Fails when it is wrong.
scenarios::engine::scenario scenario_of(std::string_view rest);

class installation_world {
public:
    /// `rest`: "fleet: …" and what else the scenario needs. The hubs have power from the start.
    explicit installation_world(std::string_view rest, std::uint64_t seed = 7);
    ~installation_world();

    sim::simulation& sim() { return world_.sim(); }
    sim::duration now() { return sim().time.now() - plan_.clock.start; }
    void run(sim::duration until);
    void run_for(sim::duration d) { run(now() + d); }
    /// Runs to the n-th entry of an event from now, to the end of that instant; fails after `limit`.
    sim::duration run_to(std::string_view event, std::size_t n = 1, sim::duration limit = sim::days(40));
    sim::error_code try_to(std::string_view action, std::string_view on, const sim::arguments& with = {});
    void act(std::string_view action, std::string_view on, const sim::arguments& with = {});
    std::string state(std::string_view name, std::string_view on);
    /// When the first such entry about an installation was, since the start; fails when there is none.
    sim::duration first(std::string_view event, std::string_view on) const;
    sim::duration last(std::string_view event, std::string_view on) const;
    const scenarios::reference::migration_machine& migration(std::string_view on) const
    {
        return *world_.migration(on);
    }

    recorder told;

private:
    scenarios::engine::scenario plan_;
    scenarios::engine::world world_;
    awaited_event arrival_{sim()};
};

} // namespace tests
