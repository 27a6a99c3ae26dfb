// Which envelopes a head-end has had: an envelope whose acknowledgement was lost comes again and must not count twice.
#pragma once
#include "devices/call_home/messages.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace devices::call_home {

/// A set of sequence numbers as ranges. Bounded: above `most_ranges` the oldest gap is taken as had — the hub dropped
/// those envelopes for want of room, since it sends oldest first.
class sequence_set {
public:
    static constexpr std::size_t most_ranges = 256;
    /// False when the number was there already.
    bool insert(std::uint32_t sequence);
    bool contains(std::uint32_t sequence) const;
    const std::vector<sequence_range>& ranges() const { return ranges_; }

private:
    std::vector<sequence_range> ranges_; ///< ascending, with gaps between them
};

class envelope_ledger {
public:
    /// True when the hub sends this envelope for the first time.
    bool record(sim::eui64 hub, std::uint32_t sequence) { return hubs_[hub].insert(sequence); }
    bool contains(sim::eui64 hub, std::uint32_t sequence) const;
    /// For a hub whose memory was replaced: its count starts again.
    void forget(sim::eui64 hub) { hubs_.erase(hub); }

private:
    std::map<sim::eui64, sequence_set> hubs_;
};

/// What acknowledges a whole batch: one range, since a hub holds nothing between two envelopes of a batch; none when
/// empty.
std::vector<sequence_range> everything_in(const envelopes& batch);

} // namespace devices::call_home
