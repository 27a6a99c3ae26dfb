#include "devices/dlms/sign_on.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::dlms;

sign_on meter() { return sign_on({"LGZ", "E470", "12345678", '5'}); }
std::string said(const sign_on::outcome& o) { return sim::as_text(o.send); }
sign_on::outcome say(sign_on& m, std::string_view text) { return m.received(sim::as_bytes(text)); }

constexpr const char* identification = "/LGZ5\\2E470\r\n";

TEST_CASE("a tool signs on and both go on in HDLC at the rate it has chosen")
{
    auto m = meter();
    CHECK(said(say(m, "/?!\r\n")) == identification);
    CHECK(m.identified());
    auto chosen = say(m, "\x06"
                         "242\r\n");
    CHECK(said(chosen) == "\x06"
                          "242\r\n");
    CHECK(chosen.hdlc_at == 4800);
    CHECK_FALSE(m.identified());
}

TEST_CASE("characters may come one by one, after a wake-up sequence, and with parity bits")
{
    auto m = meter();
    const std::string line = std::string(65, '\0') + "/?12345678!\r\n";
    std::string answer;
    for (char c : line) {
        const auto octet = static_cast<std::uint8_t>(c | (c & 1 ? 0x80 : 0)); // some parity or other
        answer += said(m.received({&octet, 1}));
    }
    CHECK(answer == identification);
}

TEST_CASE("a meter answers to its own address and to none")
{
    auto m = meter();
    CHECK(said(say(m, "/?12345679!\r\n")).empty());
    CHECK_FALSE(m.identified());
    CHECK(said(say(m, "/?12345678!\r\n")) == identification);
    CHECK(said(say(m, "/?12345678!\r\n")) == identification); // asked again
}

TEST_CASE("what is not a choice of HDLC at a rate it has gets no answer, and signing on begins anew")
{
    for (const char* wrong : {"\x06"
                              "050\r\n",
                              "\x06"
                              "262\r\n",
                              "\x06"
                              "2x2\r\n",
                              "\x06"
                              "241\r\n",
                              "\x06"
                              "24\r\n",
                              "\x06"
                              "2422\r\n",
                              "242\r\n", "\r\n", "/?!x\r\n"}) {
        CAPTURE(wrong);
        auto m = meter();
        say(m, "/?!\r\n");
        auto out = say(m, wrong);
        CHECK(out.send.empty());
        CHECK_FALSE(out.hdlc_at);
        CHECK_FALSE(say(m, "\x06"
                           "242\r\n")
                        .hdlc_at);
        CHECK(said(say(m, "/?!\r\n")) == identification);
    }
}

TEST_CASE("without a sign-on, after its time, or over the length of a line nothing is chosen")
{
    auto m = meter();
    CHECK(say(m, "\x06"
                 "242\r\n")
              .send.empty());
    say(m, "/?!\r\n");
    m.timeout();
    CHECK(say(m, "\x06"
                 "242\r\n")
              .send.empty());
    CHECK(say(m, "/?" + std::string(1000, '9') + "!\r\n").send.empty());
    CHECK(said(say(m, "/?!\r\n")) == identification);
}

TEST_CASE("baud rates have characters")
{
    CHECK(baud_rate('0') == 300);
    CHECK(baud_rate('5') == 9600);
    CHECK(baud_rate('6') == 19200);
    CHECK_FALSE(baud_rate('7'));
    CHECK_FALSE(baud_rate('/'));
}

} // namespace
