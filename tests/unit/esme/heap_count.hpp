// Counts what this program takes from the heap.
#pragma once
#include <cstddef>
#include <cstdint>

extern std::uint64_t allocations; ///< calls
extern std::int64_t live_octets;  ///< allocated and not yet freed, with what the allocator rounds up
