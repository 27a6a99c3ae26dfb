#include "devices/families/trilliant/collector.hpp"

#include "devices/call_home/limits.hpp"
#include "devices/call_home/payloads.hpp"

#include <algorithm>

namespace devices::families::trilliant {

using call_home::header_code;

struct collector::codes {
    header_code reg, daily, half_hours, billing, account;
    told_log events, security;
};

namespace {

constexpr auto half_hour = std::chrono::minutes(30);

sim::time_point half_hour_floor(sim::time_point t)
{
    using half_hours = std::chrono::duration<std::int64_t, std::ratio<1800>>;
    return sim::time_point(std::chrono::floor<half_hours>(t.time_since_epoch()));
}

/// What is finer does not travel: the register is read at the instant that is told.
sim::time_point whole_second(sim::time_point t) { return std::chrono::floor<std::chrono::seconds>(t); }

sim::bytes read_of(sim::time_point at, std::int64_t value)
{
    return encode_payload(call_home::register_read{at, static_cast<std::uint64_t>(value)});
}

/// A block of half-hours, with the register at its start. `amount`: of the half-hour that begins then.
template <class Amount>
sim::bytes profile(std::int64_t at_start, sim::time_point installed, sim::time_point from, sim::time_point until,
                   Amount amount)
{
    constexpr std::int64_t most_that_fits = 65534;
    call_home::half_hour_block block{from, static_cast<std::uint64_t>(at_start), {}};
    for (auto t = from; t < until; t += half_hour) {
        std::int64_t n = amount(t);
        bool fits = t >= installed && n <= most_that_fits;
        block.entries.push_back(fits ? std::optional(static_cast<std::uint16_t>(n)) : std::nullopt);
    }
    return encode_payload(block);
}

call_home::billing_cause cause_of(metering::billing_reason why)
{
    using metering::billing_reason;
    switch (why) {
    case billing_reason::billing_day: return call_home::billing_cause::billing_day;
    case billing_reason::demand: return call_home::billing_cause::demand;
    case billing_reason::tariff: return call_home::billing_cause::tariff;
    case billing_reason::payment_mode: return call_home::billing_cause::payment_mode;
    case billing_reason::tenancy: return call_home::billing_cause::tenancy;
    }
    return {};
}

sim::bytes billing_of(const metering::billing_entry& e)
{
    call_home::billing_report r{e.at, cause_of(e.why), static_cast<std::uint64_t>(e.total), {}};
    for (auto rate : e.registers.rates) r.rates.push_back(static_cast<std::uint64_t>(rate));
    while (!r.rates.empty() && r.rates.back() == 0) r.rates.pop_back();
    return encode_payload(r);
}

sim::bytes account_of(sim::time_point at, const metering::balances& b)
{
    using metering::to_millipence;
    return encode_payload(
        call_home::account_report{at, to_millipence(b.meter), to_millipence(b.emergency_used),
                                  to_millipence(b.accumulated_debt), to_millipence(b.time_debts[0].balance),
                                  to_millipence(b.time_debts[1].balance), to_millipence(b.on_payment.balance)});
}

} // namespace

bool collector::collect()
{
    constexpr codes electric{header_code::esme_register, header_code::esme_daily_read, header_code::esme_half_hours,
                             header_code::esme_billing,  header_code::esme_account,    told_log::esme_events,
                             told_log::esme_security};
    constexpr codes gas{header_code::gsme_register, header_code::gsme_daily_read, header_code::gsme_half_hours,
                        header_code::gsme_billing,  header_code::gsme_account,    told_log::gsme_events,
                        told_log::gsme_security};
    bool any = false;
    if (parts_.electricity) any |= collect_meter(*parts_.electricity, memory_.electricity_until_s, electric);
    if (parts_.gas) any |= collect_meter(*parts_.gas, memory_.gas_until_s, gas);
    auto own = hub_.clock().stamp(hub_.world().time.now());
    any |= collect_log(logs_.events(), told_log::hub_events, hub_.eui64(), own);
    any |= collect_log(logs_.security(), told_log::hub_security, hub_.eui64(), own);
    any |= collect_han();
    return any;
}

template <class Meter>
bool collector::collect_meter(const Meter& meter, std::int64_t& until_s, const codes& as)
{
    const auto who = meter.who().eui64;
    const auto newest = parts_.han.reported(who, hub_.world().time.now());
    if (!newest) return false;
    bool any = collect_log(meter.events(), as.events, who, *newest);
    any |= collect_log(meter.security(), as.security, who, *newest);
    const auto until = half_hour_floor(*newest);
    const auto since = until_s ? sim::from_unix_seconds(until_s) : until - std::chrono::days(1);
    if (until <= since) return any;
    collect_registers(meter, whole_second(*newest), as);
    const auto reach = std::max(since, sim::time_point(until - sim::days(metering::most_daily_reads)));
    for (auto day = std::chrono::floor<std::chrono::days>(reach) + std::chrono::days(1); day <= until;
         day += std::chrono::days(1))
        if (day >= meter.installed()) put(as.daily, who, read_of(day, meter.total(day)));
    const auto longest = half_hour * std::int64_t{call_home::limits::half_hours};
    const auto from = std::max(since, sim::time_point(until - longest));
    put(as.half_hours, who, profile(meter.total(from), meter.installed(), from, until, [&](sim::time_point t) {
            return meter.half_hour(t).amount;
        }));
    if constexpr (requires { meter.export_wh(from); }) {
        if (meter.export_wh(until) != 0)
            put(header_code::esme_export_half_hours, who,
                profile(meter.export_wh(from), meter.installed(), from, until,
                        [&](sim::time_point t) { return meter.export_wh(t + half_hour) - meter.export_wh(t); }));
    }
    auto instants = meter.billing().instants(*newest);
    bool billed = std::any_of(instants.begin(), instants.end(), [&](const auto& i) { return i.at > since; });
    if (billed)
        for (const auto& entry : meter.billing_log(*newest))
            if (entry.at > since && entry.at <= until) put(as.billing, who, billing_of(entry));
    until_s = sim::to_unix_seconds(until);
    return true;
}

template <class Meter>
void collector::collect_registers(const Meter& meter, sim::time_point newest, const codes& as)
{
    const auto who = meter.who().eui64;
    put(as.reg, who, read_of(newest, meter.total(newest)));
    if (meter.credit().mode() == metering::payment_mode::prepayment)
        put(as.account, who, account_of(newest, meter.balance(newest)));
}

bool collector::collect_log(const metering::event_log& log, told_log which, sim::eui64 device, sim::time_point newest)
{
    auto& told = memory_.told[static_cast<std::size_t>(which)];
    const auto oldest = log.sequence() - static_cast<std::uint32_t>(log.size()) + 1;
    call_home::log_report report{std::max(oldest, told + 1), {}};
    for (auto number = report.first; number <= log.sequence(); ++number) {
        const auto e = log.at(number - oldest);
        if (e.at > newest) break;
        report.entries.push_back({e.at, static_cast<std::uint16_t>(e.code), e.count});
    }
    if (report.entries.empty()) return false;
    told = report.first + static_cast<std::uint32_t>(report.entries.size()) - 1;
    bool security =
        which == told_log::esme_security || which == told_log::gsme_security || which == told_log::hub_security;
    put(security ? header_code::security_log : header_code::event_log, device, encode_payload(report));
    return true;
}

bool collector::collect_han()
{
    const auto t = hub_.world().time.now();
    call_home::han_report report;
    sim::writer state; // who is there and how, without what changes all the time
    for (const auto& d : parts_.han.devices(t)) {
        if (report.devices.size() == call_home::limits::han_devices) break;
        auto kind = static_cast<std::uint8_t>(d.kind), link = static_cast<std::uint8_t>(d.link);
        auto heard = d.heard ? std::optional(whole_second(*d.heard)) : std::nullopt;
        report.devices.push_back({d.eui64, kind, link, d.lqi, heard});
        state.u64(d.eui64.value()).u8(link);
    }
    if (state.data() == memory_.han_told) return false;
    memory_.han_told = state.take();
    put(header_code::han_status, hub_.eui64(), encode_payload(report));
    return true;
}

} // namespace devices::families::trilliant
