#include "devices/families/family.hpp"

#include <utility>

namespace devices::families {
namespace {

constexpr std::pair<std::string_view, std::string_view> files[] = {
#include "family_files.inc"
};

} // namespace

sim::smwan::reconnect_policy way_settings::policy() const
{
    if (after) return {sim::smwan::reconnect_cause::pinned, old_context, *after};
    return {cause, old_context, {}};
}

sim::smwan::reconnect_plan reconnect_settings::plan() const
{
    // A pin is for the change that it was written for: without a word about the way back, the cause decides it.
    return {way_settings{cause, old_context, after}.policy(),
            rollback ? rollback->policy() : sim::smwan::reconnect_policy{cause, old_context, {}}};
}

std::string_view family_file(std::string_view name)
{
    for (const auto& [known, text] : files)
        if (known == name) return text;
    return {};
}

std::vector<std::string_view> family_names()
{
    std::vector<std::string_view> out;
    for (const auto& [known, text] : files) out.push_back(known);
    return out;
}

} // namespace devices::families
