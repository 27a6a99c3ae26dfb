#include "devices/cosem/values.hpp"

#include "sim/core/check.hpp"

#include <algorithm>
#include <limits>

namespace devices::cosem {
namespace {

template <class T>
T clamped(std::int64_t v)
{
    using limits = std::numeric_limits<T>;
    if constexpr (sizeof(T) == 8 && !limits::is_signed)
        return v < 0 ? 0 : static_cast<T>(v);
    else
        return static_cast<T>(std::clamp<std::int64_t>(v, limits::min(), limits::max()));
}

} // namespace

void put(axdr_writer& out, dlms::data_tag as, std::int64_t value)
{
    using tag = dlms::data_tag;
    switch (as) {
    case tag::integer: out.integer(clamped<std::int8_t>(value)); return;
    case tag::long_integer: out.long_integer(clamped<std::int16_t>(value)); return;
    case tag::double_long: out.double_long(clamped<std::int32_t>(value)); return;
    case tag::long64: out.long64(value); return;
    case tag::unsigned_integer: out.unsigned_integer(clamped<std::uint8_t>(value)); return;
    case tag::long_unsigned: out.long_unsigned(clamped<std::uint16_t>(value)); return;
    case tag::double_long_unsigned: out.double_long_unsigned(clamped<std::uint32_t>(value)); return;
    case tag::long64_unsigned: out.long64_unsigned(clamped<std::uint64_t>(value)); return;
    case tag::enumerated: out.enumerated(clamped<std::uint8_t>(value)); return;
    default: sim::check(false, "a number of a type that is none");
    }
}

void put(axdr_writer& out, const scaler_unit& v)
{
    out.structure(2).integer(v.scaler).enumerated(static_cast<std::uint8_t>(v.unit));
}
void put(axdr_writer& out, const date_time& v) { out.octet_string(v); }
void put(axdr_writer& out, const obis& v) { out.octet_string(v.groups); }

object make_data(obis name, std::string meaning, rights access, read_function value)
{
    object o(class_id::data, name, std::move(meaning), access);
    o.read(2, std::move(value));
    return o;
}

object make_text(obis name, std::string meaning, rights access, std::function<std::string(const call&)> value)
{
    return make_data(name, std::move(meaning), access,
                     reading([value = std::move(value)](const call& c, axdr_writer& out) {
                         out.octet_string(sim::as_bytes(value(c)));
                     }));
}

object make_register(obis name, std::string meaning, rights access, number value)
{
    object o(class_id::register_, name, std::move(meaning), access);
    o.read(2,
           [type = value.type, f = std::move(value.value)](const call& c, axdr_writer& out) { put(out, type, f(c)); });
    o.read(3, [in = value.in](const call&, axdr_writer& out) { put(out, in); });
    return o;
}

object make_extended_register(obis name, std::string meaning, rights access, extended_number value)
{
    object o(class_id::extended_register, name, std::move(meaning), access);
    o.read(2, [type = value.value.type, f = std::move(value.value.value)](const call& c, axdr_writer& out) {
        put(out, type, f(c));
    });
    o.read(3, [in = value.value.in](const call&, axdr_writer& out) { put(out, in); });
    o.read(4, std::move(value.status));
    o.read(5, [f = std::move(value.captured)](const call& c, axdr_writer& out) { put(out, f(c)); });
    return o;
}

object make_demand_register(obis name, std::string meaning, rights access, demand value)
{
    object o(class_id::demand_register, name, std::move(meaning), access);
    o.read(2, [type = value.type, f = std::move(value.current_average)](const call& c, axdr_writer& out) {
        put(out, type, f(c));
    });
    o.read(3, [type = value.type, f = std::move(value.last_average)](const call& c, axdr_writer& out) {
        put(out, type, f(c));
    });
    o.read(4, [in = value.in](const call&, axdr_writer& out) { put(out, in); });
    o.read(5, std::move(value.status));
    o.read(6, [f = std::move(value.captured)](const call& c, axdr_writer& out) { put(out, f(c)); });
    o.read(7, [f = std::move(value.started)](const call& c, axdr_writer& out) { put(out, f(c)); });
    o.read(8, [v = value.period_seconds](const call&, axdr_writer& out) { out.double_long_unsigned(v); });
    o.read(9, [v = value.periods](const call&, axdr_writer& out) { out.long_unsigned(v); });
    return o;
}

} // namespace devices::cosem
