// Fault points: places in the models that ask "does a fault strike here, now?", and the rules that say yes.
//
// A rule leaves evidence: whether it was armed, how often it fired and when first. Rules are tried in the order in
// which they were armed; the first that matches wins.
#pragma once
#include "sim/kernel/journal.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/kernel/rng.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace sim {

struct fault_type {
    std::string_view name; ///< "wan.attach_reject"
    std::string_view summary;
    std::span<const parameter> parameters{};
};

struct fault_rule {
    std::string id;
    std::function<bool(const subject&)> applies{}; ///< empty: to everybody
    std::optional<time_point> from{}, until{};     ///< inclusive, exclusive
    std::uint64_t nth{0};                          ///< fire at the n-th opportunity only (1 …); 0: at every one
    std::uint64_t numerator{1}, denominator{1};    ///< probability of each opportunity
    arguments parameters{};
};

struct fault_evidence {
    std::uint64_t opportunities{0}; ///< times the rule was asked within its window
    std::uint64_t fired{0};
    std::optional<time_point> first;
};

class fault_points {
public:
    /// What the journal says when a rule fires.
    static const event_type fired;

    fault_points(kernel& k, journal& j, const rng& dice) : kernel_(k), journal_(j), dice_(dice) {}

    void declare(const fault_type& type);
    const fault_type* find(std::string_view name) const;
    std::vector<const fault_type*> types() const;

    /// Error: unknown_name. A second rule of the same id throws.
    error_code arm(std::string_view type, fault_rule rule);
    /// The rule no longer fires; its evidence stays. False: no such rule is armed.
    bool clear(std::string_view id);
    const fault_evidence* evidence(std::string_view id) const;

    /// Asked by the models. Costs a map look-up when nothing of that type is armed.
    std::optional<arguments> strikes(const fault_type& type, const subject& about);

private:
    struct armed_rule {
        fault_rule rule;
        fault_evidence evidence;
        bool active{true};
    };
    struct entry {
        const fault_type* type;
        std::vector<std::unique_ptr<armed_rule>> rules;
    };
    bool fires(armed_rule& armed, const subject& about);

    kernel& kernel_;
    journal& journal_;
    const rng& dice_;
    std::map<std::string_view, entry> types_;
    std::map<std::string, armed_rule*, std::less<>> rules_;
};

} // namespace sim
