#include "sim/smwan/reconnect.hpp"

#include "sim/core/check.hpp"

#include <string>

namespace sim::smwan {
namespace {

random_stream stream_of(const rng& dice, std::string_view installation, std::string_view what)
{
    return dice.stream(std::string(installation).append("/wan/").append(what));
}

} // namespace

std::string_view to_string(reconnect_cause c)
{
    switch (c) {
    case reconnect_cause::weekly_restart: return "weekly_restart";
    case reconnect_cause::network_cancel: return "network_cancel";
    case reconnect_cause::pinned: return "pinned";
    case reconnect_cause::never: return "never";
    }
    return "";
}

std::string_view to_string(old_context c)
{
    switch (c) {
    case old_context::black_hole: return "black_hole";
    case old_context::refused: return "refused";
    case old_context::served: return "served";
    }
    return "";
}

duration weekly_restart_phase(const rng& dice, std::string_view installation)
{
    auto bound = static_cast<std::uint64_t>(week.count());
    return duration(static_cast<std::int64_t>(stream_of(dice, installation, "weekly_restart").below(0, bound)));
}

time_point next_weekly_restart(duration phase, time_point t)
{
    auto since = t.time_since_epoch() - phase;
    auto weeks = since / week - (since % week < duration::zero() ? 1 : 0); // rounds down before the first phase too
    return time_point(phase + (weeks + 1) * week);
}

time_point pinned_restart(duration after, time_point first_change, time_point changed, bool back)
{
    if (back || first_change + after < changed) return changed + after;
    return first_change + after;
}

duration network_cancel_delay(const rng& dice, std::string_view installation, std::uint64_t change, duration least,
                              duration most)
{
    return draw_between(stream_of(dice, installation, "network_cancel"), change, least, most);
}

duration draw_between(const random_stream& stream, std::uint64_t index, duration least, duration most)
{
    check(least <= most, "a range that ends before it begins");
    using std::chrono::milliseconds;
    auto steps = std::chrono::duration_cast<milliseconds>(most - least).count() + 1;
    return least + milliseconds(static_cast<std::int64_t>(stream.below(index, static_cast<std::uint64_t>(steps))));
}

} // namespace sim::smwan
