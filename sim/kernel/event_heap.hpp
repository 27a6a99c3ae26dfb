// The queue of the kernel: a four-ary heap of (due, sequence) that knows where each node sits, so that cancelling costs
// no more than firing.
//
// Keys lie in the heap itself and positions in a dense table of their own, found by a handle that the node keeps:
// sifting never touches a node, which would cost a cache miss per level with hundreds of thousands of them parked.
#pragma once
#include "sim/core/check.hpp"
#include "sim/kernel/time.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace sim {

/// `Handle` is a callable that returns a reference to the place where a node keeps its handle.
template <class Node, class Handle>
class event_heap {
public:
    struct key {
        time_point due;
        std::uint64_t seq;
    };
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    /// Handles share a word with sequence numbers: 16 million nodes parked at a time, and 10^12 in all.
    static constexpr unsigned handle_bits = 24;
    static constexpr std::uint64_t most_handles = std::uint64_t{1} << handle_bits;
    static constexpr std::uint64_t last_seq = (std::uint64_t{1} << (64 - handle_bits)) - 1;

    bool empty() const { return size() == 0; }
    std::size_t size() const { return count_ - (hole_ ? 1 : 0); }
    /// The first in the order. The queue must not be empty.
    time_point first_due()
    {
        fill_hole();
        return entry_at(0).due;
    }
    Node& first()
    {
        fill_hole();
        return *nodes_[entry_at(0).handle()];
    }
    key of(std::uint32_t handle) const
    {
        const auto& e = entry_at(slots_[handle]);
        return {e.due, e.seq_and_handle >> handle_bits};
    }

    /// `k` must not come before a node that take_first has removed.
    void push(key k, Node& node)
    {
        auto e = make_entry(k, new_handle(node));
        if (std::exchange(hole_, false)) {
            down(0, e);
            return fetch_first();
        }
        if ((count_ + first_offset) / 4 == groups_.size()) groups_.emplace_back();
        up(count_++, e);
    }
    /// Removes the first. Its place is filled by the next push, if that comes before the next look at the first: an
    /// event that arms itself again, as most do, is sifted once instead of twice.
    void take_first()
    {
        fill_hole();
        free_handle(entry_at(0).handle());
        hole_ = true;
    }
    void remove(std::uint32_t handle)
    {
        auto slot = slots_[handle];
        free_handle(handle);
        auto last = entry_at(--count_);
        if (slot < count_) settle(slot, last);
    }
    /// Gives the node another key.
    void rekey(std::uint32_t handle, key k) { settle(slots_[handle], make_entry(k, handle)); }

private:
    struct entry {
        time_point due;
        std::uint64_t seq_and_handle; ///< no two sequence numbers are equal: the handle never decides
        std::uint32_t handle() const { return static_cast<std::uint32_t>(seq_and_handle & (most_handles - 1)); }
        bool before(const entry& other) const
        {
            return due != other.due ? due < other.due : seq_and_handle < other.seq_and_handle;
        }
    };
    struct alignas(64) group {
        std::array<entry, 4> of;
    };
    static_assert(sizeof(group) == 64);
    /// The root is the last of the first group, so that the children of each node, 4 n + 1 to 4 n + 4, are one group.
    static constexpr std::uint32_t first_offset = 3;

    entry& entry_at(std::uint32_t slot)
    {
        slot += first_offset;
        return groups_[slot / 4].of[slot % 4];
    }
    const entry& entry_at(std::uint32_t slot) const { return const_cast<event_heap*>(this)->entry_at(slot); }
    static entry make_entry(key k, std::uint32_t handle)
    {
        check(k.seq <= last_seq, "the event queue has run out of sequence numbers");
        return {k.due, k.seq << handle_bits | handle};
    }

    std::uint32_t new_handle(Node& node)
    {
        if (spare_.empty()) {
            check(nodes_.size() < most_handles, "more events are parked than the queue has handles for");
            spare_.push_back(static_cast<std::uint32_t>(nodes_.size()));
            nodes_.push_back(nullptr);
            slots_.push_back(none);
        }
        auto handle = spare_.back();
        spare_.pop_back();
        nodes_[handle] = &node;
        return Handle{}(node) = handle;
    }
    void free_handle(std::uint32_t handle)
    {
        Handle{}(*nodes_[handle]) = none;
        spare_.push_back(handle);
    }
    void fill_hole()
    {
        if (!std::exchange(hole_, false)) return;
        auto last = entry_at(--count_);
        if (!count_) return;
        down(0, last);
        fetch_first();
    }
    /// Asks for the node that fires next while the kernel does what is to be done in between.
    void fetch_first() const
    {
        const auto* node = reinterpret_cast<const char*>(nodes_[entry_at(0).handle()]);
        __builtin_prefetch(node);
        __builtin_prefetch(node + 64);
    }
    void put(std::uint32_t slot, const entry& e)
    {
        entry_at(slot) = e;
        slots_[e.handle()] = slot;
    }
    void settle(std::uint32_t slot, const entry& e)
    {
        if (slot && e.before(entry_at((slot - 1) / 4)))
            up(slot, e);
        else
            down(slot, e);
    }
    void up(std::uint32_t slot, const entry& e)
    {
        while (slot) {
            std::uint32_t parent = (slot - 1) / 4;
            if (!e.before(entry_at(parent))) break;
            put(slot, entry_at(parent));
            slot = parent;
        }
        put(slot, e);
    }
    void down(std::uint32_t slot, const entry& e)
    {
        for (;;) {
            std::uint32_t first = 4 * slot + 1;
            if (first >= count_) break;
            fetch_children_of(first);
            std::uint32_t last = std::min(first + 4, count_), best = first;
            for (std::uint32_t child = first + 1; child < last; ++child)
                if (entry_at(child).before(entry_at(best))) best = child;
            if (!entry_at(best).before(e)) break;
            put(slot, entry_at(best));
            slot = best;
        }
        put(slot, e);
    }
    /// Asks for the next level while this one is compared: one of these four lines will be needed.
    void fetch_children_of(std::uint32_t first) const
    {
        std::size_t line = (4 * std::size_t{first} + 1 + first_offset) / 4;
        if (line + 4 <= groups_.size())
            for (std::size_t i = 0; i < 4; ++i) __builtin_prefetch(&groups_[line + i]);
    }

    std::vector<group> groups_;
    std::uint32_t count_{0};           ///< of entries, the hole included
    std::vector<Node*> nodes_;         ///< by handle
    std::vector<std::uint32_t> slots_; ///< by handle
    std::vector<std::uint32_t> spare_; ///< handles
    bool hole_{false};                 ///< the first entry is that of a node that was taken
};

} // namespace sim
