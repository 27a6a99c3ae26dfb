// The Prepayment cluster's commands.
#include "devices/zcl_objects/parts.hpp"

#include <algorithm>
#include <limits>

namespace devices::zcl_objects {

namespace {

using metering::account_errc;
using metering::money;

/// Changes the account's settings in one place.
template <class Change>
status reconfigure(const call& c, const Change& change)
{
    auto settings = meter(c).credit().settings();
    change(settings);
    if (settings == meter(c).credit().settings()) return status::success;
    return status_of(meter(c).configure_account(std::move(settings), c.now));
}

answer select_emergency_credit(const call& c, const fields&)
{
    return status_of(meter(c).activate_emergency_credit(c.now));
}

// ---- debts

constexpr std::uint64_t most_amount_type = 5;

/// Absolute, or on top of what there is.
money changed(money before, std::int64_t by, bool incremental)
{
    return incremental ? before + from_amount(by) : from_amount(by);
}

status change_time_debt(const call& c, const fields& f, std::size_t which, bool incremental)
{
    const auto frequency = f.number("debt_recovery_frequency");
    if (frequency != per_day && frequency != per_week) return status::invalid_value;
    auto debt = meter(c).balance(c.now).time_debts[which];
    debt.balance = changed(debt.balance, f.signed_number("debt_amount"), incremental);
    debt.rate = from_amount(f.signed_number("debt_recovery_amount"));
    debt.period = frequency == per_day ? metering::debt_period::day : metering::debt_period::week;
    return status_of(meter(c).set_time_debt(which, debt, c.now));
}

status change_payment_debt(const call& c, const fields& f, bool incremental)
{
    constexpr std::uint64_t hundredths_of_percent_per_mille = 10;
    auto debt = meter(c).balance(c.now).on_payment;
    debt.balance = changed(debt.balance, f.signed_number("debt_amount"), incremental);
    debt.share_per_mille =
        static_cast<std::uint16_t>(f.number("debt_recovery_balance_percentage") / hundredths_of_percent_per_mille);
    return status_of(meter(c).set_payment_debt(debt, c.now));
}

answer change_debt(const call& c, const fields& f)
{
    const auto type = f.number("debt_amount_type"), method = f.number("debt_recovery_method");
    if (type > most_amount_type) return status::invalid_value;
    const auto which = static_cast<std::size_t>(type / 2);
    const bool by_payment = which == 2;
    if (method != (by_payment ? percentage_based : time_based)) return status::invalid_value;
    if (auto kept = later(c, f, "debt_recovery_start_time")) return *kept;
    const bool incremental = type % 2 == 1;
    return by_payment ? change_payment_debt(c, f, incremental) : change_time_debt(c, f, which, incremental);
}

// ---- settings

answer emergency_credit_setup(const call& c, const fields& f)
{
    if (auto kept = later(c, f, "start_time")) return *kept;
    return reconfigure(c, [&](auto& s) {
        s.emergency_limit = from_amount(f.signed_number("emergency_credit_limit"));
        s.emergency_threshold = from_amount(f.signed_number("emergency_credit_threshold"));
    });
}

answer set_low_credit_warning(const call& c, const fields& f)
{
    return reconfigure(c, [&](auto& s) { s.low_credit = from_amount(f.signed_number("low_credit_warning_level")); });
}

answer set_maximum_credit(const call& c, const fields& f)
{
    if (auto kept = later(c, f, "implementation_date_time")) return *kept;
    return reconfigure(c, [&](auto& s) {
        s.most_balance = from_amount(f.signed_number("maximum_credit_level"));
        s.most_credit = from_amount(f.signed_number("maximum_credit_per_top_up"));
    });
}

answer change_payment_mode(const call& c, const fields& f)
{
    constexpr std::uint64_t prepayment_enabled = 0x0002, no_calendar = 0xFFFFFFFF;
    if (auto kept = later(c, f, "implementation_date_time")) return *kept;
    const bool prepay = (f.number("proposed_payment_control_configuration") & prepayment_enabled) != 0;
    auto done = reconfigure(c, [&](auto& s) { s.disablement = from_amount(f.signed_number("cut_off_value")); });
    const auto mode = prepay ? metering::payment_mode::prepayment : metering::payment_mode::credit;
    if (done == status::success && mode != meter(c).credit().mode())
        done = status_of(meter(c).set_payment_mode(mode, c.now));
    if (done != status::success) return done;
    const auto& s = meter(c).credit().settings();
    auto said = c.arguments("ChangePaymentModeResponse");
    said.add("friendly_credit", s.non_disablement == metering::switching_table{} ? 0 : 1);
    said.add("friendly_credit_calendar_id", no_calendar);
    said.add("emergency_credit_limit", unsigned_amount(s.emergency_limit));
    said.add("emergency_credit_threshold", unsigned_amount(s.emergency_threshold));
    return {"ChangePaymentModeResponse", std::move(said)};
}

// ---- credit

top_up_result result_of(const call& c, const sim::error_code& ec)
{
    if (ec == account_errc::token_not_authentic) return top_up_result::invalid;
    if (ec == account_errc::token_duplicate) return top_up_result::duplicate;
    if (ec == account_errc::over_limit) return top_up_result::too_large;
    if (ec == account_errc::balance_would_exceed) return top_up_result::max_credit_reached;
    if (ec) return top_up_result::error;
    switch (meter(c).valve().state()) {
    case metering::supply_state::enabled: return top_up_result::accepted_supply_enabled;
    case metering::supply_state::disabled: return top_up_result::accepted_supply_disabled;
    case metering::supply_state::armed: return top_up_result::accepted_supply_armed;
    }
    return top_up_result::accepted;
}

answer consumer_top_up(const call& c, const fields& f)
{
    const auto code = f.text("top_up_code");
    const auto before = meter(c).balance(c.now).topped_up;
    const auto result = result_of(c, meter(c).enter_token(code, c.now));
    const auto after = meter(c).balance(c.now);
    const auto value = amount(after.topped_up - before);
    auto& kept = device(c).change();
    kept.last_result = result;
    if (after.topped_up != before) {
        kept.top_ups.insert(kept.top_ups.begin(),
                            {c.now, value, static_cast<std::uint8_t>(f.number("originating_device")), code});
        kept.top_ups.resize(std::min(kept.top_ups.size(), most_top_ups));
    }
    auto said = c.arguments("ConsumerTopUpResponse");
    said.add("result_type", static_cast<std::uint64_t>(result));
    said.add("top_up_value", static_cast<std::uint64_t>(std::int64_t{value}));
    said.add("source_of_top_up", f.number("originating_device"));
    said.add("credit_remaining", static_cast<std::uint64_t>(std::int64_t{amount(after.meter)}));
    return {"ConsumerTopUpResponse", std::move(said)};
}

answer credit_adjustment(const call& c, const fields& f)
{
    constexpr std::uint64_t incremental = 0, absolute = 1;
    const auto type = f.number("credit_adjustment_type");
    if (type > absolute) return status::invalid_value;
    if (auto kept = later(c, f, "start_time")) return *kept;
    const auto value = from_amount(f.signed_number("credit_adjustment_value"));
    const auto balance = type == incremental ? meter(c).balance(c.now).meter + value : value;
    return status_of(meter(c).set_balance(balance, c.now));
}

answer get_top_up_log(const call& c, const fields& f)
{
    auto said = c.arguments("PublishTopUpLog");
    said.add("command_index", 0).add("total_number_of_commands", 1);
    // The largest that the frame carries: a code of twenty digits, amount and time, twice.
    constexpr std::uint64_t most = 2;
    auto left = f.number("number_of_records") ? std::min(f.number("number_of_records"), most) : most;
    std::size_t found = 0;
    for (const auto& t : device(c).kept().top_ups) {
        if (left == 0) break;
        if (f.number("latest_end_time") && utc(t.at) > f.number("latest_end_time")) continue;
        said.add("top_up_code", t.code).add("top_up_amount", static_cast<std::uint64_t>(std::int64_t{t.millipence}));
        said.add("top_up_time", utc(t.at));
        ++found;
        --left;
    }
    if (found == 0) return status::not_found;
    return {"PublishTopUpLog", std::move(said)};
}

// ---- snapshots: what the account held when the billing data log was written

answer get_snapshot(const call& c, const fields& f)
{
    using metering::balance_of;
    constexpr std::uint64_t general = 0x01, every_cause = 0xFFFFFFFF, debt_and_credit_status = 0;
    auto entries = meter(c).billing_balances(c.now);
    std::erase_if(entries, [&](const metering::balance_entry& e) {
        return utc(e.at) < f.number("earliest_start_time") || utc(e.at) > f.number("latest_end_time");
    });
    const auto offset = f.number("snapshot_offset"), causes = f.number("snapshot_cause");
    // The log does not tell its reasons apart here.
    if (offset >= entries.size() || (causes != every_cause && !(causes & general))) return status::not_found;
    const auto& e = entries[offset];
    sim::writer payload;
    std::int64_t debts = 0;
    for (auto d :
         {balance_of::accumulated_debt, balance_of::time_debt_1, balance_of::time_debt_2, balance_of::payment_debt})
        debts += e[d];
    auto put = [&](std::int64_t v) {
        payload.u32_le(static_cast<std::uint32_t>(static_cast<std::int32_t>(std::clamp<std::int64_t>(
            v, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()))));
    };
    put(debts);
    for (auto d : {balance_of::time_debt_1, balance_of::time_debt_2, balance_of::payment_debt,
                   balance_of::emergency_credit, balance_of::meter})
        put(e[d]);
    auto said = c.arguments("PublishPrepaySnapshot");
    said.add("snapshot_id", utc(e.at)).add("snapshot_time", utc(e.at));
    said.add("total_snapshots_found", entries.size()).add("command_index", 0).add("total_number_of_commands", 1);
    said.add("snapshot_cause", general).add("snapshot_payload_type", debt_and_credit_status);
    said.add("snapshot_payload", sim::byte_view(payload.data()));
    return {"PublishPrepaySnapshot", std::move(said)};
}

} // namespace

void add_prepayment_commands(cluster_side& c)
{
    c.on("SelectAvailableEmergencyCredit", select_emergency_credit);
    c.on("ChangeDebt", change_debt);
    c.on("EmergencyCreditSetup", emergency_credit_setup);
    c.on("ConsumerTopUp", consumer_top_up);
    c.on("CreditAdjustment", credit_adjustment);
    c.on("ChangePaymentMode", change_payment_mode);
    c.on("GetPrepaySnapshot", get_snapshot);
    c.on("GetTopUpLog", get_top_up_log);
    c.on("SetLowCreditWarningLevel", set_low_credit_warning);
    c.on("SetMaximumCreditLimit", set_maximum_credit);
}

} // namespace devices::zcl_objects
