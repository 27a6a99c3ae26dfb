#include "scenarios/reference/migration_group.hpp"

#include <array>

namespace scenarios::reference {
namespace {

struct row {
    migration_group group;
    std::string_view name;
    std::chrono::hours window;
};
constexpr std::chrono::hours with_seven_days_to_reconnect{192};
constexpr std::chrono::hours with_time_to_wake_the_device{48};
constexpr std::array<row, 8> groups{{
    {migration_group::aa, "AA", with_time_to_wake_the_device},
    {migration_group::ba, "BA", with_time_to_wake_the_device},
    {migration_group::ca, "CA", with_time_to_wake_the_device},
    {migration_group::cb, "CB", with_time_to_wake_the_device},
    {migration_group::da, "DA", with_time_to_wake_the_device},
    {migration_group::ea, "EA", with_seven_days_to_reconnect},
    {migration_group::eb, "EB", with_seven_days_to_reconnect},
    {migration_group::ec, "EC", with_seven_days_to_reconnect},
}};

const row& row_of(migration_group group) { return groups[static_cast<std::size_t>(group)]; }

} // namespace

sim::result<migration_group> parse_migration_group(std::string_view text)
{
    for (const auto& r : groups)
        if (r.name == text) return r.group;
    return sim::core_errc::malformed;
}

std::string_view to_string(migration_group group) { return row_of(group).name; }

sim::duration installation_window(migration_group group) { return row_of(group).window; }

} // namespace scenarios::reference
