// How a server's association begins and ends: every refusal with its answer, and what is told to journal and security
// log.
#include "tests/support/toy_dlms_device.hpp"

#include <doctest/doctest.h>

namespace {

using namespace toy;
using happened::incident_kind;

initiate_request wish() { return {.dedicated_key = {}, .proposed = everything, .max_pdu_size = 200}; }

aarq asking(const server_settings& s)
{
    aarq m{.calling_title = {}, .authentication = s.authentication, .user_information = encode(wish())};
    if (s.authentication == mechanism::lls) m.authentication_value = hex("736573616D65");
    if (s.authentication == mechanism::hls_gmac) {
        m.authentication_value = sim::bytes(16, 0xC5);
        m.calling_title = hex("434C490000000002");
        m.context = application_context::logical_names_ciphered;
    }
    return m;
}

/// The client's side of ciphering, by hand.
struct peer {
    encryption_key unicast{key(0x11)};
    security_context context{.own = {{'C', 'L', 'I', 0, 0, 0, 0, 2}},
                             .peer = {{'T', 'O', 'Y', 0, 0, 0, 0, 1}},
                             .authentication_key = key(0xA1),
                             .unicast = &unicast};
    sim::bytes seal(const sim::bytes& apdu, message_form form = {.ciphered = true})
    {
        return cipher(context, form, apdu).value();
    }
    sim::bytes open(const sim::bytes& apdu) { return decipher(context, apdu).value().apdu; }
};

const auto get_energy = encode(request_apdu{{}, request::get{{3, energy, 2}}});

TEST_CASE("a public client is associated with what both can do")
{
    device meter(public_client());
    auto m = asking(meter.settings);
    m.user_information = encode(
        initiate_request{.dedicated_key = {}, .proposed = conformance::get | conformance::access, .max_pdu_size = 0});
    const auto out = meter.hear(encode(m));
    REQUIRE(out.send.size() == 1);
    CHECK(sim::to_hex(out.send[0]) ==
          "6129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F040000001000C80007");
    CHECK(find<happened::associated>(out.events));
    CHECK(meter.server.associated());
    CHECK(sim::to_hex(meter.hear(get_energy).send.at(0)) == "C401C100060001E240");
    CHECK(meter.things.callers.at(0).terms->negotiated == conformance::get);
}

using d = association_diagnostic;
struct refusal_row {
    const char* what;
    server_settings settings;
    void (*change)(aarq&);
    d diagnostic;
    std::optional<initiate_error> error;
    std::optional<incident_kind> incident;
};
const auto pub = public_client(), reading = reading_client(), management = management_client();
const auto initiate = [](aarq& m, auto change) {
    auto w = wish();
    change(w);
    m.user_information = encode(w);
};
const refusal_row refusals[] = {
    {"short names",
     pub,
     [](aarq& m) { m.context = application_context::short_names; },
     d::application_context_not_supported,
     {},
     {}},
    {"a ciphered context where there is none",
     pub,
     [](aarq& m) { m.context = application_context::logical_names_ciphered; },
     d::application_context_not_supported,
     {},
     {}},
    {"a plain context where all is ciphered",
     management,
     [](aarq& m) { m.context = application_context::logical_names; },
     d::application_context_not_supported,
     {},
     {}},
    {"a password nobody asked for",
     pub,
     [](aarq& m) {
         m.authentication = mechanism::lls;
         m.authentication_value = hex("00");
     },
     d::mechanism_name_not_recognised,
     {},
     {}},
    {"no authentication",
     reading,
     [](aarq& m) {
         m.authentication = mechanism::none;
         m.authentication_value.reset();
     },
     d::authentication_required,
     {},
     {}},
    {"a password without its mechanism",
     reading,
     [](aarq& m) { m.authentication = mechanism::none; },
     d::mechanism_name_required,
     {},
     {}},
    {"another mechanism",
     reading,
     [](aarq& m) { m.authentication = mechanism::hls_md5; },
     d::mechanism_name_not_recognised,
     {},
     {}},
    {"a wrong password",
     reading,
     [](aarq& m) { m.authentication_value = hex("736573616D66"); },
     d::authentication_failure,
     {},
     incident_kind::wrong_password},
    {"the beginning of the password",
     reading,
     [](aarq& m) { m.authentication_value = hex("73"); },
     d::authentication_failure,
     {},
     incident_kind::wrong_password},
    {"no password",
     reading,
     [](aarq& m) { m.authentication_value.reset(); },
     d::authentication_failure,
     {},
     incident_kind::wrong_password},
    {"a challenge of seven octets",
     management,
     [](aarq& m) { m.authentication_value = sim::bytes(7, 1); },
     d::authentication_failure,
     {},
     {}},
    {"no title", management, [](aarq& m) { m.calling_title.clear(); }, d::calling_ap_title_not_recognised, {}, {}},
    {"our own title",
     management,
     [](aarq& m) { m.calling_title = hex("544F590000000001"); },
     d::calling_ap_title_not_recognised,
     {},
     {}},
    {"no initiate request",
     pub,
     [](aarq& m) { m.user_information.clear(); },
     d::no_reason_given,
     initiate_error::other,
     {}},
    {"something else in its place",
     pub,
     [](aarq& m) { m.user_information = hex("C001C1"); },
     d::no_reason_given,
     initiate_error::other,
     {}},
    {"an old version",
     pub,
     [](aarq& m) { initiate(m, [](auto& w) { w.version = 5; }); },
     d::no_reason_given,
     initiate_error::dlms_version_too_low,
     {}},
    {"nothing in common",
     pub,
     [](aarq& m) { initiate(m, [](auto& w) { w.proposed = conformance::access; }); },
     d::no_reason_given,
     initiate_error::incompatible_conformance,
     {}},
    {"too small PDUs",
     pub,
     [](aarq& m) { initiate(m, [](auto& w) { w.max_pdu_size = 63; }); },
     d::no_reason_given,
     initiate_error::pdu_size_too_short,
     {}},
    {"a dedicated key for all to read",
     management,
     [](aarq& m) { initiate(m, [](auto& w) { w.dedicated_key = sim::bytes(16, 1); }); },
     d::authentication_failure,
     {},
     incident_kind::policy_violated},
    {"ciphering in a plain context",
     pub,
     [](aarq& m) { m.user_information = peer().seal(m.user_information); },
     d::authentication_failure,
     {},
     {}},
    {"a wrong tag",
     management,
     [](aarq& m) {
         m.user_information = peer().seal(m.user_information);
         m.user_information.back() ^= 1;
     },
     d::authentication_failure,
     {},
     incident_kind::not_deciphered},
    {"less protection than the policy wants",
     management,
     [](aarq& m) {
         m.user_information = peer().seal(m.user_information, {.ciphered = true, .control = authenticated_only});
     },
     d::authentication_failure,
     {},
     incident_kind::policy_violated},
};
TEST_CASE("whoever is refused is told why, and may try again")
{
    for (const auto& r : refusals) {
        CAPTURE(r.what);
        device meter(r.settings);
        auto m = asking(r.settings);
        r.change(m);
        const auto out = meter.hear(encode(m));
        REQUIRE(out.send.size() == 1);
        const auto answer = decode_aare(out.send[0]).value();
        CHECK(answer.result == association_result::rejected_permanent);
        CHECK(answer.diagnostic == r.diagnostic);
        const auto error = decode_initiate_error(answer.user_information);
        CHECK(error.has_value() == r.error.has_value());
        if (r.error) CHECK(*error == *r.error);
        const auto* incident = find<happened::incident>(out.events);
        CHECK((incident != nullptr) == r.incident.has_value());
        if (r.incident && incident) CHECK(incident->kind == *r.incident);
        REQUIRE(find<happened::refused>(out.events));
        CHECK(find<happened::refused>(out.events)->diagnostic == r.diagnostic);
        CHECK_FALSE(meter.server.associated());
        CHECK(sim::to_hex(meter.hear(get_energy).send.at(0)) == "D80101");
        CHECK(meter.things.callers.empty());
        const auto again = decode_aare(meter.hear(encode(asking(r.settings))).send.at(0)).value();
        CHECK(again.result == association_result::accepted);
    }
}

TEST_CASE("no key, no association")
{
    device meter(management_client());
    meter.store.unicast.reset();
    const auto answer = decode_aare(meter.hear(encode(asking(meter.settings))).send.at(0)).value();
    CHECK(answer.result == association_result::rejected_permanent);
    device silent(reading_client());
    silent.store.word.clear(); // no password is not the empty password
    auto m = asking(silent.settings);
    m.authentication_value = sim::bytes{};
    CHECK(decode_aare(silent.hear(encode(m)).send.at(0)).value().diagnostic ==
          association_diagnostic::authentication_failure);
}

TEST_CASE("a repeated counter in an AARQ is answered with the lowest that would do")
{
    device meter(management_client());
    meter.store.stored[key_use::unicast].lowest_acceptable = 42;
    auto m = asking(meter.settings);
    m.user_information = peer().seal(m.user_information);
    const auto out = meter.hear(encode(m));
    CHECK(sim::to_hex(out.send.at(0)) == "D801060000002A");
    REQUIRE(find<happened::incident>(out.events));
    CHECK(find<happened::incident>(out.events)->kind == incident_kind::repeated_counter);
    CHECK(find<happened::incident>(out.events)->counter == 42);
}

TEST_CASE("what is no AARQ associates nobody")
{
    device meter(public_client());
    for (const char* octets :
         {"", "60", "6003A10100", "62", "6200", "C001C100", "E0800001000000", "00", "FF", "6009A1090607608574050801"}) {
        CAPTURE(octets);
        const auto out = meter.hear(hex(octets));
        CHECK(out.send.size() == 1);
        CHECK_FALSE(meter.server.associated());
    }
    CHECK(sim::to_hex(meter.hear(hex("6200")).send.at(0)) == "D80101");
}

TEST_CASE("clients that the device does not know get an answer too")
{
    const auto answer = decode_aare(refuse_unknown_client(encode(asking(public_client())))).value();
    CHECK(answer.result == association_result::rejected_permanent);
    CHECK(answer.diagnostic == association_diagnostic::no_reason_given);
    CHECK(sim::to_hex(refuse_unknown_client(get_energy)) == "D80101");
    CHECK(sim::to_hex(refuse_unknown_client({})) == "D80101");
}

TEST_CASE("an AARQ in an open association begins anew")
{
    device meter(reading_client());
    meter.hear(encode(asking(meter.settings)));
    REQUIRE(meter.server.associated());
    const auto out = meter.hear(encode(asking(meter.settings)));
    REQUIRE(find<happened::released>(out.events));
    CHECK_FALSE(find<happened::released>(out.events)->by_client);
    CHECK(meter.server.associated());
    auto wrong = asking(meter.settings);
    wrong.authentication_value = hex("00");
    meter.hear(encode(wrong));
    CHECK_FALSE(meter.server.associated());
}

TEST_CASE("an association is released, once")
{
    device meter(public_client());
    meter.hear(encode(asking(meter.settings)));
    CHECK(sim::to_hex(meter.hear(hex("6205800100AA00")).send.at(0)) == "6303800100");
    CHECK_FALSE(meter.server.associated());
    CHECK(sim::to_hex(meter.hear(hex("6203800100")).send.at(0)) == "D80101");
    meter.hear(encode(asking(meter.settings)));
    CHECK(sim::to_hex(meter.hear(hex("62038001")).send.at(0)) == "D80103");
    CHECK(meter.server.associated());
    meter.server.reset();
    CHECK_FALSE(meter.server.associated());
}

TEST_CASE("an unconfirmed association is not answered")
{
    device meter(public_client());
    auto m = asking(meter.settings);
    auto w = wish();
    w.response_allowed = false;
    m.user_information = encode(w);
    CHECK(meter.hear(encode(m)).send.empty());
    CHECK(meter.server.associated());
    w.version = 1;
    m.user_information = encode(w);
    CHECK(meter.hear(encode(m)).send.empty());
    CHECK_FALSE(meter.server.associated());
    device proving(management_client());
    m = asking(proving.settings);
    m.user_information = encode(w = {.dedicated_key = {}, .response_allowed = false, .proposed = everything});
    CHECK(proving.hear(encode(m)).send.empty());
    CHECK(sim::to_hex(proving.hear(get_energy).send.at(0)) == "D80101");
}

TEST_CASE("until a client has proved itself nothing but the proof is taken")
{
    device meter(management_client());
    peer client;
    const auto answer = decode_aare(meter.hear(encode(asking(meter.settings))).send.at(0)).value();
    CHECK(answer.result == association_result::accepted);
    CHECK(answer.diagnostic == association_diagnostic::authentication_required);
    CHECK(answer.authentication == mechanism::hls_gmac);
    REQUIRE(answer.authentication_value);
    CHECK(sim::to_hex(answer.responding_title) == "544F590000000001");
    CHECK(sim::to_hex(meter.hear(client.seal(get_energy)).send.at(0)) == "D80101");
    CHECK(meter.things.callers.empty());

    const auto prove = [&](const sim::bytes& reply) {
        return client.seal(encode(request_apdu{
            {}, request::action{{15, {{0, 0, 40, 0, 0, 255}}, 1}, axdr_writer().octet_string(reply).take()}}));
    };
    SUBCASE("with the right answer the server proves itself, too")
    {
        const auto reply = answer_challenge(client.context, *answer.authentication_value).value();
        const auto out = meter.hear(prove(reply));
        const auto plain = decode_response(client.open(out.send.at(0))).value();
        const auto& outcome = std::get<response::action>(plain.what).outcome;
        CHECK(outcome.result == action_result::success);
        sim::reader in(std::get<encoded_data>(*outcome.returned));
        CHECK(verify_answer(client.context, sim::bytes(16, 0xC5), read_data(in).octets, 0).has_value());
        CHECK(find<happened::associated>(out.events));
        CHECK(client.open(meter.hear(client.seal(get_energy)).send.at(0)) == hex("C401C100060001E240"));
        const auto twice = client.open(meter.hear(prove(reply)).send.at(0));
        CHECK(sim::to_hex(twice) == "C701C10300"); // nothing was asked
    }
    SUBCASE("one counter may serve for the proof and for the request around it")
    {
        encryption_key same(key(0x11), client.unicast.counters.values());
        auto context = client.context;
        context.unicast = &same;
        const auto reply = answer_challenge(context, *answer.authentication_value).value();
        CHECK(find<happened::associated>(meter.hear(prove(reply)).events));
    }
    SUBCASE("with a wrong answer it is over")
    {
        auto reply = answer_challenge(client.context, *answer.authentication_value).value();
        reply.back() ^= 1;
        const auto out = meter.hear(prove(reply));
        CHECK(sim::to_hex(client.open(out.send.at(0))) == "C701C10300");
        REQUIRE(find<happened::incident>(out.events));
        CHECK(find<happened::incident>(out.events)->kind == incident_kind::wrong_reply_to_challenge);
        CHECK(find<happened::refused>(out.events));
        CHECK(sim::to_hex(meter.hear(client.seal(get_energy)).send.at(0)) == "D80101");
    }
    SUBCASE("with the answer to another challenge it is over")
    {
        const auto reply = answer_challenge(client.context, sim::bytes(16, 9)).value();
        CHECK(find<happened::incident>(meter.hear(prove(reply)).events));
        CHECK_FALSE(meter.server.associated());
    }
    SUBCASE("with no answer in it the proof is wrong")
    {
        CHECK(find<happened::incident>(meter.hear(prove({})).events));
        CHECK_FALSE(meter.server.associated());
    }
}

TEST_CASE("the proof may have the counter of the AARQ, as clients have it that count only what they encipher")
{
    for (const std::uint32_t counter : {6U, 7U}) {
        CAPTURE(counter);
        device meter(management_client());
        meter.store.stored[key_use::unicast].lowest_acceptable = 7;
        peer client;
        client.unicast.counters = invocation_counters({7, 0});
        auto m = asking(meter.settings);
        m.user_information = client.seal(m.user_information);
        const auto answer = decode_aare(meter.hear(encode(m)).send.at(0)).value();
        encryption_key counted(key(0x11), {counter, 0});
        auto context = client.context;
        context.unicast = &counted;
        const auto reply = answer_challenge(context, *answer.authentication_value).value();
        const request::action proof{{15, {{0, 0, 40, 0, 0, 255}}, 1}, axdr_writer().octet_string(reply).take()};
        const auto out = meter.hear(client.seal(encode(request_apdu{{}, proof})));
        CHECK(bool(find<happened::associated>(out.events)) == (counter == 7));
    }
}

} // namespace
