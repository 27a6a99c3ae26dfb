// Our client and our server with each other, in every mode: what one encodes the other understands.
#include "tests/support/toy_dlms_device.hpp"

#include <doctest/doctest.h>

namespace {

using namespace toy;
using namespace client_result;

struct mode {
    const char* name;
    server_settings server;
    client_settings client;
};

std::vector<mode> all_modes()
{
    std::vector<mode> modes;
    modes.push_back({"public", public_client(), client_for(public_client())});
    modes.push_back({"password", reading_client(), client_for(reading_client())});
    auto plain_hls = management_client();
    plain_hls.plain_context = true;
    plain_hls.ciphered_context = false;
    modes.push_back({"HLS without ciphering", plain_hls, client_for(plain_hls)});
    const auto management = management_client();
    for (const bool general : {false, true})
        for (const bool dedicated : {false, true}) {
            auto client = client_for(management);
            client.general = general;
            if (dedicated) client.dedicated_key = key(0xDD);
            modes.push_back({"HLS, ciphered", management, client});
        }
    auto weak = management;
    weak.requests = weak.answers = {true, false};
    auto client = client_for(weak);
    client.control = authenticated_only;
    modes.push_back({"HLS, authenticated", weak, client});
    auto ciphered_password = management;
    ciphered_password.authentication = mechanism::lls;
    modes.push_back({"password, ciphered", ciphered_password, client_for(ciphered_password)});
    return modes;
}

/// What a head-end does in a session, with values that need blocks.
void converse(line& l)
{
    const auto value = octet_string(500);
    const auto closed = l.meter.things.closed;
    REQUIRE(l.run_for<opened>(l.client.open()));
    CHECK(l.client.associated());
    CHECK(l.meter.server.associated());
    CHECK(find<happened::associated>(l.events));
    CHECK(l.run_for<values>(l.client.get({3, energy, 2}))->results.at(0) == read_result{hex("060001E240")});
    CHECK(l.run_for<values>(l.client.get({9, valve, 2}))->results.at(0) ==
          read_result{data_access_result::object_undefined});
    CHECK(l.run_for<written>(l.client.set({1, note, 2}, value))->results.at(0) == data_access_result::success);
    CHECK(l.meter.things.text.size() == 500);
    CHECK(l.run_for<values>(l.client.get({1, note, 2}))->results.at(0) == read_result{value});
    const auto list = l.run_for<values>(l.client.get({{1, note, 2}, {3, energy, 2}, {9, valve, 2}}));
    REQUIRE(list);
    CHECK(list->results == std::vector<read_result>{value, hex("060001E240"), data_access_result::object_undefined});
    const auto both = l.run_for<written>(l.client.set({{1, note, 2}, {3, energy, 2}}, {octet_string(300), value}));
    REQUIRE(both);
    CHECK(both->results == std::vector{data_access_result::success, data_access_result::read_write_denied});
    CHECK(l.meter.things.text.size() == 300);
    CHECK(l.run_for<acted>(l.client.action({70, valve, 1}))->outcomes.at(0).result == action_result::success);
    CHECK(l.run_for<acted>(l.client.action({70, valve, 2}, value))->outcomes.at(0).returned == read_result{value});
    const auto acts = l.run_for<acted>(l.client.action({{70, valve, 2}, {70, valve, 1}}, {value, {0}}));
    REQUIRE(acts);
    CHECK(acts->outcomes.at(0).returned == read_result{value});
    CHECK(acts->outcomes.at(1).result == action_result::success);
    CHECK(l.meter.things.closed == closed + 2);
    REQUIRE(l.run_for<released>(l.client.release()));
    CHECK_FALSE(l.meter.server.associated());
    CHECK_FALSE(find<happened::incident>(l.events));
    CHECK_FALSE(find<happened::rejected>(l.events));
}

TEST_CASE("a session goes through in every mode, twice")
{
    using enum conformance;
    const conformance blocks = block_transfer_get | block_transfer_set | block_transfer_action;
    for (const auto& m : all_modes())
        for (const auto proposed :
             {everything, without(everything, general_block_transfer), without(everything, blocks)})
            for (const std::uint8_t window : std::initializer_list<std::uint8_t>{1, 4}) {
                INFO(m.name);
                CAPTURE(static_cast<std::uint32_t>(proposed));
                auto settings = m.client;
                settings.proposed = proposed;
                settings.window = window;
                auto server = m.server;
                server.window = window;
                device meter(server);
                client_association client(settings);
                line l{meter, client};
                converse(l);
                converse(l);
                settings.counters = client.counters();
                client_association next(settings);
                line again{meter, next};
                converse(again);
            }
}

TEST_CASE("a client hears why it is refused")
{
    auto settings = client_for(reading_client());
    settings.password = {'n', 'o'};
    device meter(reading_client());
    client_association client(settings);
    line l{meter, client};
    const auto why = l.run_for<refused>(client.open());
    REQUIRE(why);
    CHECK(why->diagnostic == association_diagnostic::authentication_failure);
    CHECK_FALSE(client.associated());
    CHECK(l.run_for<refused>(client.open())); // and may try again

    settings = client_for(management_client());
    settings.authentication_key = key(0);
    settings.control.reset(); // so that the AARQ gets through, and the proof does not
    auto lenient = management_client();
    lenient.requests = lenient.answers = {};
    device proving(lenient);
    client_association impostor(settings);
    line p{proving, impostor};
    const auto unproved = p.run_for<refused>(impostor.open());
    REQUIRE(unproved);
    CHECK(unproved->diagnostic == association_diagnostic::authentication_failure);
    CHECK(find<happened::incident>(p.events)->kind == happened::incident_kind::wrong_reply_to_challenge);

    settings = client_for(public_client());
    settings.proposed = conformance::access;
    device incompatible(public_client());
    client_association other(settings);
    line o{incompatible, other};
    CHECK(o.run_for<refused>(other.open())->error == initiate_error::incompatible_conformance);
}

TEST_CASE("a client whose counter is behind hears the lowest that would do")
{
    device meter(management_client());
    meter.store.stored[key_use::unicast].lowest_acceptable = 500;
    auto settings = client_for(management_client());
    client_association behind(settings);
    line l{meter, behind};
    const auto why = l.run_for<client_result::exception>(behind.open());
    REQUIRE(why);
    CHECK(why->why.service == service_error::invocation_counter_error);
    settings.counters.next_own = why->why.lowest_counter;
    client_association caught_up(settings);
    line again{meter, caught_up};
    CHECK(again.run_for<opened>(caught_up.open()));
}

TEST_CASE("a client does not take a server that proves nothing")
{
    device meter(management_client());
    client_association client(client_for(management_client()));
    auto out = meter.hear(client.open()->at(0));
    SUBCASE("an AARE with a plain initiate response")
    {
        auto m = decode_aare(out.send.at(0)).value();
        m.user_information = encode(initiate_response{});
        CHECK(std::get<failed>(*client.received(encode(m)).event).why == security_errc::no_protection);
    }
    SUBCASE("an AARE without a title")
    {
        auto m = decode_aare(out.send.at(0)).value();
        m.responding_title.clear();
        CHECK(std::get<failed>(*client.received(encode(m)).event).why == security_errc::wrong_system_title);
    }
    SUBCASE("an AARE with the client's own title")
    {
        auto m = decode_aare(out.send.at(0)).value();
        m.responding_title = hex("434C490000000002");
        CHECK(std::get<failed>(*client.received(encode(m)).event).why == security_errc::wrong_system_title);
    }
    SUBCASE("a plain fourth pass")
    {
        REQUIRE(client.received(out.send.at(0)).send.size() == 1);
        CHECK(std::get<failed>(*client.received(hex("C701C1000100 0900")).event).why == security_errc::no_protection);
    }
    SUBCASE("an answer with a wrong tag")
    {
        REQUIRE(client.received(out.send.at(0)).send.size() == 1);
        CHECK(std::get<failed>(*client.received(hex("CF133000000009 000102030405060708090A0B0C0D")).event).why ==
              security_errc::wrong_tag);
    }
    CHECK_FALSE(client.associated());
}

TEST_CASE("a client takes no answer that does not fit its question")
{
    const char* rows[] = {"",
                          "C4",
                          "C501C100",
                          "C402C10000000002000101",
                          "C701C10000",
                          "E0",
                          "E08000010000",
                          "6303800100",
                          "6100",
                          "C8053000000001",
                          "D8",
                          "C403C101000101"};
    for (const auto* row : rows) {
        CAPTURE(row);
        device meter(public_client());
        client_association client(client_for(public_client()));
        line l{meter, client};
        REQUIRE(l.run_for<opened>(client.open()));
        REQUIRE(client.get({3, energy, 2}).has_value());
        const auto out = client.received(hex(row));
        REQUIRE(out.event);
        CHECK(std::holds_alternative<failed>(*out.event));
        CHECK(l.run_for<values>(client.get({3, energy, 2}))); // the next one works
    }
}

TEST_CASE("a notification between request and answer disturbs neither")
{
    for (const auto& m : all_modes()) {
        INFO(m.name);
        device meter(m.server);
        client_association client(m.client);
        line l{meter, client};
        REQUIRE(l.run_for<opened>(client.open()));
        const auto asked = client.get({3, energy, 2});
        const auto alert = meter.server.notify({5, {}, hex("1107")});
        auto heard = client.received(alert->at(0));
        REQUIRE(heard.event);
        CHECK(std::get<notified>(*heard.event).what.what.body == hex("1107"));
        heard = client.received(meter.hear(asked->at(0)).send.at(0));
        CHECK(std::holds_alternative<values>(*heard.event));
    }
}

TEST_CASE("a long notification comes in general blocks, and the client's next request has its answer")
{
    for (const auto& m : all_modes()) {
        INFO(m.name);
        device meter(m.server);
        client_association client(m.client);
        line l{meter, client};
        REQUIRE(l.run_for<opened>(client.open()));
        for (int times = 0; times < 2; ++times) {
            std::optional<client_event> event;
            for (auto blocks = meter.server.notify({5, {}, octet_string(900)}).value(); !event;) {
                REQUIRE(blocks.size() == 1);
                auto heard = client.received(blocks[0]);
                event = std::move(heard.event);
                if (!event) blocks = meter.hear(heard.send.at(0)).send;
            }
            CHECK(std::get<notified>(*event).what.what.body == octet_string(900));
            CHECK(l.run_for<values>(client.get({3, energy, 2})));
        }
    }
}

TEST_CASE("what a client cannot send it says at once")
{
    device meter(public_client());
    auto settings = client_for(public_client());
    settings.proposed = conformance::get | conformance::set;
    client_association client(settings);
    line l{meter, client};
    REQUIRE(l.run_for<opened>(client.open()));
    CHECK(client.set({1, note, 2}, octet_string(500)).error() == sim::codec_errc::too_long);
    CHECK(l.run_for<values>(client.get({3, energy, 2})));
    REQUIRE(client.get({3, energy, 2}).has_value());
    CHECK_THROWS_AS(client.get({3, energy, 2}), sim::broken_invariant);
    auto used_up = client_for(management_client());
    used_up.counters.next_own = 0xFFFFFFFF;
    CHECK(client_association(used_up).open().error() == security_errc::counter_exhausted);
    used_up.encryption_key.reset();
    CHECK(client_association(used_up).open().error() == security_errc::missing_key);
}

TEST_CASE("an answer without end is not collected for ever")
{
    auto settings = client_for(public_client());
    settings.longest_value = 1000;
    device meter(public_client());
    client_association client(settings);
    line l{meter, client};
    meter.things.text.assign(2000, 1);
    REQUIRE(l.run_for<opened>(client.open()));
    CHECK(l.run_for<failed>(client.get({1, note, 2})));
    meter.things.text.assign(100, 1);
    CHECK(l.run_for<values>(client.get({1, note, 2})));
}

TEST_CASE("a profile of thirteen months goes over in one general block transfer")
{
    auto server = management_client();
    server.max_pdu = 1024;
    auto settings = client_for(server);
    settings.max_pdu = 1024;
    settings.window = 20;
    settings.proposed = without(everything, conformance::block_transfer_get);
    device meter(server);
    client_association client(settings);
    line l{meter, client};
    meter.things.text.assign(65000, 7);
    REQUIRE(l.run_for<opened>(client.open()));
    const std::vector<attribute> eight(8, attribute{1, note, 2});
    const auto read = l.run_for<values>(client.get(eight));
    REQUIRE(read);
    CHECK(read->results.size() == 8);
    CHECK(std::get<encoded_data>(read->results[7]).size() == 65004);
    CHECK(l.turns < 8 * 65 / 15);
}

} // namespace
