// What is too long for one APDU: in the blocks of GET, SET and ACTION, and in general blocks.
#include "tests/support/toy_dlms_device.hpp"

#include <doctest/doctest.h>

namespace {

using namespace toy;

TEST_CASE("a long answer is fetched block by block, each within the client's size")
{
    for (const std::size_t size : {59U, 60U, 100U, 102U, 103U, 500U}) {
        CAPTURE(size);
        open_meter meter;
        meter.things.text.assign(size, 0x5A);
        auto answer = meter.answer(request::get{{1, note, 2}});
        if (const auto* whole = std::get_if<response::get>(&answer)) {
            CHECK(std::get<encoded_data>(whole->result) == octet_string(size));
            CHECK(size + 2 + 4 <= 64);
            continue;
        }
        sim::bytes all;
        for (std::uint32_t number = 1;; ++number) {
            CHECK(meter.last.send.at(0).size() <= 64);
            const auto& block = std::get<response::get_block>(answer);
            CHECK(block.number == number);
            const auto& raw = std::get<sim::bytes>(block.raw);
            all.insert(all.end(), raw.begin(), raw.end());
            if (block.last) break;
            answer = meter.answer(request::get_next{number});
        }
        CHECK(all == octet_string(size));
        CHECK(meter.things.callers.size() == 1); // read once
        CHECK(meter.say(request::get_next{1}) == "C402C101000000010110");
    }
}

TEST_CASE("a long list is fetched block by block")
{
    open_meter meter;
    meter.things.text.assign(60, 0x5A);
    sim::bytes all;
    auto block =
        std::get<response::get_block>(meter.answer(request::get_list{{{1, note, 2}, {3, energy, 2}, {9, note, 1}}}));
    for (;;) {
        const auto& raw = std::get<sim::bytes>(block.raw);
        all.insert(all.end(), raw.begin(), raw.end());
        if (block.last) break;
        block = std::get<response::get_block>(meter.answer(request::get_next{block.number}));
    }
    const auto text = sim::to_hex(octet_string(60));
    CHECK(sim::to_hex(all) == "0300" + text + "00060001E24000" + text);
}

TEST_CASE("a long answer ends with a wrong number, or with another request")
{
    open_meter meter;
    meter.things.text.assign(500, 0x5A);
    meter.say(request::get{{1, note, 2}});
    CHECK(meter.say(request::get_next{2}) == "C402C101000000020113");
    CHECK(meter.say(request::get_next{1}) == "C402C101000000010110");
    meter.say(request::get{{1, note, 2}});
    CHECK(meter.say(request::get{{3, energy, 2}}) == "C401C100060001E240");
    CHECK(meter.say(request::get_next{1}) == "C402C101000000010110");
    meter.say(request::get{{1, note, 2}});
    CHECK(meter.say(request::action_next{1}) == "C701C11000");
}

TEST_CASE("what is too long for the client and may not be cut is refused")
{
    auto services = without(everything, conformance::block_transfer_get);
    services = without(services, conformance::block_transfer_action);
    open_meter meter(without(services, conformance::general_block_transfer));
    meter.things.text.assign(100, 0x5A);
    CHECK(meter.say(request::get{{1, note, 2}}) == "C401C101FA");
    CHECK(meter.say(request::get_list{{{1, note, 2}}}) == "D80104");
    CHECK(meter.say(request::action{{70, valve, 2}, octet_string(100)}) == "D80104");
    CHECK(meter.say(request::action_list{{{70, valve, 2}}, {octet_string(100)}}) == "D80104");
    open_meter small(everything, 64, 200); // and beyond the server's own limit there are no blocks either
    small.things.text.assign(300, 0x5A);
    CHECK(small.say(request::get{{1, note, 2}}) == "C401C101FA");
}

TEST_CASE("a long SET comes block by block")
{
    open_meter meter;
    const auto value = octet_string(30);
    const auto piece = [&](std::size_t from, std::size_t size) {
        return sim::bytes(value.begin() + static_cast<long>(from), value.begin() + static_cast<long>(from + size));
    };
    CHECK(meter.say(request::set_first_block{{1, note, 2}, {false, 1, piece(0, 10)}}) == "C502C100000001");
    CHECK(meter.things.callers.empty());
    CHECK(meter.say(request::set_block{{false, 2, piece(10, 10)}}) == "C502C100000002");
    CHECK(meter.say(request::set_block{{true, 3, piece(20, 12)}}) == "C503C10000000003");
    CHECK(meter.things.text == sim::bytes(30, 0x5A));

    SUBCASE("all in the first block")
    {
        CHECK(meter.say(request::set_first_block{{1, note, 2}, {true, 1, octet_string(5)}}) == "C503C10000000001");
        CHECK(meter.things.text.size() == 5);
    }
    SUBCASE("a wrong first number")
    {
        CHECK(meter.say(request::set_first_block{{1, note, 2}, {false, 2, {9}}}) == "C503C11300000002");
    }
    SUBCASE("a gap")
    {
        meter.say(request::set_first_block{{1, note, 2}, {false, 1, piece(0, 10)}});
        CHECK(meter.say(request::set_block{{false, 3, piece(10, 10)}}) == "C503C11300000003");
        CHECK(meter.say(request::set_block{{false, 2, piece(10, 10)}}) == "C503C11200000002");
    }
    SUBCASE("a block twice")
    {
        meter.say(request::set_first_block{{1, note, 2}, {false, 1, piece(0, 10)}});
        CHECK(meter.say(request::set_block{{false, 1, piece(0, 10)}}) == "C503C11300000001");
    }
    SUBCASE("another request between")
    {
        meter.say(request::set_first_block{{1, note, 2}, {false, 1, piece(0, 10)}});
        CHECK(meter.say(request::get{{3, energy, 2}}) == "C401C100060001E240");
        CHECK(meter.say(request::set_block{{true, 2, piece(10, 22)}}) == "C503C11200000002");
    }
    SUBCASE("a block of an ACTION between")
    {
        meter.say(request::set_first_block{{1, note, 2}, {false, 1, piece(0, 10)}});
        CHECK(meter.say(request::action_block{{true, 2, piece(10, 22)}}) == "C701C11000");
    }
    SUBCASE("no value in it")
    {
        CHECK(meter.say(request::set_first_block{{1, note, 2}, {true, 1, {9, 5, 1}}}) == "C503C10C00000001");
        CHECK(meter.say(request::set_first_block{{1, note, 2}, {true, 1, {}}}) == "C503C10C00000001");
    }
    SUBCASE("without end")
    {
        std::string answer = meter.say(request::set_first_block{{1, note, 2}, {false, 1, sim::bytes(150, 9)}});
        std::uint32_t number = 1;
        while (answer.starts_with("C502") && number < 100)
            answer = meter.say(request::set_block{{false, ++number, sim::bytes(150, 9)}});
        CHECK(answer == "C503C11100000007"); // 1000 octets at most
    }
}

TEST_CASE("a long list of SET comes block by block, and each value goes its way")
{
    open_meter meter;
    const std::vector<attribute> names{{1, note, 2}, {3, energy, 2}};
    sim::bytes values{2};
    for (const auto& v : {octet_string(4), octet_string(2)}) values.insert(values.end(), v.begin(), v.end());
    CHECK(meter.say(request::set_list_first_block{names, {false, 1, {values.begin(), values.begin() + 4}}}) ==
          "C502C100000001");
    CHECK(meter.say(request::set_block{{true, 2, {values.begin() + 4, values.end()}}}) == "C504C102000300000002");
    CHECK(meter.things.text.size() == 4);
    values[0] = 3; // more values than names
    CHECK(meter.say(request::set_list_first_block{names, {true, 1, values}}) == "C504C1020C0C00000001");
    CHECK(meter.say(request::set_list_first_block{{}, {true, 1, values}}) == "D80103");
}

TEST_CASE("ACTION is long in both directions")
{
    open_meter meter;
    const auto value = octet_string(100);
    CHECK(meter.say(request::action_first_block{{70, valve, 2}, {false, 1, {value.begin(), value.begin() + 50}}}) ==
          "C704C100000001");
    auto answer = meter.answer(request::action_block{{true, 2, {value.begin() + 50, value.end()}}});
    sim::bytes all;
    for (;;) {
        CHECK(meter.last.send.at(0).size() <= 64);
        const auto& block = std::get<response::action_block>(answer).block;
        all.insert(all.end(), block.raw.begin(), block.raw.end());
        if (block.last) break;
        answer = meter.answer(request::action_next{block.number});
    }
    CHECK(all == value);
    CHECK(meter.say(request::action_next{3}) == "C701C11000");
    CHECK(meter.say(request::action_first_block{{70, valve, 2}, {false, 2, {9}}}) == "C701C10F00");
    meter.say(request::action{{70, valve, 2}, value});
    CHECK(meter.say(request::action_next{7}) == "C701C10F00");
    CHECK(meter.say(request::action_list_first_block{{{70, valve, 1}, {70, valve, 2}}, {true, 1, {2, 0, 0x11, 5}}}) ==
          "C703C10200000001001105");
    CHECK(meter.say(request::action_list_first_block{{{70, valve, 1}}, {true, 1, {2, 0, 0}}}) == "C703C1010C00");
    CHECK(meter.things.closed == 1);
}

TEST_CASE("general blocks carry any request, and answers that have no blocks of their own")
{
    open_meter meter(without(everything, conformance::block_transfer_get));
    meter.things.text.assign(150, 0x5A);
    SUBCASE("asked in one APDU, answered in blocks, first one and then as many as the client takes")
    {
        meter.say(request::get{{1, note, 2}});
        REQUIRE(meter.last.send.size() == 1);
        auto first = decode_general_block(meter.last.send[0]).value();
        CHECK(meter.last.send[0].size() <= 64);
        CHECK(first.number == 1);
        CHECK_FALSE(first.streaming);
        meter.say(encode(general_block{.last = true, .window = 5, .number = 1, .acknowledged = 1, .data = {}}));
        REQUIRE(meter.last.send.size() == 2);
        sim::bytes all = first.data;
        for (const auto& octets : meter.last.send) {
            const auto b = decode_general_block(octets).value();
            CHECK(b.acknowledged == 1);
            all.insert(all.end(), b.data.begin(), b.data.end());
        }
        const response::get whole{octet_string(150)};
        CHECK(all == encode(response_apdu{{}, whole}));
    }
    SUBCASE("asked in blocks, answered in blocks")
    {
        const auto apdu = encode(request_apdu{{}, request::get{{3, energy, 2}}});
        const sim::bytes front(apdu.begin(), apdu.begin() + 5), back(apdu.begin() + 5, apdu.end());
        CHECK(meter.say(encode(general_block{.window = 1, .number = 1, .data = front})) == "E0810001000100");
        CHECK(
            meter.say(encode(general_block{.last = true, .window = 1, .number = 2, .acknowledged = 1, .data = back})) ==
            "E0810002000209C401C100060001E240");
    }
    SUBCASE("an exception comes as it is")
    {
        CHECK(meter.say(encode(general_block{.last = true, .number = 1, .data = {0x77}})) == "D80202");
        CHECK(meter.say(encode(general_block{.last = true, .number = 1, .data = {}})) == "D80103");
    }
    SUBCASE("the client loses its way")
    {
        meter.say(request::get{{1, note, 2}});
        CHECK(meter.say(encode(general_block{.last = true, .number = 1, .acknowledged = 44, .data = {}})) ==
              "E0800000000000");
        CHECK(find<happened::rejected>(meter.last.events));
        CHECK(meter.say("E080000100") == "D80103");
    }
    SUBCASE("another request ends it")
    {
        meter.say(request::get{{1, note, 2}});
        CHECK(meter.say(request::get{{3, energy, 2}}) == "C401C100060001E240");
    }
    CHECK(meter.say(request::get{{3, energy, 2}}) == "C401C100060001E240");
}

/// GET of the energy register in two general blocks.
struct halves {
    sim::bytes apdu = encode(request_apdu{{}, request::get{{3, energy, 2}}});
    sim::bytes front{apdu.begin(), apdu.begin() + 5}, back{apdu.begin() + 5, apdu.end()};

    sim::bytes first(bool streaming = false) const
    {
        return encode(general_block{.streaming = streaming, .window = 3, .number = 1, .data = front});
    }
    sim::bytes second() const { return encode(general_block{.last = true, .window = 3, .number = 2, .data = back}); }
};
constexpr const char* energy_in_a_block = "E0810002000209C401C100060001E240";

TEST_CASE("a general block that does not come is asked for after its time, and given up after the third")
{
    using namespace std::chrono_literals;
    open_meter meter;
    const halves ask;
    const sim::time_point start{};
    CHECK_FALSE(meter.server.due());
    CHECK(meter.server.timeout(start + 1h).send.empty()); // nothing is waited for
    CHECK(meter.say(ask.first(true)).empty());            // more is on its way, it says: and that is lost
    REQUIRE(meter.server.due() == start + 5s);
    CHECK(meter.server.timeout(start + 4999ms).send.empty());
    SUBCASE("it comes then")
    {
        const auto asked = meter.server.timeout(start + 5s);
        REQUIRE(asked.send.size() == 1);
        CHECK(sim::to_hex(asked.send[0]) == "E0810001000100"); // the first is here
        CHECK(asked.events.empty());
        CHECK(meter.server.due() == start + 10s);
        CHECK(meter.say(ask.second()) == energy_in_a_block);
        CHECK_FALSE(meter.server.due());
    }
    SUBCASE("it never comes")
    {
        for (auto at : {5s, 10s, 15s}) CHECK(meter.server.timeout(start + at).send.size() == 1);
        const auto given_up = meter.server.timeout(start + 20s);
        REQUIRE(given_up.send.size() == 1);
        CHECK(sim::to_hex(given_up.send[0]) == "E0800000000000");
        CHECK(find<happened::rejected>(given_up.events));
        CHECK_FALSE(meter.server.due());
        CHECK(meter.server.timeout(start + 1h).send.empty());
    }
    SUBCASE("another request instead of it")
    {
        CHECK(meter.say(request::get{{3, energy, 2}}) == "C401C100060001E240");
        CHECK_FALSE(meter.server.due());
    }
    SUBCASE("the connection goes")
    {
        meter.server.reset();
        CHECK_FALSE(meter.server.due());
    }
}

TEST_CASE("a first general block begins a new request, whatever was under way")
{
    open_meter meter(without(everything, conformance::block_transfer_get));
    const halves ask;
    SUBCASE("a request that did not come in full")
    {
        meter.say(encode(general_block{.number = 1, .data = {1, 2, 3}}));
        meter.say(encode(general_block{.number = 2, .data = {4}}));
    }
    SUBCASE("an answer that was not fetched in full")
    {
        meter.things.text.assign(150, 0x5A);
        meter.say(request::get{{1, note, 2}});
    }
    CHECK(meter.say(ask.first()) == "E0810001000100");
    CHECK(meter.say(ask.second()) == energy_in_a_block);
}

TEST_CASE("clients that negotiate general blocks and never speak them get the blocks of GET")
{
    open_meter meter;
    meter.things.text.assign(150, 0x5A);
    CHECK(meter.say(request::get{{1, note, 2}}).starts_with("C402"));
}

} // namespace
