// Which instants the billing data log has an entry for: the billing day of every month, demands, changes of tariff,
// mode or tenancy. The values are not kept: registers can be asked for any instant of the log.
//
// Source: SMETS2, "Billing Calendar" and "Billing Data Log" (13 entries). The billing day is one of 1 … 28, 00:00 UTC.
#pragma once
#include "devices/metering/money.hpp"
#include "sim/kernel/time.hpp"

#include <array>
#include <vector>

namespace devices::metering {

inline constexpr std::size_t most_billing_entries = 13;
inline constexpr std::uint8_t last_billing_day = 28; ///< every month has it

enum class billing_reason : std::uint8_t { billing_day, demand, tariff, payment_mode, tenancy };

struct billing_instant {
    sim::time_point at;
    billing_reason why;
    bool operator==(const billing_instant&) const = default;
};

class billing_schedule {
public:
    /// Monthly on the first, from `since` on.
    explicit billing_schedule(sim::time_point since) : since_(since) {}

    std::uint8_t day() const { return day_; }
    /// From `t` on; what lies before stays as it was. 0: no calendar, only demands. At most 28.
    void set_day(std::uint8_t day, sim::time_point t);
    /// An instant out of turn; instants come in the order of time.
    void note(billing_reason why, sim::time_point t);

    /// The first billing day after `t`; time_point::max() without a calendar.
    sim::time_point next(sim::time_point t) const;
    /// The newest 13 at `t`, oldest first.
    std::vector<billing_instant> instants(sim::time_point t) const;

    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    std::uint8_t day_{1};
    sim::time_point since_; ///< since when the calendar is as it is
    std::vector<billing_instant> noted_;
};

} // namespace devices::metering
