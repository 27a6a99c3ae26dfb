// What a parked installation costs: resident memory as a slope over fleets of growing size, after their first calls
// home.
#include "scenarios/engine/world.hpp"

#include <doctest/doctest.h>

#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

namespace {

using namespace std::chrono_literals;
namespace engine = scenarios::engine;

std::size_t resident_bytes()
{
    malloc_trim(0);
    std::ifstream in("/proc/self/statm");
    std::size_t total = 0, resident = 0;
    in >> total >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

engine::scenario fleet_of(std::uint32_t count)
{
    engine::scenario plan;
    engine::file::fleet_entry entry;
    entry.id.value = "tri";
    entry.family.value = "trilliant";
    plan.fleet.push_back(entry);
    for (std::uint32_t i = 1; i <= count; ++i) plan.installations.push_back({"tri-" + std::to_string(i), 0, i});
    return plan;
}

struct sample {
    std::uint32_t count;
    std::size_t made, parked;
};

sample measure(std::uint32_t count)
{
    auto plan = fleet_of(count);
    auto before = resident_bytes();
    engine::world_options options;
    options.transport = sim::transport::network_kind::memory;
    options.time.start = plan.clock.start;
    engine::world world(plan, options);
    auto made = resident_bytes() - before;
    world.start();
    world.sim().time.run_until(plan.clock.start + 10min); // all have called home once and wait
    return {count, made, resident_bytes() - before};
}

} // namespace

TEST_CASE("a parked installation costs kilobytes")
{
    measure(50); // warms the allocator and the libraries
    auto small = measure(500), large = measure(2000);
    auto slope = [&](std::size_t sample::*what) {
        return (static_cast<double>(large.*what) - static_cast<double>(small.*what)) / (large.count - small.count);
    };
    std::printf("bytes per installation: %.0f as made, %.0f parked after its first call home\n", slope(&sample::made),
                slope(&sample::parked));
    CHECK(slope(&sample::parked) > 0);
    CHECK(slope(&sample::parked) < 256 * 1024); // far above the goal of kilobytes: something is kept that should not be
}
