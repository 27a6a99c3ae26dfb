// How a bench compares: the simulator and its floor by turns, pair by pair. Machines are shared: what else runs weighs
// on both of a pair, mostly, and never makes either quicker.
//
// Two figures stand beside each other. The goal is what the code is to reach on a quiet machine: it is printed, with
// the median of the pairs and whether that reaches it, and asserted nowhere. What is asserted of the best pair lies
// well below what is measured: it fails when something has become slow, not when the machine is busy.
#pragma once
#include "outside_client.hpp"

#include <functional>

namespace bench {

struct targets {
    double goal{0};     ///< ours to the floor, exchanges per second; 0: nobody has named one
    double asserted{0}; ///< of the best pair
    double spread{0};   ///< p99 to p50 of our latencies, asserted of the best trial; 0: whatever it is
};

struct comparison {
    double ours{0}, floor{0};   ///< exchanges per second, the best of each
    std::vector<double> ratios; ///< of each pair, ascending
    double spread{0};           ///< p99 to p50 of our latencies, the least of all trials
    std::string failure;        ///< the first; empty: none

    double best() const { return ratios.empty() ? 0 : ratios.back(); }
    double median() const { return ratios.empty() ? 0 : ratios[ratios.size() / 2]; }
};

/// `ours` plays one trial; the floor plays the same legs over as many connections. Three pairs, or up to ten where what
/// is asserted is not met by then. Prints each trial and what came of all.
comparison compare(const std::string& name, const targets& t, const std::function<played()>& ours);
/// "reached" or "NOT reached"
const char* goal_words(bool reached);

} // namespace bench
