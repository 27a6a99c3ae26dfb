// What suppliers and customers do to a meter: tariff, billing, payment, tenancy, firmware; and its non-volatile memory.
#include "devices/metering/meter.hpp"

#include <algorithm>
#include <utility>

namespace devices::metering {

// ---- tariff and billing

void meter::note_billing(billing_reason why, sim::time_point t)
{
    books(t);
    if (account_.mode() == payment_mode::prepayment) balance_log_.keep_bill(shown(balance(t), t));
    billing_.note(why, t);
    touch();
    if (billing_alert_) raise(alert_code::billing_data_log_updated, t);
}

sim::error_code meter::set_billing_day(std::uint8_t day, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    if (day > last_billing_day) return account_errc::invalid;
    billing_.set_day(day, t);
    touch();
    return {};
}

void meter::bill_now(sim::time_point t)
{
    if (ready(t)) note_billing(billing_reason::demand, t);
}

void meter::alert_on_billing(bool on, sim::time_point t)
{
    settle(t);
    billing_alert_ = on;
    touch();
}

void meter::put_into_force(const waiting_tariff& next, sim::time_point t)
{
    books(t).before_new_prices(*this, t);
    change_tariff(next.next, t);
    change_prices(per_unit(next.prices), t);
    given_ = next.prices;
    note_billing(billing_reason::tariff, t);
}

void meter::price_anew(sim::time_point t)
{
    books(t).before_new_prices(*this, t);
    change_prices(per_unit(given_), t);
    touch();
}

sim::error_code meter::set_random_offset_limit(std::chrono::seconds limit, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    if (limit < std::chrono::seconds(0) || limit > most_random_offset) return account_errc::invalid;
    random_offset_limit_ = limit;
    books(t).before_new_prices(*this, t); // the registers are counted anew
    change_lateness(limit * random_share_ / most_random_offset.count(), t);
    touch();
    return {};
}

sim::error_code meter::set_tariff(waiting_tariff next, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    if (!fault_of(*next.next).empty() || !next.prices->fault().empty() || !per_unit(next.prices)->fault().empty())
        return account_errc::invalid;
    tariff_to_come_.reset();
    touch();
    if (next.at > t)
        tariff_to_come_ = std::move(next);
    else
        put_into_force(next, t);
    return {};
}

sim::error_code meter::set_tariff(tariff next, price_list prices, sim::time_point at, sim::time_point t)
{
    return set_tariff(
        {std::make_shared<const tariff>(std::move(next)), std::make_shared<const price_list>(std::move(prices)), at},
        t);
}

// ---- payment

sim::error_code meter::set_payment_mode(payment_mode mode, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    if (mode == account_.mode()) return {};
    std::vector<alert_code> codes;
    note_billing(billing_reason::payment_mode, t); // with the balances of the mode that ends
    const auto wish = books(t).set_mode(*this, mode, t, codes);
    tell(codes, t);
    obey(wish, t);
    return {};
}

template <class Deed>
sim::error_code meter::with_account(sim::time_point t, const Deed& deed)
{
    if (!ready(t)) return supply_errc::no_power;
    std::vector<alert_code> codes;
    const sim::result<supply_wish> wish = deed(books(t), codes);
    tell(codes, t);
    if (!wish) return wish.error();
    touch();
    obey(*wish, t);
    return {};
}

sim::error_code meter::configure_account(account_settings settings, sim::time_point t)
{
    return with_account(t, [&](account& a, auto& codes) { return a.configure(*this, std::move(settings), t, codes); });
}

sim::error_code meter::enter_token(std::string_view digits, sim::time_point t)
{
    return enter_token(digits, token_entry::remote, t);
}

std::string meter::issue_token(std::uint32_t pence) const
{
    const auto& used = account_.tokens().remembered();
    return key_.issue({pence, used.empty() ? 0 : used.back() + 1});
}

sim::error_code meter::type_token(std::string_view digits, sim::time_point t)
{
    return enter_token(digits, token_entry::typed, t);
}

sim::error_code meter::enter_token(std::string_view digits, token_entry how, sim::time_point t)
{
    return with_account(t, [&](account& a, auto& codes) { return a.enter_token(*this, key_, digits, how, t, codes); });
}

sim::error_code meter::add_credit(money amount, sim::time_point t)
{
    return with_account(t, [&](account& a, auto& codes) { return a.top_up(*this, amount, t, codes); });
}

sim::error_code meter::activate_emergency_credit(sim::time_point t)
{
    return with_account(t, [&](account& a, auto& codes) { return a.activate_emergency(*this, t, codes); });
}

sim::error_code meter::set_balance(money balance, sim::time_point t)
{
    return with_account(t, [&](account& a, auto& codes) { return a.set_balance(*this, balance, t, codes); });
}

sim::error_code meter::set_time_debt(std::size_t which, time_debt debt, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    if (auto wrong = books(t).set_time_debt(*this, which, debt, t)) return wrong;
    touch();
    return {};
}

sim::error_code meter::set_payment_debt(payment_debt debt, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    if (auto wrong = books(t).set_payment_debt(*this, debt, t)) return wrong;
    touch();
    return {};
}

// ---- tenancy and supplier

void meter::begin_tenancy(sim::time_point t)
{
    tenancy_to_come_.reset();
    if (auto next = std::exchange(supplier_to_come_, {}); !next.empty()) supplier_ = std::move(next);
    tenancy_since_ = t;
    std::vector<alert_code> codes;
    note_billing(billing_reason::tenancy, t); // with what the old tenant leaves behind
    const auto wish = books(t).reset(*this, t, codes);
    tell(codes, t);
    obey(wish, t);
}

void meter::await_tenancy(std::string_view supplier, sim::time_point at, sim::time_point t)
{
    if (!ready(t)) return;
    supplier_to_come_ = supplier;
    touch();
    if (at > t)
        tenancy_to_come_ = at;
    else
        begin_tenancy(t);
}

void meter::change_tenancy(sim::time_point at, sim::time_point t) { await_tenancy({}, at, t); }

void meter::change_supplier(std::string_view supplier, sim::time_point at, sim::time_point t)
{
    await_tenancy(supplier, at, t);
}

// ---- firmware

sim::error_code meter::begin_image(std::size_t size, std::size_t block_size, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    if (auto wrong = image_.begin(size, block_size)) return wrong;
    fresh_blocks_.clear();
    image_to_come_.reset(); // what was to be activated is gone
    touch();
    return {};
}

sim::error_code meter::put_block(std::size_t number, sim::byte_view data, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    if (auto wrong = image_.put(number, data)) return wrong;
    fresh_blocks_.push_back(number); // nothing else has changed: the rest is not written again for it
    return {};
}

sim::error_code meter::verify_image(sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    const bool pending = image_.state() == firmware_state::transferring;
    const auto wrong = image_.verify(model_);
    if (pending && image_.state() != firmware_state::transferring)
        raise(wrong ? alert_code::firmware_verification_failed : alert_code::firmware_verified, t, true);
    return wrong;
}

sim::error_code meter::activate_image(sim::time_point at, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    if (image_.state() != firmware_state::verified) return firmware_errc::not_verified;
    image_to_come_.reset();
    touch();
    if (at > t)
        image_to_come_ = at;
    else
        run_new_firmware(t);
    return {};
}

void meter::run_new_firmware(sim::time_point t)
{
    auto version = image_.activate();
    if (!version) return;
    firmware_ = std::move(*version);
    raise(alert_code::firmware_changed, t, true);
}

// ---- non-volatile memory

namespace {

void save_time(sim::writer& out, sim::time_point t) { out.i64(t.time_since_epoch().count()); }
sim::time_point restored_time(sim::reader& in) { return sim::time_point(sim::duration(in.i64())); }

void save_optional(sim::writer& out, const std::optional<sim::time_point>& t)
{
    out.u8(t.has_value());
    if (t) save_time(out, *t);
}

std::optional<sim::time_point> restored_optional(sim::reader& in)
{
    if (in.u8() == 0) return {};
    return restored_time(in);
}

} // namespace

void meter::save(sim::writer& out) const
{
    metered_supply::save(out);
    account_.save(out);
    balance_log_.save(out);
    billing_.save(out);
    clock_.save(out);
    marks_.save(out);
    events_.save(out);
    security_.save(out);
    image_.save(out);
    encode(out, *given_);
    out.u8(tariff_to_come_.has_value());
    if (tariff_to_come_) {
        encode(out, *tariff_to_come_->next);
        encode(out, *tariff_to_come_->prices);
        save_time(out, tariff_to_come_->at);
    }
    save_optional(out, tenancy_to_come_);
    save_optional(out, image_to_come_);
    out.text8(supplier_).text8(supplier_to_come_).text8(firmware_);
    save_time(out, settled_);
    save_time(out, looked_until_);
    save_time(out, tenancy_since_);
    out.u16(static_cast<std::uint16_t>(random_offset_limit_.count()));
    out.u8(static_cast<std::uint8_t>(profile_step_ / half_hour_length));
    out.u8(static_cast<std::uint8_t>(cause_)).u8(tampers_).u8(disabling_tampers_).u8(billing_alert_);
    save_fuel(out);
}

void meter::restore(sim::reader& in)
{
    metered_supply::restore(in);
    account_.restore(in);
    balance_log_.restore(in);
    billing_.restore(in);
    clock_.restore(in);
    marks_.restore(in);
    events_.restore(in);
    security_.restore(in);
    image_.restore(in);
    given_ = shared_prices(); // electricity's are the same
    if (auto given = decode(in, static_cast<const price_list*>(nullptr)); given != *given_)
        given_ = std::make_shared<const price_list>(std::move(given));
    tariff_to_come_.reset();
    if (in.u8() != 0) {
        waiting_tariff next;
        next.next = std::make_shared<const tariff>(decode(in, static_cast<const tariff*>(nullptr)));
        next.prices = std::make_shared<const price_list>(decode(in, static_cast<const price_list*>(nullptr)));
        next.at = restored_time(in);
        tariff_to_come_ = std::move(next);
    }
    tenancy_to_come_ = restored_optional(in);
    image_to_come_ = restored_optional(in);
    supplier_ = in.text8();
    supplier_to_come_ = in.text8();
    firmware_ = in.text8();
    settled_ = restored_time(in);
    looked_until_ = restored_time(in);
    tenancy_since_ = restored_time(in);
    random_offset_limit_ = std::chrono::seconds(in.u16());
    const auto half_hours = in.u8();
    if (half_hours != 1 && half_hours != 2) in.fail(sim::codec_errc::out_of_range);
    if (in.ok() && half_hours * half_hour_length != profile_step_) {
        profile_entries_ = half_hours == 2 ? profile_entries_ / 2 : profile_entries_ * 2;
        profile_step_ = half_hours * half_hour_length;
    }
    const auto cause = in.u8();
    if (cause > static_cast<std::uint8_t>(supply_cause::depletion)) in.fail(sim::codec_errc::out_of_range);
    if (in.ok()) cause_ = static_cast<supply_cause>(cause);
    tampers_ = in.u8();
    disabling_tampers_ = in.u8();
    billing_alert_ = in.u8() != 0;
    restore_fuel(in);
    next_.reset();
    ++revision_;
}

} // namespace devices::metering
