// Messages of the ZigBee device profile (ZigBee specification, 2.4): who is there, with which endpoints and clusters.
// They travel as APS data with profile 0 between endpoints 0, under the cluster of their kind.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/ids.hpp"
#include "sim/han/identifiers.hpp"
#include "sim/han/mac_payload.hpp"

#include <variant>
#include <vector>

namespace sim::han::zdp {

/// 2.4.5.
enum class status : std::uint8_t {
    success = 0x00,
    invalid_request = 0x80,
    device_not_found = 0x81,
    invalid_endpoint = 0x82,
    not_active = 0x83,
    not_supported = 0x84,
    timeout = 0x85,
    no_match = 0x86,
    no_entry = 0x88,
    no_descriptor = 0x89,
    insufficient_space = 0x8A,
    not_permitted = 0x8B,
    table_full = 0x8C,
    not_authorized = 0x8D,
};

struct nwk_address_request {
    eui64 device{0};
    bool operator==(const nwk_address_request&) const = default;
};
struct ieee_address_request {
    short_address device{};
    bool operator==(const ieee_address_request&) const = default;
};
/// The answer to a single-device address request of either kind.
struct address_response {
    status result{};
    eui64 ieee{0};
    short_address address{};
    bool operator==(const address_response&) const = default;
};
struct nwk_address_response : address_response {};
struct ieee_address_response : address_response {};

enum class logical_type : std::uint8_t { coordinator = 0, router = 1, end_device = 2 };
/// 2.3.2.3, for the 2.4 GHz band.
struct node_descriptor {
    logical_type type{};
    capability device;
    std::uint16_t manufacturer{0};
    std::uint8_t max_buffer{82};
    std::uint16_t max_incoming{82}, max_outgoing{82}; ///< octets of an APS message, fragmented or not
    bool trust_centre{false};
    bool operator==(const node_descriptor&) const = default;
};
struct node_descriptor_request {
    short_address device{};
    bool operator==(const node_descriptor_request&) const = default;
};
/// The descriptor is on the air only with success.
struct node_descriptor_response {
    status result{};
    short_address device{};
    node_descriptor descriptor;
    bool operator==(const node_descriptor_response&) const = default;
};

/// 2.3.2.5. Clusters: up to 16 each way here, which fits one frame.
struct simple_descriptor {
    endpoint number{};
    profile_id profile{};
    std::uint16_t device_type{0};
    std::uint8_t device_version{0}; ///< four bits
    std::vector<cluster_id> input, output;
    bool operator==(const simple_descriptor&) const = default;
};
constexpr std::size_t max_clusters = 16;
struct simple_descriptor_request {
    short_address device{};
    endpoint number{};
    bool operator==(const simple_descriptor_request&) const = default;
};
struct simple_descriptor_response {
    status result{};
    short_address device{};
    simple_descriptor descriptor;
    bool operator==(const simple_descriptor_response&) const = default;
};

struct active_endpoints_request {
    short_address device{};
    bool operator==(const active_endpoints_request&) const = default;
};
/// Endpoints are a list of up to 77, as in a match.
struct active_endpoints_response {
    status result{};
    short_address device{};
    std::vector<endpoint> endpoints;
    bool operator==(const active_endpoints_response&) const = default;
};
struct match_request {
    short_address device{};
    profile_id profile{};
    std::vector<cluster_id> input, output;
    bool operator==(const match_request&) const = default;
};
struct match_response {
    status result{};
    short_address device{};
    std::vector<endpoint> endpoints;
    bool operator==(const match_response&) const = default;
};

struct device_announce {
    short_address address{};
    eui64 ieee{0};
    capability device;
    bool operator==(const device_announce&) const = default;
};

struct binding {
    eui64 source{0};
    endpoint source_endpoint{};
    cluster_id cluster{};
    eui64 destination{0};
    endpoint destination_endpoint{};
    bool operator==(const binding&) const = default;
};
struct bind_request {
    binding what;
    bool operator==(const bind_request&) const = default;
};
struct unbind_request {
    binding what;
    bool operator==(const unbind_request&) const = default;
};
struct bind_response {
    status result{};
    bool operator==(const bind_response&) const = default;
};
struct unbind_response {
    status result{};
    bool operator==(const unbind_response&) const = default;
};

struct leave_request {
    eui64 device{0};
    bool remove_children{false}, rejoin{false};
    bool operator==(const leave_request&) const = default;
};
struct leave_response {
    status result{};
    bool operator==(const leave_response&) const = default;
};
struct permit_joining_request {
    std::uint8_t seconds{0}; ///< 0: closed, 255: until told otherwise
    bool trust_centre{true};
    bool operator==(const permit_joining_request&) const = default;
};
struct permit_joining_response {
    status result{};
    bool operator==(const permit_joining_response&) const = default;
};

using message =
    std::variant<nwk_address_request, nwk_address_response, ieee_address_request, ieee_address_response,
                 node_descriptor_request, node_descriptor_response, simple_descriptor_request,
                 simple_descriptor_response, active_endpoints_request, active_endpoints_response, match_request,
                 match_response, device_announce, bind_request, bind_response, unbind_request, unbind_response,
                 leave_request, leave_response, permit_joining_request, permit_joining_response>;

/// The cluster under which a message travels: 0x0000 and on for requests, with the highest bit set for responses.
cluster_id cluster_of(const message& value);
/// `sequence` pairs a response with its request.
void encode(writer& out, std::uint8_t sequence, const message& value);

struct received {
    std::uint8_t sequence{0};
    message value;
    bool operator==(const received&) const = default;
};
/// Errors: codec_errc; han_errc::unsupported for a cluster that is not in `message`, extended address responses and
/// group bindings.
result<received> decode(cluster_id cluster, byte_view octets);

} // namespace sim::han::zdp
