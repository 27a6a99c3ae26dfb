#include "sim/han/records.hpp"

#include <algorithm>

namespace sim::han {
namespace {

void put(writer& out, const crypto::aes_key& k) { out.raw(k); }
crypto::aes_key take_key(reader& in)
{
    crypto::aes_key k{};
    auto octets = in.take(k.size());
    std::copy(octets.begin(), octets.end(), k.begin());
    return k;
}

bool take_flag(reader& in)
{
    auto octet = in.u8();
    if (octet > 1) in.fail(codec_errc::out_of_range);
    return octet == 1;
}

void put(writer& out, const network_key& k) { out.raw(k.octets).u8(k.sequence); }

template <class T>
void put(writer& out, const std::optional<T>& value)
{
    out.u8(value ? 1 : 0);
    if (value) put(out, *value);
}

network_key take_network_key(reader& in)
{
    network_key k;
    k.octets = take_key(in);
    k.sequence = in.u8();
    return k;
}

std::optional<crypto::aes_key> take_optional_key(reader& in)
{
    if (!take_flag(in)) return {};
    return take_key(in);
}

void put(writer& out, const device_record::membership& m)
{
    out.u16(static_cast<std::uint16_t>(m.network)).u8(static_cast<std::uint8_t>(m.channel));
    out.u16(static_cast<std::uint16_t>(m.own));
    put(out, m.secret);
    put(out, m.next);
    put(out, m.link_key);
}

} // namespace

void encode(writer& out, const device_record& r)
{
    r.counter.save(out);
    out.u8(r.of ? 1 : 0);
    if (r.of) put(out, *r.of);
}

device_record decode(reader& in, const device_record*)
{
    device_record r{{}, frame_counter()};
    r.counter.restore(in);
    if (!take_flag(in)) return r;
    auto& m = *(r.of = device_record::membership{});
    m.network = pan_id(in.u16());
    m.channel = radio_channel(in.u8());
    m.own = short_address(in.u16());
    m.secret = take_network_key(in);
    if (take_flag(in)) m.next = take_network_key(in);
    m.link_key = take_optional_key(in);
    return r;
}

hub_entry* hub_record::find(eui64 device)
{
    auto it = std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.device == device; });
    return it == entries.end() ? nullptr : &*it;
}

const hub_entry* hub_record::find(eui64 device) const { return const_cast<hub_record*>(this)->find(device); }

void encode(writer& out, const hub_record& r)
{
    out.u16(static_cast<std::uint16_t>(r.network)).u8(static_cast<std::uint8_t>(r.channel));
    put(out, r.secret);
    put(out, r.previous);
    r.counter.save(out);
    out.u8(static_cast<std::uint8_t>(r.entries.size()));
    for (const auto& e : r.entries) {
        out.u64(e.device.value()).u8(static_cast<std::uint8_t>(e.is)).u16(static_cast<std::uint16_t>(e.address));
        out.u8(e.key_sequence);
        put(out, e.install_key);
        put(out, e.link_key);
    }
}

hub_record decode(reader& in, const hub_record*)
{
    hub_record r{{}, {}, {}, {}, frame_counter(), {}};
    r.network = pan_id(in.u16());
    r.channel = radio_channel(in.u8());
    r.secret = take_network_key(in);
    if (take_flag(in)) r.previous = take_network_key(in);
    r.counter.restore(in);
    for (auto n = in.u8(); n > 0 && in.ok(); --n) {
        hub_entry e;
        e.device = eui64(in.u64());
        auto is = in.u8();
        if (is > static_cast<std::uint8_t>(hub_entry::standing::leaving)) in.fail(codec_errc::out_of_range);
        e.is = hub_entry::standing(is);
        e.address = short_address(in.u16());
        e.key_sequence = in.u8();
        e.install_key = take_key(in);
        e.link_key = take_optional_key(in);
        r.entries.push_back(e);
    }
    return r;
}

} // namespace sim::han
