// The SIM card of the worlds that have one hub, and an operator whose times are round.
#pragma once
#include "sim/core/ids.hpp"
#include "sim/smwan/operator_network.hpp"
#include "sim/smwan/sim_card.hpp"

namespace tests {

inline sim::smwan::sim_identity one_card()
{
    std::string card = "893144000000000001";
    return {sim::iccid::parse(card + sim::luhn_digit(card)).value(), sim::imsi::parse("204040000000001").value(),
            sim::msisdn::parse("882390000000001").value()};
}

inline sim::smwan::operator_settings round_times()
{
    using namespace std::chrono_literals;
    sim::smwan::operator_settings s;
    s.link = {{1s, 1s}, 0, 0, 0};
    s.attach = {3s, 3s};
    s.activation = {2s, 2s};
    s.cancel = {60s, 60s};
    return s;
}

} // namespace tests
