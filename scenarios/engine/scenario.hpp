// A scenario that has been read and checked: every name exists, every selector is expanded, every value has its type.
#pragma once
#include "scenarios/engine/expectation.hpp"
#include "scenarios/engine/format.hpp"
#include "sim/kernel/registry.hpp"

#include <functional>
#include <set>

namespace scenarios::engine {

/// What a scenario is checked against.
struct catalogue {
    /// Everything that the run will declare must be declared: events, actions, states. Nothing need be bound.
    const sim::registry& names;
    /// The device families that exist.
    std::vector<std::string_view> families{};
    /// Checks `overrides:` against a family's struct, with errors at their places (see apply_overrides). May be empty.
    std::function<void(std::string_view family, const yaml_node& overrides, diagnostics& out)> check_overrides{};
};

struct installation {
    std::string id;
    std::size_t entry{0};    ///< of `fleet`
    std::uint32_t number{0}; ///< 1 … count; 0 for an entry without a count
};

/// When a step is done.
struct step_trigger {
    std::optional<sim::duration> at{}; ///< since the start; otherwise `event`
    std::string event{};
    /// Any of these may raise the event, and the step is done once, to all its subjects. Empty: see `each`.
    std::vector<std::string> on{};
    /// The step is done to each of its subjects by itself, after that subject's own first event. Otherwise, with `on`
    /// empty, anybody's event will do.
    bool each{false};
    sim::duration plus{0};
};
struct step {
    position where{};
    step_trigger when{};
    std::string action;
    std::vector<std::string> on{}; ///< empty for an action that needs no subject
    sim::arguments with{};
};

struct scenario {
    std::string name;
    std::string description;
    std::uint64_t seed{1};
    file::clock clock{};
    file::limits limits{};
    file::systems systems{};
    engine::handover handover{engine::handover::smso_credentials};
    file::capture capture{};
    /// What the file asks for; see `watched_hans`.
    han_detail han{han_detail::lazy};
    transport_kind transport{transport_kind::tcp};
    std::vector<file::fleet_entry> fleet;
    std::vector<installation> installations; ///< in the order of the file
    std::vector<step> steps;                 ///< in the order of the file
    std::vector<expectation> expectations;
    std::optional<verdict> expected_verdict{};

    const file::fleet_entry& entry_of(const installation& i) const { return fleet[i.entry]; }
};

/// The installations whose HAN the scenario looks at, so that every frame of it is worked out: it says so, captures it,
/// does something to it, waits for one of its events, or judges one of its events or states. What comes of the run is
/// the same either way.
class watched_hans {
public:
    explicit watched_hans(const scenario& s);
    bool contains(const std::string& installation) const { return all_ || some_.contains(installation); }

private:
    void add(const std::vector<std::string>& on);
    bool all_;
    std::set<std::string> some_;
};

/// None when anything is wrong: everything that is goes to `out`.
std::optional<scenario> load_scenario(const yaml_node& root, const catalogue& known, diagnostics& out);
std::optional<scenario> load_scenario_file(const std::string& path, const catalogue& known, diagnostics& out);

} // namespace scenarios::engine
