// How a bench compares: the simulator and its floor by turns, the best of each. Machines are shared: what else runs
// makes either of the two slow, but never quick; the best of as many trials as it takes says what the code can do.
#pragma once
#include "outside_client.hpp"

#include <functional>

namespace bench {

struct comparison {
    double ours{0}, floor{0}; ///< exchanges per second, the best of each
    double spread{0};         ///< p99 to p50 of our latencies, the least of all trials
    std::string failure;      ///< the first; empty: none

    double ratio() const { return floor > 0 ? ours / floor : 0; }
};

/// `ours` plays one trial; the floor plays the same legs over as many connections. Ends early once `ratio` and `spread`
/// (0: whatever it is) are met, after three trials. Prints each trial.
comparison compare(const std::string& name, double ratio, double spread, const std::function<played()>& ours);

} // namespace bench
