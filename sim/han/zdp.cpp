#include "sim/han/zdp.hpp"

#include "sim/core/check.hpp"
#include "sim/han/error.hpp"
#include "sim/han/zdp_fields.hpp"

namespace sim::han::zdp {
namespace {

/// Requests have these clusters; responses the same with the highest bit set (2.4.3, 2.4.4).
enum class kind : std::uint16_t {
    nwk_address = 0x0000,
    ieee_address = 0x0001,
    node_descriptor = 0x0002,
    simple_descriptor = 0x0004,
    active_endpoints = 0x0005,
    match = 0x0006,
    announce = 0x0013,
    bind = 0x0021,
    unbind = 0x0022,
    leave = 0x0034,
    permit_joining = 0x0036,
};
constexpr std::uint16_t response_bit = 0x8000;
constexpr std::uint16_t request_of(kind k) { return static_cast<std::uint16_t>(k); }
constexpr std::uint16_t response_of(kind k) { return static_cast<std::uint16_t>(request_of(k) | response_bit); }

struct cluster_finder {
    std::uint16_t operator()(const nwk_address_request&) const { return request_of(kind::nwk_address); }
    std::uint16_t operator()(const nwk_address_response&) const { return response_of(kind::nwk_address); }
    std::uint16_t operator()(const ieee_address_request&) const { return request_of(kind::ieee_address); }
    std::uint16_t operator()(const ieee_address_response&) const { return response_of(kind::ieee_address); }
    std::uint16_t operator()(const node_descriptor_request&) const { return request_of(kind::node_descriptor); }
    std::uint16_t operator()(const node_descriptor_response&) const { return response_of(kind::node_descriptor); }
    std::uint16_t operator()(const simple_descriptor_request&) const { return request_of(kind::simple_descriptor); }
    std::uint16_t operator()(const simple_descriptor_response&) const { return response_of(kind::simple_descriptor); }
    std::uint16_t operator()(const active_endpoints_request&) const { return request_of(kind::active_endpoints); }
    std::uint16_t operator()(const active_endpoints_response&) const { return response_of(kind::active_endpoints); }
    std::uint16_t operator()(const match_request&) const { return request_of(kind::match); }
    std::uint16_t operator()(const match_response&) const { return response_of(kind::match); }
    std::uint16_t operator()(const device_announce&) const { return request_of(kind::announce); }
    std::uint16_t operator()(const bind_request&) const { return request_of(kind::bind); }
    std::uint16_t operator()(const bind_response&) const { return response_of(kind::bind); }
    std::uint16_t operator()(const unbind_request&) const { return request_of(kind::unbind); }
    std::uint16_t operator()(const unbind_response&) const { return response_of(kind::unbind); }
    std::uint16_t operator()(const leave_request&) const { return request_of(kind::leave); }
    std::uint16_t operator()(const leave_response&) const { return response_of(kind::leave); }
    std::uint16_t operator()(const permit_joining_request&) const { return request_of(kind::permit_joining); }
    std::uint16_t operator()(const permit_joining_response&) const { return response_of(kind::permit_joining); }
};

// Address requests ask for one device, from the first of what it knows.
constexpr std::uint8_t single_device = 0, first_index = 0;
constexpr unsigned leave_children_bit = 0x40, leave_rejoin_bit = 0x80;

struct encoder {
    fields::sink put;

    void operator()(const nwk_address_request& m) const { put.ieee(m.device).octet(single_device).octet(first_index); }
    void operator()(const ieee_address_request& m) const
    {
        put.address(m.device).octet(single_device).octet(first_index);
    }
    void operator()(const address_response& m) const { put.outcome(m.result).ieee(m.ieee).address(m.address); }
    void operator()(const node_descriptor_request& m) const { put.address(m.device); }
    void operator()(const node_descriptor_response& m) const
    {
        put.outcome(m.result).address(m.device);
        if (m.result == status::success) put.descriptor(m.descriptor);
    }
    void operator()(const simple_descriptor_request& m) const { put.address(m.device).number(m.number); }
    void operator()(const simple_descriptor_response& m) const
    {
        put.outcome(m.result).address(m.device);
        if (m.result == status::success)
            put.descriptor(m.descriptor);
        else
            put.octet(0); // the length of none
    }
    void operator()(const active_endpoints_request& m) const { put.address(m.device); }
    void operator()(const active_endpoints_response& m) const
    {
        put.outcome(m.result).address(m.device).numbers(m.endpoints);
    }
    void operator()(const match_request& m) const
    {
        put.address(m.device).profile(m.profile).clusters(m.input).clusters(m.output);
    }
    void operator()(const match_response& m) const { put.outcome(m.result).address(m.device).numbers(m.endpoints); }
    void operator()(const device_announce& m) const { put.address(m.address).ieee(m.ieee).octet(m.device.octet()); }
    void operator()(const bind_request& m) const { put.bound(m.what); }
    void operator()(const bind_response& m) const { put.outcome(m.result); }
    void operator()(const unbind_request& m) const { put.bound(m.what); }
    void operator()(const unbind_response& m) const { put.outcome(m.result); }
    void operator()(const leave_request& m) const
    {
        put.ieee(m.device).octet(static_cast<std::uint8_t>((m.remove_children ? leave_children_bit : 0) |
                                                           (m.rejoin ? leave_rejoin_bit : 0)));
    }
    void operator()(const leave_response& m) const { put.outcome(m.result); }
    void operator()(const permit_joining_request& m) const { put.octet(m.seconds).octet(m.trust_centre); }
    void operator()(const permit_joining_response& m) const { put.outcome(m.result); }
};

/// Braces evaluate from left to right, so each of these reads its fields in their order.
message get_request(fields::source& in, kind k)
{
    switch (k) {
    case kind::nwk_address: {
        const nwk_address_request m{in.ieee()};
        in.expect(single_device, han_errc::unsupported);
        in.expect(first_index, han_errc::unsupported);
        return m;
    }
    case kind::ieee_address: {
        const ieee_address_request m{in.address()};
        in.expect(single_device, han_errc::unsupported);
        in.expect(first_index, han_errc::unsupported);
        return m;
    }
    case kind::node_descriptor: return node_descriptor_request{in.address()};
    case kind::simple_descriptor: return simple_descriptor_request{in.address(), in.number()};
    case kind::active_endpoints: return active_endpoints_request{in.address()};
    case kind::match: return match_request{in.address(), in.profile(), in.clusters(), in.clusters()};
    case kind::announce: return device_announce{in.address(), in.ieee(), capability::of(in.octet())};
    case kind::bind: return bind_request{in.bound()};
    case kind::unbind: return unbind_request{in.bound()};
    case kind::leave: {
        const auto device = in.ieee();
        const unsigned options = in.octet();
        return leave_request{device, (options & leave_children_bit) != 0, (options & leave_rejoin_bit) != 0};
    }
    case kind::permit_joining: return permit_joining_request{in.octet(), in.flag()};
    }
    in.fail(han_errc::unsupported);
    return {};
}

simple_descriptor_response get_simple_descriptor(fields::source& in)
{
    simple_descriptor_response m{in.outcome(), in.address(), {}};
    if (m.result == status::success)
        m.descriptor = in.simple();
    else
        in.expect(0, codec_errc::out_of_range);
    return m;
}

node_descriptor_response get_node_descriptor(fields::source& in)
{
    node_descriptor_response m{in.outcome(), in.address(), {}};
    if (m.result == status::success) m.descriptor = in.node();
    return m;
}

message get_response(fields::source& in, kind k)
{
    switch (k) {
    case kind::nwk_address: return nwk_address_response{{in.outcome(), in.ieee(), in.address()}};
    case kind::ieee_address: return ieee_address_response{{in.outcome(), in.ieee(), in.address()}};
    case kind::node_descriptor: return get_node_descriptor(in);
    case kind::simple_descriptor: return get_simple_descriptor(in);
    case kind::active_endpoints: return active_endpoints_response{in.outcome(), in.address(), in.numbers()};
    case kind::match: return match_response{in.outcome(), in.address(), in.numbers()};
    case kind::announce: break; // is not answered
    case kind::bind: return bind_response{in.outcome()};
    case kind::unbind: return unbind_response{in.outcome()};
    case kind::leave: return leave_response{in.outcome()};
    case kind::permit_joining: return permit_joining_response{in.outcome()};
    }
    in.fail(han_errc::unsupported);
    return {};
}

} // namespace

cluster_id cluster_of(const message& value) { return cluster_id{std::visit(cluster_finder{}, value)}; }

void encode(writer& out, std::uint8_t sequence, const message& value)
{
    out.u8(sequence);
    std::visit(encoder{fields::sink{out}}, value);
}

result<received> decode(cluster_id cluster, byte_view octets)
{
    reader octets_in(octets);
    fields::source in(octets_in);
    received m;
    m.sequence = in.octet();
    const auto number = static_cast<std::uint16_t>(cluster);
    const auto k = static_cast<kind>(number & ~response_bit);
    m.value = number & response_bit ? get_response(in, k) : get_request(in, k);
    if (auto ec = octets_in.finish()) return ec;
    return m;
}

} // namespace sim::han::zdp
