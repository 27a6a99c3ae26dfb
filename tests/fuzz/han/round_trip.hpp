// What a codec owes to whatever it has accepted: the same value when it is written and read again.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/check.hpp"

namespace fuzz {

template <class Value, class Decode>
void check_round_trip(const Value& value, Decode decode)
{
    sim::writer out;
    encode(out, value);
    auto again = decode(sim::byte_view(out.data()));
    sim::check(again.has_value() && *again == value, "a value changes on its way");
}

/// Decodes, and checks what was accepted. The value, or none.
template <class Decode>
auto accept(sim::byte_view octets, Decode decode)
{
    auto value = decode(octets);
    if (value) check_round_trip(*value, decode);
    return value;
}

} // namespace fuzz
