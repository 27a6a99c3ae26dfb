#include "sim/kernel/fault_point.hpp"

#include "sim/core/check.hpp"

#include <memory>

namespace sim {
namespace {

constexpr parameter fired_fields[] = {
    {"fault", value_kind::text, "the rule's id"},
    {"kind", value_kind::text, "the fault's type"},
};

} // namespace

const event_type fault_points::fired{"fault.fired", "A fault struck.", fired_fields};

void fault_points::declare(const fault_type& type)
{
    check(types_.emplace(type.name, entry{&type, {}}).second, "fault declared twice: " + std::string(type.name));
}

const fault_type* fault_points::find(std::string_view name) const
{
    auto it = types_.find(name);
    return it == types_.end() ? nullptr : it->second.type;
}

std::vector<const fault_type*> fault_points::types() const
{
    std::vector<const fault_type*> out;
    for (const auto& [name, e] : types_) out.push_back(e.type);
    return out;
}

error_code fault_points::arm(std::string_view type, fault_rule rule)
{
    auto it = types_.find(type);
    if (it == types_.end()) return registry_errc::unknown_name;
    check(!rules_.contains(rule.id), "two fault rules of one id: " + rule.id);
    check(rule.denominator > 0, "a probability needs a denominator");
    auto armed = std::make_unique<armed_rule>();
    armed->rule = std::move(rule);
    rules_.emplace(armed->rule.id, armed.get());
    it->second.rules.push_back(std::move(armed));
    return {};
}

bool fault_points::clear(std::string_view id)
{
    auto it = rules_.find(id);
    return it != rules_.end() && std::exchange(it->second->active, false);
}

const fault_evidence* fault_points::evidence(std::string_view id) const
{
    auto it = rules_.find(id);
    return it == rules_.end() ? nullptr : &it->second->evidence;
}

bool fault_points::fires(armed_rule& armed, const subject& about)
{
    const auto& rule = armed.rule;
    auto now = kernel_.now();
    if (!armed.active || (rule.from && now < *rule.from) || (rule.until && now >= *rule.until)) return false;
    if (rule.applies && !rule.applies(about)) return false;
    auto opportunity = ++armed.evidence.opportunities;
    if (rule.nth && opportunity != rule.nth) return false;
    return dice_.stream("fault/" + rule.id).chance(opportunity, rule.numerator, rule.denominator);
}

std::optional<arguments> fault_points::strikes(const fault_type& type, const subject& about)
{
    auto it = types_.find(type.name);
    if (it == types_.end()) return {};
    for (auto& armed : it->second.rules) {
        if (!fires(*armed, about)) continue;
        auto& evidence = armed->evidence;
        if (evidence.fired++ == 0) evidence.first = kernel_.now();
        journal_.emit(fired, about, {{"fault", armed->rule.id}, {"kind", std::string(type.name)}});
        return armed->rule.parameters;
    }
    return {};
}

} // namespace sim
