// Mode full: what a receiver makes of a frame.
#include "sim/han/aps_command.hpp"
#include "sim/han/frame_codec.hpp"
#include "sim/han/zdp.hpp"

namespace sim::han {
namespace {

template <class T, class Variant>
const T* as(const Variant& v)
{
    return std::get_if<T>(&v);
}

std::optional<packet> read_command(packet p, byte_view octets, bool by_name)
{
    auto command = decode_mac_command(octets);
    if (!command) return {};
    if (as<beacon_request>(*command)) p.what = packet_kind::beacon_request;
    if (as<association_request>(*command)) p.what = packet_kind::association_request;
    if (as<data_request>(*command)) p.what = by_name ? packet_kind::response_request : packet_kind::poll;
    if (as<orphan_notification>(*command)) p.what = packet_kind::orphan_notification;
    if (const auto* m = as<association_response>(*command)) {
        p.what = packet_kind::association_response;
        p.address = m->address;
        p.status = m->status;
    }
    if (const auto* m = as<coordinator_realignment>(*command)) {
        p.what = packet_kind::realignment;
        p.address = m->device;
    }
    return p;
}

std::optional<packet> read_network_command(packet p, byte_view octets)
{
    auto command = decode_nwk_command(octets);
    if (!command) return {};
    if (as<rejoin_request>(*command)) {
        p.what = packet_kind::rejoin_request;
    } else if (const auto* m = as<rejoin_response>(*command)) {
        p.what = packet_kind::rejoin_response;
        p.address = m->address;
        p.status = m->status;
    } else if (const auto* l = as<leave_command>(*command)) {
        p.what = l->request ? packet_kind::leave_request : packet_kind::leaving;
    } else {
        return {};
    }
    return p;
}

std::optional<packet> read_application_command(packet p, byte_view octets)
{
    auto command = decode_aps_command(octets);
    if (!command) return {};
    if (const auto* m = as<transport_network_key>(*command)) {
        // A key that came in clear would be nobody's secret.
        if (!p.link_sealed) return {};
        p.what = packet_kind::transport_key;
        p.carried = {m->key, m->sequence};
        return p;
    }
    if (const auto* m = as<switch_key>(*command)) {
        p.what = packet_kind::switch_key;
        p.carried.sequence = m->sequence;
        return p;
    }
    return {};
}

std::optional<packet> read_data(packet p, const aps_frame& f, byte_view payload)
{
    if (!f.addressing) return {};
    const auto& a = *f.addressing;
    if (a.profile == profile_id::device_profile) {
        auto m = zdp::decode(a.cluster, payload);
        if (!m || !as<zdp::device_announce>(m->value)) return {};
        p.what = packet_kind::device_announce;
        return p;
    }
    p.what = packet_kind::data;
    p.aps_counter = f.counter;
    if (f.fragment) {
        p.block = f.fragment->first ? 0 : f.fragment->block;
        p.blocks = f.fragment->first ? f.fragment->block : 0; // only the first one tells
    }
    message m;
    m.source = a.source;
    m.destination = a.destination;
    m.profile = a.profile;
    m.cluster = a.cluster;
    m.payload.assign(payload.begin(), payload.end());
    m.link_secured = p.link_sealed.has_value();
    p.body = std::make_shared<const message>(std::move(m));
    return p;
}

} // namespace

std::optional<packet> frame_codec::read_application(packet p, byte_view octets, const frame_context& c,
                                                    const frame_keys& keys)
{
    auto f = decode_aps(octets);
    if (!f) return {};
    byte_view payload = f->payload;
    if (f->secured) {
        auto auxiliary = peek_auxiliary(f->payload);
        if (!auxiliary) return {};
        const auto* key = auxiliary->key == security_key::data        ? keys.link
                          : auxiliary->key == security_key::transport ? keys.transport
                                                                      : nullptr;
        auto sender = p.from == end::hub ? c.hub : c.device;
        if (!key || !open_aps(octets, *f, sender, schedule(*key), inner_)) return {};
        p.link_sealed = *key;
        p.link_counter = auxiliary->frame_counter;
        payload = inner_;
    }
    if (f->type == aps_frame_type::command) return read_application_command(std::move(p), payload);
    if (f->type == aps_frame_type::data) return read_data(std::move(p), *f, payload);
    return {};
}

std::optional<packet> frame_codec::read(byte_view frame, end at, const frame_context& c, const frame_keys& keys)
{
    auto outer = decode_mac(frame);
    if (!outer) return {};
    packet p{.what = packet_kind::beacon, .from = other(at)};
    if (outer->type == mac_frame_type::beacon) {
        auto b = decode_beacon(outer->payload);
        if (!b) return {};
        p.flag = b->permits_association;
        return p;
    }
    if (outer->type == mac_frame_type::command)
        return read_command(std::move(p), outer->payload, outer->source && as<eui64>(outer->source->device) != nullptr);
    auto f = decode_nwk(outer->payload);
    if (!f) return {};
    byte_view payload = f->payload;
    if (f->secured) {
        auto auxiliary = peek_auxiliary(f->payload);
        if (!auxiliary) return {};
        const network_key* key = nullptr;
        for (const auto* k : {keys.present, keys.other})
            if (k && k->sequence == auxiliary->key_sequence) key = k;
        if (!key || !open_nwk(outer->payload, *f, schedule(key->octets), plain_)) return {};
        p.secure = true;
        p.sealed = *key;
        p.counter = auxiliary->frame_counter;
        payload = plain_;
    }
    if (f->type == nwk_frame_type::command) return read_network_command(std::move(p), payload);
    return read_application(std::move(p), payload, c, keys);
}

} // namespace sim::han
