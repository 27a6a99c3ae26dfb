// A switching table as an activity calendar shows it, and back.
//
// Seasons are named S1, S2, …, weeks W1, W2, …; day n is the table's day plan n, counted from 1, as is rate n, which is
// script n of the calendar's script table. A calendar that is written may use other names and numbers.
#pragma once
#include "devices/cosem/tables.hpp"
#include "devices/metering/switching_table.hpp"
#include "devices/object_lists/contexts.hpp"

namespace devices::object_lists {

/// Script n switches to rate n.
cosem::obis tariff_scripts();

struct waiting_table {
    const metering::switching_table* table;
    sim::time_point at;
};
/// A table of a device, and how it gets another one. What is written to the passive calendar stays a draft until it is
/// activated.
struct calendar_use {
    cosem::obis scripts;
    std::uint16_t most; ///< scripts
    std::optional<cosem::calendar_content> unfinished::*draft;
    std::function<const metering::switching_table&(const cosem::call&)> active;
    std::function<std::optional<waiting_table>(const cosem::call&)> waiting{}; ///< empty: nothing ever waits
    std::function<sim::error_code(const cosem::call&, const metering::switching_table&, sim::time_point at)> activate{};
};
/// Special days stay those of the active table, by their number.
cosem::activity_calendar make_calendar(calendar_use use);

std::vector<cosem::special_day> to_special_days(const metering::switching_table& table);
/// Empty: a date without month or day, or a day id that is none.
std::optional<metering::switching_table> with_special_days(metering::switching_table table,
                                                           const std::vector<cosem::special_day>& days);

} // namespace devices::object_lists
