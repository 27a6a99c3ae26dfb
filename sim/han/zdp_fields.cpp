#include "sim/han/zdp_fields.hpp"

#include "sim/core/check.hpp"
#include "sim/han/error.hpp"

namespace sim::han::zdp::fields {
namespace {

constexpr std::size_t most_endpoints = 77;        // what one unfragmented answer holds
constexpr std::uint8_t binds_one_endpoint = 0x03; // destination address mode, 2.4.3.2.2
// The node descriptor's second octet: which bands the device has (2.3.2.3.7), behind three reserved bits.
constexpr std::uint8_t band_2400_mhz = 0x40, band_mask = 0xF8;
constexpr std::uint8_t type_mask = 0x07;
constexpr std::uint16_t primary_trust_centre = 0x0001;
constexpr std::uint8_t no_extended_descriptors = 0;
constexpr std::uint8_t version_mask = 0x0F;

/// Octets of a simple descriptor behind its length.
std::size_t size_of(const simple_descriptor& v)
{
    constexpr std::size_t fixed = 8;
    return fixed + 2 * (v.input.size() + v.output.size());
}

} // namespace

const sink& sink::octet(std::uint8_t v) const
{
    out.u8(v);
    return *this;
}

const sink& sink::ieee(eui64 v) const
{
    out.u64_le(v.value());
    return *this;
}

const sink& sink::address(short_address v) const
{
    out.u16_le(static_cast<std::uint16_t>(v));
    return *this;
}

const sink& sink::profile(profile_id v) const
{
    out.u16_le(static_cast<std::uint16_t>(v));
    return *this;
}

const sink& sink::clusters(const std::vector<cluster_id>& v) const
{
    check(v.size() <= max_clusters, "ZDP lists up to 16 clusters");
    octet(static_cast<std::uint8_t>(v.size()));
    for (const auto cluster : v) out.u16_le(static_cast<std::uint16_t>(cluster));
    return *this;
}

const sink& sink::numbers(const std::vector<endpoint>& v) const
{
    check(v.size() <= most_endpoints, "ZDP lists up to 77 endpoints");
    octet(static_cast<std::uint8_t>(v.size()));
    for (const auto number : v) octet(static_cast<std::uint8_t>(number));
    return *this;
}

const sink& sink::descriptor(const node_descriptor& v) const
{
    octet(static_cast<std::uint8_t>(v.type)).octet(band_2400_mhz).octet(v.device.octet());
    out.u16_le(v.manufacturer).u8(v.max_buffer).u16_le(v.max_incoming);
    out.u16_le(v.trust_centre ? primary_trust_centre : 0).u16_le(v.max_outgoing).u8(no_extended_descriptors);
    return *this;
}

const sink& sink::descriptor(const simple_descriptor& v) const
{
    octet(static_cast<std::uint8_t>(size_of(v))).number(v.number).profile(v.profile);
    out.u16_le(v.device_type).u8(v.device_version & version_mask);
    return clusters(v.input).clusters(v.output);
}

const sink& sink::bound(const binding& v) const
{
    ieee(v.source).number(v.source_endpoint);
    out.u16_le(static_cast<std::uint16_t>(v.cluster)).u8(binds_one_endpoint);
    return ieee(v.destination).number(v.destination_endpoint);
}

bool source::flag()
{
    const auto v = octet();
    if (v > 1) fail(codec_errc::out_of_range);
    return v;
}

std::vector<cluster_id> source::clusters()
{
    std::vector<cluster_id> list;
    const std::size_t count = octet();
    if (count > max_clusters) fail(codec_errc::too_long);
    for (std::size_t i = 0; in_.ok() && i < count; ++i) list.push_back(cluster_id{in_.u16_le()});
    return list;
}

std::vector<endpoint> source::numbers()
{
    std::vector<endpoint> list;
    const std::size_t count = octet();
    if (count > most_endpoints) fail(codec_errc::too_long);
    for (std::size_t i = 0; in_.ok() && i < count; ++i) list.push_back(number());
    return list;
}

node_descriptor source::node()
{
    node_descriptor v;
    const auto type = octet() & type_mask;
    if (type > static_cast<int>(logical_type::end_device)) fail(codec_errc::out_of_range);
    v.type = static_cast<logical_type>(type);
    const auto band = octet() & band_mask;
    if (in_.ok() && band != band_2400_mhz) fail(han_errc::unsupported);
    v.device = capability::of(octet());
    v.manufacturer = in_.u16_le();
    v.max_buffer = octet();
    v.max_incoming = in_.u16_le();
    v.trust_centre = in_.u16_le() & primary_trust_centre;
    v.max_outgoing = in_.u16_le();
    octet(); // which extended lists there are; nobody asks for them here
    return v;
}

simple_descriptor source::simple()
{
    simple_descriptor v;
    const std::size_t size = octet();
    v.number = number();
    v.profile = profile();
    v.device_type = in_.u16_le();
    v.device_version = octet() & version_mask;
    v.input = clusters();
    v.output = clusters();
    if (in_.ok() && size != size_of(v)) fail(codec_errc::out_of_range);
    return v;
}

binding source::bound()
{
    binding v;
    v.source = ieee();
    v.source_endpoint = number();
    v.cluster = cluster_id{in_.u16_le()};
    expect(binds_one_endpoint, han_errc::unsupported);
    v.destination = ieee();
    v.destination_endpoint = number();
    return v;
}

void source::expect(std::uint8_t octet, error_code e)
{
    const auto v = in_.u8();
    if (in_.ok() && v != octet) fail(e);
}

} // namespace sim::han::zdp::fields
