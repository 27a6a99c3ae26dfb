// What tests of the ZigBee Cluster Library share: octets from text, and arguments for any command of the table.
#pragma once
#include "devices/zcl/client.hpp"

#include <algorithm>
#include <string>

namespace devices::zcl {

/// "01 FF" as octets; blanks are for people.
inline sim::bytes hex(std::string text)
{
    std::erase(text, ' ');
    return sim::from_hex(text).value();
}

/// A number that is different in every octet and every field.
inline std::uint64_t sample_number(std::size_t field) { return 0x1122334455667788 + 0x0101010101010101 * field; }

inline fields& add_sample(fields& f, const field& of, std::size_t i, std::uint64_t number)
{
    if (of.type == data_type::unknown) {
        // Seven of the value 1 are a list of one block threshold, too.
        const sim::bytes octets(of.octets ? of.octets : 7, static_cast<std::uint8_t>(of.octets ? 0xA0 + i : 1));
        return f.add(of.name, sim::byte_view(octets));
    }
    if (describe(of.type).how == encoding::fixed) return f.add(of.name, number);
    return f.add(of.name, "text " + std::to_string(i));
}

/// Arguments with every field that can be there beside the others: what others decide on has the first value that
/// anything is asked to have; rows come twice. With `optional` what editions appended is there too.
inline fields sample_arguments(layout of, bool optional)
{
    fields f(of);
    auto number_for = [&](std::size_t i) {
        std::uint64_t number = sample_number(i);
        bool decides = false;
        for (const auto& other : of) {
            if (other.other != of[i].name) continue;
            if (other.when == presence::each_of) return std::uint64_t{2};
            number = other.when == presence::if_equal && decides ? number : (decides ? number : 0) | other.operand;
            decides = true;
        }
        return number;
    };
    auto is_there = [&](const field& one) {
        const auto decider = one.other.empty() ? 0 : f.number(one.other);
        switch (one.when) {
        case presence::always: return true;
        case presence::if_left: return optional;
        case presence::if_set: return (decider & one.operand) != 0;
        case presence::if_equal: return decider == one.operand;
        case presence::if_least: return decider >= one.operand;
        case presence::each_of:
        case presence::each_left: break;
        }
        return false;
    };
    for (std::size_t i = 0; i < of.size();) {
        if (of[i].when != presence::each_of && of[i].when != presence::each_left) {
            if (is_there(of[i])) add_sample(f, of[i], i, number_for(i));
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < of.size() && of[end].when == of[i].when) ++end;
        for (std::size_t row = 0; row < 2; ++row)
            for (auto k = i; k < end; ++k) add_sample(f, of[k], k, sample_number(k + 7 * row));
        i = end;
    }
    return f;
}

} // namespace devices::zcl
