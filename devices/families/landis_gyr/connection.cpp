#include "devices/families/landis_gyr/connection.hpp"

#include "devices/cosem/rights.hpp"
#include "devices/dlms/envelopes.hpp"
#include "devices/dlms/initiate.hpp"

#include <algorithm>

namespace devices::families::landis_gyr {

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
        apdus answers;
        if (!m->apdu.empty() && m->apdu.front() == dlms::gateway_request_tag) {
            answers = serve_gateway(now, m->source, m->apdu, out);
        } else {
            auto it = std::find_if(devices_.begin(), devices_.end(),
                                   [&](const served_device& d) { return d.sap == m->destination; });
            if (it == devices_.end())
                answers.push_back(dlms::refuse_unknown_client(m->apdu));
            else
                answers = serve(now, *it, m->source, reached_over::wan, m->apdu, out);
        }
        for (const auto& a : answers) {
            auto wire = dlms::wrap(m->destination, m->source, a);
            if (!wire) return out.broken = wire.error(), out;
            out.send.insert(out.send.end(), wire->begin(), wire->end());
        }
    }
    out.broken = incoming_.error();
    return out;
}

connection::apdus connection::serve(sim::time_point now, const served_device& device, std::uint16_t client,
                                    reached_over over, sim::byte_view apdu, outcome& out)
{
    const auto* settings = device.settings_for(client);
    if (!settings) return {dlms::refuse_unknown_client(apdu)};
    auto [it, fresh] = associations_.try_emplace({&device, client, over == reached_over::gateway}, *settings,
                                                 *device.keys, *device.objects);
    auto result = it->second.received(now, apdu);
    for (auto& e : result.events) out.events.push_back({&device, client, over, std::move(e)});
    return std::move(result.send);
}

connection::apdus connection::serve_gateway(sim::time_point now, std::uint16_t client, sim::byte_view apdu,
                                            outcome& out)
{
    auto request = dlms::decode_gateway(apdu);
    if (!request || request->apdu.empty()) return {dlms::refuse_unknown_client({})};
    auto wanted = std::find_if(devices_.begin(), devices_.end(), [&](const served_device& d) {
        sim::writer address;
        address.u64(d.eui64.value());
        return address.data().size() == request->device.size() &&
               std::equal(request->device.begin(), request->device.end(), address.data().begin());
    });
    auto answers = wanted == devices_.end() ? apdus{dlms::refuse_unknown_client(request->apdu)}
                                            : serve(now, *wanted, client, reached_over::gateway, request->apdu, out);
    apdus wrapped;
    for (auto& a : answers)
        if (auto encoded = encode(dlms::gateway_apdu{true, request->network, request->device, std::move(a)}))
            wrapped.push_back(std::move(*encoded));
    return wrapped;
}

void connection::closed()
{
    for (auto& [which, association] : associations_) association.reset();
}

std::size_t connection::associations() const
{
    return static_cast<std::size_t>(
        std::count_if(associations_.begin(), associations_.end(), [](const auto& a) { return a.second.associated(); }));
}

} // namespace devices::families::landis_gyr
