// Makes a checked scenario from a file's structs; private to load_scenario. One member function for each kind of thing,
// each says all that is wrong with it.
#pragma once
#include "scenarios/engine/scenario.hpp"
#include "scenarios/engine/selector.hpp"

#include <map>

namespace scenarios::engine {

class resolver {
public:
    resolver(const catalogue& known, diagnostics& out, scenario& made) : known_(known), out_(out), made_(made) {}

    void take_settings(file::scenario& from);
    void take_fleet(std::vector<located<file::fleet_entry>>& from);
    void take_steps(const std::vector<located<file::step>>& from);
    void take_expectations(const std::vector<located<file::expectation>>& from);

private:
    using selectors = one_or_many<located<std::string>>;

    void refuse(position where, std::string message) { out_.add(where, std::move(message)); }
    // ---- shared
    /// The installations that `on:` names; an element that is malformed or matches none is an error.
    std::vector<std::string> select_installations(const selectors& from);
    std::string selector_hint(const std::string& text) const;
    const sim::event_type* find_event(const located<std::string>& name);
    /// A scalar as a value of that kind; otherwise an error.
    std::optional<sim::value> take_value(const yaml_node& node, const sim::parameter& wanted);
    // ---- fleet
    void check_entry(const file::fleet_entry& entry);
    void check_ports(const file::fleet_entry& entry);
    void add_installations(const file::fleet_entry& entry, std::size_t index);
    // ---- steps
    void take_step(const located<file::step>& from);
    step_trigger take_trigger(const located<file::step>& from, bool has_subjects);
    void take_subjects(const file::step& from, const sim::action_type& action, step& made);
    sim::arguments take_arguments(const file::step& from, const sim::action_type& action);
    // ---- expectations
    void take_expectation(const located<file::expectation>& from);
    bool take_condition(const file::expectation& from, expectation& made);
    void take_matches(const file::expectation& from, expectation& made);
    void take_since(const file::expectation& from, expectation& made);
    void take_on(const located<file::expectation>& from, expectation& made);
    void check_window(const file::expectation& from, const expectation& made);

    const catalogue& known_;
    diagnostics& out_;
    scenario& made_;
    std::vector<std::string> ids_;                           ///< of all installations
    std::map<std::string, position, std::less<>> id_places_; ///< where each came from
    std::map<std::string, position, std::less<>> expectation_places_;
    std::size_t judgements_{0};
};

} // namespace scenarios::engine
