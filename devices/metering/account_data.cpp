// The account's words, and its form in non-volatile memory.
#include "devices/metering/account.hpp"

namespace devices::metering {

std::string_view to_string(payment_mode mode)
{
    switch (mode) {
    case payment_mode::credit: return "credit";
    case payment_mode::prepayment: return "prepayment";
    }
    return "";
}

std::string_view to_string(credit_state s)
{
    switch (s) {
    case credit_state::sufficient: return "sufficient";
    case credit_state::emergency: return "emergency";
    case credit_state::exhausted: return "exhausted";
    }
    return "";
}

const boost::system::error_category& account_category() noexcept
{
    static const sim::table_category instance("metering.account",
                                              {
                                                  "the meter is not in prepayment mode",
                                                  "emergency credit is not available",
                                                  "the token is not authentic",
                                                  "the token has been used before",
                                                  "the top-up is above the limit",
                                                  "the balance would exceed its maximum",
                                                  "there is no credit",
                                                  "a value is out of its range",
                                                  "too many wrong tokens were typed in: no more for an hour",
                                              });
    return instance;
}

sim::error_code make_error_code(account_errc e) noexcept { return {static_cast<int>(e), account_category()}; }

std::string account_settings::fault() const
{
    constexpr money largest = from_pence(1'000'000'000); // so that sums stay within 63 bits
    for (auto m : {low_credit, emergency_threshold, disablement})
        if (m > largest || m < -largest) return "a threshold is out of range";
    for (auto m : {emergency_limit, most_credit, most_balance})
        if (m > largest || m < money{}) return "a limit is out of range";
    return non_disablement.fault();
}

void encode(sim::writer& out, const account_settings& s)
{
    for (auto m :
         {s.low_credit, s.emergency_threshold, s.emergency_limit, s.disablement, s.most_credit, s.most_balance})
        encode(out, m);
    encode(out, s.non_disablement);
}

account_settings decode(sim::reader& in, const account_settings*)
{
    account_settings s;
    for (auto* m :
         {&s.low_credit, &s.emergency_threshold, &s.emergency_limit, &s.disablement, &s.most_credit, &s.most_balance})
        *m = {in.i64()};
    s.non_disablement = decode(in, static_cast<const switching_table*>(nullptr));
    if (in.ok() && !s.fault().empty()) in.fail(sim::codec_errc::out_of_range);
    return s;
}

namespace {

/// In the order in which they are kept.
template <class Balances, class Each>
void for_each_sum(Balances& b, const Each& each)
{
    each(b.meter);
    each(b.emergency_used);
    each(b.accumulated_debt);
    for (auto& debt : b.time_debts) {
        each(debt.balance);
        each(debt.rate);
    }
    each(b.on_payment.balance);
    each(b.on_payment.weekly_cap);
    each(b.topped_up);
    each(b.adjusted);
    each(b.charged_energy);
    each(b.charged_standing);
    each(b.recovered_time_debt);
    each(b.recovered_payment_debt);
}

} // namespace

void account::save(sim::writer& out) const
{
    out.i64(at_.time_since_epoch().count());
    encode(out, cost_at_);
    for_each_sum(held_, [&](money m) { encode(out, m); });
    for (const auto& debt : held_.time_debts) out.u8(static_cast<std::uint8_t>(debt.period));
    out.u16(held_.on_payment.share_per_mille);
    const bool as_made = *settings_ == account_settings{};
    out.u8(as_made);
    if (!as_made) encode(out, *settings_);
    out.u8(static_cast<std::uint8_t>(mode_)).u8(static_cast<std::uint8_t>(state_));
    out.u8(activated_).u8(offered_).u8(low_told_).u8(suspended_).u8(collected_[0]).u8(collected_[1]);
    tokens_.save(out);
    encode(out, recovered_in_week_);
    out.i64(recovery_week_).u8(wrong_tokens_).i64(typing_suspended_until_.time_since_epoch().count());
}

void account::restore(sim::reader& in)
{
    at_ = sim::time_point(sim::duration(in.i64()));
    cost_at_ = {in.i64()};
    for_each_sum(held_, [&](money& m) { m = {in.i64()}; });
    auto choice = [&in](auto last) {
        const auto value = in.u8();
        if (value > static_cast<std::uint8_t>(last)) in.fail(sim::codec_errc::out_of_range);
        return in.ok() ? static_cast<decltype(last)>(value) : decltype(last){};
    };
    for (auto& debt : held_.time_debts) debt.period = choice(debt_period::week);
    held_.on_payment.share_per_mille = in.u16();
    if (in.u8() == 0)
        settings_ = std::make_shared<const account_settings>(decode(in, static_cast<const account_settings*>(nullptr)));
    mode_ = choice(payment_mode::prepayment);
    state_ = choice(credit_state::exhausted);
    activated_ = in.u8() != 0;
    offered_ = in.u8() != 0;
    low_told_ = in.u8() != 0;
    suspended_ = in.u8() != 0;
    for (auto& c : collected_) c = in.u8() != 0;
    tokens_.restore(in);
    recovered_in_week_ = {in.i64()};
    recovery_week_ = in.i64();
    wrong_tokens_ = in.u8();
    typing_suspended_until_ = sim::time_point(sim::duration(in.i64()));
}

} // namespace devices::metering
