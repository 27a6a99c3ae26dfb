// Groups of SMETS1 installations, and how long Device Installation may take in each.
#pragma once
#include "sim/kernel/time.hpp"

#include <cstdint>
#include <string_view>

namespace scenarios::reference {

/// The GroupIDs. AA to DA are the initial and middle cohorts, EA, EB and EC the final one (FOC: Trilliant and L+G).
enum class migration_group : std::uint8_t { aa, ba, ca, cb, da, ea, eb, ec };

/// `AA` … `EC`, in capitals. Error: `core_errc::malformed`.
sim::result<migration_group> parse_migration_group(std::string_view text);
std::string_view to_string(migration_group group);

/// The time-out of the S1SP for Device Installation. Source: DCC, conclusions and further consultation on TMAD for FOC
/// (2020), section 3: 192 hours for GroupIDs EA, EB and EC (7 days, which a hub can take to reconnect, and 24 hours);
/// 48 hours for all others.
sim::duration installation_window(migration_group group);

} // namespace scenarios::reference
