// Clock (IEC 62056-6-2, class 8).
#pragma once
#include "devices/cosem/date_time.hpp"
#include "devices/cosem/object.hpp"

namespace devices::cosem {

/// Where the time comes from.
enum class clock_source : std::uint8_t {
    not_defined = 0,
    crystal = 1,
    mains_50_hz = 2,
    mains_60_hz = 3,
    gps = 4,
    radio = 5
};

/// What adjust_to_preset_time sets, and when the clock must stand between for that.
struct preset_time {
    sim::time_point time, from, until;
};

struct clock_object {
    std::function<sim::time_point(const call&)> shown; ///< what the device believes, in UTC
    time_base base;
    date_time summer_begins{no_time}, summer_ends{no_time}; ///< with wildcards, in local time
    std::int8_t summer_minutes{0};
    clock_source source{clock_source::crystal};
    std::function<std::uint8_t(const call&)> status{}; ///< less the bit for summer; empty: 0
    /// Empty: nobody can set it. All of time, adjust_to_… and shift_time come here.
    std::function<data_access_result(const call&, sim::time_point shown)> set{};
    std::uint32_t measuring_period_seconds{1800}; ///< for adjust_to_measuring_period
    /// Where a preset time is kept; empty: there are no methods 4 and 5. It stays until another takes its place, and
    /// outside of its interval adjust_to_preset_time does nothing and says other_reason (model choices).
    std::function<std::optional<preset_time>&(const call&)> preset{};
};
object make_clock(obis name, std::string meaning, rights access, clock_object value);

} // namespace devices::cosem
