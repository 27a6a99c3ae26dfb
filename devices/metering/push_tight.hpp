// What is kept for long, in thousands of meters, grows by a sixteenth instead of twofold.
#pragma once
#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace devices::metering {

template <class T>
void push_tight(std::vector<T>& onto, T what)
{
    constexpr std::size_t least = 2;
    if (onto.size() == onto.capacity()) onto.reserve(onto.size() + std::max(least, onto.size() / 16));
    onto.push_back(std::move(what));
}

} // namespace devices::metering
