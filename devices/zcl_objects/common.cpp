#include "devices/metering/civil_time.hpp"
#include "devices/zcl_objects/parts.hpp"

#include <algorithm>
#include <limits>

namespace devices::zcl_objects {

status status_of(const sim::error_code& ec)
{
    if (!ec) return status::success;
    return ec == metering::account_errc::invalid ? status::invalid_value : status::action_denied;
}

std::optional<answer> later(const call& c, const fields& f, std::string_view date)
{
    const auto at = zcl::from_utc(static_cast<std::uint32_t>(f.number(date)));
    if (f.number(date) == 0 || at <= c.now) return {};
    const auto& frame = c.in.frame;
    const bool kept = device(c).put_off({at, c.in.cluster, {frame.begin(), frame.end()}});
    return kept ? status::success : status::insufficient_space;
}

std::int32_t amount(metering::money m)
{
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(metering::to_millipence(m),
                                                              std::numeric_limits<std::int32_t>::min(),
                                                              std::numeric_limits<std::int32_t>::max()));
}

std::uint32_t unsigned_amount(metering::money m)
{
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(metering::to_millipence(m), 0, std::numeric_limits<std::uint32_t>::max()));
}

// ---- Basic, Time, and what all have

cluster_side meter_basic(fuel of)
{
    cluster_side c(cluster_id::basic, direction::to_server);
    c.attribute("ZCLVersion", [](const call&) { return zcl_version; });
    c.attribute("ManufacturerName", [](const call& a) { return device(a).manufacturer(); });
    c.attribute("ModelIdentifier", [](const call& a) { return device(a).model(); });
    const auto source = of == fuel::gas ? power_battery : power_mains;
    c.attribute("PowerSource", [source](const call&) { return source; });
    c.attribute("LocationDescription", [](const call& a) { return device(a).kept().location; });
    c.write("LocationDescription", [](const call& a, const attribute_place&, const zcl::value& v) {
        constexpr std::size_t most = 16;
        if (v.octets.size() > most) return status::invalid_value;
        device(a).change().location = v.as_text();
        return status::success;
    });
    c.attribute("SWBuildID", [](const call& a) { return meter(a).firmware(); });
    return c;
}

namespace {

/// TimeStatus: bit 1, it follows another clock; bit 3, of the devices of the network it is not the best.
constexpr std::uint8_t synchronized = 0x02;

sim::time_point shown(const call& c) { return meter(c).clock().show(c.now); }

std::uint64_t summer_time(int year, bool begin)
{
    const auto month = begin ? std::chrono::March : std::chrono::October;
    const auto day = std::chrono::sys_days(std::chrono::year(year) / month / std::chrono::Sunday[std::chrono::last]);
    constexpr std::int64_t day_seconds = 86'400, switch_at = 3600; // 01:00 UTC, both
    return utc(sim::from_unix_seconds(day.time_since_epoch().count() * day_seconds + switch_at));
}

int year_of(sim::time_point t)
{
    constexpr std::int64_t day_seconds = 86'400;
    const std::chrono::sys_days day{std::chrono::days(sim::to_unix_seconds(t) / day_seconds)};
    return static_cast<int>(std::chrono::year_month_day(day).year());
}

} // namespace

cluster_side meter_time()
{
    cluster_side c(cluster_id::time, direction::to_server);
    c.attribute("Time", [](const call& a) { return utc(shown(a)); });
    c.write("Time", [](const call& a, const attribute_place&, const zcl::value& v) {
        if (v.number == zcl::no_utc) return status::invalid_value;
        meter(a).set_clock(zcl::from_utc(static_cast<std::uint32_t>(v.number)), a.now);
        return status::success;
    });
    c.attribute("TimeStatus", [](const call&) { return synchronized; });
    c.attribute("TimeZone", [](const call&) { return 0; });
    c.attribute("DstStart", [](const call& a) { return summer_time(year_of(shown(a)), true); });
    c.attribute("DstEnd", [](const call& a) { return summer_time(year_of(shown(a)), false); });
    c.attribute("DstShift", [](const call&) { return 3600; });
    c.attribute("StandardTime", [](const call& a) { return utc(shown(a)); });
    c.attribute("LocalTime", [](const call& a) { return utc(shown(a) + metering::civil_offset(shown(a))); });
    return c;
}

cluster_side identify()
{
    cluster_side c(cluster_id::identify, direction::to_server);
    c.attribute("IdentifyTime", [](const call&) { return 0; }); // it has nothing to blink with
    c.on("Identify", [](const call&, const fields&) -> answer { return status::success; });
    return c;
}

cluster_side key_establishment(direction side)
{
    constexpr std::uint64_t suite_1 = 0x0001;
    cluster_side c(cluster_id::key_establishment, side);
    c.attribute("KeyEstablishmentSuite", [](const call&) { return suite_1; });
    return c;
}

cluster_side tunneling()
{
    constexpr std::uint64_t never = 0xFFFF;
    cluster_side c(cluster_id::tunneling, direction::to_server);
    c.attribute("CloseTunnelTimeout", [](const call&) { return never; });
    return c;
}

} // namespace devices::zcl_objects
