// What a meter's logs of registers and costs consist of.
#pragma once
#include "devices/metering/billing.hpp"
#include "devices/metering/tariff_registers.hpp"

namespace devices::metering {

/// An entry of the billing data log, with the registers as they stood.
struct billing_entry {
    sim::time_point at;
    billing_reason why;
    tally registers;
    std::int64_t total;
};

/// What a span of the calendar has brought and cost.
struct consumption_and_cost {
    sim::time_point from;
    std::int64_t amount;
    money cost; ///< with standing charges
    bool operator==(const consumption_and_cost&) const = default;
};
enum class calendar_span : std::uint8_t { day, week, month };

} // namespace devices::metering
