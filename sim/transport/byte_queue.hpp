// Octets that wait, first in, first out, in one piece of memory. For sim/transport only.
#pragma once
#include "sim/core/bytes.hpp"

#include <algorithm>

namespace sim::transport {

class byte_queue {
public:
    bool empty() const { return taken_ == octets_.size(); }
    std::size_t size() const { return octets_.size() - taken_; }

    void put(byte_view data)
    {
        // What was taken goes when it is all there is, or as much as what is left: each octet is moved once at most.
        if (taken_ >= size()) {
            octets_.erase(octets_.begin(), octets_.begin() + static_cast<std::ptrdiff_t>(taken_));
            taken_ = 0;
        }
        octets_.insert(octets_.end(), data.begin(), data.end());
    }
    /// Removes the first `count`, or all there is; valid until the next call of `put`.
    byte_view take(std::size_t count)
    {
        auto out = byte_view(octets_).subspan(taken_, std::min(count, size()));
        taken_ += out.size();
        return out;
    }
    void clear()
    {
        octets_.clear();
        taken_ = 0;
    }

private:
    bytes octets_;
    std::size_t taken_{0};
};

} // namespace sim::transport
