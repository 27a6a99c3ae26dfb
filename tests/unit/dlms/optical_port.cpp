#include "devices/dlms/optical_port.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::dlms;
using namespace std::chrono_literals;

sim::bytes hex(std::string_view text) { return sim::from_hex(text).value(); }
optical_port port() { return {{"LGZ", "E470", "12345678", '5'}, {}}; }
std::vector<optical_port::outcome> say(optical_port& p, std::string_view text)
{
    return p.received(sim::as_bytes(text));
}

constexpr const char* choice = "\x06"
                               "252\r\n";
const auto snrm = hex("7EA0070321930F017E"), disc = hex("7EA00703215303C77E");

TEST_CASE("a disconnect without a connection is answered and leaves the port in HDLC")
{
    auto p = port();
    const auto out = p.received(disc);
    REQUIRE(out.size() == 1);
    CHECK_FALSE(out[0].send.empty()); // DM
    CHECK_FALSE(out[0].disconnected);
    CHECK(p.received(snrm).at(0).connected);
}

TEST_CASE("a tool signs on at 300 baud and is confirmed at 300, then HDLC goes at the rate that it chose")
{
    auto p = port();
    CHECK(p.baud() == 300);
    CHECK_FALSE(p.patience());
    const auto identified = say(p, "/?!\r\n");
    CHECK(sim::as_text(identified.at(0).send) == "/LGZ5\\2E470\r\n");
    CHECK(identified[0].send_baud == 300);
    CHECK(p.patience() == 3s);
    const auto confirmed = say(p, choice);
    CHECK(sim::as_text(confirmed.at(0).send) == choice);
    CHECK(confirmed[0].send_baud == 300);
    CHECK(p.baud() == 9600);
    CHECK(p.patience() == 120s);
    const auto connected = p.received(snrm);
    CHECK(connected.at(0).connected);
    CHECK(connected[0].send_baud == 9600);
    CHECK(p.client() == 16);
}

TEST_CASE("when the tool leaves or falls silent the port waits for a sign-on again, at 300 baud")
{
    for (const bool silent : {false, true}) {
        auto p = port();
        p.received(snrm);
        CHECK(p.baud() == 9600);
        if (silent)
            CHECK(p.timeout());
        else
            CHECK(p.received(disc).at(0).disconnected);
        CHECK_FALSE(p.connected());
        CHECK(p.baud() == 300);
        CHECK_FALSE(p.patience());
        CHECK(sim::as_text(say(p, "/?!\r\n").at(0).send) == "/LGZ5\\2E470\r\n");
        CHECK_FALSE(p.timeout()); // nobody was connected
        CHECK(say(p, choice).empty());
    }
}

TEST_CASE("HDLC is taken without a sign-on, also out of the middle of one")
{
    for (const char* before : {"", "/?!\r\n", "/?12", "\x06"}) {
        CAPTURE(before);
        auto p = port();
        say(p, before);
        CHECK(p.received(snrm).at(0).connected);
    }
    auto p = port();
    auto both = sim::bytes{'/', '?'};
    both.insert(both.end(), snrm.begin(), snrm.end());
    CHECK(p.received(both).at(0).connected);
}

TEST_CASE("sign-on, connection and request may come in one piece or octet by octet")
{
    sim::bytes all;
    const auto add = [&](sim::byte_view v) { all.insert(all.end(), v.begin(), v.end()); };
    add(sim::as_bytes("/?!\r\n"));
    add(sim::as_bytes(choice));
    add(snrm);
    add(encode(hdlc_frame{{1, 0, 1}, {16, 0, 1}, hdlc_kind::information, true, 0, 0, false, hex("E6E600C001C1")})
            .value());
    for (const std::size_t chunk : {std::size_t(1), std::size_t(7), all.size()}) {
        auto p = port();
        std::vector<optical_port::outcome> out;
        for (std::size_t at = 0; at < all.size(); at += chunk)
            for (auto& o : p.received(sim::byte_view(all).subspan(at, std::min(chunk, all.size() - at))))
                out.push_back(std::move(o));
        REQUIRE(out.size() >= 3);
        CHECK(out[out.size() - 2].connected);
        CHECK(out.back().apdu == hex("C001C1"));
        CHECK(!p.answer({hex("D80101")}).empty());
    }
}

} // namespace
