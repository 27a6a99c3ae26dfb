#include "scenarios/engine/identities.hpp"

#include "sim/core/check.hpp"

#include <cstdio>

namespace scenarios::engine {
namespace {

/// `prefix` followed by `number` in `width` digits.
std::string numbered(const char* prefix, int width, std::uint32_t number)
{
    char text[32];
    std::snprintf(text, sizeof text, "%s%0*u", prefix, width, number);
    return text;
}

template <class Id>
Id valid(const std::string& text)
{
    return Id::parse(text).value(); // our own making: anything else is a programmer's error and throws
}

} // namespace

installation_identities make_identities(std::uint32_t number)
{
    sim::check(number < most_installations, "more installations than there are identities");
    constexpr std::uint64_t prefix = 0x70B3D50000000000;
    constexpr std::uint32_t devices = 4; // room for CHF, ESME, GSME and one more
    auto eui = [&](std::uint32_t device) {
        return sim::eui64(prefix | (std::uint64_t{number} + 1) * devices | device);
    };
    auto card = numbered("8931440", 11, number);
    auto supply_point = numbered("99", 10, number);
    auto gas_point = numbered("9", 7, number);
    return {{valid<sim::iccid>(card + sim::luhn_digit(card)), valid<sim::imsi>(numbered("20404", 10, number)),
             valid<sim::msisdn>(numbered("88239", 10, number))},
            eui(0),
            eui(1),
            eui(2),
            valid<sim::mpan>(supply_point + sim::mpan_check_digit(supply_point)),
            valid<sim::mprn>(gas_point + sim::mprn_check_digits(gas_point)),
            numbered("H", 8, number),
            numbered("E", 8, number),
            numbered("G", 8, number)};
}

} // namespace scenarios::engine
