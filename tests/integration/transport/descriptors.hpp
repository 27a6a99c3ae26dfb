// How many files and sockets this process has open.
#pragma once
#include <filesystem>
#include <iterator>

inline auto open_descriptors()
{
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}
