#include "devices/cosem/clock.hpp"

#include "devices/cosem/values.hpp"

namespace devices::cosem {
namespace {

using sim::duration;

action_result as_action(data_access_result r) { return static_cast<action_result>(r); } // the same numbers

std::uint8_t status_of(const clock_object& k, const call& c) { return k.status ? k.status(c) : std::uint8_t{0}; }

/// To the nearest multiple of a period since midnight UTC, half of it upwards.
sim::time_point rounded(sim::time_point t, duration period)
{
    const auto since = t.time_since_epoch() + period / 2;
    return sim::time_point(since - since % period);
}

invoke_function adjusting(const std::shared_ptr<const clock_object>& k, duration period)
{
    return [k, period](const call& c, const data&, axdr_writer&) {
        return as_action(k->set(c, rounded(k->shown(c), period)));
    };
}

void add_preset_time(object& o, const std::shared_ptr<const clock_object>& k)
{
    o.method(4, [k](const call& c, const data&, axdr_writer&) {
        const auto& preset = k->preset(c);
        const auto shown = k->shown(c);
        if (!preset || shown < preset->from || shown > preset->until) return action_result::other_reason;
        return as_action(k->set(c, preset->time));
    });
    o.method(5, [k](const call& c, const data& v, axdr_writer&) {
        const auto at = [&](std::size_t i) { return from_date_time(v.items[i].octets, k->base); };
        const auto time = at(0), from = at(1), until = at(2);
        if (!time || !from || !until || *until < *from) return action_result::other_reason;
        k->preset(c) = preset_time{*time, *from, *until};
        return action_result::success;
    });
}

} // namespace

object make_clock(obis name, std::string meaning, rights access, clock_object value)
{
    object o(class_id::clock, name, std::move(meaning), access);
    const auto k = std::make_shared<const clock_object>(std::move(value));
    o.read(2, [k](const call& c, axdr_writer& out) { put(out, to_date_time(k->shown(c), k->base, status_of(*k, c))); });
    o.read(3,
           [k](const call&, axdr_writer& out) { out.long_integer(static_cast<std::int16_t>(-k->base.zone.count())); });
    o.read(4, [k](const call& c, axdr_writer& out) {
        out.unsigned_integer(to_date_time(k->shown(c), k->base, status_of(*k, c)).back());
    });
    o.read(5, [k](const call&, axdr_writer& out) { put(out, k->summer_begins); });
    o.read(6, [k](const call&, axdr_writer& out) { put(out, k->summer_ends); });
    o.read(7, [k](const call&, axdr_writer& out) { out.integer(k->summer_minutes); });
    o.read(8, [k](const call&, axdr_writer& out) { out.boolean(k->base.summer != nullptr); });
    o.read(9, [k](const call&, axdr_writer& out) { out.enumerated(static_cast<std::uint8_t>(k->source)); });
    if (!k->set) return o;
    o.write(2, [k](const call& c, const data& v) {
        const auto t = from_date_time(v.octets, k->base);
        return t ? k->set(c, *t) : data_access_result::other_reason;
    });
    o.method(1, adjusting(k, std::chrono::minutes(15)));
    o.method(2, adjusting(k, std::chrono::seconds(k->measuring_period_seconds)));
    o.method(3, adjusting(k, std::chrono::minutes(1)));
    o.method(6, [k](const call& c, const data& v, axdr_writer&) {
        const auto seconds = *v.as_integer();
        if (seconds < -900 || seconds > 900) return action_result::other_reason; // the class's range
        return as_action(k->set(c, k->shown(c) + std::chrono::seconds(seconds)));
    });
    if (k->preset) add_preset_time(o, k);
    return o;
}

} // namespace devices::cosem
