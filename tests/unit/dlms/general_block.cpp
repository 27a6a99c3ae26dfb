// General block transfer: its APDU to the octet, and transfers with windows, gaps and ends that lose their way.
#include "devices/dlms/general_block.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::dlms;

sim::bytes hex(std::string_view text) { return sim::from_hex(text).value(); }

general_block block(std::uint16_t number, sim::bytes data, bool last = false, std::uint16_t acknowledged = 0)
{
    return {.last = last, .window = 1, .number = number, .acknowledged = acknowledged, .data = std::move(data)};
}
general_block decoded(const sim::bytes& octets) { return decode_general_block(octets).value(); }

TEST_CASE("a general block has one form, and nothing is missing or left")
{
    const general_block b{
        .last = true, .streaming = false, .window = 5, .number = 0x0102, .acknowledged = 0x0304, .data = {7, 8, 9}};
    const auto wire = hex("E085010203040307"
                          "0809");
    CHECK(encode(b) == wire);
    CHECK(decode_general_block(wire).value() == b);
    for (std::size_t cut = 0; cut < wire.size(); ++cut) {
        CAPTURE(cut);
        CHECK_FALSE(decode_general_block(sim::byte_view(wire).first(cut)).has_value());
    }
    auto longer = wire;
    longer.push_back(0);
    CHECK(decode_general_block(longer).error() == sim::codec_errc::trailing_bytes);
    CHECK(decode_general_block(hex("E1850102030400")).error() == sim::codec_errc::out_of_range);
    CHECK(decoded(hex("E0400001000000")).streaming);
    CHECK(decoded(hex("E03F0001000000")).window == 63);
}

TEST_CASE("blocks are acknowledged, put together and given out once")
{
    general_block_transfer server({.answers = true});
    auto first = server.received(block(1, {1, 2}));
    CHECK_FALSE(first.apdu);
    REQUIRE(first.send.size() == 1);
    CHECK(sim::to_hex(first.send[0]) == "E0810001000100");
    CHECK(server.received(block(2, {3}, true, 1)).apdu == sim::bytes{1, 2, 3});
}

TEST_CASE("an answer goes in windows of what the peer can take")
{
    general_block_transfer server({.answers = true});
    REQUIRE(server.received({.last = true, .window = 3, .number = 1, .data = {0xC0}}).apdu);
    const auto blocks = server.send(sim::bytes(40, 5), 19); // ten octets each
    REQUIRE(blocks.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        const auto b = decoded(blocks[i]);
        CHECK(blocks[i].size() <= 19);
        CHECK(b.number == i + 1);
        CHECK(b.acknowledged == 1);
        CHECK(b.streaming == (i < 2));
        CHECK_FALSE(b.last);
    }
    const auto rest = server.received({.last = true, .window = 3, .number = 2, .acknowledged = 3, .data = {}});
    REQUIRE(rest.send.size() == 1);
    CHECK(decoded(rest.send[0]).last);
    CHECK(decoded(rest.send[0]).number == 4);
    CHECK(decoded(rest.send[0]).acknowledged == 2);
}

TEST_CASE("what was lost is sent again with its number, and what comes behind a gap is passed over")
{
    general_block_transfer server({.answers = true}), client({.window = 3});
    const auto asked = client.send({0xC0, 1}, 100);
    REQUIRE(server.received(decoded(asked.at(0))).apdu);
    const auto blocks = server.send({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}, 16); // 7, 7, 4
    REQUIRE(blocks.size() == 3);
    CHECK(client.received(decoded(blocks[0])).send.empty()); // streaming
    const auto gap = client.received(decoded(blocks[2]));    // the second is lost
    CHECK_FALSE(gap.apdu);
    REQUIRE(gap.send.size() == 1);
    CHECK(decoded(gap.send[0]).acknowledged == 1);
    const auto again = server.received(decoded(gap.send[0]));
    REQUIRE(again.send.size() == 2);
    CHECK(decoded(again.send[0]).number == 2);
    CHECK(decoded(again.send[0]).data == decoded(blocks[1]).data);
    CHECK_FALSE(client.received(decoded(again.send[0])).apdu);
    CHECK(client.received(decoded(again.send[1])).apdu ==
          sim::bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18});
}

TEST_CASE("who waits in vain asks again, and a block that came twice is taken once")
{
    general_block_transfer client({});
    REQUIRE(client.send({0xC0}, 100).size() == 1);
    CHECK(client.ask_again().empty()); // nothing has begun to come
    REQUIRE(client.received(block(1, {1}, false, 1)).send.size() == 1);
    const auto asked = client.ask_again();
    REQUIRE(asked.size() == 1);
    CHECK(decoded(asked[0]).acknowledged == 1);
    CHECK_FALSE(client.received(block(1, {1}, false, 1)).apdu);
    CHECK(client.received(block(2, {2}, true, 3)).apdu == sim::bytes{1, 2});
}

TEST_CASE("a transfer without sense is given up, and the peer is told")
{
    const auto given_up = [](general_block_transfer::outcome out) {
        return out.aborted && out.send.size() == 1 && sim::to_hex(out.send[0]) == "E0800000000000";
    };
    SUBCASE("more than was ever sent is acknowledged")
    {
        general_block_transfer server({.answers = true});
        REQUIRE(server.received(block(1, {0xC0}, true)).apdu);
        REQUIRE(server.send(sim::bytes(100, 1), 19).size() == 1);
        CHECK(given_up(server.received(block(2, {}, true, 9))));
    }
    SUBCASE("an APDU grows beyond the limit")
    {
        general_block_transfer server({.longest_apdu = 3, .answers = true});
        CHECK_FALSE(server.received(block(1, {1, 2})).aborted);
        CHECK(given_up(server.received(block(2, {3, 4}))));
        CHECK(server.received(block(1, {5}, true)).apdu == sim::bytes{5}); // and the next one works
    }
    SUBCASE("an answer takes more blocks than can be counted")
    {
        general_block_transfer server({.answers = true});
        CHECK(server.send(sim::bytes(65535 * 7, 1), 16).empty());
    }
}

TEST_CASE("who is told that a transfer is given up does not answer")
{
    general_block_transfer server({.answers = true});
    CHECK_FALSE(server.received(block(1, {1, 2})).aborted);
    const auto out = server.received(block(0, {}, true));
    CHECK(out.aborted);
    CHECK(out.send.empty());
    CHECK(server.received(block(1, {7}, true)).apdu == sim::bytes{7});
}

TEST_CASE("both ends agree for every size and window")
{
    for (const std::uint8_t window : std::initializer_list<std::uint8_t>{1, 2, 5, 63})
        for (std::size_t size : {1U, 7U, 8U, 70U, 1000U}) {
            CAPTURE(int(window));
            CAPTURE(size);
            general_block_transfer client({.window = window}), server({.window = window, .answers = true});
            sim::bytes apdu(size);
            for (std::size_t i = 0; i < size; ++i) apdu[i] = static_cast<std::uint8_t>(i);
            std::optional<sim::bytes> request, answer;
            auto to_server = client.send(apdu, 16);
            for (int turn = 0; turn < 1000 && !answer; ++turn) {
                std::vector<sim::bytes> to_client;
                for (const auto& b : to_server) {
                    auto out = server.received(decoded(b));
                    REQUIRE_FALSE(out.aborted);
                    to_client.insert(to_client.end(), out.send.begin(), out.send.end());
                    if (!out.apdu) continue;
                    request = out.apdu;
                    for (auto& a : server.send(*out.apdu, 16)) to_client.push_back(a);
                }
                to_server.clear();
                for (const auto& b : to_client) {
                    auto out = client.received(decoded(b));
                    REQUIRE_FALSE(out.aborted);
                    to_server.insert(to_server.end(), out.send.begin(), out.send.end());
                    if (out.apdu) answer = out.apdu;
                }
            }
            CHECK(request == apdu);
            CHECK(answer == apdu);
        }
}

} // namespace
