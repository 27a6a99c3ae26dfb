#include "devices/dlms/data.hpp"

#include <limits>

namespace devices::dlms {
namespace {

/// Octets of a number's content; 0 for what is not a number.
std::size_t number_size(data_tag t)
{
    switch (t) {
    case data_tag::boolean:
    case data_tag::bcd:
    case data_tag::integer:
    case data_tag::unsigned_integer:
    case data_tag::enumerated: return 1;
    case data_tag::long_integer:
    case data_tag::long_unsigned: return 2;
    case data_tag::double_long:
    case data_tag::double_long_unsigned:
    case data_tag::float32: return 4;
    case data_tag::long64:
    case data_tag::long64_unsigned:
    case data_tag::float64: return 8;
    default: return 0;
    }
}

bool is_signed(data_tag t)
{
    return t == data_tag::integer || t == data_tag::long_integer || t == data_tag::double_long || t == data_tag::long64;
}

std::size_t fixed_octets(data_tag t)
{
    switch (t) {
    case data_tag::date_time: return 12;
    case data_tag::date: return 5;
    case data_tag::time: return 4;
    default: return 0;
    }
}

std::uint64_t read_number(sim::reader& in, data_tag t)
{
    const auto size = number_size(t);
    std::uint64_t v = 0;
    for (std::size_t i = 0; i < size; ++i) v = v << 8 | in.u8();
    if (is_signed(t) && size < 8 && (v >> (8 * size - 1)) != 0) v |= ~std::uint64_t{0} << (8 * size);
    return v;
}

/// Walks over one value. With `into`, builds it.
class walker {
public:
    walker(sim::reader& in, const data_limits& limits) : in_(in), limits_(limits) {}

    void walk(data* into, std::size_t depth)
    {
        if (++elements_ > limits_.elements || depth > limits_.depth) return in_.fail(sim::codec_errc::too_long);
        const auto t = static_cast<data_tag>(in_.u8());
        if (!in_.ok()) return;
        if (into) into->tag = t;
        if (number_size(t) > 0) {
            const auto v = read_number(in_, t);
            if (into) into->number = v;
        } else if (const auto fixed = fixed_octets(t); fixed > 0)
            keep(into, in_.take(fixed));
        else
            walk_variable(t, into, depth);
    }

private:
    static void keep(data* into, sim::byte_view v)
    {
        if (into) into->octets.assign(v.begin(), v.end());
    }
    void walk_variable(data_tag t, data* into, std::size_t depth)
    {
        switch (t) {
        case data_tag::null_data:
        case data_tag::dont_care: return;
        case data_tag::octet_string:
        case data_tag::visible_string:
        case data_tag::utf8_string: return keep(into, in_.take(read_length(in_, limits_.octets)));
        case data_tag::bit_string: {
            const auto bits = read_length(in_, limits_.octets * 8);
            if (into) into->number = bits;
            return keep(into, in_.take((bits + 7) / 8));
        }
        case data_tag::array:
        case data_tag::structure: {
            const auto count = read_length(in_, limits_.elements);
            for (std::size_t i = 0; i < count && in_.ok(); ++i)
                walk(into ? &into->items.emplace_back() : nullptr, depth + 1);
            return;
        }
        default: return in_.fail(sim::codec_errc::out_of_range);
        }
    }

    sim::reader& in_;
    const data_limits& limits_;
    std::size_t elements_{0};
};

} // namespace

std::optional<std::int64_t> data::as_integer() const
{
    if (number_size(tag) == 0 || tag == data_tag::float32 || tag == data_tag::float64 || tag == data_tag::boolean)
        return {};
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (tag == data_tag::long64_unsigned && number > most) return {};
    return static_cast<std::int64_t>(number);
}

std::optional<sim::byte_view> data::as_octets() const
{
    if (tag != data_tag::octet_string) return {};
    return sim::byte_view(octets);
}

const std::vector<data>* data::as_structure(std::size_t count) const
{
    return tag == data_tag::structure && items.size() == count ? &items : nullptr;
}

std::size_t read_length(sim::reader& in, std::size_t limit)
{
    const auto first = in.u8();
    std::size_t length = first;
    if (first > 0x7F) {
        if (first < 0x81 || first > 0x84) {
            in.fail(sim::codec_errc::out_of_range);
            return 0;
        }
        length = 0;
        for (auto octets = first & 0x7F; octets > 0; --octets) length = length << 8 | in.u8();
    }
    if (length > limit) in.fail(sim::codec_errc::too_long);
    return in.ok() ? length : 0;
}

void write_length(sim::writer& out, std::size_t length)
{
    if (length <= 0x7F)
        out.u8(static_cast<std::uint8_t>(length));
    else if (length <= 0xFF)
        out.u8(0x81).u8(static_cast<std::uint8_t>(length));
    else if (length <= 0xFFFF)
        out.u8(0x82).u16(static_cast<std::uint16_t>(length));
    else
        out.u8(0x84).u32(static_cast<std::uint32_t>(length));
}

sim::bytes read_octets(sim::reader& in, std::size_t limit)
{
    auto v = in.take(read_length(in, limit));
    return {v.begin(), v.end()};
}

void write_octets(sim::writer& out, sim::byte_view v)
{
    write_length(out, v.size());
    out.raw(v);
}

data read_data(sim::reader& in, const data_limits& limits)
{
    data out;
    walker(in, limits).walk(&out, 0);
    return in.ok() ? out : data{};
}

sim::byte_view skip_data(sim::reader& in, const data_limits& limits)
{
    auto ahead = in;
    walker(ahead, limits).walk(nullptr, 0);
    if (!ahead.ok()) {
        in.fail(ahead.error());
        return {};
    }
    return in.take(ahead.position() - in.position());
}

// ---- writing

axdr_writer& axdr_writer::tag(data_tag t)
{
    out_.u8(static_cast<std::uint8_t>(t));
    return *this;
}

axdr_writer& axdr_writer::number(data_tag t, std::uint64_t v, std::size_t octets)
{
    tag(t);
    while (octets > 0) out_.u8(static_cast<std::uint8_t>(v >> (8 * --octets)));
    return *this;
}

axdr_writer& axdr_writer::string(data_tag t, sim::byte_view v)
{
    tag(t);
    write_length(out_, v.size());
    out_.raw(v);
    return *this;
}

axdr_writer& axdr_writer::boolean(bool v) { return number(data_tag::boolean, v ? 0xFF : 0, 1); }
axdr_writer& axdr_writer::enumerated(std::uint8_t v) { return number(data_tag::enumerated, v, 1); }
axdr_writer& axdr_writer::integer(std::int8_t v) { return number(data_tag::integer, static_cast<std::uint64_t>(v), 1); }
axdr_writer& axdr_writer::long_integer(std::int16_t v)
{
    return number(data_tag::long_integer, static_cast<std::uint64_t>(v), 2);
}
axdr_writer& axdr_writer::double_long(std::int32_t v)
{
    return number(data_tag::double_long, static_cast<std::uint64_t>(v), 4);
}
axdr_writer& axdr_writer::long64(std::int64_t v) { return number(data_tag::long64, static_cast<std::uint64_t>(v), 8); }
axdr_writer& axdr_writer::unsigned_integer(std::uint8_t v) { return number(data_tag::unsigned_integer, v, 1); }
axdr_writer& axdr_writer::long_unsigned(std::uint16_t v) { return number(data_tag::long_unsigned, v, 2); }
axdr_writer& axdr_writer::double_long_unsigned(std::uint32_t v) { return number(data_tag::double_long_unsigned, v, 4); }
axdr_writer& axdr_writer::long64_unsigned(std::uint64_t v) { return number(data_tag::long64_unsigned, v, 8); }
axdr_writer& axdr_writer::octet_string(sim::byte_view v) { return string(data_tag::octet_string, v); }
axdr_writer& axdr_writer::visible_string(std::string_view v)
{
    return string(data_tag::visible_string, sim::as_bytes(v));
}

axdr_writer& axdr_writer::bit_string(sim::byte_view octets, std::size_t bits)
{
    tag(data_tag::bit_string);
    write_length(out_, bits);
    out_.raw(octets.first((bits + 7) / 8));
    return *this;
}

axdr_writer& axdr_writer::array(std::size_t count)
{
    tag(data_tag::array);
    write_length(out_, count);
    return *this;
}

axdr_writer& axdr_writer::structure(std::size_t count)
{
    tag(data_tag::structure);
    write_length(out_, count);
    return *this;
}

axdr_writer& axdr_writer::value(const data& v)
{
    if (const auto octets = number_size(v.tag); octets > 0) {
        return number(v.tag, v.tag == data_tag::boolean && v.number ? 0xFF : v.number, octets);
    }
    switch (v.tag) {
    case data_tag::bit_string: return bit_string(v.octets, v.number);
    case data_tag::octet_string:
    case data_tag::visible_string:
    case data_tag::utf8_string: return string(v.tag, v.octets);
    case data_tag::array:
    case data_tag::structure:
        tag(v.tag);
        write_length(out_, v.items.size());
        for (const auto& item : v.items) value(item);
        return *this;
    default: break;
    }
    tag(v.tag);
    out_.raw(v.octets);
    return *this;
}

} // namespace devices::dlms
