// The prepayment logs: what the account held at the last midnights, and at the instants of the billing data log.
//
// Source: GBCS, "Prepayment Daily Read Log" and the prepayment part of the billing data log. Balances follow from the
// account's last decision, so what lies after it is computed; only what a decision would overwrite is kept, and only of
// meters in prepayment mode.
#pragma once
#include "devices/metering/money.hpp"
#include "sim/kernel/time.hpp"

#include <array>
#include <vector>

namespace devices::metering {

enum class balance_of : std::uint8_t {
    meter,
    emergency_credit,
    accumulated_debt,
    time_debt_1,
    time_debt_2,
    payment_debt
};
inline constexpr std::size_t balances_kept = 6;

struct balance_entry {
    sim::time_point at;                              ///< in whole seconds
    std::array<std::int32_t, balances_kept> amounts; ///< by balance_of, in thousandths of a penny, rounded down
    std::int32_t operator[](balance_of which) const { return amounts[static_cast<std::size_t>(which)]; }
    bool operator==(const balance_entry&) const = default;
};

class balance_log {
public:
    static constexpr std::size_t most_days = 14, most_bills = 13;

    /// Entries up to then are known; time_point::min() while there is none.
    sim::time_point days_until() const { return newest(days_); }
    sim::time_point bills_until() const { return newest(bills_); }
    /// In the order of time: what is not newer than the newest is known already, and does nothing.
    void keep_day(const balance_entry& e) { keep(days_, e, most_days); }
    void keep_bill(const balance_entry& e) { keep(bills_, e, most_bills); }
    /// Oldest first.
    std::vector<balance_entry> days() const { return shown(days_); }
    std::vector<balance_entry> bills() const { return shown(bills_); }

    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    struct packed {
        std::uint32_t seconds;
        std::array<std::int32_t, balances_kept> amounts;
    };
    using entries = std::vector<packed>;
    static void keep(entries& in, const balance_entry& e, std::size_t most);
    static std::vector<balance_entry> shown(const entries& of);
    static sim::time_point newest(const entries& of)
    {
        return of.empty() ? sim::time_point::min() : sim::from_unix_seconds(of.back().seconds);
    }
    static void save(sim::writer& out, const entries& of);
    static entries restored(sim::reader& in, std::size_t most);

    entries days_, bills_;
};

} // namespace devices::metering
