// What the kernel's loop needs to know of the gate. For sim/kernel only.
#pragma once
#include "sim/kernel/clock_gate.hpp"
#include "sim/kernel/pacer.hpp"

#include <map>

namespace sim {

struct hold_record {
    std::uint64_t id;
    hold_kind kind;
    std::string owner, reason;
    wall_clock::time_point since;
    std::chrono::nanoseconds limit;
};

struct clock_gate::impl {
    explicit impl(kernel& k) : owner_kernel(k) {}

    hold_record& take(hold_kind kind, std::string owner, std::string reason, std::chrono::nanoseconds limit);
    std::size_t& count(hold_kind kind) { return kind == hold_kind::freeze ? freezing : flowing; }
    /// Throws `blocked` when a hold has outlived its limit.
    void watch();
    /// Barriers whose instant has come turn into flow holds; true when there was one.
    bool reach_barriers(clock_gate& gate, time_point now);
    std::optional<time_point> first_barrier() const;

    kernel& owner_kernel;
    std::size_t freezing{0}, flowing{0};
    std::uint64_t last_id{0};
    std::map<std::uint64_t, hold_record> records;
    /// No hold outlives its limit before: with a thousand sessions not every turn can ask them all.
    wall_clock::time_point first_limit{wall_clock::time_point::max()};
    std::vector<barrier*> barriers;
};

} // namespace sim
