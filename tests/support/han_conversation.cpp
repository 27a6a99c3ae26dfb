#include "tests/support/han_conversation.hpp"

#include "sim/han/aps_command.hpp"
#include "sim/han/zdp.hpp"

#include <numeric>

namespace tests {
namespace {

using namespace sim;
using namespace sim::han;

constexpr pan_id network{0x1A62};
constexpr short_address meter_address{0x3C4D}, hub_address = short_address::coordinator;
constexpr std::uint8_t key_sequence = 5;

crypto::aes_key counting_from(std::uint8_t first)
{
    crypto::aes_key key;
    std::iota(key.begin(), key.end(), first);
    return key;
}

std::string lower_hex(byte_view octets)
{
    auto text = to_hex(octets);
    for (auto& c : text)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// Both ends of the conversation. Each of its methods says one frame.
class speaker {
public:
    explicit speaker(han_conversation& all)
        : all_(all), network_key_(all.network_key), link_key_(all.link_key), install_key_(all.code.link_key())
    {}

    void mac(std::string what, mac_frame frame, expected_fields fields)
    {
        frame.sequence = sequence_++;
        fields.insert({{"wpan.seq_no", std::to_string(frame.sequence)}, {"wpan.fcs_ok", "1"}});
        writer out;
        encode(out, frame);
        all_.frames.push_back({std::move(what), out.take(), std::move(fields)});
    }

    void command(std::string what, const mac_command& command, std::optional<mac_address> to,
                 std::optional<mac_address> from, expected_fields fields)
    {
        writer payload;
        encode(payload, command);
        mac_frame frame;
        frame.type = mac_frame_type::command;
        frame.destination = to;
        frame.source = from;
        frame.payload = payload.data();
        mac(std::move(what), frame, std::move(fields));
    }

    /// One NWK frame, secured or not, in a MAC frame.
    void nwk(std::string what, nwk_frame frame, bool secured, expected_fields fields)
    {
        frame.sequence = sequence_;
        const bool from_meter = frame.source == meter_address;
        const auxiliary_header auxiliary{security_key::network, ++counter_, from_meter ? all_.meter : all_.hub,
                                         key_sequence};
        writer out;
        if (secured) {
            seal_nwk(out, frame, auxiliary, network_key_);
            fields.insert(
                {{"zbee.sec.key_seqno", std::to_string(key_sequence)}, {"zbee.sec.counter", std::to_string(counter_)}});
        } else {
            encode(out, frame);
        }
        mac_frame carrier;
        const bool broadcast = frame.destination >= short_address::broadcast_routers;
        carrier.acknowledge = !broadcast;
        carrier.destination = mac_address{network, broadcast ? short_address::broadcast : frame.destination};
        carrier.source = mac_address{network, frame.source};
        carrier.payload = out.data();
        mac(std::move(what), carrier, std::move(fields));
    }

    void nwk_command(std::string what, const han::nwk_command& command, expected_fields fields, bool secured = true,
                     short_address to = hub_address)
    {
        writer payload;
        encode(payload, command);
        nwk_frame frame;
        frame.type = nwk_frame_type::command;
        frame.destination = to;
        frame.source = to == meter_address ? hub_address : meter_address;
        frame.radius = 1;
        if (!secured) {
            frame.destination_ieee = all_.hub;
            frame.source_ieee = all_.meter;
        }
        frame.payload = payload.data();
        nwk(std::move(what), frame, secured, std::move(fields));
    }

    /// APS octets from the meter to the hub, or to `to` from the hub.
    void aps(std::string what, byte_view octets, expected_fields fields, short_address to = hub_address,
             bool nwk_secured = true)
    {
        nwk_frame frame;
        frame.destination = to;
        frame.source = to == meter_address ? hub_address : meter_address;
        frame.payload = octets;
        nwk(std::move(what), frame, nwk_secured, std::move(fields));
    }

    /// A command of the hub's, under a key of the link's.
    void aps_command(std::string what, const han::aps_command& command, std::optional<security_key> kind,
                     expected_fields fields, bool first_of_all = false)
    {
        writer payload, out;
        encode(payload, command);
        aps_frame frame;
        frame.type = aps_frame_type::command;
        frame.counter = counter_of_aps_++;
        frame.payload = payload.data();
        if (kind) {
            // A meter that has just come does not know the hub's name yet.
            const bool named = first_of_all || aps_names_source(payload.size());
            const auxiliary_header auxiliary{*kind, ++counter_, named ? std::optional(all_.hub) : std::nullopt, 0};
            seal_aps(out, frame, auxiliary, all_.hub, first_of_all ? install_key_ : link_key_);
            fields["zbee.sec.counter"] = counters(!first_of_all);
        } else {
            encode(out, frame);
        }
        aps(std::move(what), out.data(), std::move(fields), meter_address, !first_of_all);
    }

    void zdp(const zdp::message& message, expected_fields fields, short_address to = hub_address)
    {
        writer payload, out;
        zdp::encode(payload, sequence_, message);
        aps_frame frame;
        frame.delivery = to >= short_address::broadcast_routers ? aps_delivery::broadcast : aps_delivery::unicast;
        const auto cluster = zdp::cluster_of(message);
        frame.addressing = aps_addressing{endpoint::zdo, endpoint::zdo, cluster, profile_id::device_profile};
        frame.counter = counter_of_aps_++;
        frame.payload = payload.data();
        encode(out, frame);
        writer number_octets;
        number_octets.u16(static_cast<std::uint16_t>(cluster));
        const auto number = "0x" + lower_hex(number_octets.data());
        fields.insert({{"zbee_zdp.seqno", std::to_string(sequence_)}, {"zbee_aps.zdp_cluster", number}});
        aps("ZDP " + number, out.data(), std::move(fields), to);
    }

    aps_frame zcl_frame(cluster_id cluster, byte_view zcl)
    {
        aps_frame frame;
        frame.addressing = aps_addressing{endpoint{10}, endpoint{1}, cluster, profile_id::smart_energy};
        frame.counter = counter_of_aps_++;
        frame.payload = zcl;
        return frame;
    }

    /// What the meter says to the hub, under the link key or without.
    void zcl(std::string what, cluster_id cluster, byte_view octets, bool under_link_key, expected_fields fields)
    {
        auto frame = zcl_frame(cluster, octets);
        frame.acknowledge = true;
        writer out;
        if (under_link_key) {
            seal_aps(out, frame, {security_key::data, ++counter_, std::nullopt, 0}, all_.meter, link_key_);
            fields["zbee.sec.counter"] = counters(true);
        } else {
            encode(out, frame);
        }
        aps(std::move(what), out.data(), std::move(fields));
    }

    void acknowledge(const aps_frame& frame, expected_fields fields)
    {
        writer out;
        encode(out, acknowledgement_of(frame));
        aps("APS acknowledgement", out.data(), std::move(fields), meter_address);
    }

    void part(std::string what, aps_frame frame, expected_fields fields)
    {
        writer out;
        encode(out, frame);
        aps(std::move(what), out.data(), std::move(fields));
    }

private:
    /// Of an APS frame that has just been sealed: the NWK frame around it comes first and has the next one.
    std::string counters(bool nwk_secured) const
    {
        return (nwk_secured ? std::to_string(counter_ + 1) + ',' : "") + std::to_string(counter_);
    }

    han_conversation& all_;
    frame_key network_key_, link_key_, install_key_;
    std::uint8_t sequence_{1}, counter_of_aps_{0x60};
    std::uint32_t counter_{0x01020300};
};

constexpr mac_address everybody{pan_id::broadcast, short_address::broadcast}, at_hub{network, hub_address};

void say_association(speaker& says, const han_conversation& all)
{
    const mac_address stranger{pan_id::broadcast, all.meter}, by_name{network, all.meter},
        hub_by_name{network, all.hub};
    says.command("beacon request", beacon_request{}, everybody, {}, {{"wpan.cmd", "0x07"}});

    beacon answer;
    answer.permits_association = true;
    answer.extended_pan = all.hub;
    writer payload;
    encode(payload, answer);
    mac_frame frame;
    frame.type = mac_frame_type::beacon;
    frame.source = at_hub;
    frame.payload = payload.data();
    says.mac("beacon", frame,
             {{"wpan.assoc_permit", "1"},
              {"zbee_beacon.profile", "0x0002"},
              {"zbee_beacon.version", "2"},
              {"zbee_beacon.ext_panid", "70:b3:d5:00:00:00:00:01"},
              {"zbee_beacon.end_dev", "1"}});

    capability device;
    says.command("association request", association_request{device}, at_hub, stranger,
                 {{"wpan.cmd", "0x01"}, {"wpan.cinfo.alloc_addr", "1"}, {"wpan.cinfo.idle_rx", "0"}});
    frame = {};
    frame.type = mac_frame_type::acknowledgement;
    frame.pending = true;
    says.mac("acknowledgement", frame, {{"wpan.frame_type", "0x0002"}, {"wpan.pending", "1"}});
    says.command("data request", data_request{}, at_hub, mac_address{network, all.meter}, {{"wpan.cmd", "0x04"}});
    says.command("association response", association_response{meter_address, association_status::successful}, by_name,
                 hub_by_name, {{"wpan.cmd", "0x02"}, {"wpan.asoc.addr", "0x3c4d"}, {"wpan.assoc.status", "0x00"}});
    says.aps_command("network key, under the key of the install code",
                     transport_network_key{all.network_key, key_sequence, all.meter, all.hub}, security_key::transport,
                     {{"zbee_aps.cmd.id", "0x05"},
                      {"zbee_aps.cmd.key_type", "0x01"},
                      {"zbee_aps.cmd.key", "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"},
                      {"zbee_aps.cmd.seqno", "5"}},
                     true);
}

void say_device_profile(speaker& says, const han_conversation& all)
{
    using namespace zdp;
    const capability sleepy;
    node_descriptor node{logical_type::end_device, sleepy, 0x10C7, 82, 82, 82, false};
    const simple_descriptor simple{endpoint{1}, profile_id::smart_energy, 0x0501,
                                   0,           {cluster_id{0x0702}},     {cluster_id{0x0700}, cluster_id{0x0800}}};
    const binding bound{all.meter, endpoint{1}, cluster_id{0x0702}, all.hub, endpoint{10}};
    says.zdp(device_announce{meter_address, all.meter, sleepy},
             {{"zbee_zdp.nwk_addr", "0x3c4d"}, {"zbee_zdp.ext_addr", "70:b3:d5:00:00:00:01:02"}},
             short_address::broadcast_awake);
    says.zdp(nwk_address_request{all.meter}, {{"zbee_zdp.ext_addr", "70:b3:d5:00:00:00:01:02"}});
    says.zdp(nwk_address_response{{status::success, all.meter, meter_address}}, {{"zbee_zdp.status", "0"}});
    says.zdp(ieee_address_request{meter_address}, {{"zbee_zdp.nwk_addr", "0x3c4d"}});
    says.zdp(ieee_address_response{{status::success, all.meter, meter_address}}, {{"zbee_zdp.status", "0"}});
    says.zdp(node_descriptor_request{meter_address}, {});
    says.zdp(node_descriptor_response{status::success, meter_address, node},
             {{"zbee_zdp.node.type", "2"},
              {"zbee_zdp.node.freq.2400mhz", "1"},
              {"zbee_zdp.node.manufacturer", "0x10c7"},
              {"zbee_zdp.node.max_incoming_transfer", "82"}});
    says.zdp(active_endpoints_request{meter_address}, {});
    says.zdp(active_endpoints_response{status::success, meter_address, {endpoint{1}}}, {{"zbee_zdp.ep_count", "1"}});
    says.zdp(simple_descriptor_request{meter_address, endpoint{1}}, {{"zbee_zdp.endpoint", "1"}});
    says.zdp(simple_descriptor_response{status::success, meter_address, simple}, {{"zbee_zdp.profile", "0x0109"},
                                                                                  {"zbee_zdp.app.device", "0x0501"},
                                                                                  {"zbee_zdp.in_count", "1"},
                                                                                  {"zbee_zdp.out_count", "2"}});
    says.zdp(simple_descriptor_response{status::not_active, meter_address, {}}, {{"zbee_zdp.status", "131"}});
    says.zdp(match_request{short_address::broadcast_awake, profile_id::smart_energy, {cluster_id{0x0800}}, {}},
             {{"zbee_zdp.profile", "0x0109"}, {"zbee_zdp.in_cluster", "0x0800"}}, short_address::broadcast_awake);
    says.zdp(match_response{status::success, hub_address, {endpoint{10}}}, {{"zbee_zdp.ep_count", "1"}});
    says.zdp(bind_request{bound}, {{"zbee_zdp.cluster", "0x0702"}, {"zbee_zdp.bind.src_ep", "1"}});
    says.zdp(bind_response{status::success}, {{"zbee_zdp.status", "0"}});
    says.zdp(unbind_request{bound}, {{"zbee_zdp.cluster", "0x0702"}});
    says.zdp(unbind_response{status::success}, {{"zbee_zdp.status", "0"}});
    says.zdp(permit_joining_request{180, true}, {{"zbee_zdp.duration", "180"}}, short_address::broadcast_routers);
    says.zdp(permit_joining_response{status::success}, {{"zbee_zdp.status", "0"}});
    says.zdp(leave_request{all.meter, false, true}, {{"zbee_zdp.ext_addr", "70:b3:d5:00:00:00:01:02"}});
    says.zdp(leave_response{status::success}, {{"zbee_zdp.status", "0"}});
}

void say_application(speaker& says)
{
    // Key establishment: the initiator's request, with the test certificate of the SE profile's annex C.5.
    const auto initiate =
        from_hex("0101000100"
                 "0A0F"
                 "020615E07D30ECA2DAD58002E667D94BC1B422398307000000000000000254455354534543410109000600"
                 "0000000000")
            .value();
    says.zcl("key establishment begins", cluster_id{0x0800}, initiate, false,
             {{"zbee_aps.cluster", "0x0800"}, {"zbee_zcl_se.ke.cert.subject", "0000000000000002"}});
    // Report Attributes from the server: CurrentSummationDelivered, an unsigned of 48 bits, is 123456.
    const auto report = from_hex("08010A"
                                 "0000"
                                 "25"
                                 "40E201000000")
                            .value();
    says.zcl("a metering report under the link key", cluster_id{0x0702}, report, true,
             {{"zbee_aps.cluster", "0x0702"}, {"zbee_aps.profile", "0x0109"}, {"zbee_zcl.attr.uint48", "123456"}});
    auto acknowledged = says.zcl_frame(cluster_id{0x0702}, report);
    says.acknowledge(acknowledged, {{"zbee_aps.type", "0x02"}, {"zbee_aps.cluster", "0x0702"}});

    auto part = says.zcl_frame(cluster_id{0x0702}, byte_view(report).first(5));
    part.fragment = aps_fragment{true, 2, 0xFF};
    says.part("the first of two parts", part, {{"zbee_aps.fragmentation", "0x01"}, {"zbee_aps.block", "2"}});
    part.payload = byte_view(report).subspan(5);
    part.fragment = aps_fragment{false, 1, 0xFF};
    says.part("the second part completes the report", part,
              {{"zbee_aps.fragmentation", "0x02"}, {"zbee_zcl.attr.uint48", "123456"}});
    part.fragment = aps_fragment{true, 0, 0xFF};
    says.acknowledge(part, {{"zbee_aps.type", "0x02"}});
    aps_frame parts = acknowledgement_of(part);
    parts.fragment = aps_fragment{true, 0, 0x03};
    says.part("both parts are acknowledged", parts, {{"zbee_aps.type", "0x02"}, {"zbee_aps.fragmentation", "0x01"}});
}

void say_keys(speaker& says, const han_conversation& all)
{
    says.aps_command("a new link key", transport_link_key{all.link_key, all.meter, all.hub}, security_key::load,
                     {{"zbee_aps.cmd.id", "0x05"}, {"zbee_aps.cmd.key_type", "0x04"}});
    says.aps_command("a key for two members", transport_application_key{all.link_key, all.hub, true},
                     security_key::load, {{"zbee_aps.cmd.id", "0x05"}, {"zbee_aps.cmd.key_type", "0x03"}});
    says.aps_command("update device", update_device{all.meter, meter_address, device_status::left}, security_key::data,
                     {{"zbee_aps.cmd.id", "0x06"}, {"zbee_aps.cmd.update_status", "0x02"}});
    says.aps_command("remove device", remove_device{all.meter}, security_key::data, {{"zbee_aps.cmd.id", "0x07"}});
    says.aps_command("link key, please", request_link_key{}, security_key::data, {{"zbee_aps.cmd.id", "0x08"}});
    says.aps_command("application key, please", request_application_key{all.hub}, security_key::data,
                     {{"zbee_aps.cmd.id", "0x08"}, {"zbee_aps.cmd.key_type", "0x02"}});
    says.aps_command("switch key", switch_key{key_sequence}, std::nullopt,
                     {{"zbee_aps.cmd.id", "0x09"}, {"zbee_aps.cmd.seqno", "5"}});
}

void say_network(speaker& says, const han_conversation& all)
{
    says.nwk_command("link status", link_status{true, true, {{meter_address, 1, 3}}},
                     {{"zbee_nwk.cmd.id", "0x08"},
                      {"zbee_nwk.cmd.link.address", "0x3c4d"},
                      {"zbee_nwk.cmd.link.incoming_cost", "1"},
                      {"zbee_nwk.cmd.link.outgoing_cost", "3"}},
                     true, short_address::broadcast_routers);
    says.nwk_command("route record", route_record{{short_address{0x0102}}}, {{"zbee_nwk.cmd.id", "0x05"}});
    says.nwk_command(
        "network status",
        network_status{static_cast<std::uint8_t>(network_status_code::indirect_transaction_expiry), meter_address},
        {{"zbee_nwk.cmd.id", "0x03"}, {"zbee_nwk.cmd.status", "0x06"}});
    says.nwk_command("rejoin request", rejoin_request{},
                     {{"zbee_nwk.cmd.id", "0x06"}, {"zbee_nwk.cmd.cinfo.alloc", "1"}});
    says.nwk_command("rejoin request of who lost the key", rejoin_request{}, {{"zbee_nwk.cmd.id", "0x06"}}, false);
    says.nwk_command(
        "rejoin response", rejoin_response{meter_address, association_status::successful},
        {{"zbee_nwk.cmd.id", "0x07"}, {"zbee_nwk.cmd.addr", "0x3c4d"}, {"zbee_nwk.cmd.rejoin_status", "0x00"}}, true,
        meter_address);
    says.nwk_command("leave, please", leave_command{false, true, false},
                     {{"zbee_nwk.cmd.id", "0x04"}, {"zbee_nwk.cmd.leave.request", "1"}}, true, meter_address);
    says.nwk_command("I am leaving", leave_command{true, false, false},
                     {{"zbee_nwk.cmd.id", "0x04"}, {"zbee_nwk.cmd.leave.rejoin", "1"}});
    nwk_frame routed;
    routed.source = meter_address;
    routed.route = source_route{0, {short_address{0x0102}}};
    const auto report = from_hex("000A020709010100"
                                 "08010A"
                                 "0000"
                                 "25"
                                 "40E201000000")
                            .value();
    routed.payload = report;
    says.nwk("a report by a given route", routed, true, {{"zbee_zcl.attr.uint48", "123456"}});

    says.command("orphan notification", orphan_notification{}, everybody, mac_address{pan_id::broadcast, all.meter},
                 {{"wpan.cmd", "0x06"}});
    says.command("coordinator realignment",
                 coordinator_realignment{network, hub_address, radio_channel{15}, meter_address},
                 mac_address{pan_id::broadcast, all.meter}, mac_address{network, all.hub},
                 {{"wpan.cmd", "0x08"}, {"wpan.realign.channel", "15"}});
    says.command("PAN identifier conflict", pan_id_conflict{}, mac_address{network, all.hub},
                 mac_address{network, all.meter}, {{"wpan.cmd", "0x05"}});
    says.command("disassociation", disassociation_notification{disassociation_reason::device_wishes},
                 mac_address{network, all.hub}, mac_address{network, all.meter}, {{"wpan.cmd", "0x03"}});
}

} // namespace

han_conversation::han_conversation()
    : network_key(counting_from(0xC0)),
      link_key(counting_from(0x40)),
      code(install_code::parse("83FED3407A939723A5C639B26916D505C3B5").value())
{
    speaker says(*this);
    say_association(says, *this);
    say_device_profile(says, *this);
    say_application(says);
    say_keys(says, *this);
    say_network(says, *this);
}

} // namespace tests
