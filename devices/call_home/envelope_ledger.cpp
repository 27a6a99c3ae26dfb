#include "devices/call_home/envelope_ledger.hpp"

#include <algorithm>

namespace devices::call_home {

bool sequence_set::insert(std::uint32_t sequence)
{
    auto after = std::upper_bound(ranges_.begin(), ranges_.end(), sequence,
                                  [](std::uint32_t s, const sequence_range& range) { return s < range.first; });
    bool joins_next = after != ranges_.end() && after->first == sequence + 1;
    if (after != ranges_.begin()) {
        auto before = std::prev(after);
        if (before->contains(sequence)) return false;
        if (before->last + 1 == sequence) {
            before->last = joins_next ? after->last : sequence;
            if (joins_next) ranges_.erase(after);
            return true;
        }
    }
    if (joins_next) {
        after->first = sequence;
        return true;
    }
    ranges_.insert(after, {sequence, sequence});
    if (ranges_.size() > most_ranges) {
        ranges_[1].first = ranges_[0].first;
        ranges_.erase(ranges_.begin());
    }
    return true;
}

bool sequence_set::contains(std::uint32_t sequence) const
{
    return std::any_of(ranges_.begin(), ranges_.end(), [&](const auto& range) { return range.contains(sequence); });
}

bool envelope_ledger::contains(sim::eui64 hub, std::uint32_t sequence) const
{
    auto it = hubs_.find(hub);
    return it != hubs_.end() && it->second.contains(sequence);
}

std::vector<sequence_range> everything_in(const envelopes& batch)
{
    if (batch.items.empty()) return {};
    return {{batch.items.front().sequence, batch.items.back().sequence}};
}

} // namespace devices::call_home
