#include "devices/call_home/framer.hpp"

#include "devices/call_home/codec.hpp"
#include "devices/call_home/limits.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

using namespace call_home_samples;

TEST_CASE("messages come out whole, whatever the pieces they came in")
{
    sim::bytes stream;
    for (const auto& m : all()) {
        auto octets = encode(m).value();
        stream.insert(stream.end(), octets.begin(), octets.end());
    }
    for (std::size_t piece :
         {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, std::size_t{64}, stream.size()}) {
        CAPTURE(piece);
        framer f;
        std::vector<message> got;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            f.push(sim::byte_view(stream).subspan(at, std::min(piece, stream.size() - at)));
            while (auto raw = f.next()) got.push_back(decode(*raw).value());
        }
        CHECK(got == all());
        CHECK(f.pending() == 0);
        CHECK(!f.error());
    }
}

TEST_CASE("a length above the limit is refused before its data arrives, and nothing comes after")
{
    framer f;
    f.push(sim::bytes{0x40, 0x01});
    CHECK(!f.next());
    CHECK(f.error() == sim::codec_errc::too_long);
    f.push(encode(bye{bye_reason::complete, {}}).value());
    CHECK(!f.next());
    CHECK(f.pending() == 0);
}

TEST_CASE("the largest message passes")
{
    framer f;
    sim::bytes octets(limits::length_prefix + limits::message, 0x01);
    octets[0] = 0x40;
    octets[1] = 0x00;
    f.push(octets);
    auto raw = f.next();
    REQUIRE(raw);
    CHECK(raw->size() == limits::message);
}

TEST_CASE("a length that does not even hold version and type is refused")
{
    for (std::uint8_t length : {std::uint8_t{0}, std::uint8_t{1}}) {
        framer f;
        f.push(sim::bytes{0x00, length, 0x01});
        CHECK(!f.next());
        CHECK(f.error() == sim::codec_errc::truncated);
    }
}

TEST_CASE("a message that is not whole waits")
{
    framer f;
    auto octets = encode(bye{bye_reason::complete, {}}).value();
    f.push(sim::byte_view(octets).first(octets.size() - 1));
    CHECK(!f.next());
    CHECK(!f.error());
    CHECK(f.pending() == octets.size() - 1);
    f.push(sim::byte_view(octets).last(1));
    CHECK(f.next());
}
