// The symmetric keys that a device of a DLMS family leaves its factory with: functions of the seed and of its EUI-64.
//
// Model choice: its SMSO works with the encryption and authentication key of the factory; the master key went to the
// DCO, and nobody else has it.
#pragma once
#include "devices/dlms/security_suite.hpp"
#include "sim/core/ids.hpp"
#include "sim/kernel/rng.hpp"

namespace scenarios::engine {

struct factory_keys {
    devices::dlms::key128 master{};         ///< key encryption key (KEK)
    devices::dlms::key128 encryption{};     ///< global unicast encryption key (GUEK)
    devices::dlms::key128 authentication{}; ///< global authentication key (GAK)
};

factory_keys make_factory_keys(const sim::rng& dice, sim::eui64 device);

} // namespace scenarios::engine
