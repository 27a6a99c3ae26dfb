// What the meters of both fuels are: registers and supply, an account, logs, a clock, firmware, tamper, power.
//
// Time is an argument and never goes back. Between calls nothing happens: `next_event()` is when something will change
// of itself, and a shell arms one timer for it and calls `settle`. Every command settles first. A leap of a year and a
// walk of a year in half-hours end in the same state, since what happens depends on what is stored alone.
// Alerts and changes of the supply are handed over by `take_outcome()`; they are also in the logs.
#pragma once
#include "devices/metering/account.hpp"
#include "devices/metering/balance_log.hpp"
#include "devices/metering/billing.hpp"
#include "devices/metering/device_clock.hpp"
#include "devices/metering/event_log.hpp"
#include "devices/metering/firmware_image.hpp"
#include "devices/metering/log_entries.hpp"
#include "devices/metering/prices.hpp"
#include "devices/metering/profile.hpp"

#include <utility>

namespace devices::metering {

/// Why the supply is as it is.
enum class supply_cause : std::uint8_t {
    command,    ///< from afar; also as made
    person,     ///< the button
    credit,     ///< none left, or some again
    load_limit, ///< too much power for too long, or the restoration after it
    tamper,     ///< a cover or a magnet
    depletion,  ///< the meter's battery is at its end
};
std::string_view to_string(supply_cause cause);

struct supply_change {
    supply_state state;
    supply_cause cause;
    sim::time_point at;
    bool operator==(const supply_change&) const = default;
};

/// What has happened since it was last asked; volatile.
struct meter_outcome {
    std::vector<alert> alerts;
    std::vector<supply_change> supply;
    bool empty() const { return alerts.empty() && supply.empty(); }
};

enum class tamper_kind : std::uint8_t { meter_cover, terminal_cover, battery_cover, magnetic_field, tilt };
/// A set of kinds: the first is the lowest bit.
using tamper_set = std::uint8_t;
inline constexpr tamper_set every_tamper = 0x1F;

inline constexpr std::size_t most_daily_reads = 14;
inline constexpr std::chrono::seconds most_random_offset{1799};

/// Commands answer supply_errc::no_power, or do nothing, while it has none.
class meter : public metered_supply {
public:
    struct make {
        const load_shape& shape;
        bool remote_enable;
        std::string_view model;    ///< firmware for another one is refused
        std::string_view firmware; ///< the version it is made with
        std::size_t profile_entries;
        sim::duration profile_step;
    };
    meter(const make& kind, const sim::rng& dice, std::string_view name, sim::time_point installed);
    virtual ~meter() = default;

    // ---- time
    /// When something will change of itself, or has to be looked at again; empty: never. Not before the last call.
    std::optional<sim::time_point> next_event() const;
    /// Lets everything happen that is due until `t`.
    void settle(sim::time_point t);
    /// Counts what is stored: a shell writes the meter to non-volatile memory when it has moved. 0: as made.
    std::uint64_t revision() const { return revision_; }
    meter_outcome take_outcome();
    /// By so much does this meter's tariff change rates later than its switching table says, so that a street does not
    /// switch at once: a share of the limit that the seed gives each meter. The limit is 0 … 1799 s, 0 as made.
    /// Source: SMETS2, "Randomised Offset". Model choice: it delays nothing else; what commands date, billing days,
    /// blocks and the end of a load limit come at their instants.
    std::chrono::seconds random_offset() const { return late(); }
    std::chrono::seconds random_offset_limit() const { return random_offset_limit_; }
    /// Error: account_errc::invalid.
    sim::error_code set_random_offset_limit(std::chrono::seconds limit, sim::time_point t);

    // ---- registers, profiles, logs
    const supply& valve() const { return metered_supply::valve(); }
    profile import_profile() const;
    /// 30 or 60 minutes; what a profile shows of the past is in the new step too. Error: account_errc::invalid.
    sim::error_code set_profile_step(sim::duration step, sim::time_point t);
    /// The registers at the last midnights that are not after `t` nor before the installation, oldest first; at
    /// most 14.
    std::vector<tally> daily_reads(sim::time_point t) const;
    std::vector<billing_entry> billing_log(sim::time_point t) const;
    /// What the account held at the last midnights, and at the instants of the billing data log, as far as the meter
    /// was in prepayment mode; oldest first.
    std::vector<balance_entry> daily_balances(sim::time_point t) const;
    std::vector<balance_entry> billing_balances(sim::time_point t) const;
    /// Oldest first; the last one is the current span. At most 9 days, 6 weeks (from Monday), 14 months: one that runs
    /// and 8, 5, 13 complete ones. Nothing before the last change of tenancy.
    std::vector<consumption_and_cost> history(calendar_span span, sim::time_point t) const;
    const event_log& events() const { return events_; }
    const event_log& security() const { return security_; }
    void clear_events(sim::time_point t);
    /// What happened to the device outside of this model: a wrong key, a command executed. What the log counts as a
    /// repeat is not told again, so that nobody makes a meter babble.
    void note_event(alert_code code, sim::time_point t);
    void note_security(alert_code code, sim::time_point t);

    // ---- the supply
    supply_cause cause() const { return cause_; }
    sim::error_code disable_supply(sim::time_point t);
    /// Errors: supply_errc, account_errc::no_credit.
    sim::error_code arm_supply(sim::time_point t);
    sim::error_code enable_supply(sim::time_point t);
    sim::error_code press_button(sim::time_point t);

    // ---- tariff and billing
    const billing_schedule& billing() const { return billing_; }
    /// 1 … 28; 0: no calendar. Error: account_errc::invalid.
    sim::error_code set_billing_day(std::uint8_t day, sim::time_point t);
    void bill_now(sim::time_point t);
    /// Whether a billing day raises its alert; as made it does not, so that a meter at rest needs no timer.
    void alert_on_billing(bool on, sim::time_point t);
    /// What many meters may share.
    struct waiting_tariff {
        std::shared_ptr<const tariff> next;
        std::shared_ptr<const price_list> prices; ///< as the supplier gives them, in micropence per Wh
        sim::time_point at;                       ///< not after the call: at once
    };
    /// A new one replaces one that waits. Error: account_errc::invalid.
    sim::error_code set_tariff(waiting_tariff next, sim::time_point t);
    sim::error_code set_tariff(tariff next, price_list prices, sim::time_point at, sim::time_point t);
    const std::optional<waiting_tariff>& tariff_to_come() const { return tariff_to_come_; }

    // ---- payment
    const account& credit() const { return account_; }
    balances balance(sim::time_point t) const { return account_.at(*this, t); }
    const token_key& tokens() const { return key_; }
    sim::error_code set_payment_mode(payment_mode mode, sim::time_point t);
    sim::error_code configure_account(account_settings settings, sim::time_point t);
    sim::error_code enter_token(std::string_view digits, sim::time_point t);
    /// The same at the meter's keys. Error as well: account_errc::entry_suspended.
    sim::error_code type_token(std::string_view digits, sim::time_point t);
    /// A token that it has not seen, as its supplier would issue it. `pence`: 1 … most_token_pence.
    std::string issue_token(std::uint32_t pence) const;
    /// Credit that came as a command.
    sim::error_code add_credit(money amount, sim::time_point t);
    sim::error_code activate_emergency_credit(sim::time_point t);
    sim::error_code set_balance(money balance, sim::time_point t);
    sim::error_code set_time_debt(std::size_t which, time_debt debt, sim::time_point t);
    sim::error_code set_payment_debt(payment_debt debt, sim::time_point t);

    // ---- tenancy and supplier; both reset the balances. `at` not after `t`: at once
    void change_tenancy(sim::time_point at, sim::time_point t);
    void change_supplier(std::string_view supplier, sim::time_point at, sim::time_point t);
    /// When it last changed; the installation at first.
    sim::time_point tenancy_since() const { return tenancy_since_; }
    const std::string& supplier() const { return supplier_; }

    // ---- the clock
    const device_clock& clock() const { return clock_; }
    void set_clock_drift(std::int64_t ppb, sim::time_point t);
    /// Whether it follows its hub's clock.
    void follow_hub_clock(bool on, sim::time_point t);
    /// In passing, as a head-end's clock message does: refused, with an alert, when it would move by more than 10 s.
    bool adjust_clock(sim::time_point shown, sim::time_point t);
    /// By command, whatever the difference; marks the slot.
    void set_clock(sim::time_point shown, sim::time_point t);

    // ---- what the household draws
    /// From `t` until `until` just this per hour, in the smallest unit of the register, whatever the habits; while the
    /// supply is off it waits in vain. `until` empty: until further notice. Errors: supply_errc::no_power,
    /// account_errc::invalid (counter::most_per_hour; an end that is not after `t`).
    sim::error_code draw(std::int64_t per_hour, std::optional<sim::time_point> until, sim::time_point t);
    void draw_as_usual(sim::time_point t);

    // ---- power and people
    bool powered() const { return marks_.powered(); }
    void lose_power(sim::time_point t);
    void restore_power(sim::time_point t);
    void tamper(tamper_kind what, sim::time_point t);
    void tamper_ended(tamper_kind what, sim::time_point t);
    bool tampered(tamper_kind what) const { return (tampers_ >> static_cast<unsigned>(what) & 1) != 0; }
    tamper_set tampers() const { return tampers_; }
    /// Which of them disable the supply; as made none.
    tamper_set disabling_tampers() const { return disabling_tampers_; }
    /// Error: account_errc::invalid.
    sim::error_code disable_on_tampers(tamper_set which, sim::time_point t);

    // ---- firmware
    const firmware_store& image() const { return image_; }
    const std::string& firmware() const { return firmware_; }
    sim::error_code begin_image(std::size_t size, std::size_t block_size, sim::time_point t);
    sim::error_code put_block(std::size_t number, sim::byte_view data, sim::time_point t);
    sim::error_code verify_image(sim::time_point t);
    /// Error: firmware_errc::not_verified. `at` not after `t`: at once.
    sim::error_code activate_image(sim::time_point at, sim::time_point t);

    /// What the supplier charges, as it was given; in force now.
    const std::shared_ptr<const price_list>& given_prices() const { return given_; }

    // ---- non-volatile memory: everything but the outcome not taken, and the blocks of an image under way
    void save(sim::writer& out) const;
    /// Into a meter as made.
    void restore(sim::reader& in);
    /// Those that have come since they were last taken: each is to be kept by itself.
    std::vector<std::size_t> take_fresh_blocks() { return std::exchange(fresh_blocks_, {}); }
    /// After `restore`. Error: as `put_block`.
    sim::error_code restore_block(std::size_t number, sim::byte_view data) { return image_.put(number, data); }

protected:
    const slot_marks& marks() const { return marks_; }
    void raise(alert_code code, sim::time_point t, bool security = false);
    void change_supply(supply_state next, supply_cause cause, sim::time_point t);
    /// Prepayment keeps the supply off.
    bool without_credit() const;
    /// Settles; false: there is no power, nothing can be done.
    bool ready(sim::time_point t);
    /// Something stored has changed.
    void touch();
    /// It has no power any more, while it settles.
    void go_dark(sim::time_point t);
    // What one fuel alone has.
    /// The next thing of this fuel's own after `from`, if it is not after `limit`.
    virtual std::optional<sim::time_point> next_of_fuel(sim::time_point from, sim::time_point limit) const = 0;
    virtual void run_of_fuel(sim::time_point t) = 0;
    /// Whether something may happen beyond any limit.
    virtual bool restless() const { return false; }
    /// The flow has stopped or goes on, because of the supply or of the power, or is another.
    virtual void flow_changed(sim::time_point) {}
    virtual void power_returned(sim::time_point) {}
    /// Whether that it had no power is worth an alert, once it has some.
    virtual bool tells_of_outages() const { return true; }
    virtual std::string fault_of(const tariff& t) const { return t.fault(); }
    /// What a supplier's prices mean per smallest unit of the register.
    virtual std::shared_ptr<const price_list> per_unit(const std::shared_ptr<const price_list>& given) const
    {
        return given;
    }
    /// After what `per_unit` says has changed.
    void price_anew(sim::time_point t);
    virtual void save_fuel(sim::writer& out) const = 0;
    virtual void restore_fuel(sim::reader& in) = 0;

private:
    /// What is due first goes first; at one instant in this order.
    enum class source : std::uint8_t { tariff, tenancy, image, billing, account, fuel, look_again };
    struct due {
        sim::time_point at;
        source what;
    };
    std::optional<due> find_due() const;
    void run(const due& d);
    /// Does one thing to the account: tells, obeys, answers what was wrong.
    template <class Deed>
    sim::error_code with_account(sim::time_point t, const Deed& deed);
    void tell(const std::vector<alert_code>& codes, sim::time_point t);
    void note(event_log& in, alert_code code, sim::time_point t);
    void obey(supply_wish wish, sim::time_point t);
    void note_billing(billing_reason why, sim::time_point t);
    /// The account, for a decision at `t`: the logs keep first what it overwrites.
    account& books(sim::time_point t);
    balance_entry shown(const balances& b, sim::time_point t) const;
    /// With what lies from the account's last decision on until `t`, which is not included.
    void complete(balance_log& log, sim::time_point t) const;
    sim::error_code enter_token(std::string_view digits, token_entry how, sim::time_point t);
    void put_into_force(const waiting_tariff& next, sim::time_point t);
    void begin_tenancy(sim::time_point t);
    void await_tenancy(std::string_view supplier, sim::time_point at, sim::time_point t);
    void run_new_firmware(sim::time_point t);

    account account_;
    balance_log balance_log_;
    billing_schedule billing_;
    device_clock clock_;
    slot_marks marks_;
    event_log events_, security_;
    firmware_store image_;
    std::vector<std::size_t> fresh_blocks_;
    token_key key_;
    std::shared_ptr<const price_list> given_;
    std::optional<waiting_tariff> tariff_to_come_;
    std::optional<sim::time_point> tenancy_to_come_, image_to_come_;
    std::string supplier_, supplier_to_come_, model_, firmware_;
    sim::time_point settled_, tenancy_since_;
    std::uint16_t random_share_; ///< of the limit: 0 … 1799
    std::chrono::seconds random_offset_limit_{0};
    std::size_t profile_entries_;
    sim::duration profile_step_;
    supply_cause cause_{supply_cause::command};
    tamper_set tampers_{0}, disabling_tampers_{0};
    bool billing_alert_{false};
    std::uint64_t revision_{0};
    meter_outcome outcome_;
    sim::time_point looked_until_;                   ///< nothing is due before it that is not done
    mutable std::optional<std::optional<due>> next_; ///< known until something changes
};

} // namespace devices::metering
