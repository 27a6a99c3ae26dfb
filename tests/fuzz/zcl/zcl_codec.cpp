// Hostile bytes against the ZigBee Cluster Library's codecs. The first octet chooses: a value of a type (the second), a
// frame of a cluster of the table, the two ends of a tunnel, the two ends of a key establishment. What decodes, encodes
// again and decodes to the same.
#include "devices/zcl/client.hpp"
#include "devices/zcl/key_establishment.hpp"
#include "devices/zcl/reporting.hpp"
#include "devices/zcl/tunneling.hpp"
#include "sim/core/check.hpp"

using namespace devices::zcl;

namespace {

void check_value(sim::byte_view octets)
{
    if (octets.empty()) return;
    const auto type = static_cast<data_type>(octets[0]);
    sim::reader in(octets.subspan(1)), over(octets.subspan(1));
    const auto v = read_value(in, type);
    const auto passed = skip_value(over, type);
    sim::check(in.error() == over.error(), "reading a value and passing over it disagree");
    if (!in.ok()) return;
    sim::check(passed.size() == in.position(), "reading a value and passing over it end in different places");
    sim::writer out;
    write_value(out, v);
    sim::reader again(out.data());
    sim::check(read_value(again, type) == v && !again.finish(), "a value changes on its way");
    sim::check(!differs(v, v, v), "a value differs from itself");
}

template <class T, class Encode, class Decode>
void check_part(const message& m, Encode encoding, Decode decoding)
{
    const auto* part = std::get_if<T>(&m.content);
    if (!part) return;
    const auto again = decoding(encoding(*part));
    sim::check(again.has_value() && *again == *part, "a payload changes on its way");
}

void check_frame(std::uint8_t which, sim::byte_view octets)
{
    const auto cluster = clusters()[which % clusters().size()].id;
    const auto m = parse(cluster, octets);
    if (!m) return;
    name_of(cluster, m->head);
    status_of(*m);
    find(*m, attribute_id(0));
    check_part<attribute_ids>(
        *m, [](const auto& v) { return encode_ids(v); }, decode_ids);
    check_part<std::vector<attribute_value>>(
        *m, [](const auto& v) { return encode_values(v); }, decode_values);
    check_part<std::vector<read_record>>(
        *m, [](const auto& v) { return encode_read_response(v); }, decode_read_response);
    check_part<std::vector<reporting_record>>(
        *m, [](const auto& v) { return encode_reporting(v); }, decode_reporting);
    check_part<std::vector<reporting_subject>>(
        *m, [](const auto& v) { return encode_reporting_subjects(v); }, decode_reporting_subjects);
    if (const auto* f = std::get_if<fields>(&m->content)) {
        const auto again = decode(f->of(), encode(*f));
        sim::check(again.has_value() && *again == *f, "a command's arguments change on their way");
    }
}

/// Frames behind a length octet each.
template <class Each>
void each_frame(sim::byte_view octets, const Each& each)
{
    sim::reader in(octets);
    while (in.remaining()) {
        const auto frame = in.block8();
        if (!in.ok()) return;
        each(frame);
    }
}

void check_tunnel(sim::byte_view octets)
{
    tunnel_settings settings;
    settings.flow_control = true;
    const tunnel_peer one{sim::eui64(1), endpoint_id(1)}, other{sim::eui64(2), endpoint_id(1)};
    tunnel_server server(settings);
    tunnel_client client(one, settings);
    client.request();
    sim::time_point now{};
    bool turn = false;
    each_frame(octets, [&](sim::byte_view frame) {
        now += std::chrono::seconds(600);
        server.on_frame(turn ? one : other, frame, now);
        server.send(tunnel_id(1), frame, now);
        client.on_frame(frame);
        client.send(frame);
        server.expire(now);
        turn = !turn;
    });
    sim::check(server.open() <= settings.most_tunnels, "more tunnels than there may be");
}

class toy_crypto final : public key_crypto {
public:
    sim::bytes certificate() const override { return sim::bytes(certificate_octets, 0); }
    ephemeral_data begin() override { return {}; }
    std::optional<agreed> agree(key_role, sim::byte_view, sim::byte_view peer) override
    {
        if (peer[0]) return {};
        return agreed{};
    }
};

void check_keys(sim::byte_view octets)
{
    toy_crypto crypto;
    key_establishment initiator(crypto), responder(crypto);
    initiator.start(sim::eui64(0), 1);
    each_frame(octets, [&](sim::byte_view frame) {
        initiator.on_frame(sim::eui64(0), frame);
        responder.on_frame(sim::eui64(0), frame);
    });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const sim::byte_view octets(data, size);
    if (octets.size() < 2) return 0;
    switch (octets[0] % 4) {
    case 0: check_value(octets.subspan(1)); break;
    case 1: check_frame(octets[1], octets.subspan(2)); break;
    case 2: check_tunnel(octets.subspan(1)); break;
    case 3: check_keys(octets.subspan(1)); break;
    }
    return 0;
}
