#include "devices/zcl/data_type.hpp"

#include "sim/core/check.hpp"

#include <algorithm>
#include <array>

namespace devices::zcl {

namespace {

constexpr type_info plain(data_type t, std::string_view name, std::uint8_t octets, bool analog = false,
                          bool is_signed = false)
{
    return {t, name, encoding::fixed, octets, is_signed, analog};
}
constexpr type_info other(data_type t, std::string_view name, encoding how) { return {t, name, how, 0, false, false}; }

using t = data_type;
constexpr type_info types[] = {
    plain(t::no_data, "nodata", 0),
    plain(t::data8, "data8", 1),
    plain(t::data16, "data16", 2),
    plain(t::data24, "data24", 3),
    plain(t::data32, "data32", 4),
    plain(t::data40, "data40", 5),
    plain(t::data48, "data48", 6),
    plain(t::data56, "data56", 7),
    plain(t::data64, "data64", 8),
    plain(t::boolean, "bool", 1),
    plain(t::bitmap8, "map8", 1),
    plain(t::bitmap16, "map16", 2),
    plain(t::bitmap24, "map24", 3),
    plain(t::bitmap32, "map32", 4),
    plain(t::bitmap40, "map40", 5),
    plain(t::bitmap48, "map48", 6),
    plain(t::bitmap56, "map56", 7),
    plain(t::bitmap64, "map64", 8),
    plain(t::uint8, "uint8", 1, true),
    plain(t::uint16, "uint16", 2, true),
    plain(t::uint24, "uint24", 3, true),
    plain(t::uint32, "uint32", 4, true),
    plain(t::uint40, "uint40", 5, true),
    plain(t::uint48, "uint48", 6, true),
    plain(t::uint56, "uint56", 7, true),
    plain(t::uint64, "uint64", 8, true),
    plain(t::int8, "int8", 1, true, true),
    plain(t::int16, "int16", 2, true, true),
    plain(t::int24, "int24", 3, true, true),
    plain(t::int32, "int32", 4, true, true),
    plain(t::int40, "int40", 5, true, true),
    plain(t::int48, "int48", 6, true, true),
    plain(t::int56, "int56", 7, true, true),
    plain(t::int64, "int64", 8, true, true),
    plain(t::enum8, "enum8", 1),
    plain(t::enum16, "enum16", 2),
    plain(t::semi_precision, "semi", 2, true),
    plain(t::single_precision, "single", 4, true),
    plain(t::double_precision, "double", 8, true),
    other(t::octet_string, "octstr", encoding::short_text),
    other(t::character_string, "string", encoding::short_text),
    other(t::long_octet_string, "octstr16", encoding::long_text),
    other(t::long_character_string, "string16", encoding::long_text),
    other(t::array, "array", encoding::collection),
    other(t::structure, "struct", encoding::structure),
    other(t::set, "set", encoding::collection),
    other(t::bag, "bag", encoding::collection),
    plain(t::time_of_day, "ToD", 4, true),
    plain(t::date, "date", 4, true),
    plain(t::utc_time, "UTC", 4, true),
    plain(t::cluster_id, "clusterId", 2),
    plain(t::attribute_id, "attribId", 2),
    plain(t::bac_oid, "bacOID", 4),
    plain(t::ieee_address, "EUI64", 8),
    plain(t::security_key, "key128", 16),
    plain(t::unknown, "unk", 0),
};

/// Frames name a type with every attribute, so the place of each is looked up, not searched.
constexpr auto places = [] {
    std::array<std::uint8_t, 256> all{};
    for (auto& place : all) place = 0xFF;
    for (std::size_t i = 0; i < std::size(types); ++i)
        all[static_cast<std::size_t>(types[i].type)] = static_cast<std::uint8_t>(i);
    return all;
}();

constexpr std::size_t number_octets = 8;
constexpr std::uint8_t no_short_text = 0xFF;
constexpr std::uint16_t no_long_text = 0xFFFF;

constexpr std::uint64_t mask_of(std::size_t octets)
{
    return octets >= number_octets ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * octets)) - 1;
}

std::uint64_t widen(const type_info& info, std::uint64_t number)
{
    number &= mask_of(info.octets);
    if (info.is_signed && info.octets < number_octets && (number >> (8 * info.octets - 1) & 1) != 0)
        number |= ~mask_of(info.octets);
    return number;
}

void skip_within(sim::reader& in, data_type type, std::size_t depth);

void skip_elements(sim::reader& in, data_type type, std::size_t count, std::size_t depth)
{
    const auto* info = find(type);
    if (!info) return in.fail(sim::codec_errc::out_of_range);
    // At once: elements without octets may be said to be 65 535 of them.
    if (info->how == encoding::fixed) {
        in.take(info->octets * count);
        return;
    }
    for (std::size_t i = 0; i < count && in.ok(); ++i) skip_within(in, type, depth);
}

/// Lengths and counts that mean "no value" are followed by nothing.
std::size_t length_of(std::uint16_t said, std::uint16_t none) { return said == none ? 0 : said; }

void skip_within(sim::reader& in, data_type type, std::size_t depth)
{
    const auto* info = find(type);
    if (!info) return in.fail(sim::codec_errc::out_of_range);
    if (depth > max_depth) return in.fail(sim::codec_errc::too_long);
    switch (info->how) {
    case encoding::fixed: in.take(info->octets); break;
    case encoding::short_text: in.take(length_of(in.u8(), no_short_text)); break;
    case encoding::long_text: in.take(length_of(in.u16_le(), no_long_text)); break;
    case encoding::collection: {
        const auto element = static_cast<data_type>(in.u8());
        const auto count = length_of(in.u16_le(), no_long_text);
        if (in.ok()) skip_elements(in, element, count, depth + 1);
        break;
    }
    case encoding::structure: {
        const auto count = length_of(in.u16_le(), no_long_text);
        for (std::size_t i = 0; i < count && in.ok(); ++i) {
            const auto element = static_cast<data_type>(in.u8());
            if (in.ok()) skip_within(in, element, depth + 1);
        }
        break;
    }
    }
}

std::uint64_t read_number(sim::reader& in, std::size_t octets)
{
    auto view = in.take(octets);
    std::uint64_t n = 0;
    for (std::size_t i = view.size(); i-- > 0;) n = n << 8 | view[i];
    return n;
}

} // namespace

const type_info* find(data_type type)
{
    const auto place = places[static_cast<std::size_t>(type)];
    return place == 0xFF ? nullptr : &types[place];
}

const type_info& describe(data_type type)
{
    const auto* info = find(type);
    sim::check(info != nullptr, "a data type that is not in the table");
    return *info;
}

std::string_view to_string(data_type type)
{
    const auto* info = find(type);
    return info ? info->name : std::string_view();
}

value of(data_type type, std::uint64_t number) { return {type, widen(describe(type), number), {}}; }

value of_text(data_type type, std::string_view text) { return of_octets(type, sim::as_bytes(text)); }

value of_octets(data_type type, sim::byte_view octets) { return {type, 0, {octets.begin(), octets.end()}}; }

sim::byte_view skip_value(sim::reader& in, data_type type)
{
    auto ahead = in;
    skip_within(ahead, type, 0);
    if (!ahead.ok()) {
        in.fail(ahead.error());
        return {};
    }
    return in.take(ahead.position() - in.position());
}

value read_value(sim::reader& in, data_type type)
{
    value v{type, 0, {}};
    const auto* info = find(type);
    if (!info) {
        in.fail(sim::codec_errc::out_of_range);
        return v;
    }
    auto keep = [&v](sim::byte_view octets) { v.octets.assign(octets.begin(), octets.end()); };
    switch (info->how) {
    case encoding::fixed:
        if (info->octets <= number_octets)
            v.number = widen(*info, read_number(in, info->octets));
        else
            keep(in.take(info->octets));
        break;
    case encoding::short_text: {
        const auto length = in.u8();
        v.number = length == no_short_text;
        keep(in.take(length_of(length, no_short_text)));
        break;
    }
    case encoding::long_text: {
        const auto length = in.u16_le();
        v.number = length == no_long_text;
        keep(in.take(length_of(length, no_long_text)));
        break;
    }
    case encoding::collection:
    case encoding::structure: keep(skip_value(in, type)); break;
    }
    return v;
}

bool fits(const value& v)
{
    switch (describe(v.type).how) {
    case encoding::short_text: return v.octets.size() < no_short_text;
    case encoding::long_text: return v.octets.size() < no_long_text;
    case encoding::fixed:
    case encoding::collection:
    case encoding::structure: break;
    }
    return true;
}

void write_value(sim::writer& out, const value& v)
{
    const auto& info = describe(v.type);
    auto text = [&v](std::size_t none) {
        const auto size = v.number ? none : std::min(v.octets.size(), none - 1);
        return std::pair(size, sim::byte_view(v.octets).first(v.number ? 0 : size));
    };
    switch (info.how) {
    case encoding::fixed:
        if (info.octets > number_octets) {
            auto octets = v.octets;
            octets.resize(info.octets);
            out.raw(octets);
            break;
        }
        for (std::size_t i = 0; i < info.octets; ++i) out.u8(static_cast<std::uint8_t>(v.number >> (8 * i)));
        break;
    case encoding::short_text: {
        const auto [length, octets] = text(no_short_text);
        out.u8(static_cast<std::uint8_t>(length)).raw(octets);
        break;
    }
    case encoding::long_text: {
        const auto [length, octets] = text(no_long_text);
        out.u16_le(static_cast<std::uint16_t>(length)).raw(octets);
        break;
    }
    case encoding::collection:
    case encoding::structure: out.raw(v.octets); break;
    }
}

value non_value(data_type type)
{
    const auto& info = describe(type);
    if (info.how != encoding::fixed) return {type, info.how != encoding::collection, {}};
    if (info.octets > number_octets) return {type, 0, sim::bytes(info.octets, 0xFF)};
    if (info.is_signed) return of(type, std::uint64_t{1} << (8 * info.octets - 1));
    return of(type, ~std::uint64_t{0});
}

namespace {
constexpr std::int64_t epoch_unix_seconds = 946'684'800; // 2000-01-01T00:00:00Z
}

std::uint32_t to_utc(sim::time_point t)
{
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(sim::to_unix_seconds(t) - epoch_unix_seconds, 0, no_utc - 1));
}

sim::time_point from_utc(std::uint32_t seconds) { return sim::from_unix_seconds(epoch_unix_seconds + seconds); }

} // namespace devices::zcl
