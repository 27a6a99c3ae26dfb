#include "devices/dlms/wrapper.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::dlms;

sim::bytes hex(std::string_view text) { return sim::from_hex(text).value(); }

std::vector<wrapped> all(unwrapper& u)
{
    std::vector<wrapped> out;
    while (auto w = u.next()) out.push_back(std::move(*w));
    return out;
}

TEST_CASE("an APDU is carried behind version, wPorts and length")
{
    CHECK(sim::to_hex(wrap(public_client, management_server, hex("C0018100080000010000FF0200")).value()) ==
          "000100100001000D"
          "C0018100080000010000FF0200");
    CHECK(wrap(1, 2, sim::bytes(65535)).has_value());
    CHECK(wrap(1, 2, sim::bytes(65536)).error() == sim::codec_errc::too_long);
}

TEST_CASE("APDUs come out whole, however the stream is cut")
{
    sim::bytes stream;
    const std::vector<wrapped> sent{{16, 1, hex("C001")}, {1, 16, {}}, {2, 3, sim::bytes(300, 7)}};
    for (const auto& w : sent) {
        auto octets = wrap(w.source, w.destination, w.apdu).value();
        stream.insert(stream.end(), octets.begin(), octets.end());
    }
    for (std::size_t chunk = 1; chunk <= stream.size(); ++chunk) {
        unwrapper u;
        std::vector<wrapped> received;
        for (std::size_t at = 0; at < stream.size(); at += chunk) {
            u.feed(sim::byte_view(stream).subspan(at, std::min(chunk, stream.size() - at)));
            for (auto& w : all(u)) received.push_back(std::move(w));
        }
        CHECK(received == sent);
        CHECK_FALSE(u.error());
    }
}

TEST_CASE("another version ends the stream for good, as soon as it is seen")
{
    unwrapper u;
    u.feed(hex("0001001000010000"
               "0002"));
    CHECK(all(u).size() == 1);
    CHECK(u.error() == sim::codec_errc::out_of_range);
    u.feed(hex("0001001000010000"));
    CHECK(all(u).empty());
}

TEST_CASE("an APDU above the limit ends the stream before it has come")
{
    unwrapper u(16);
    u.feed(hex("0001001000010010"));
    CHECK(all(u).empty());
    CHECK_FALSE(u.error());
    u.feed(sim::bytes(16));
    CHECK(all(u).size() == 1);
    u.feed(hex("0001001000010011"));
    CHECK(all(u).empty());
    CHECK(u.error() == sim::codec_errc::too_long);
}

} // namespace
