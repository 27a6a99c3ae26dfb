// Who keeps virtual time from moving freely, and why. Three kinds of hold, each with owner, reason, start and time to
// live:
//
//   freeze   time stands still
//   flow     time runs with the wall clock (1:1, or `pace_while_held`): a peer outside this process is at work
//   barrier  time never leaps past an instant that a peer has registered; once reached, it flows until the peer says
//   more
//
// A hold that outlives its limit is named, and ends the run: BLOCKED.
#pragma once
#include "sim/kernel/kernel.hpp"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace sim {

enum class hold_kind { freeze, flow, barrier };

/// The wall watchdog expired: the system under test, not a device, is slow. Never confused with a virtual time-out.
struct blocked : std::runtime_error {
    blocked(std::string who, std::string why);
    std::string owner, reason;
};

struct hold_record;

/// Move-only; dropping it releases the hold. To be used on the world's thread.
class hold {
public:
    hold() = default;
    hold(hold&& other) noexcept;
    hold& operator=(hold&& other) noexcept;
    ~hold() { release(); }
    void release();
    /// Its time to live begins anew. To be called on a hold that is held.
    void renew();
    explicit operator bool() const { return gate_ != nullptr; }

private:
    friend class clock_gate;
    hold(clock_gate* gate, hold_record& record) : gate_(gate), record_(&record) {}
    clock_gate* gate_{nullptr};
    hold_record* record_{nullptr}; ///< the gate's
};

struct hold_info {
    hold_kind kind;
    std::string owner, reason;
    std::chrono::steady_clock::time_point since; ///< wall
    std::chrono::nanoseconds limit;              ///< wall
    std::optional<time_point> due;               ///< a barrier's instant, until it is reached
};

class clock_gate {
public:
    explicit clock_gate(kernel& k);
    ~clock_gate();

    /// `limit` is wall time; zero takes the kernel's `hold_limit`.
    hold freeze(std::string owner, std::string reason, std::chrono::nanoseconds limit = {});
    hold flow(std::string owner, std::string reason, std::chrono::nanoseconds limit = {});
    std::vector<hold_info> holds() const;

    /// A peer with a clock of its own says when it will act next.
    class barrier {
    public:
        /// `limit`: wall time that the peer may take, once its instant is reached, to say its next one.
        barrier(clock_gate& gate, std::string owner, std::chrono::nanoseconds limit = {});
        barrier(const barrier&) = delete;
        barrier& operator=(const barrier&) = delete;
        ~barrier();
        void next(time_point due);
        void none();

    private:
        friend class clock_gate;
        clock_gate& gate_;
        std::string owner_;
        std::chrono::nanoseconds limit_;
        std::optional<time_point> due_;
        hold waiting_;
    };

private:
    friend class hold;
    friend class kernel;
    struct impl;
    void release(hold_record& record);
    void owner_restart();

    std::unique_ptr<impl> impl_;
};

} // namespace sim
