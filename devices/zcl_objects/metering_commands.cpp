// The Metering cluster's commands: profiles, snapshots, supply, fast poll, and what a hub says about a mirror.
#include "devices/zcl_objects/parts.hpp"

#include <algorithm>

namespace devices::zcl_objects {

namespace {

using std::chrono::minutes;

// ---- profiles

enum class profile_status : std::uint8_t {
    success = 0,
    undefined_channel = 1,
    channel_not_supported = 2,
    invalid_end_time = 3,
    more_than_can_be_returned = 4,
    no_intervals = 5,
};
/// As one frame of the HAN carries (model choice: without fragmentation).
constexpr std::size_t most_periods = 20;
constexpr std::uint64_t no_interval = 0xFFFFFF;

std::optional<metering::profile> channel(const call& c, std::uint64_t which, profile_status& s)
{
    constexpr std::uint64_t delivered = 0, received = 1, reactive_delivered = 2, reactive_received = 3;
    const auto* electricity = device(c).electricity();
    if (which == delivered) return meter(c).import_profile();
    if (electricity && which == received) return electricity->export_profile();
    if (electricity && which == reactive_delivered) return electricity->reactive_import_profile();
    if (electricity && which == reactive_received) return electricity->reactive_export_profile();
    s = which <= reactive_received ? profile_status::channel_not_supported : profile_status::undefined_channel;
    return {};
}

/// The entries that end at `end` or before, newest first.
std::vector<metering::slot> newest(const metering::profile& p, sim::time_point end, std::size_t most,
                                   sim::time_point now)
{
    std::vector<metering::slot> slots;
    const auto span = p.step() * static_cast<std::int64_t>(most);
    // One more step: an end within an entry belongs to the entry before it.
    auto range = p.read(end - span - p.step(), end, now);
    while (auto s = range.next())
        if (s->start + p.step() <= end) slots.push_back(*s);
    std::reverse(slots.begin(), slots.end());
    slots.resize(std::min(slots.size(), most));
    return slots;
}

answer get_profile(const call& c, const fields& f)
{
    auto s = profile_status::success;
    const auto p = channel(c, f.number("interval_channel"), s);
    const auto asked = f.number("end_time");
    const auto end = asked == 0 ? c.now : zcl::from_utc(static_cast<std::uint32_t>(asked));
    if (p && end > c.now) s = profile_status::invalid_end_time;
    std::vector<metering::slot> slots;
    auto most = f.number("number_of_periods");
    if (s == profile_status::success) {
        if (most > most_periods) s = profile_status::more_than_can_be_returned;
        most = std::min<std::uint64_t>(most, most_periods);
        slots = newest(*p, end, most, c.now);
        if (slots.empty()) s = profile_status::no_intervals;
    }
    constexpr std::uint64_t hour = 1, half_hour = 2;
    auto said = c.arguments("GetProfileResponse");
    said.add("end_time", slots.empty() ? utc(end) : utc(slots.front().start + p->step()));
    said.add("status", static_cast<std::uint64_t>(s));
    said.add("profile_interval_period", p && p->step() == std::chrono::hours(1) ? hour : half_hour);
    said.add("number_of_periods_delivered", slots.size());
    for (const auto& slot : slots)
        said.add("intervals", std::min<std::uint64_t>(static_cast<std::uint64_t>(slot.amount), no_interval - 1));
    return {"GetProfileResponse", std::move(said)};
}

// ---- snapshots: the billing data log, by ZigBee's causes

constexpr std::uint32_t end_of_billing_period = 1U << 1, change_of_tariff = 1U << 3, by_client = 1U << 10,
                        change_of_tenancy = 1U << 12, change_of_mode = 1U << 14;

std::uint32_t cause_of(metering::billing_reason why)
{
    switch (why) {
    case metering::billing_reason::billing_day: return end_of_billing_period;
    case metering::billing_reason::demand: return by_client;
    case metering::billing_reason::tariff: return change_of_tariff;
    case metering::billing_reason::payment_mode: return change_of_mode;
    case metering::billing_reason::tenancy: return change_of_tenancy;
    }
    return 0;
}

/// Its instant names a snapshot: no two of a meter have the same.
std::uint64_t snapshot_id(const metering::billing_entry& e) { return utc(e.at); }

answer take_snapshot(const call& c, const fields& f)
{
    constexpr std::uint64_t accepted = 0, cause_not_supported = 1;
    const bool ours = (f.number("snapshot_cause") & by_client) != 0;
    if (ours) meter(c).bill_now(c.now);
    auto said = c.arguments("TakeSnapshotResponse");
    said.add("snapshot_id", ours ? utc(c.now) : 0).add("snapshot_confirmation", ours ? accepted : cause_not_supported);
    return {"TakeSnapshotResponse", std::move(said)};
}

/// TOU information without billing: the summation, how many rates, their registers.
sim::bytes snapshot_payload(const metering::billing_entry& e, std::size_t rates)
{
    sim::writer out;
    out.u48_le(static_cast<std::uint64_t>(e.total)).u8(static_cast<std::uint8_t>(rates));
    for (std::size_t r = 0; r < rates; ++r) out.u48_le(static_cast<std::uint64_t>(e.registers.rates[r]));
    return out.take();
}

/// Rates that have counted anything, up to the last of them.
std::size_t rates_in_use(const metering::tally& t)
{
    std::size_t n = t.rates.size();
    while (n > 1 && t.rates[n - 1] == 0) --n;
    return n;
}

answer get_snapshot(const call& c, const fields& f)
{
    auto entries = meter(c).billing_log(c.now);
    std::erase_if(entries, [&](const metering::billing_entry& e) {
        return utc(e.at) < f.number("earliest_start_time") || utc(e.at) > f.number("latest_end_time") ||
               !(cause_of(e.why) & f.number("snapshot_cause"));
    });
    const auto offset = f.number("snapshot_offset");
    if (offset >= entries.size()) return status::not_found;
    const auto& e = entries[offset];
    constexpr std::uint64_t tou_without_billing = 4;
    auto said = c.arguments("PublishSnapshot");
    said.add("snapshot_id", snapshot_id(e)).add("snapshot_time", utc(e.at));
    said.add("total_snapshots_found", entries.size()).add("command_index", 0).add("total_number_of_commands", 1);
    said.add("snapshot_cause", cause_of(e.why)).add("snapshot_payload_type", tou_without_billing);
    said.add("snapshot_payload", sim::byte_view(snapshot_payload(e, rates_in_use(e.registers))));
    return {"PublishSnapshot", std::move(said)};
}

/// One schedule is understood: monthly, from midnight of a day that every month has.
bool set_billing_day(const call& c, const fields& f, std::size_t row)
{
    constexpr std::uint64_t frequency_mask = 0xFFFFF, months = 2;
    const auto schedule = f.number("snapshot_schedule", row);
    const bool monthly = (schedule & frequency_mask) == 1 && (schedule >> 20 & 3) == months;
    const auto start = zcl::from_utc(static_cast<std::uint32_t>(f.number("snapshot_start_time", row)));
    constexpr std::int64_t day_seconds = 86'400;
    const auto seconds = sim::to_unix_seconds(start);
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(seconds / day_seconds))};
    const auto day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day()));
    if (!monthly || seconds % day_seconds || !(f.number("snapshot_cause", row) & end_of_billing_period)) return false;
    return !meter(c).set_billing_day(day, c.now);
}

answer schedule_snapshot(const call& c, const fields& f)
{
    constexpr std::uint64_t accepted = 0, type_not_supported = 1;
    auto said = c.arguments("ScheduleSnapshotResponse");
    said.add("issuer_event_id", f.number("issuer_event_id"));
    for (std::size_t row = 0; row < f.count("snapshot_schedule_id"); ++row) {
        const bool done = set_billing_day(c, f, row);
        said.add("snapshot_schedule_id", f.number("snapshot_schedule_id", row));
        said.add("snapshot_schedule_confirmation", done ? accepted : type_not_supported);
    }
    return {"ScheduleSnapshotResponse", std::move(said)};
}

// ---- the supply

constexpr std::uint64_t supply_off = 0, supply_armed = 1, supply_on = 2;

answer supply_status_response(const call& c, const fields& f)
{
    std::uint64_t now = supply_off;
    if (meter(c).valve().state() == metering::supply_state::armed) now = supply_armed;
    if (meter(c).valve().state() == metering::supply_state::enabled) now = supply_on;
    auto said = c.arguments("SupplyStatusResponse");
    said.add("provider_id", f.number("provider_id")).add("issuer_event_id", f.number("issuer_event_id"));
    said.add("implementation_date_time", utc(c.now)).add("supply_status_after_implementation", now);
    return {"SupplyStatusResponse", std::move(said)};
}

answer change_supply(const call& c, const fields& f)
{
    constexpr std::uint64_t acknowledgement_required = 0x01;
    const auto wanted = f.number("proposed_supply_status");
    if (wanted > supply_on) return status::invalid_value;
    if (auto kept = later(c, f, "implementation_date_time")) return *kept;
    sim::error_code ec;
    if (wanted == supply_off) ec = meter(c).disable_supply(c.now);
    if (wanted == supply_armed) ec = meter(c).arm_supply(c.now);
    if (wanted == supply_on) ec = meter(c).enable_supply(c.now);
    if (ec) return status_of(ec);
    if (f.number("supply_control_bits") & acknowledgement_required) return supply_status_response(c, f);
    return status::success;
}

/// The person at the display: enables what is armed, and nothing else.
answer local_change_supply(const call& c, const fields& f)
{
    const auto wanted = f.number("proposed_supply_status");
    if (wanted > supply_on) return status::invalid_value;
    return wanted == supply_on ? status_of(meter(c).press_button(c.now)) : status::action_denied;
}

/// What tampering, an empty battery and the load limit do to the supply.
answer set_supply_status(const call& c, const fields& f)
{
    const auto tamper = f.number("supply_tamper_state"), depletion = f.number("supply_depletion_state");
    const auto limit = f.number("load_limit_supply_state");
    auto* gas = device(c).gas();
    auto* electricity = device(c).electricity();
    auto off_or_not = [](std::uint64_t v) { return v == becomes_off || v == stays_unchanged; };
    const bool fits = off_or_not(tamper) && (gas ? off_or_not(depletion) && limit == stays_unchanged
                                                 : depletion == stays_unchanged && limit <= stays_unchanged);
    if (!fits || f.number("supply_uncontrolled_flow_state") != stays_unchanged) return status::invalid_value;
    auto ec =
        meter(c).disable_on_tampers(tamper == becomes_off ? metering::every_tamper : metering::tamper_set{}, c.now);
    if (!ec && gas) ec = gas->disable_on_depletion(depletion == becomes_off, c.now);
    if (!ec && electricity) {
        using enum esme::load_limit_action;
        auto l = electricity->limit();
        l.action = limit == becomes_off ? disable : limit == becomes_armed ? arm : none;
        ec = electricity->set_limit(l, c.now);
    }
    return status_of(ec);
}

// ---- fast poll

answer request_fast_poll(const call& c, const fields& f)
{
    constexpr std::uint64_t fastest_s = 5, longest_min = 15;
    const auto period = std::max(f.number("fast_poll_update_period"), fastest_s);
    const auto duration = std::min(f.number("duration"), longest_min);
    const auto until = std::max(device(c).fast_poll_until(), c.now + minutes(duration));
    device(c).poll_fast_until(until);
    auto said = c.arguments("RequestFastPollModeResponse");
    said.add("applied_update_period", period).add("fast_poll_mode_end_time", utc(until));
    return {"RequestFastPollModeResponse", std::move(said)};
}

// ---- what the hub says about a mirror

answer request_mirror_response(const call& c, const fields& f)
{
    constexpr std::uint64_t no_room = 0xFFFF;
    const auto endpoint = f.number("endpoint_id");
    auto& mirror = device(c).change().mirror;
    mirror = endpoint == no_room ? std::nullopt : std::optional(static_cast<std::uint16_t>(endpoint));
    return status::success;
}

answer mirror_removed(const call& c, const fields&)
{
    device(c).change().mirror.reset();
    return status::success;
}

} // namespace

void add_metering_commands(cluster_side& c, fuel of)
{
    c.attribute("MaxNumberOfPeriodsDelivered", [](const call&) { return most_periods; });
    c.on("GetProfile", get_profile);
    c.on("ScheduleSnapshot", schedule_snapshot);
    c.on("TakeSnapshot", take_snapshot);
    c.on("GetSnapshot", get_snapshot);
    c.on("ChangeSupply", change_supply);
    c.on("LocalChangeSupply", local_change_supply);
    c.on("SetSupplyStatus", set_supply_status);
    if (of == fuel::electricity) {
        c.on("RequestFastPollMode", request_fast_poll);
        return;
    }
    c.on("RequestMirrorResponse", request_mirror_response);
    c.on("MirrorRemoved", mirror_removed);
    c.on("MirrorReportAttributeResponse", [](const call&, const fields&) -> answer { return status::success; });
}

} // namespace devices::zcl_objects
