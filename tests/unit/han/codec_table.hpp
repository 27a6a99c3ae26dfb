// What every row of a codec's table has to stand.
#pragma once
#include "sim/core/bytes.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace tests {

inline sim::bytes octets(std::string_view hexadecimal) { return sim::from_hex(hexadecimal).value(); }

template <class Value>
std::string encoded(const Value& value)
{
    sim::writer out;
    encode(out, value);
    return sim::to_hex(out.data());
}

/// A message that is all fields: encodes to these octets, decodes from them, and from nothing shorter or longer.
template <class Value, class Decode>
void check_message(const Value& value, std::string_view hexadecimal, Decode decode)
{
    CAPTURE(hexadecimal);
    const auto wire = octets(hexadecimal);
    const auto read = decode(sim::byte_view(wire));
    REQUIRE_MESSAGE(read.has_value(), read.error().message());
    CHECK(*read == value);
    for (std::size_t size = 0; size < wire.size(); ++size) {
        CAPTURE(size);
        CHECK(decode(sim::byte_view(wire).first(size)).error() == sim::codec_errc::truncated);
    }
    auto longer = wire;
    longer.push_back(0);
    CHECK(decode(sim::byte_view(longer)).error() == sim::codec_errc::trailing_bytes);
}

/// A frame: a header with a payload behind it, which may be empty. `header` octets cannot be cut.
template <class Frame, class Decode>
void check_frame(const Frame& frame, std::string_view hexadecimal, std::size_t header, Decode decode)
{
    CAPTURE(hexadecimal);
    const auto wire = octets(hexadecimal);
    CHECK(encoded(frame) == hexadecimal);
    const auto read = decode(sim::byte_view(wire));
    REQUIRE_MESSAGE(read.has_value(), read.error().message());
    CHECK(*read == frame);
    for (std::size_t size = 0; size < header; ++size) {
        CAPTURE(size);
        CHECK(decode(sim::byte_view(wire).first(size)).error() == sim::codec_errc::truncated);
    }
    CHECK(decode(sim::byte_view(wire).first(header)).value().payload.empty());
}

} // namespace tests
