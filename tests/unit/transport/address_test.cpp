#include "sim/transport/stream.hpp"

#include <doctest/doctest.h>

using namespace sim;
using namespace sim::transport;

TEST_CASE("a text that is no IPv4 address is refused")
{
    for (const char* bad :
         {"", "1", "1.2.3", "1.2.3.", "1.2.3.4.", "1.2.3.4.5", ".1.2.3", "1..2.3", "256.0.0.1", "0.0.0.256", "1.2.3.-4",
          "1.2.3.+4", "1.2.3.4 ", " 1.2.3.4", "a.b.c.d", "1.2.3.4:80", "1.2.3.99999999999"}) {
        CAPTURE(bad);
        auto a = address::parse(bad);
        REQUIRE_FALSE(a.has_value());
        CHECK(a.error() == core_errc::malformed);
    }
}

TEST_CASE("an address is read and written with its highest octet first")
{
    CHECK(address::parse("127.10.0.5")->value == 0x7F0A0005);
    for (const char* good : {"0.0.0.0", "127.10.0.5", "255.255.255.255", "10.0.200.1"}) {
        CAPTURE(good);
        REQUIRE(address::parse(good).has_value());
        CHECK(address::parse(good)->to_string() == good);
    }
    CHECK(endpoint{*address::parse("127.0.0.1"), 7443}.to_string() == "127.0.0.1:7443");
    CHECK(endpoint{{1}, 9} < endpoint{{2}, 1});
    CHECK(endpoint{{1}, 1} < endpoint{{1}, 2});
}
