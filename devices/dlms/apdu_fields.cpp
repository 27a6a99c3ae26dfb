#include "devices/dlms/apdu_fields.hpp"

#include <algorithm>

namespace devices::dlms::fields {
namespace {

constexpr std::uint8_t id_mask = 0x0F, confirmed_bit = 0x40, priority_bit = 0x80;

void write_name(sim::writer& out, std::uint16_t class_id, const obis& instance, std::uint8_t index)
{
    out.u16(class_id).raw(instance.groups).u8(index);
}

template <class T>
void read_name(sim::reader& in, T& into)
{
    into.class_id = in.u16();
    const auto name = in.take(into.instance.groups.size());
    std::copy(name.begin(), name.end(), into.instance.groups.begin());
    into.index = in.u8();
}

} // namespace

sim::writer& begin(sim::writer& out, service_tag tag, std::uint8_t choice, const invoke& id)
{
    out.u8(static_cast<std::uint8_t>(tag)).u8(choice);
    write(out, id);
    return out;
}

void write(sim::writer& out, const invoke& v)
{
    out.u8(static_cast<std::uint8_t>((v.id & id_mask) | (v.confirmed ? confirmed_bit : 0) |
                                     (v.high_priority ? priority_bit : 0)));
}

invoke read(sim::reader& in, as<invoke>)
{
    const auto octet = in.u8();
    return {static_cast<std::uint8_t>(octet & id_mask), (octet & confirmed_bit) != 0, (octet & priority_bit) != 0};
}

void write(sim::writer& out, const attribute& v)
{
    write_name(out, v.class_id, v.instance, v.index);
    out.u8(v.selection ? 1 : 0);
    if (v.selection) out.u8(v.selection->selector).raw(v.selection->parameters);
}

attribute read(sim::reader& in, as<attribute>)
{
    attribute v;
    read_name(in, v);
    if (!read_flag(in)) return v;
    auto selector = in.u8();
    v.selection = selective_access{selector, read(in, as<encoded_data>{})};
    return v;
}

void write(sim::writer& out, const method& v) { write_name(out, v.class_id, v.instance, v.index); }

method read(sim::reader& in, as<method>)
{
    method v;
    read_name(in, v);
    return v;
}

void write(sim::writer& out, const data_block& v)
{
    out.u8(v.last ? 1 : 0).u32(v.number);
    write_octets(out, v.raw);
}

data_block read(sim::reader& in, as<data_block>)
{
    data_block v;
    v.last = read_flag(in);
    v.number = in.u32();
    v.raw = read_octets(in, longest_block);
    return v;
}

void write(sim::writer& out, const encoded_data& v) { out.raw(v); }

encoded_data read(sim::reader& in, as<encoded_data>)
{
    // Passing over a value builds nothing: the answer to a profile of thirteen months may come in one APDU.
    const auto v = skip_data(in, {.elements = 1U << 20});
    return {v.begin(), v.end()};
}

void write(sim::writer& out, const read_result& v)
{
    if (const auto* value = std::get_if<encoded_data>(&v))
        out.u8(0).raw(*value);
    else
        out.u8(1).u8(static_cast<std::uint8_t>(std::get<data_access_result>(v)));
}

read_result read(sim::reader& in, as<read_result>)
{
    const auto choice = in.u8();
    if (choice > 1) in.fail(sim::codec_errc::out_of_range);
    if (choice == 0) return read(in, as<encoded_data>{});
    return read(in, as<data_access_result>{});
}

void write(sim::writer& out, data_access_result v) { out.u8(static_cast<std::uint8_t>(v)); }

data_access_result read(sim::reader& in, as<data_access_result>) { return static_cast<data_access_result>(in.u8()); }

void write(sim::writer& out, const response::action_outcome& v)
{
    out.u8(static_cast<std::uint8_t>(v.result)).u8(v.returned ? 1 : 0);
    if (v.returned) write(out, *v.returned);
}

response::action_outcome read(sim::reader& in, as<response::action_outcome>)
{
    response::action_outcome v{static_cast<action_result>(in.u8()), {}};
    if (read_flag(in)) v.returned = read(in, as<read_result>{});
    return v;
}

/// A-XDR has 0 for false and anything else for true.
bool read_flag(sim::reader& in) { return in.u8() != 0; }

} // namespace devices::dlms::fields
