// Payment metering: account, credit, charge, token gateway (IEC 62056-6-2, classes 111, 112, 113, 115).
//
// Amounts are in the account's currency times ten to the power of its scale.
#pragma once
#include "devices/cosem/content.hpp"
#include "devices/cosem/tables.hpp"

namespace devices::cosem {

/// Bits of a bit-string, the first one lowest.
using bits = std::uint8_t;

// ---- account

enum class account_mode : std::uint8_t { credit = 1, prepayment = 2 };
enum class account_status : std::uint8_t { inactive = 1, active = 2, closed = 3 };
enum class currency_unit : std::uint8_t { time = 0, consumption = 1, monetary = 2 };
struct collection {
    obis credit, charge;
    bits when{0}; ///< bit 0: collected while the supply is off, 1: while the load limit holds, 2: in friendly credit
};
struct account {
    account_mode mode{account_mode::credit};
    account_status status{account_status::active};
    std::uint8_t credit_in_use{0}; ///< index in credits
    bits credit_status{0};         ///< bit 0: in credit, 1: low, 2: next enabled, 3: next selectable, 4: next selected,
                                   ///< 5: selected in use, 6: out of credit, 7: reserved
    std::int32_t available_credit{0}, amount_to_clear{0}, clearance_threshold{0}, aggregated_debt{0};
    std::vector<obis> credits, charges;
    std::vector<collection> collections;
    std::vector<std::pair<obis, std::uint8_t>> token_shares; ///< which credits tokens go to, in per cent
    date_time activated{no_time}, closed{no_time};
    std::string currency;
    std::int8_t currency_scale{0};
    currency_unit currency_is{currency_unit::monetary};
    std::int32_t low_credit_threshold{0}, next_credit_threshold{0};
    std::uint16_t max_provision{0};
    std::int32_t max_provision_period_seconds{0};
};
/// Attributes 2 and 18 can be changeable. Methods may be empty.
object make_account(obis name, std::string meaning, rights access, contents<account> value, simple_action activate,
                    simple_action close, simple_action reset);

// ---- credit

enum class credit_type : std::uint8_t { token = 0, reserved = 1, emergency = 2, time_based = 3, consumption_based = 4 };
enum class credit_status : std::uint8_t { enabled = 0, selectable = 1, selected = 2, in_use = 3, exhausted = 4 };
struct credit {
    std::int32_t amount{0};
    credit_type type{credit_type::token};
    std::uint8_t priority{1};
    std::int32_t warning_threshold{0}, limit{0};
    bits configuration{
        0}; ///< bit 0: visual indication, 1: confirmation needed, 2: paid back, 3: resettable, 4: by tokens
    credit_status status{credit_status::enabled};
    std::int32_t preset{0}, available_threshold{0};
    date_time period{no_time};
};
struct credit_actions {
    std::function<action_result(const call&, std::int32_t change)> update{};
    std::function<action_result(const call&, std::int32_t value)> set{};
    simple_action invoke{};
};
/// Attributes 5, 6, 9 and 10 can be changeable.
object make_credit(obis name, std::string meaning, rights access, contents<credit> value, credit_actions actions);

// ---- charge

enum class charge_type : std::uint8_t { consumption_based = 0, time_based = 1, payment_based = 2 };
struct unit_charge {
    std::int8_t commodity_scale{0}, price_scale{0};
    value_reference commodity;                                ///< what is paid for; class 0: nothing that is measured
    std::vector<std::pair<std::string, std::int16_t>> prices; ///< by index: a tariff's name
};
/// charge_per_unit has 16 bits: prices outside are cut.
struct charge {
    std::int32_t total_paid{0};
    charge_type type{charge_type::consumption_based};
    std::uint8_t priority{0};
    unit_charge active{}, passive{};
    date_time activation{no_time};
    std::uint32_t period_seconds{0};
    bits configuration{0}; ///< bit 0: a share of the payment, 1: continuous collection
    date_time last_collection{no_time};
    std::int32_t last_collected{0}, remaining{0};
    std::uint16_t proportion{0}; ///< of a payment, in units of a ten-thousandth
};
struct charge_actions {
    std::function<action_result(const call&, const std::vector<std::pair<std::string, std::int16_t>>&)> update_prices{};
    simple_action activate_passive{}, collect{};
    std::function<action_result(const call&, std::int32_t change)> update_remaining{};
    std::function<action_result(const call&, std::int32_t value)> set_remaining{};
};
/// Attributes 6, 7, 8 and 13 can be changeable.
object make_charge(obis name, std::string meaning, rights access, contents<charge> value, charge_actions actions);

// ---- token gateway

enum class token_delivery : std::uint8_t { local = 0, remote = 1, manual = 2 };
enum class token_status : std::uint8_t {
    format_ok = 0,
    authenticated = 1,
    valid = 2,
    executed = 3, ///< successfully
    format_failed = 4,
    not_authentic = 5,
    not_valid = 6,
    not_executed = 7,
    received = 8, ///< and not processed yet
};
struct token_gateway {
    std::string token; ///< the last one; empty: none yet
    date_time entered{no_time};
    std::vector<std::string> description;
    token_delivery delivery{token_delivery::remote};
    token_status status{token_status::format_ok};
};
object make_token_gateway(obis name, std::string meaning, rights access,
                          std::function<token_gateway(const call&)> value,
                          std::function<action_result(const call&, std::string_view token)> enter);

} // namespace devices::cosem
