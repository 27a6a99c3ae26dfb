// Runs a machine of sim/smwan against a clock that is a plain number: no kernel, no I/O. Timers fire when `advance`
// says; what the machine sends is written down with its time.
#pragma once
#include "sim/smwan/pdp_context.hpp"
#include "sim/smwan/registration.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <vector>

namespace sim::smwan::test {

template <class Machine>
struct driver {
    using act = typename Machine::act;
    using which = typename Machine::timer;
    using event = typename Machine::event;
    using expired = typename Machine::expired;
    struct running {
        which timer;
        duration due;
    };

    Machine machine;
    act request;
    duration now{};
    std::optional<running> slot, periodic;
    std::vector<duration> requests;
    std::vector<typename Machine::action> reports;
    std::function<std::optional<event>()> network; ///< answers a request at once; empty: never

    explicit driver(act what_counts) : request(what_counts) {}

    static constexpr bool is_periodic(which w)
    {
        if constexpr (std::is_same_v<Machine, registration>)
            return w == which::t3312;
        else
            return false;
    }

    void feed(const event& e)
    {
        bool sent = false;
        for (const auto& a : machine.resume(e)) {
            auto& timer = is_periodic(a.which) ? periodic : slot;
            if (a.what == act::start_timer) {
                CHECK_MESSAGE(!timer, "a second timer in one slot");
                timer = running{a.which, now + a.length};
            } else if (a.what == act::stop_timer) {
                timer.reset();
            } else if (a.what == request) {
                requests.push_back(now);
                sent = true;
            } else {
                reports.push_back(a);
            }
        }
        if (!sent || !network) return;
        if (auto answer = network()) feed(*answer);
    }

    /// Fires every timer that is due until `end`.
    void advance(duration end)
    {
        for (;;) {
            auto& next = periodic && (!slot || periodic->due < slot->due) ? periodic : slot;
            if (!next || next->due > end) break;
            auto fired = *next;
            next.reset();
            now = fired.due;
            feed(expired{fired.timer});
        }
        now = end;
    }

    std::size_t count(act what) const
    {
        std::size_t n = 0;
        for (const auto& a : reports) n += a.what == what;
        return n;
    }
};

using times = std::vector<duration>;

} // namespace sim::smwan::test
