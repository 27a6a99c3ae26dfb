// One client connection of a landis_gyr hub, octet by octet.
#include "devices/dlms/envelopes.hpp"
#include "devices/families/landis_gyr/connection.hpp"
#include "tests/support/toy_dlms_device.hpp"

#include <doctest/doctest.h>

using namespace devices::families::landis_gyr;
using namespace toy;

namespace {

constexpr sim::eui64 hub_eui{0x70B3D50000000010}, esme_eui{0x70B3D50000000011};

struct bench {
    association_table table = make_association_table(everything, 400);
    keys hub_keys, esme_keys;
    objects hub_objects, esme_objects;
    std::vector<served_device> devices{{"chf", hub_eui, 1, &table, &hub_keys, &hub_objects},
                                       {"esme", esme_eui, 16, &table, &esme_keys, &esme_objects}};
    connection line{devices};
    std::vector<device_event> events;
    sim::error_code broken;

    sim::bytes hear(sim::byte_view octets)
    {
        auto out = line.received({}, octets);
        events.insert(events.end(), out.events.begin(), out.events.end());
        broken = out.broken;
        return out.send;
    }
    /// The APDUs that come back, whoever they are for.
    std::vector<wrapped> say(std::uint16_t client, std::uint16_t server, sim::byte_view apdu)
    {
        unwrapper in;
        in.feed(hear(wrap(client, server, apdu).value()));
        std::vector<wrapped> out;
        while (auto m = in.next()) out.push_back(std::move(*m));
        CHECK_FALSE(in.error());
        return out;
    }
    /// Passes octets to and fro until something has come of them.
    client_event run(client_association& c, std::uint16_t client, std::uint16_t server,
                     std::optional<sim::eui64> behind_gateway)
    {
        for (;;) {
            std::vector<sim::bytes> back;
            for (const auto& apdu : to_send) {
                auto out =
                    behind_gateway ? encode(gateway_apdu{false, 0, address(*behind_gateway), apdu}).value() : apdu;
                for (auto& m : say(client, server, out)) {
                    CHECK(m.source == server);
                    CHECK(m.destination == client);
                    if (!behind_gateway) {
                        back.push_back(std::move(m.apdu));
                        continue;
                    }
                    auto inside = decode_gateway(m.apdu).value();
                    CHECK(inside.response);
                    CHECK(inside.device == address(*behind_gateway));
                    back.push_back(std::move(inside.apdu));
                }
            }
            to_send.clear();
            REQUIRE_FALSE(back.empty());
            for (const auto& apdu : back) {
                auto out = c.received(apdu);
                to_send.insert(to_send.end(), out.send.begin(), out.send.end());
                if (out.event) return *out.event;
            }
        }
    }
    static sim::bytes address(sim::eui64 e)
    {
        sim::writer w;
        w.u64(e.value());
        return w.take();
    }
    template <class T>
    T ask(client_association& c, std::uint16_t client, std::uint16_t server, client_association::apdus first,
          std::optional<sim::eui64> behind_gateway = {})
    {
        to_send = std::move(first);
        auto event = run(c, client, server, behind_gateway);
        auto* wanted = std::get_if<T>(&event);
        REQUIRE(wanted);
        return *wanted;
    }
    std::vector<sim::bytes> to_send;
};

client_association client(std::uint16_t sap)
{
    auto table = make_association_table(everything, 400);
    for (const auto& s : table)
        if (s.client == sap) return client_association(client_for(s));
    REQUIRE(false);
    return client_association({});
}

} // namespace

TEST_CASE("an APDU of no octets is answered")
{
    bench b;
    CHECK(b.hear(wrap(16, 1, {}).value()) == wrap(1, 16, hex("D80103")).value());
    CHECK_FALSE(b.broken);
}

TEST_CASE("what is no wrapper breaks the connection, and nothing comes out any more")
{
    bench b;
    b.hear(hex("0002 0010 0001 0001 C0"));
    CHECK(b.broken);
    CHECK(b.hear(wrap(16, 1, hex("C001")).value()).empty());
}

TEST_CASE("a device or a client that does not exist is refused, and leaves the connection as it was")
{
    bench b;
    auto c = client(16);
    auto open = c.open().value();
    auto nobody = b.say(16, 17, open.front());
    REQUIRE(nobody.size() == 1);
    CHECK(decode_aare(nobody[0].apdu)->result == association_result::rejected_permanent);
    auto stranger = b.say(99, 1, open.front());
    REQUIRE(stranger.size() == 1);
    CHECK(decode_aare(stranger[0].apdu)->result == association_result::rejected_permanent);
    CHECK(b.events.empty());
    b.ask<client_result::opened>(c, 16, 1, open);
}

TEST_CASE("an APDU comes in whatever pieces the connection cuts it into")
{
    bench b;
    auto c = client(16);
    auto apdus = c.open().value();
    auto wire = wrap(16, 1, apdus.front()).value();
    sim::bytes back;
    for (std::uint8_t octet : wire) {
        CHECK(back.empty());
        back = b.hear(sim::bytes{octet});
    }
    CHECK_FALSE(back.empty());
    CHECK(b.line.associations() == 1);
}

TEST_CASE("associations stand side by side, one for each client and device, and reach their own device")
{
    bench b;
    auto open_hub = client(16), open_esme = client(16), managing = client(1);
    b.ask<client_result::opened>(open_hub, 16, 1, open_hub.open().value());
    b.ask<client_result::opened>(open_esme, 16, 16, open_esme.open().value());
    b.ask<client_result::opened>(managing, 1, 16, managing.open().value());
    CHECK(b.line.associations() == 3);
    auto value = axdr_writer().octet_string(sim::bytes{'y', 'o'}).take();
    auto done = b.ask<client_result::written>(managing, 1, 16, managing.set({1, note, 2}, value).value());
    CHECK(done.results.at(0) == data_access_result::success);
    CHECK(b.esme_objects.text == sim::bytes{'y', 'o'});
    CHECK(b.hub_objects.text == sim::bytes{'h', 'i'});
    auto read = b.ask<client_result::values>(open_hub, 16, 1, open_hub.get({1, note, 2}).value());
    CHECK(bool(read.results.at(0) == read_result{hex("09026869")}));
    // What happened names device, client and way.
    REQUIRE(b.events.size() >= 3);
    CHECK(b.events[1].device == &b.devices[1]);
    CHECK(b.events[1].client == 16);
    CHECK(b.events[1].over == reached_over::wan);
}

TEST_CASE("a device behind the gateway header is reached by its EUI-64, with an association of its own")
{
    bench b;
    auto direct = client(1), gateway = client(1);
    b.ask<client_result::opened>(direct, 1, 16, direct.open().value());
    auto later = client_for(make_association_table(everything, 400)[2]);
    later.counters.next_own = 100; // the device has one counter for both
    client_association through(later);
    b.ask<client_result::opened>(through, 1, 1, through.open().value(), esme_eui);
    CHECK(b.line.associations() == 2);
    CHECK(b.events.back().over == reached_over::gateway);
    auto read = b.ask<client_result::values>(through, 1, 1, through.get({3, energy, 2}).value(), esme_eui);
    CHECK(bool(read.results.at(0) == read_result{hex("060001E240")}));
}

TEST_CASE("a client is asked for an overdue general block as it was spoken to, directly or through the gateway")
{
    using namespace std::chrono_literals;
    bench b;
    auto direct = client(16), through = client(16);
    b.ask<client_result::opened>(direct, 16, 16, direct.open().value());
    b.ask<client_result::opened>(through, 16, 1, through.open().value(), esme_eui);
    CHECK_FALSE(b.line.due());
    CHECK(b.line.timeout(sim::time_point(1h)).send.empty());
    const auto first = encode(general_block{.streaming = true, .window = 1, .number = 1, .data = {0xC0}});
    CHECK(b.say(16, 16, first).empty());
    CHECK(b.say(16, 1, encode(gateway_apdu{false, 0, bench::address(esme_eui), first}).value()).empty());
    REQUIRE(b.line.due() == sim::time_point(5s));
    CHECK(b.line.timeout(sim::time_point(4s)).send.empty());
    const auto asked = hex("E0830001000100"); // a device takes three in a row
    auto both = wrap(16, 16, asked).value();
    const auto behind = encode(gateway_apdu{true, 0, bench::address(esme_eui), asked}).value();
    const auto other = wrap(1, 16, behind).value();
    both.insert(both.end(), other.begin(), other.end());
    CHECK(b.line.timeout(sim::time_point(5s)).send == both);
    CHECK(b.line.due() == sim::time_point(10s));
}

TEST_CASE("the gateway refuses for a device that is not behind it, and a header that makes no sense")
{
    bench b;
    auto c = client(16);
    auto apdu = c.open().value().front();
    auto another_network = encode(gateway_apdu{false, 1, bench::address(esme_eui), apdu}).value();
    auto nobody = b.say(16, 1, another_network);
    REQUIRE(nobody.size() == 1);
    CHECK(decode_gateway(nobody[0].apdu)->network == 1);
    CHECK(decode_aare(decode_gateway(nobody[0].apdu)->apdu)->result == association_result::rejected_permanent);
    auto other = encode(gateway_apdu{false, 3, bench::address(sim::eui64(0x99)), apdu}).value();
    auto back = b.say(16, 1, other);
    REQUIRE(back.size() == 1);
    auto inside = decode_gateway(back[0].apdu).value();
    CHECK(inside.network == 3);
    CHECK(inside.device == bench::address(sim::eui64(0x99)));
    CHECK(decode_aare(inside.apdu)->result == association_result::rejected_permanent);
    auto cut = b.say(16, 1, hex("E6 00 08 70B3"));
    REQUIRE(cut.size() == 1);
    CHECK(decode_exception_response(cut[0].apdu).has_value());
    b.ask<client_result::opened>(c, 16, 1, client(16).open().value());
}

TEST_CASE("a connection that ends gives the counters back that it set aside, one that is lost does not")
{
    for (bool in_order : {true, false}) {
        bench b;
        auto c = client(1);
        b.ask<client_result::opened>(c, 1, 1, c.open().value());
        auto ceiling = b.hub_keys.stored[key_use::unicast].next_own;
        if (in_order)
            b.line.closed();
        else
            b.line = connection(b.devices);
        auto left = b.hub_keys.stored[key_use::unicast].next_own;
        CHECK((left < ceiling) == in_order);
        CHECK(b.line.associations() == 0);
    }
}
