#include "devices/dlms/hdlc_server.hpp"

#include <doctest/doctest.h>

#include <numeric>

namespace {

using namespace devices::dlms;

const hdlc_address client{16, 0, 1}, meter{1, 17, 2};

sim::bytes hex(std::string_view text) { return sim::from_hex(text).value(); }

sim::bytes counted(std::size_t size)
{
    sim::bytes out(size);
    std::iota(out.begin(), out.end(), std::uint8_t{0});
    return out;
}

std::vector<hdlc_frame> frames_in(sim::byte_view line)
{
    hdlc_deframer d;
    d.feed(line);
    std::vector<hdlc_frame> out;
    while (auto f = d.next()) out.push_back(std::move(*f));
    return out;
}

hdlc_server_options options(hdlc_parameters most = {})
{
    hdlc_server_options o;
    o.lower = 17;
    o.most = most;
    o.longest_apdu = 1000;
    return o;
}

/// A client's end by hand: what it sends and what comes back.
struct talk {
    hdlc_server server;
    explicit talk(hdlc_parameters most = {}) : server(options(most)) {}

    hdlc_server::outcome say(hdlc_kind kind, std::uint8_t send = 0, std::uint8_t receive = 0,
                             sim::bytes information = {}, bool segmented = false, bool poll = true)
    {
        return server.received({meter, client, kind, poll, send, receive, segmented, std::move(information)});
    }
    void connect(const hdlc_parameters& wanted = {})
    {
        auto out = say(hdlc_kind::connect, 0, 0, encode(wanted));
        REQUIRE(out.connected);
        REQUIRE(frames_in(out.send).size() == 1);
        CHECK(frames_in(out.send)[0].kind == hdlc_kind::acknowledge);
    }
};

sim::bytes command(const sim::bytes& apdu)
{
    sim::writer out;
    return out.raw(hex("E6E600")).raw(apdu).take();
}

TEST_CASE("connection parameters are written as short as they are, and read in one, two and four octets")
{
    CHECK(sim::to_hex(encode(hdlc_parameters{})) == "818012"
                                                    "050180"
                                                    "060180"
                                                    "070400000001"
                                                    "080400000001");
    CHECK(decode_hdlc_parameters(hex("8180140502008006020080070400000001080400000001")).value() == hdlc_parameters{});
    hdlc_parameters big{2030, 32, 7, 3};
    CHECK(decode_hdlc_parameters(encode(big)).value() == big);
    CHECK(decode_hdlc_parameters({}).value() == hdlc_parameters{});
    CHECK(decode_hdlc_parameters(hex("8180060701070801"
                                     "02"))
              .value() == hdlc_parameters{128, 128, 7, 2});
    CHECK(decode_hdlc_parameters(hex("818003FF01AA")).value() == hdlc_parameters{}); // unknown: passed over
    for (const char* bad :
         {"8080", "81", "818001", "81800305011F", "818003070108", "818003070100", "8180040502", "8180070505000000FF80"})
        CHECK_FALSE(decode_hdlc_parameters(hex(bad)).has_value());
}

TEST_CASE("a client connects, asks, is answered and leaves")
{
    talk t;
    CHECK_FALSE(t.server.connected());
    t.connect();
    CHECK(t.server.client() == 16);
    auto asked = t.say(hdlc_kind::information, 0, 0, command(hex("C001")));
    CHECK(asked.send.empty());
    CHECK(asked.apdu == hex("C001"));
    auto answer = frames_in(t.server.answer({hex("C401")}));
    REQUIRE(answer.size() == 1);
    CHECK(answer[0] == hdlc_frame{client, meter, hdlc_kind::information, true, 0, 1, false, hex("E6E700C401")});
    auto left = t.say(hdlc_kind::disconnect);
    CHECK(left.disconnected);
    CHECK(frames_in(left.send)[0].kind == hdlc_kind::acknowledge);
    CHECK_FALSE(t.server.connected());
    CHECK(t.server.answer({hex("C401")}).empty());
}

TEST_CASE("each end gets what both can do")
{
    talk t({1024, 512, 3, 2});
    t.connect({600, 2030, 7, 7});
    CHECK(t.server.agreed() == hdlc_parameters{1024, 512, 3, 2});
    t.connect({64, 100, 1, 2});
    CHECK(t.server.agreed() == hdlc_parameters{100, 64, 2, 1});
}

TEST_CASE("without a connection all that is said is that there is none")
{
    talk t;
    for (auto kind : {hdlc_kind::information, hdlc_kind::receive_ready, hdlc_kind::disconnect}) {
        auto out = t.say(kind, 0, 0, kind == hdlc_kind::information ? command(hex("C001")) : sim::bytes{});
        REQUIRE(frames_in(out.send).size() == 1);
        CHECK(frames_in(out.send)[0].kind == hdlc_kind::disconnected);
        CHECK_FALSE(out.apdu);
    }
    CHECK(t.say(hdlc_kind::receive_ready, 0, 0, {}, false, false).send.empty()); // nobody asked
    t.connect();
    t.server.timeout();
    CHECK_FALSE(t.server.connected());
}

TEST_CASE("a long answer goes out in pieces, a window at a time")
{
    for (std::uint8_t window : {std::uint8_t{1}, std::uint8_t{3}}) {
        talk t({128, 128, window, 1});
        t.connect({128, 128, 1, window});
        REQUIRE(t.say(hdlc_kind::information, 0, 0, command(hex("C001"))).apdu);
        sim::bytes whole;
        std::uint8_t next = 0;
        bool more = true;
        for (auto line = t.server.answer({counted(900)}); more; line = t.say(hdlc_kind::receive_ready, 0, next).send) {
            auto pieces = frames_in(line);
            REQUIRE(!pieces.empty());
            CHECK(pieces.size() <= window);
            for (const auto& f : pieces) {
                CHECK(f.send == next);
                CHECK(f.poll_final == (&f == &pieces.back()));
                next = (next + 1) & 7;
                more = f.segmented;
                whole.insert(whole.end(), f.information.begin(), f.information.end());
            }
        }
        auto expected = hex("E6E700");
        auto content = counted(900);
        expected.insert(expected.end(), content.begin(), content.end());
        CHECK(whole == expected);
    }
}

TEST_CASE("a request in pieces is one request, and each piece is acknowledged")
{
    talk t;
    t.connect();
    auto whole = command(counted(300));
    auto piece = [&](std::size_t i) {
        auto part = sim::byte_view(whole).subspan(i * 128);
        part = part.first(std::min<std::size_t>(128, part.size()));
        return sim::bytes(part.begin(), part.end());
    };
    for (std::uint8_t i : {std::uint8_t{0}, std::uint8_t{1}}) {
        auto out = t.say(hdlc_kind::information, i, 0, piece(i), true);
        CHECK_FALSE(out.apdu);
        REQUIRE(frames_in(out.send).size() == 1);
        CHECK(frames_in(out.send)[0].kind == hdlc_kind::receive_ready);
        CHECK(frames_in(out.send)[0].receive == i + 1);
    }
    CHECK(t.say(hdlc_kind::information, 2, 0, piece(2)).apdu == counted(300));
}

TEST_CASE("the APDUs of one answer follow each other in one turn; each ends its own segments")
{
    talk t({128, 128, 4, 1});
    t.connect({128, 128, 1, 4});
    REQUIRE(t.say(hdlc_kind::information, 0, 0, command(hex("C001"))).apdu);
    const auto answer = frames_in(t.server.answer({counted(200), hex("E0"), counted(128)}));
    REQUIRE(answer.size() == 4);
    CHECK(answer[0].segmented);
    CHECK_FALSE(answer[1].segmented);
    CHECK(answer[2] == hdlc_frame{client, meter, hdlc_kind::information, false, 2, 1, false, hex("E6E700E0")});
    CHECK(answer[3].segmented);
    CHECK(answer[3].poll_final);
    const auto rest = frames_in(t.say(hdlc_kind::receive_ready, 0, 4).send);
    REQUIRE(rest.size() == 1);
    CHECK(rest[0] == hdlc_frame{client, meter, hdlc_kind::information, true, 4, 1, false, hex("7D7E7F")});
}

TEST_CASE("a request without an answer gives the turn back")
{
    talk t;
    t.connect();
    REQUIRE(t.say(hdlc_kind::information, 0, 0, command(hex("C001"))).apdu);
    const auto turn = frames_in(t.server.answer({}));
    REQUIRE(turn.size() == 1);
    CHECK(turn[0] == hdlc_frame{client, meter, hdlc_kind::receive_ready, true, 0, 1, false, {}});
}

TEST_CASE("a request that is repeated because the answer was lost is not delivered twice; the answer comes again")
{
    talk t;
    t.connect();
    REQUIRE(t.say(hdlc_kind::information, 0, 0, command(hex("C001"))).apdu);
    auto first = t.server.answer({hex("C401")});
    auto again = t.say(hdlc_kind::information, 0, 0, command(hex("C001")));
    CHECK_FALSE(again.apdu);
    CHECK(again.send == first);
    CHECK(t.say(hdlc_kind::receive_ready, 0, 0).send == first); // asked for once more
    auto next = t.say(hdlc_kind::information, 1, 1, command(hex("C002")));
    CHECK(next.apdu == hex("C002"));
    CHECK(frames_in(t.server.answer({hex("C402")}))[0].send == 1);
}

TEST_CASE("other devices' and other clients' frames are nobody's business")
{
    talk t;
    t.connect();
    for (hdlc_address to : {hdlc_address{2, 17, 2}, hdlc_address{1, 18, 2}}) {
        auto out = t.server.received({to, client, hdlc_kind::disconnect, true, 0, 0, false, {}});
        CHECK(out.send.empty());
    }
    auto out = t.server.received({meter, {1, 0, 1}, hdlc_kind::disconnect, true, 0, 0, false, {}});
    CHECK(out.send.empty());
    CHECK(t.server.connected());
    CHECK(t.server.received({{1, 0, 1}, client, hdlc_kind::disconnect, true, 0, 0, false, {}}).disconnected);
}

TEST_CASE("what is too long, or no command, is not delivered")
{
    talk t;
    t.connect();
    CHECK_FALSE(t.say(hdlc_kind::information, 0, 0, hex("E6E700C401")).apdu); // a response
    CHECK_FALSE(t.say(hdlc_kind::information, 1, 0, hex("E6E600")).apdu);
    auto wide = t.say(hdlc_kind::information, 2, 0, command(counted(200))); // more than a frame may carry
    CHECK_FALSE(wide.apdu);
    CHECK(frames_in(wide.send)[0].receive == 2);
    hdlc_server::outcome out;
    for (std::uint8_t i = 2; t.server.connected(); i = (i + 1) & 7)
        out = t.say(hdlc_kind::information, i, 0, counted(120), true);
    CHECK(out.disconnected);
    CHECK(frames_in(out.send)[0].kind == hdlc_kind::reject);
}

/// A client that repeats whatever is not answered, over a line that loses frames either way.
TEST_CASE("over a line that loses a third of all frames, every request is delivered once and every answer arrives")
{
    std::uint64_t dice = 1;
    auto lost = [&dice] {
        dice = dice * 6364136223846793005ULL + 1442695040888963407ULL;
        return (dice >> 33) % 3 == 0;
    };
    talk t;
    t.connect();
    std::uint8_t send = 0, receive = 0;
    int delivered = 0;
    for (int round = 0; round < 200; ++round) {
        const sim::bytes request = counted(1 + static_cast<std::size_t>(round) % 100);
        sim::bytes reply = counted(300), got;
        bool taken = false, complete = false, ask_again = false;
        for (int attempt = 0; !complete; ++attempt) {
            REQUIRE(attempt < 500);
            hdlc_server::outcome out;
            if (!lost()) {
                out = ask_again ? t.say(hdlc_kind::receive_ready, 0, receive)
                                : t.say(hdlc_kind::information, send, receive, command(request));
                if (out.apdu) {
                    CHECK_FALSE(std::exchange(taken, true));
                    CHECK(*out.apdu == request);
                    ++delivered;
                    out.send = t.server.answer({reply});
                }
            }
            for (const auto& f : frames_in(out.send)) {
                if (lost() || f.kind != hdlc_kind::information || f.send != receive) continue;
                receive = (receive + 1) & 7;
                got.insert(got.end(), f.information.begin(), f.information.end());
                ask_again = true; // it has the request: now only the rest of the answer is missing
                complete = !f.segmented;
            }
        }
        CHECK(got.size() == reply.size() + 3);
        CHECK(std::equal(reply.begin(), reply.end(), got.begin() + 3));
        send = (send + 1) & 7;
    }
    CHECK(delivered == 200);
}

} // namespace
