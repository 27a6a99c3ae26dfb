#include "devices/families/landis_gyr/connection.hpp"

#include "devices/cosem/rights.hpp"
#include "devices/dlms/envelopes.hpp"
#include "devices/dlms/initiate.hpp"

#include <algorithm>

namespace devices::families::landis_gyr {

namespace {

/// Behind the hub there is one, the home area network.
constexpr std::uint8_t only_network = 0;

sim::bytes address_of(const served_device& d)
{
    sim::writer address;
    address.u64(d.eui64.value());
    return address.take();
}

void put(std::uint16_t from, std::uint16_t to, const sim::bytes& apdu, connection::outcome& out)
{
    auto wire = dlms::wrap(from, to, apdu);
    if (!wire)
        out.broken = wire.error();
    else
        out.send.insert(out.send.end(), wire->begin(), wire->end());
}

} // namespace

association_table make_association_table(dlms::conformance services, std::uint16_t max_pdu)
{
    association_table table;
    for (auto which : cosem::associations) {
        const auto& spec = cosem::describe(which);
        auto& s = table[static_cast<std::size_t>(which)];
        s.client = spec.client;
        s.plain_context = !spec.ciphered;
        s.ciphered_context = spec.ciphered;
        s.authentication = spec.authentication;
        s.requests = s.answers = {spec.ciphered, spec.ciphered};
        s.offered = services;
        s.max_pdu = max_pdu;
        s.window = 3; // general blocks in a row that a device takes, model choice
    }
    return table;
}

const dlms::server_settings* served_device::settings_for(std::uint16_t client) const
{
    auto it = std::find_if(clients->begin(), clients->end(), [&](const auto& s) { return s.client == client; });
    return it == clients->end() ? nullptr : &*it;
}

std::string_view to_string(reached_over o)
{
    switch (o) {
    case reached_over::wan: return "wan";
    case reached_over::gateway: return "gateway";
    case reached_over::optical: return "optical";
    }
    return "";
}

connection::outcome connection::received(sim::time_point now, sim::byte_view octets)
{
    outcome out;
    incoming_.feed(octets);
    while (auto m = incoming_.next()) {
        handle(now, *m, out);
        if (out.broken) return out;
    }
    out.broken = incoming_.error();
    return out;
}

void connection::handle(sim::time_point now, const dlms::wrapped& m, outcome& out)
{
    if (!m.apdu.empty() && m.apdu.front() == dlms::gateway_request_tag) return serve_gateway(now, m, out);
    auto it =
        std::find_if(devices_.begin(), devices_.end(), [&](const served_device& d) { return d.sap == m.destination; });
    if (it == devices_.end()) return put(m.destination, m.source, dlms::refuse_unknown_client(m.apdu), out);
    serve(now, m, {&*it, m.source, false}, m.apdu, out);
}

void connection::serve(sim::time_point now, const dlms::wrapped& m, const key& who, sim::byte_view apdu, outcome& out)
{
    const auto* settings = who.device->settings_for(who.client);
    if (!settings) return answer(who, m.destination, {dlms::refuse_unknown_client(apdu)}, out);
    auto it = associations_.find(who);
    if (it == associations_.end())
        it = associations_.emplace(who, value{{*settings, *who.device->keys, *who.device->objects}, 0}).first;
    it->second.sap = m.destination;
    auto result = it->second.association.received(now, apdu);
    answer(who, m.destination, result.send, out);
    for (auto& e : result.events) out.events.push_back({who.device, who.client, over(who), std::move(e)});
}

void connection::serve_gateway(sim::time_point now, const dlms::wrapped& m, outcome& out)
{
    auto request = dlms::decode_gateway(m.apdu);
    if (!request || request->apdu.empty()) return put(m.destination, m.source, dlms::refuse_unknown_client({}), out);
    auto wanted = std::find_if(devices_.begin(), devices_.end(),
                               [&](const served_device& d) { return address_of(d) == request->device; });
    if (request->network == only_network && wanted != devices_.end())
        return serve(now, m, {&*wanted, m.source, true}, request->apdu, out);
    auto refused = dlms::refuse_unknown_client(request->apdu);
    if (auto whole = encode(dlms::gateway_apdu{true, request->network, request->device, std::move(refused)}))
        put(m.destination, m.source, *whole, out);
}

/// To the client, from the SAP that it has spoken to.
void connection::answer(const key& who, std::uint16_t sap, const apdus& send, outcome& out)
{
    for (const auto& apdu : send) {
        if (!who.gateway) {
            put(sap, who.client, apdu, out);
        } else if (auto whole = encode(dlms::gateway_apdu{true, only_network, address_of(*who.device), apdu})) {
            put(sap, who.client, *whole, out);
        }
    }
}

std::optional<sim::time_point> connection::due() const
{
    std::optional<sim::time_point> first;
    for (const auto& [who, v] : associations_)
        if (auto at = v.association.due(); at && (!first || *at < *first)) first = at;
    return first;
}

connection::outcome connection::timeout(sim::time_point now)
{
    outcome out;
    for (auto& [who, v] : associations_) {
        auto result = v.association.timeout(now);
        answer(who, v.sap, result.send, out);
        for (auto& e : result.events) out.events.push_back({who.device, who.client, over(who), std::move(e)});
    }
    return out;
}

std::vector<device_event> connection::closed()
{
    std::vector<device_event> ended;
    for (auto& [who, v] : associations_) { // in the devices' order, who all lie in one piece of memory
        if (v.association.associated())
            ended.push_back({who.device, who.client, over(who), dlms::happened::released{false}});
        v.association.reset();
    }
    return ended;
}

std::size_t connection::associations() const
{
    return static_cast<std::size_t>(std::count_if(associations_.begin(), associations_.end(),
                                                  [](const auto& a) { return a.second.association.associated(); }));
}

} // namespace devices::families::landis_gyr
