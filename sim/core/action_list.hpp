// The few actions that one event leads to, in place: a machine's `resume` allocates nothing.
#pragma once
#include "sim/core/check.hpp"

#include <array>
#include <cstddef>

namespace sim {

template <class Action>
class action_list {
public:
    void push(const Action& a)
    {
        check(size_ < capacity, "more actions than one event may lead to");
        items_[size_++] = a;
    }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const Action& operator[](std::size_t i) const { return items_[i]; }
    const Action* begin() const { return items_.data(); }
    const Action* end() const { return items_.data() + size_; }

private:
    static constexpr std::size_t capacity = 6;
    std::array<Action, capacity> items_{};
    std::size_t size_{0};
};

} // namespace sim
