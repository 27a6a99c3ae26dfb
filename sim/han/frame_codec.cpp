#include "sim/han/frame_codec.hpp"

#include "sim/core/check.hpp"
#include "sim/han/aps_command.hpp"
#include "sim/han/zdp.hpp"

#include <algorithm>

namespace sim::han {
namespace {

capability capability_of(const frame_context& c)
{
    return {.full_function = !c.sleepy, .mains_powered = !c.sleepy, .receiver_on_when_idle = !c.sleepy};
}

bool is_command_of_mac(packet_kind k)
{
    switch (k) {
    case packet_kind::beacon_request:
    case packet_kind::association_request:
    case packet_kind::response_request:
    case packet_kind::association_response:
    case packet_kind::orphan_notification:
    case packet_kind::realignment:
    case packet_kind::poll: return true;
    case packet_kind::beacon:
    case packet_kind::transport_key:
    case packet_kind::switch_key:
    case packet_kind::device_announce:
    case packet_kind::rejoin_request:
    case packet_kind::rejoin_response:
    case packet_kind::leave_request:
    case packet_kind::leaving:
    case packet_kind::data: return false;
    }
    return false;
}

/// Addresses and payload of a MAC command.
mac_frame command_frame(const packet& p, const frame_context& c, mac_command& command)
{
    const mac_address everybody{pan_id::broadcast, short_address::broadcast};
    const mac_address hub{c.network, short_address::coordinator}, hub_by_name{c.network, c.hub};
    const mac_address stranger{pan_id::broadcast, c.device}, by_name{c.network, c.device};
    mac_frame f;
    f.type = mac_frame_type::command;
    f.acknowledge = p.acknowledged();
    auto between = [&f](const mac_address& to, std::optional<mac_address> from) {
        f.destination = to;
        f.source = from;
    };
    switch (p.what) {
    case packet_kind::beacon_request:
        between(everybody, {});
        command = beacon_request{};
        break;
    case packet_kind::association_request:
        between(hub, stranger);
        command = association_request{capability_of(c)};
        break;
    case packet_kind::response_request:
        between(hub, by_name);
        command = data_request{};
        break;
    case packet_kind::association_response:
        between(by_name, hub_by_name);
        command = association_response{p.address, p.status};
        break;
    case packet_kind::orphan_notification:
        between(everybody, stranger);
        command = orphan_notification{};
        break;
    case packet_kind::realignment:
        between(stranger, hub_by_name);
        command = coordinator_realignment{c.network, short_address::coordinator, c.channel, p.address};
        break;
    default: // a poll
        between(hub, mac_address{c.network, p.address});
        command = data_request{};
        break;
    }
    return f;
}

nwk_frame network_frame(const packet& p, const frame_context& c)
{
    nwk_frame f;
    f.source = p.from == end::hub ? short_address::coordinator : p.address;
    f.destination = p.from == end::hub ? p.address : short_address::coordinator;
    f.radius = 1; // every device is the hub's neighbour
    auto command = [&](bool both) {
        f.type = nwk_frame_type::command;
        f.source_ieee = p.from == end::hub ? c.hub : c.device;
        if (both) f.destination_ieee = p.from == end::hub ? c.device : c.hub;
    };
    switch (p.what) {
    case packet_kind::rejoin_request:
    case packet_kind::leaving: command(false); break;
    case packet_kind::rejoin_response:
    case packet_kind::leave_request: command(true); break;
    case packet_kind::device_announce: f.destination = short_address::broadcast_awake; break;
    default: break;
    }
    return f;
}

std::optional<nwk_command> network_command(const packet& p, const frame_context& c)
{
    switch (p.what) {
    case packet_kind::rejoin_request: return rejoin_request{capability_of(c)};
    case packet_kind::rejoin_response: return rejoin_response{p.address, p.status};
    case packet_kind::leave_request: return leave_command{.request = true};
    case packet_kind::leaving: return leave_command{};
    default: return {};
    }
}

byte_view block_of(const packet& p)
{
    byte_view all(p.body->payload);
    if (p.blocks == 1) return all;
    auto from = p.block * block_size;
    return all.subspan(from, std::min(block_size, all.size() - from));
}

} // namespace

frame_codec::frame_codec(const std::string& installation, capture* into) : into_(into)
{
    if (into_) network_ = into_->add_network(installation);
}

frame_key& frame_codec::schedule(const crypto::aes_key& k)
{
    constexpr std::size_t most = 24; // of eight devices, with their install codes'
    for (auto& s : schedules_)
        if (s.octets() == k) return s;
    if (schedules_.size() == most) schedules_.clear();
    return schedules_.emplace_back(k);
}

/// The APS frame, secured or not, as the network layer's payload.
void frame_codec::put_application(const packet& p, const frame_context& c)
{
    auto& out = sealed_application_;
    auto& payload = application_;
    out.clear();
    payload.clear();
    auto& sequence = sequences_[static_cast<std::size_t>(p.from)];
    auto sender = p.from == end::hub ? c.hub : c.device;
    aps_frame f;
    security_key kind = security_key::data;
    bool first_of_all = false;
    auto zdp_message = [&](const zdp::message& m) {
        f.delivery = aps_delivery::broadcast;
        f.addressing = aps_addressing{endpoint::zdo, endpoint::zdo, zdp::cluster_of(m), profile_id::device_profile};
        zdp::encode(payload, sequence.zdp++, m);
    };
    if (p.what == packet_kind::data) {
        f.addressing = aps_addressing{p.body->destination, p.body->source, p.body->cluster, p.body->profile};
        if (p.blocks > 1) f.fragment = aps_fragment{p.block == 0, p.block == 0 ? p.blocks : p.block};
        payload.raw(block_of(p));
        f.counter = p.aps_counter;
    } else {
        f.counter = sequence.aps--; // apart from messages' counters
        if (p.what == packet_kind::device_announce) {
            zdp_message(zdp::device_announce{p.address, c.device, capability_of(c)});
        } else {
            f.type = aps_frame_type::command;
            kind = security_key::transport;
            first_of_all = true; // who waits for a key may not know the hub's name
            encode(payload, p.what == packet_kind::switch_key
                                ? aps_command(han::switch_key{p.carried.sequence})
                                : transport_network_key{p.carried.octets, p.carried.sequence, c.device, c.hub});
        }
    }
    f.payload = payload.data();
    if (!p.link_sealed) return encode(out, f);
    bool named = first_of_all || aps_names_source(payload.size());
    seal_aps(out, f, {kind, p.link_counter, named ? std::optional(sender) : std::nullopt, 0}, sender,
             schedule(*p.link_sealed));
}

void frame_codec::put_network_layer(const packet& p, const frame_context& c)
{
    auto f = network_frame(p, c);
    f.sequence = sequences_[static_cast<std::size_t>(p.from)].nwk++;
    if (auto command = network_command(p, c)) {
        sealed_application_.clear();
        encode(sealed_application_, *command);
    } else {
        put_application(p, c);
    }
    f.payload = sealed_application_.data();
    network_layer_.clear();
    if (!p.sealed) return encode(network_layer_, f);
    seal_nwk(network_layer_, f,
             {security_key::network, p.counter, p.from == end::hub ? c.hub : c.device, p.sealed->sequence},
             schedule(p.sealed->octets));
}

bytes frame_codec::make(const packet& p, const frame_context& c)
{
    mac_frame f;
    auto& payload = network_layer_;
    payload.clear();
    if (is_command_of_mac(p.what)) {
        mac_command command;
        f = command_frame(p, c, command);
        encode(payload, command);
    } else if (p.what == packet_kind::beacon) {
        f.type = mac_frame_type::beacon;
        f.source = mac_address{c.network, short_address::coordinator};
        beacon b;
        b.permits_association = p.flag;
        b.extended_pan = c.hub;
        encode(payload, b);
    } else {
        f.acknowledge = p.acknowledged();
        bool to_device = p.from == end::hub;
        f.source = mac_address{c.network, to_device ? short_address::coordinator : p.address};
        f.destination = mac_address{c.network, !f.acknowledge ? short_address::broadcast
                                               : to_device    ? p.address
                                                              : short_address::coordinator};
        put_network_layer(p, c);
    }
    f.sequence = sequences_[static_cast<std::size_t>(p.from)].mac++;
    f.payload = payload.data();
    frame_.clear();
    encode(frame_, f);
    check(!frame_.error(), "a frame of the HAN that is too long");
    return frame_.data();
}

void frame_codec::capture_frame(time_point t, byte_view frame)
{
    if (into_) into_->frame(network_, t, frame);
}

void frame_codec::capture_acknowledgement(time_point t, byte_view frame, bool pending)
{
    if (!into_) return;
    constexpr std::size_t sequence_at = 2; // 7.2.1
    mac_frame f;
    f.type = mac_frame_type::acknowledgement;
    f.pending = pending;
    f.sequence = frame[sequence_at];
    writer out;
    encode(out, f);
    into_->frame(network_, t, out.data());
}

} // namespace sim::han
