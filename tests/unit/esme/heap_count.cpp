#include "heap_count.hpp"

#include <cstdlib>
#include <malloc.h>
#include <new>

std::uint64_t allocations = 0;
std::int64_t live_octets = 0;

void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    ++allocations;
    void* p = std::malloc(size ? size : 1);
    if (p) live_octets += static_cast<std::int64_t>(malloc_usable_size(p));
    return p;
}

void* operator new(std::size_t size)
{
    if (void* p = operator new(size, std::nothrow)) return p;
    throw std::bad_alloc();
}

void operator delete(void* p) noexcept
{
    live_octets -= static_cast<std::int64_t>(malloc_usable_size(p));
    std::free(p);
}

void operator delete(void* p, std::size_t) noexcept { operator delete(p); }
