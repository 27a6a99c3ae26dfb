// What a head-end says to the devices behind a hub, with toy devices that answer it.
#include "scenarios/reference/head_end/conversation.hpp"
#include "tests/support/toy_dlms_device.hpp"

#include <doctest/doctest.h>

namespace scenarios::reference {
namespace {

const working_keys right{toy::key(0x11), toy::key(0xA1)}, wrong{toy::key(0x12), toy::key(0xA2)};
constexpr std::uint16_t chf = 1, esme = 16;

const question::any read_energy = question::get{{3, toy::energy, 2}};
const question::any read_nothing = question::get{{1, toy::obis{{9, 9, 9, 9, 9, 9}}, 2}};
const question::any press = question::act{{70, toy::valve, 1}, toy::axdr_writer().integer(0).take()};
question::any note(std::string_view text)
{
    return question::set{{1, toy::note, 2}, toy::axdr_writer().octet_string(sim::as_bytes(text)).take()};
}

/// A hub with two logical devices behind one wrapper, and all that was answered.
struct bench {
    bench()
    {
        talk.add(chf, chf_keys);
        talk.add(esme, esme_keys);
    }
    /// Until nobody has anything more to say.
    void run() { take(talk.proceed()); }
    void take(conversation_step step)
    {
        for (auto& a : step.answers) answers.emplace_back(a.question, std::move(a.value));
        finished |= step.finished;
        if (step.broken) broken = step.broken;
        if (step.send.empty() || deaf) return;
        toy_hub.feed(step.send);
        sim::bytes back;
        while (auto m = toy_hub.next()) {
            ++turns;
            CHECK(m->source == management_client);
            auto& device = m->destination == chf ? hub : meter;
            for (const auto& apdu : device.hear(m->apdu).send) {
                auto wrapped = toy::wrap(m->destination, m->source, apdu).value();
                back.insert(back.end(), wrapped.begin(), wrapped.end());
            }
        }
        if (!back.empty()) take(talk.received(back));
    }
    using answered = std::pair<std::uint32_t, sim::result<sim::bytes>>;
    std::uint32_t ask(std::uint16_t device, question::any what) { return talk.ask(device, std::move(what)); }
    sim::error_code error(std::size_t i) { return answers.at(i).second.error(); }

    toy::device hub{toy::management_client()}, meter{toy::management_client()};
    devices::dlms::unwrapper toy_hub;
    key_ring chf_keys{{right}}, esme_keys{{right}};
    conversation talk{devices::dlms::system_title{{'S', '1', 'S', 0, 0, 0, 0, 9}},
                      [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), std::uint8_t{0xC5}); }};
    std::vector<answered> answers;
    std::size_t turns{0};
    bool finished{false}, deaf{false};
    sim::error_code broken;
};

TEST_CASE("a device of which no keys are known, or none that it accepts, is not asked; the others are")
{
    bench b;
    SUBCASE("none known") { b.chf_keys.clear(); }
    SUBCASE("none that it accepts") { b.chf_keys = {{wrong}, {{right.encryption, wrong.authentication}}}; }
    b.ask(chf, read_energy);
    b.ask(chf, read_energy);
    b.ask(esme, read_energy);
    b.run();
    REQUIRE(b.answers.size() == 3);
    CHECK(b.error(0) == conversation_errc::no_association);
    CHECK(b.error(1) == conversation_errc::no_association);
    CHECK(b.answers[2].second.has_value());
    CHECK_FALSE(b.broken);
    CHECK(b.error(0).message() == "the device accepts none of the keys that are known of it");
}

TEST_CASE("what a device refuses is said in the standard's words, and the talk goes on")
{
    bench b;
    b.ask(chf, read_nothing);
    b.ask(chf, question::set{{3, toy::energy, 2}, toy::axdr_writer().null_data().take()});
    b.ask(chf, question::act{{70, toy::secret, 1}, toy::axdr_writer().integer(0).take()});
    b.ask(chf, press);
    b.run();
    REQUIRE(b.answers.size() == 4);
    CHECK(b.error(0) == access_error(toy::data_access_result::object_undefined));
    CHECK(b.error(0).message() == "the device answered: object undefined");
    CHECK(b.error(1) == access_error(toy::data_access_result::read_write_denied));
    CHECK(b.error(2) == access_error(toy::action_result::object_undefined));
    CHECK(b.answers[3].second.has_value());
    CHECK(b.hub.things.closed == 1);
}

TEST_CASE("a device that does not answer, and octets that are no wrapper, break the connection")
{
    bench b;
    b.deaf = true;
    b.ask(chf, read_energy);
    b.run();
    CHECK(b.talk.waiting());
    SUBCASE("silence")
    {
        b.take(b.talk.timed_out());
        CHECK(b.broken == conversation_errc::no_answer);
    }
    SUBCASE("noise")
    {
        b.take(b.talk.received(sim::bytes(8, 0xFF)));
        CHECK(b.broken == conversation_errc::not_understood);
    }
    CHECK_FALSE(b.talk.waiting());
    CHECK(b.answers.empty());
    b.deaf = false;
    b.ask(chf, read_energy);
    b.run();
    CHECK(b.answers.empty());
    CHECK(b.turns == 0);
}

TEST_CASE("questions are answered in their order, over one association for each device, and released at the end")
{
    bench b;
    CHECK(b.ask(chf, read_energy) == 1);
    b.ask(esme, note("a"));
    b.ask(chf, question::act{{70, toy::valve, 2}, toy::axdr_writer().boolean(true).take()});
    b.run();
    REQUIRE(b.answers.size() == 3);
    for (std::uint32_t i = 0; i < 3; ++i) CHECK(b.answers[i].first == i + 1);
    CHECK(*b.answers[0].second == toy::axdr_writer().double_long_unsigned(123456).take());
    CHECK(b.answers[1].second->empty());
    CHECK(*b.answers[2].second == toy::axdr_writer().boolean(true).take());
    CHECK(b.meter.things.text == sim::bytes{'a'});
    CHECK(b.turns == 2 * 2 + 3); // AARQ and proof for each, and the questions
    CHECK(b.hub.server.associated());
    CHECK(b.hub.things.callers.front().ciphered);

    b.talk.say_farewell();
    b.run();
    CHECK(b.finished);
    CHECK_FALSE(b.hub.server.associated());
    CHECK_FALSE(b.meter.server.associated());
}

TEST_CASE("the farewell waits for what was asked before it")
{
    bench b;
    b.ask(chf, press);
    b.talk.say_farewell();
    b.run();
    CHECK(b.answers.size() == 1);
    CHECK(b.hub.things.closed == 1);
    CHECK(b.finished);
    bench nothing;
    nothing.talk.say_farewell();
    nothing.run();
    CHECK(nothing.finished);
    CHECK(nothing.turns == 0);
}

TEST_CASE("of several keys the one that the device accepts is tried first from then on")
{
    bench b;
    b.chf_keys = {{wrong}, {right}};
    b.ask(chf, read_energy);
    b.run();
    REQUIRE(b.answers.size() == 1);
    CHECK(b.answers[0].second.has_value());
    CHECK(bool(b.chf_keys.front().keys == right));
    CHECK(b.chf_keys.size() == 2);
}

TEST_CASE("counters go on from contact to contact, and follow a device that has seen higher ones")
{
    bench b;
    SUBCASE("from contact to contact")
    {
        b.ask(chf, read_energy);
        b.run();
        // The AARQ's InitiateRequest, the proof, the request that carries it, and the GET.
        CHECK(b.chf_keys.front().next_counter == 4);
        b.hub.server.reset(); // the connection has gone
        conversation again{devices::dlms::system_title{{'S', '1', 'S', 0, 0, 0, 0, 9}},
                           [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), std::uint8_t{0xC6}); }};
        again.add(chf, b.chf_keys);
        std::swap(b.talk, again);
        b.ask(chf, read_energy);
        b.run();
        CHECK(b.answers.back().second.has_value());
        CHECK(b.chf_keys.front().next_counter == 8);
    }
    SUBCASE("higher ones")
    {
        b.hub.store.stored[toy::key_use::unicast] = {0, 1000};
        b.ask(chf, read_energy);
        b.run();
        REQUIRE(b.answers.size() == 1);
        CHECK(b.answers[0].second.has_value());
        CHECK(b.chf_keys.front().next_counter > 1000);
    }
}

TEST_CASE("keys: what a device has comes first, what it may have second")
{
    key_ring ring;
    suspect(ring, wrong);
    CHECK(ring.size() == 1);
    prefer(ring, right);
    CHECK(bool(ring.front().keys == right));
    ring.front().next_counter = 7;
    suspect(ring, right); // known already
    CHECK(ring.size() == 2);
    const working_keys third{toy::key(1), toy::key(2)};
    suspect(ring, third);
    CHECK(bool(ring[1].keys == third));
    prefer(ring, wrong);
    CHECK(bool(ring.front().keys == wrong));
    CHECK(bool(ring[1].keys == right));
    CHECK(ring[1].next_counter == 7);
}

} // namespace
} // namespace scenarios::reference
