// Protection of a server's association: what is taken in which envelope, how it is answered, what the security log
// hears, and what non-volatile memory keeps.
#include "tests/support/toy_dlms_device.hpp"

#include <doctest/doctest.h>

namespace {

using namespace toy;
using happened::incident_kind;

const auto get_energy = encode(request_apdu{{}, request::get{{3, energy, 2}}});
const auto energy_read = hex("C401C100060001E240");
constexpr const char* not_deciphered = "D80105";

/// A ciphered association without authentication, so that tests begin with services; the client's keys by hand.
struct ciphered_meter : device {
    static server_settings settings_for(protection requests, protection answers)
    {
        auto s = management_client();
        s.authentication = mechanism::none;
        s.requests = requests;
        s.answers = answers;
        return s;
    }
    explicit ciphered_meter(protection requests = {true, true}, protection answers = {true, true},
                            conformance proposed = everything, std::optional<key128> dedicated_key = {},
                            counter_values client_counters = {}, counter_values meter_counters = {})
        : device(settings_for(requests, answers)), unicast(key(0x11), client_counters)
    {
        store.stored[key_use::unicast] = meter_counters;
        associate(proposed, dedicated_key);
    }
    void associate(conformance proposed = everything, std::optional<key128> dedicated_key = {})
    {
        context.unicast = &unicast;
        if (dedicated_key) context.dedicated = &dedicated.emplace(*dedicated_key);
        initiate_request wish{.dedicated_key = {}, .proposed = proposed, .max_pdu_size = 200};
        if (dedicated_key) wish.dedicated_key.assign(dedicated_key->begin(), dedicated_key->end());
        const auto out =
            hear(encode(aarq{.context = application_context::logical_names_ciphered,
                             .calling_title = hex("434C490000000002"),
                             .user_information = cipher(context, {.ciphered = true}, encode(wish)).value()}));
        answer = decode_aare(out.send.at(0)).value();
        sim::check(server.associated(), "a ciphered client is let in");
    }
    /// The first answer, deciphered if it is ciphered.
    deciphered say(const sim::bytes& wire)
    {
        last = hear(wire);
        const auto& octets = last.send.at(0);
        if (!is_ciphered(octets[0])) return {{}, octets};
        return decipher(context, octets).value();
    }
    deciphered say(const sim::bytes& apdu, const message_form& form)
    {
        return say(cipher(context, form, apdu).value());
    }
    std::optional<incident_kind> incident() const
    {
        const auto* found = find<happened::incident>(last.events);
        if (!found) return {};
        return found->kind;
    }

    encryption_key unicast;
    std::optional<encryption_key> dedicated;
    security_context context{.own = {{'C', 'L', 'I', 0, 0, 0, 0, 2}},
                             .peer = {{'T', 'O', 'Y', 0, 0, 0, 0, 1}},
                             .authentication_key = key(0xA1)};
    aare answer;
    server_outcome last;
};

TEST_CASE("an answer comes in the envelope of its request")
{
    ciphered_meter meter({true, true}, {true, true}, everything, key(0xDD));
    for (const bool general : {false, true})
        for (const auto kind : {ciphering::global, ciphering::dedicated}) {
            const message_form form{true, general, kind, authenticated_and_encrypted};
            const auto heard = meter.say(get_energy, form);
            CHECK(heard.form == form);
            CHECK(heard.apdu == energy_read);
            CHECK(meter.things.callers.back().ciphered);
        }
    const auto without_title = [&] {
        auto m =
            decode_ciphered(cipher(meter.context, {.ciphered = true, .general = true}, get_energy).value()).value();
        m.system_title.clear(); // some clients leave it out: the association says who it is
        return encode(m).value();
    };
    CHECK(meter.say(without_title()).apdu == energy_read);
}

TEST_CASE("the answer to a ciphered InitiateRequest is ciphered")
{
    ciphered_meter meter;
    REQUIRE_FALSE(meter.answer.user_information.empty());
    CHECK(meter.answer.user_information[0] == 0x28);
    const auto agreed = decipher(meter.context, meter.answer.user_information).value();
    CHECK(decode_initiate_response(agreed.apdu).value().negotiated == everything);
}

TEST_CASE("an answer is protected as its request, and no less than the policy says")
{
    struct row {
        protection policy;
        message_form asked;
        protection answered;
    };
    const message_form plain{}, authenticated{.ciphered = true, .control = authenticated_only},
        encrypted{.ciphered = true, .control = encrypted_only}, both{.ciphered = true};
    const row rows[] = {
        {{false, false}, plain, {false, false}},      {{false, false}, authenticated, {true, false}},
        {{false, false}, encrypted, {false, true}},   {{false, false}, both, {true, true}},
        {{true, false}, plain, {true, false}},        {{true, false}, encrypted, {true, true}},
        {{false, true}, authenticated, {true, true}}, {{true, true}, plain, {true, true}},
    };
    for (const auto& r : rows) {
        ciphered_meter meter({}, r.policy);
        const auto heard = meter.say(get_energy, r.asked);
        CHECK(heard.apdu == energy_read);
        CHECK(protection{heard.form.authenticated(), heard.form.encrypted()} == r.answered);
    }
}

TEST_CASE("less protection than the policy wants is refused and goes into the security log")
{
    struct row {
        protection policy;
        message_form asked;
        bool served;
    };
    const message_form plain{}, authenticated{.ciphered = true, .control = authenticated_only},
        encrypted{.ciphered = true, .control = encrypted_only}, both{.ciphered = true};
    const row rows[] = {
        {{true, true}, plain, false},         {{true, true}, authenticated, false},  {{true, true}, encrypted, false},
        {{true, true}, both, true},           {{true, false}, plain, false},         {{true, false}, encrypted, false},
        {{true, false}, authenticated, true}, {{false, true}, authenticated, false}, {{false, true}, encrypted, true},
    };
    for (const auto& r : rows) {
        ciphered_meter meter(r.policy);
        const auto heard = meter.say(get_energy, r.asked);
        CHECK((heard.apdu == energy_read) == r.served);
        CHECK((meter.incident() == incident_kind::policy_violated) == !r.served);
        if (!r.served) CHECK(sim::to_hex(heard.apdu) == "D80101");
        CHECK(meter.say(get_energy, both).apdu == energy_read);
    }
}

TEST_CASE("what is not genuine is refused, logged, and does no harm")
{
    ciphered_meter meter;
    const message_form form{.ciphered = true};
    const auto good = [&] { return cipher(meter.context, form, get_energy).value(); };
    const auto spoilt = [&](std::size_t from_end) {
        auto wire = good();
        wire[wire.size() - 1 - from_end] ^= 1;
        return wire;
    };
    auto stranger = meter.context;
    encryption_key other(key(0x77), {1000, 0});
    stranger.unicast = &other;
    auto disguised = decode_ciphered(good()).value();
    disguised.plain_tag = 0xC1; // the envelope says SET
    auto another_title =
        decode_ciphered(cipher(meter.context, {.ciphered = true, .general = true}, get_energy).value()).value();
    another_title.system_title = hex("5858580000000003");
    auto compressed = decode_ciphered(good()).value();
    compressed.content[0] |= 0x80;
    auto other_suite = decode_ciphered(good()).value();
    other_suite.content[0] |= 0x01;
    auto bare = decode_ciphered(good()).value();
    bare.content.resize(4);
    const sim::bytes rows[] = {spoilt(0),
                               spoilt(12),
                               cipher(stranger, form, get_energy).value(),
                               encode(disguised).value(),
                               encode(another_title).value(),
                               encode(compressed).value(),
                               encode(other_suite).value(),
                               encode(bare).value(),
                               hex("C8"),
                               hex("C800"),
                               hex("C8FF"),
                               hex("D0053000000001"), // no dedicated key was given
                               hex("C8057000000001"), // there is no broadcast key
                               hex("DB00"),
                               hex("DB0100"),
                               hex("DC08434C49000000000205")};
    const auto before = meter.things.callers.size();
    for (const auto& wire : rows) {
        CAPTURE(sim::to_hex(wire));
        CHECK(sim::to_hex(meter.say(wire).apdu) == not_deciphered);
        CHECK(meter.incident() == incident_kind::not_deciphered);
        CHECK(meter.things.callers.size() == before);
    }
    CHECK(meter.say(good()).apdu == energy_read);
}

TEST_CASE("what was recorded cannot be played again")
{
    ciphered_meter meter;
    const auto first = cipher(meter.context, {.ciphered = true}, get_energy).value();
    const auto second = cipher(meter.context, {.ciphered = true}, get_energy).value();
    CHECK(meter.say(second).apdu == energy_read);
    for (const auto& again : {second, first}) {
        CHECK(sim::to_hex(meter.say(again).apdu) == "D8010600000003"); // 0 was the AARQ's, 2 the last
        CHECK(meter.incident() == incident_kind::repeated_counter);
        CHECK(find<happened::incident>(meter.last.events)->counter == 3);
    }
    CHECK(meter.say(get_energy, {.ciphered = true}).apdu == energy_read);
    // Nor in a later association, nor at another of the device's doors.
    device optical(meter.settings);
    optical.store.stored = meter.store.stored;
    const auto old = aarq{.context = application_context::logical_names_ciphered,
                          .calling_title = hex("434C490000000002"),
                          .user_information = first};
    CHECK(sim::to_hex(optical.hear(encode(old)).send.at(0)) == "D8010600000004");
}

TEST_CASE("two associations under one key never send the same counter, and accept none twice")
{
    ciphered_meter meter;
    server_association second(meter.settings, meter.store, meter.things);
    const auto hear = [&](const sim::bytes& apdu) { return second.received({}, apdu).send.at(0); };
    hear(encode(aarq{.context = application_context::logical_names_ciphered,
                     .calling_title = hex("434C490000000002"),
                     .user_information = cipher(meter.context, {.ciphered = true},
                                                encode(initiate_request{.dedicated_key = {}, .proposed = everything}))
                                             .value()}));
    REQUIRE(second.associated());
    std::vector<std::uint32_t> counters;
    sim::bytes wire;
    for (int i = 0; i < 600; ++i)
        for (const bool first : {true, false}) {
            wire = cipher(meter.context, {.ciphered = true}, get_energy).value();
            const auto heard = first ? meter.hear(wire).send.at(0) : hear(wire);
            const auto content = decode_ciphered(heard).value().content;
            counters.push_back(read_security_header(content).value().header.invocation_counter);
        }
    std::sort(counters.begin(), counters.end());
    CHECK(std::adjacent_find(counters.begin(), counters.end()) == counters.end());
    CHECK(meter.say(wire).apdu[0] == 0xD8); // the other one has heard it
    CHECK(meter.incident() == incident_kind::repeated_counter);
}

TEST_CASE("our counter is kept ahead, the received one as it is, and what was not used is given back")
{
    ciphered_meter meter({true, true}, {true, true}, everything, {}, {7, 0}, {100, 0});
    CHECK(meter.store.stored[key_use::unicast] == counter_values{356, 8});
    const auto writes = meter.store.writes;
    meter.say(get_energy, {.ciphered = true});
    CHECK(meter.store.stored[key_use::unicast] == counter_values{356, 9});
    CHECK(meter.store.writes == writes + 1);
    meter.server.reset();
    CHECK(meter.store.stored[key_use::unicast] == counter_values{102, 9}); // AARE and one answer
}

TEST_CASE("an association goes on under the keys that it began with, and the next one has the new ones")
{
    ciphered_meter meter;
    meter.say(get_energy, {.ciphered = true});
    meter.store.unicast = key(0x22);
    meter.store.stored[key_use::unicast] = {};
    CHECK(meter.say(get_energy, {.ciphered = true}).apdu == energy_read);
    CHECK(meter.store.stored[key_use::unicast] == counter_values{}); // the new key's, untouched
    meter.server.reset();
    CHECK(meter.store.stored[key_use::unicast] == counter_values{});
    meter.unicast = encryption_key(key(0x22));
    meter.associate();
    CHECK(meter.say(get_energy, {.ciphered = true}).apdu == energy_read);
    CHECK(meter.store.stored[key_use::unicast] == counter_values{257, 2});
}

TEST_CASE("a key whose counter is used up sends no more")
{
    ciphered_meter meter({}, {}, everything, {}, {}, {0xFFFFFFFE, 0});
    CHECK(sim::to_hex(meter.say(get_energy, {.ciphered = true}).apdu) == "D80103");
    CHECK(meter.say(get_energy, {}).apdu == energy_read); // plain, which this policy allows
    CHECK(meter.store.stored[key_use::unicast].next_own == 0xFFFFFFFF);
}

TEST_CASE("a request under the broadcast key is answered under the unicast key")
{
    ciphered_meter meter;
    encryption_key everybody(key(0xBB));
    meter.store.broadcast = key(0xBB);
    meter.context.broadcast = &everybody;
    const message_form to_all{.ciphered = true,
                              .control = {.authenticated = true, .encrypted = true, .broadcast = true}};
    const auto wire = cipher(meter.context, to_all, get_energy).value();
    const auto heard = meter.say(wire);
    CHECK(heard.apdu == energy_read);
    CHECK_FALSE(heard.form.control.broadcast);
    CHECK(meter.store.stored[key_use::broadcast].lowest_acceptable == 1);
    CHECK(sim::to_hex(meter.say(wire).apdu) == "D8010600000001");
}

TEST_CASE("an association is released plainly or ciphered, and answered alike")
{
    const initiate_request wish{.dedicated_key = {}, .proposed = everything, .max_pdu_size = 200};
    ciphered_meter meter;
    SUBCASE("plainly") { CHECK(sim::to_hex(meter.hear(hex("6203800100")).send.at(0)) == "6303800100"); }
    SUBCASE("ciphered")
    {
        const devices::dlms::release m{0, cipher(meter.context, {.ciphered = true}, encode(wish)).value()};
        const auto answer = decode_release_response(meter.hear(encode_request(m)).send.at(0)).value();
        REQUIRE_FALSE(answer.user_information.empty());
        CHECK(decode_initiate_response(decipher(meter.context, answer.user_information).value().apdu).has_value());
    }
    SUBCASE("with a wrong tag it stands")
    {
        devices::dlms::release m{0, cipher(meter.context, {.ciphered = true}, encode(wish)).value()};
        m.user_information.back() ^= 1;
        CHECK(sim::to_hex(meter.hear(encode_request(m)).send.at(0)) == not_deciphered);
        REQUIRE(meter.server.associated());
        CHECK(meter.say(get_energy, {.ciphered = true}).apdu == energy_read);
        return;
    }
    CHECK_FALSE(meter.server.associated());
}

TEST_CASE("long ciphered answers stay within what the client receives")
{
    for (const bool general : {false, true}) {
        ciphered_meter meter;
        meter.things.text.assign(700, 0x5A);
        const message_form form{.ciphered = true, .general = general};
        sim::bytes all;
        auto heard = meter.say(encode(request_apdu{{}, request::get{{1, note, 2}}}), form);
        for (std::uint32_t number = 1;; ++number) {
            CHECK(meter.last.send.at(0).size() <= 200);
            const auto block = std::get<response::get_block>(decode_response(heard.apdu).value().what);
            const auto& raw = std::get<sim::bytes>(block.raw);
            all.insert(all.end(), raw.begin(), raw.end());
            if (block.last) break;
            heard = meter.say(encode(request_apdu{{}, request::get_next{number}}), form);
        }
        CHECK(all == octet_string(700));
    }
}

TEST_CASE("a notification goes to the client of an open association in its terms")
{
    const data_notification alert{1, {}, hex("1105")};
    device plain(public_client());
    CHECK(plain.server.notify(alert).error() == security_errc::missing_key);
    open_meter open;
    CHECK(open.server.notify(alert).value() == std::vector<sim::bytes>{encode(alert)});
    ciphered_meter meter;
    const auto heard = decode_notification(meter.context, meter.server.notify(alert).value().at(0)).value();
    CHECK(heard.what == alert);
    CHECK(heard.form == message_form{true, true, ciphering::global, authenticated_and_encrypted});
}

TEST_CASE("a notification that is too long for the client goes in general blocks, or not at all")
{
    const data_notification alert{1, {}, octet_string(150)};
    open_meter without_blocks(without(everything, conformance::general_block_transfer));
    CHECK(without_blocks.server.notify(alert).error() == sim::codec_errc::too_long);

    open_meter open;
    sim::bytes all;
    auto blocks = open.server.notify(alert).value();
    CHECK(open.server.notify({2, {}, hex("1105")}).has_value()); // a short one fits in between
    CHECK(open.server.notify(alert).error() == boost::system::errc::operation_in_progress);
    for (std::uint16_t number = 1; !blocks.empty(); ++number) {
        REQUIRE(blocks.size() == 1); // the client's window is not known yet
        CHECK(blocks[0].size() <= 64);
        const auto b = decode_general_block(blocks[0]).value();
        CHECK(b.number == number);
        all.insert(all.end(), b.data.begin(), b.data.end());
        blocks =
            open.hear(encode(general_block{.last = true, .number = number, .acknowledged = number, .data = {}})).send;
    }
    CHECK(all == encode(alert));
    CHECK(open.server.notify(alert).has_value()); // the next one may go
    CHECK(open.say(request::get{{3, energy, 2}}) == "C401C100060001E240");
    CHECK(open.server.notify(alert).has_value()); // the request has ended it
}

TEST_CASE("a notification needs no association, and uses up a counter")
{
    keys meter;
    encryption_key unicast(key(0x11));
    security_context head_end{.own = {{'C', 'L', 'I', 0, 0, 0, 0, 2}},
                              .peer = meter.title,
                              .authentication_key = key(0xA1),
                              .unicast = &unicast};
    const data_notification alert{1, hex("07E40B0706010000FF800000"), hex("1105")};
    CHECK(encode_notification(meter, 1, {}, alert).value() == encode(alert));
    CHECK(decode_notification(head_end, encode(alert)).value().what == alert);
    CHECK(meter.writes == 0);
    for (std::uint32_t i = 1; i < 3; ++i) {
        const auto wire = encode_notification(meter, 1, authenticated_and_encrypted, alert).value();
        CHECK(wire[0] == 0xDB);
        CHECK(decode_notification(head_end, wire).value().what == alert);
        CHECK(decode_notification(head_end, wire).error().reason == security_errc::repeated_counter);
        CHECK(meter.stored[key_use::unicast].next_own == i + 1);
    }
    CHECK(decode_notification(head_end, get_energy).has_error());
    CHECK(decode_notification(head_end, {}).has_error());
    meter.unicast.reset();
    CHECK(encode_notification(meter, 1, authenticated_only, alert).error() == security_errc::missing_key);
}

} // namespace
