// A switching table as an activity calendar shows it, and back.
//
// Seasons are named S1, S2, …, weeks W1, W2, …; day n is the table's day plan n, counted from 1, as is rate n, which is
// script n of the tariff's script table. A calendar that is written may use other names and numbers.
#pragma once
#include "devices/cosem/tables.hpp"
#include "devices/metering/switching_table.hpp"

namespace devices::object_lists {

/// Script n switches to rate n.
cosem::obis tariff_scripts();

cosem::calendar_content to_calendar(const metering::switching_table& table, std::string name);
/// Special days stay those of `before`, by their number. Empty: it is no table; whether it is without fault is not
/// looked at.
std::optional<metering::switching_table> to_table(const cosem::calendar_content& content,
                                                  const metering::switching_table& before);

std::vector<cosem::special_day> to_special_days(const metering::switching_table& table);
/// Empty: a date without month or day, or a day id that is none.
std::optional<metering::switching_table> with_special_days(metering::switching_table table,
                                                           const std::vector<cosem::special_day>& days);

} // namespace devices::object_lists
