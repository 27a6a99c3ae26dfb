// What every model is handed: time, dice, journal, memory, catalogue, faults. One simulation is one world.
#pragma once
#include "sim/kernel/clock_gate.hpp"
#include "sim/kernel/compute.hpp"
#include "sim/kernel/fault_point.hpp"
#include "sim/kernel/journal.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/nvm.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/kernel/rng.hpp"

namespace sim {

struct simulation {
    explicit simulation(std::uint64_t seed, kernel_options options = {});
    /// Events may own things that use the journal or the catalogue: they die first.
    ~simulation();

    nvm_memory memory;
    kernel time;
    rng dice;
    journal log;
    registry names;
    fault_points faults;
};

} // namespace sim
