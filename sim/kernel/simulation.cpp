#include "sim/kernel/simulation.hpp"

namespace sim {
namespace {

constexpr parameter jump_fields[] = {
    {"from", value_kind::instant, "virtual time before the jump"},
    {"by", value_kind::elapsed, "how far time jumped"},
};
constexpr event_type clock_jumped{"clock.jumped", "Nothing was due: virtual time leapt to the next event.",
                                  jump_fields};

} // namespace

simulation::simulation(std::uint64_t seed, kernel_options options)
    : time(options), dice(seed), log(time), names(time), faults(time, log, dice)
{
    names.declare(clock_jumped);
    names.declare(fault_points::fired);
    time.on_leap([this](time_point from, time_point to) {
        cause_scope root(time);
        time.set_cause(0);
        log.emit(clock_jumped, {}, {{"from", from}, {"by", to - from}});
    });
}

simulation::~simulation() { time.shut_down(); }

} // namespace sim
