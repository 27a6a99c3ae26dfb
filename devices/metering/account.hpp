// Credit and prepayment: balances as pure functions of time between the instants at which something is decided.
//
// Charges (energy at the tariff's prices, the standing charge, time debts) follow from registers and midnights alone,
// so a balance at any instant and the second at which it reaches a threshold are computed, never polled for. Only
// decisions are stored: top-ups, thresholds reached, changes of mode. Money is conserved: what was topped up is in a
// balance or was charged, to the micropenny.
//
// Source: SMETS2, "Payment Mode": combined credit, emergency credit, suspended debt, the order in which a top-up is
// spent (payment debt, accumulated debt, emergency credit, balance). Model choices: a threshold counts as reached when
// the value is not above it; charges of a day are taken at its end, weekly ones on Mondays, 00:00 UTC; in credit mode
// debts rest and nothing is ever disabled; while credit is exhausted standing charge and time debts go to the
// accumulated debt; a week of the cap on payment debts begins on Monday,
// 00:00 UTC; five tokens in a row that a person types in and that are not authentic suspend typing for an hour.
#pragma once
#include "devices/metering/alerts.hpp"
#include "devices/metering/metered_supply.hpp"
#include "devices/metering/money.hpp"
#include "devices/metering/utrn.hpp"

#include <array>
#include <memory>
#include <optional>

namespace devices::metering {

enum class payment_mode : std::uint8_t { credit, prepayment };
std::string_view to_string(payment_mode mode);

/// How often a time debt is taken.
enum class debt_period : std::uint8_t { day, week };

struct time_debt {
    money balance;
    money rate; ///< taken each period while there is a balance
    debt_period period{debt_period::week};
    bool operator==(const time_debt&) const = default;
};

struct payment_debt {
    money balance;
    std::uint16_t share_per_mille{0}; ///< of every top-up: 0 … 1000
    money weekly_cap{};               ///< of what top-ups may bring in a week; 0: there is no cap
    bool operator==(const payment_debt&) const = default;
};

/// What a supplier configures. Shared by all meters that are alike.
struct account_settings {
    money low_credit, emergency_threshold, emergency_limit, disablement;
    money most_credit{from_pence(25'000)};   ///< of one top-up
    money most_balance{from_pence(100'000)}; ///< that a top-up may lead to
    /// Rate 1: the supply is not disabled for want of credit. As made: never.
    switching_table non_disablement;
    bool operator==(const account_settings&) const = default;
    /// What is wrong with it, in words; empty: nothing.
    std::string fault() const;
};
void encode(sim::writer& out, const account_settings& s);
account_settings decode(sim::reader& in, const account_settings*);

enum class account_errc {
    not_prepayment = 1,   ///< the meter is in credit mode
    not_available,        ///< emergency credit is not offered, or is in use
    token_not_authentic,  ///< not twenty digits, or not for this meter
    token_duplicate,      ///< was used before
    over_limit,           ///< more than one top-up may bring
    balance_would_exceed, ///< the balance would be above its maximum
    no_credit,            ///< the supply stays off for want of credit
    invalid,              ///< a value outside its range
    entry_suspended,      ///< too many wrong tokens were typed in
};
/// How a token comes in: what a person types is suspended after too many wrong ones.
enum class token_entry : std::uint8_t { remote, typed };
inline constexpr std::uint8_t most_wrong_tokens = 5;
inline constexpr std::chrono::hours token_suspension{1};
const boost::system::error_category& account_category() noexcept;
sim::error_code make_error_code(account_errc e) noexcept;

/// What stands in the account at an instant.
struct balances {
    money meter;            ///< what is left; negative: owed
    money emergency_used;   ///< to be paid back by top-ups
    money accumulated_debt; ///< charges that no credit was left for
    std::array<time_debt, 2> time_debts;
    payment_debt on_payment;
    // Since the account was made or reset, for who checks the books:
    money topped_up, adjusted, charged_energy, charged_standing, recovered_time_debt, recovered_payment_debt;
    bool operator==(const balances&) const = default;
};

/// Where charges go.
enum class credit_state : std::uint8_t {
    sufficient, ///< to the meter balance
    emergency,  ///< emergency credit is activated and in use
    exhausted,  ///< no credit above the disablement threshold is left
};
std::string_view to_string(credit_state s);

/// What the account wants of the supply after something was decided.
enum class supply_wish : std::uint8_t { none, disable, arm };

class account {
public:
    explicit account(sim::time_point since);

    payment_mode mode() const { return mode_; }
    const account_settings& settings() const { return *settings_; }
    credit_state state() const { return state_; }
    bool emergency_activated() const { return activated_; }
    bool emergency_offered() const { return offered_; }
    /// Exhausted, but the calendar keeps the supply on.
    bool disablement_suspended() const { return suspended_; }
    const used_tokens& tokens() const { return tokens_; }
    /// Nothing can be typed in before it.
    sim::time_point typing_suspended_until() const { return typing_suspended_until_; }
    /// When it last decided anything: what it holds at earlier instants is not known any more.
    sim::time_point since() const { return at_; }

    /// At `t`, not before the last decision, provided that none is due before it (`next`).
    balances at(const metered_supply& m, sim::time_point t) const { return at(m, t, m.cost(t) - cost_at_); }
    /// The same for who knows what the energy since then has cost.
    balances at(const metered_supply& m, sim::time_point t, money energy) const;
    /// Emergency credit that is left while it is activated, else 0.
    money emergency_left(const balances& b) const
    {
        return activated_ ? settings_->emergency_limit - b.emergency_used : money{};
    }
    /// Meter balance and what is left of activated emergency credit.
    money combined(const balances& b) const { return b.meter + emergency_left(b); }
    /// The first instant after `from` at which something has to be decided, if it is not after `limit`.
    std::optional<sim::time_point> next(const metered_supply& m, sim::time_point from, sim::time_point limit) const;

    // ---- decisions; calls come in the order of time, each appends alerts and answers what becomes of the supply
    supply_wish decide(const metered_supply& m, sim::time_point t, std::vector<alert_code>& alerts);
    /// Error: as account_errc says; nothing has changed then.
    sim::result<supply_wish> top_up(const metered_supply& m, money amount, sim::time_point t,
                                    std::vector<alert_code>& alerts);
    sim::result<supply_wish> enter_token(const metered_supply& m, const token_key& key, std::string_view digits,
                                         token_entry how, sim::time_point t, std::vector<alert_code>& alerts);
    sim::result<supply_wish> activate_emergency(const metered_supply& m, sim::time_point t,
                                                std::vector<alert_code>& alerts);
    supply_wish set_mode(const metered_supply& m, payment_mode mode, sim::time_point t,
                         std::vector<alert_code>& alerts);
    sim::result<supply_wish> configure(const metered_supply& m, account_settings settings, sim::time_point t,
                                       std::vector<alert_code>& alerts);
    /// Sets the balance, or a debt; the difference is booked as `adjusted`, debts as they are.
    supply_wish set_balance(const metered_supply& m, money balance, sim::time_point t, std::vector<alert_code>& alerts);
    sim::error_code set_time_debt(const metered_supply& m, std::size_t which, time_debt debt, sim::time_point t);
    sim::error_code set_payment_debt(const metered_supply& m, payment_debt debt, sim::time_point t);
    /// All balances, debts and sums to zero, as for a new tenant; mode and settings stay.
    supply_wish reset(const metered_supply& m, sim::time_point t, std::vector<alert_code>& alerts);
    /// To be called just before prices or tariff change, so that what was used is charged at what it cost.
    void before_new_prices(const metered_supply& m, sim::time_point t);
    /// Whether something may have to be decided without anyone doing anything, sooner or later.
    bool restless(const metered_supply& m) const;

    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    struct day_charges {
        money standing;
        std::array<money, 2> debts;
        money sum() const { return standing + debts[0] + debts[1]; }
    };
    /// Taken at the midnights of (at_, t].
    day_charges charged_daily(const metered_supply& m, sim::time_point t) const;
    /// How much may be charged until the next threshold; empty: there is none.
    std::optional<money> room(const balances& b) const;
    std::optional<sim::time_point> next_debt_collected() const;
    void carry(const metered_supply& m, sim::time_point t);
    supply_wish judge(sim::time_point t, std::vector<alert_code>& alerts);
    supply_wish run_dry(sim::time_point t, std::vector<alert_code>& alerts);
    void tell_thresholds(std::vector<alert_code>& alerts);
    void tell_collected(std::vector<alert_code>& alerts);
    money recover_payment_debt(money amount, sim::time_point t, std::vector<alert_code>& alerts);
    sim::error_code refuse_token(token_entry how, sim::time_point t, std::vector<alert_code>& alerts);
    void end_prepayment();

    sim::time_point at_; ///< when `held_` stood like this
    balances held_;
    money cost_at_; ///< what the meter's cost was then
    std::shared_ptr<const account_settings> settings_;
    payment_mode mode_{payment_mode::credit};
    credit_state state_{credit_state::sufficient};
    bool activated_{false}, offered_{false}, low_told_{false}, suspended_{false};
    std::array<bool, 2> collected_{}; ///< time debts that are paid and have not been told
    used_tokens tokens_;
    money recovered_in_week_; ///< of payment debt, in the week of recovery_week_
    std::int64_t recovery_week_{0};
    std::uint8_t wrong_tokens_{0}; ///< typed in a row
    sim::time_point typing_suspended_until_{};
};

} // namespace devices::metering

template <>
struct boost::system::is_error_code_enum<devices::metering::account_errc> : std::true_type {};
