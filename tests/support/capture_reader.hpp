// Reads back, in tests, what the capture writer wrote: pcapng blocks, and TCP segments as short lines of text.
#pragma once
#include "sim/kernel/pcapng.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace tests {

/// A file name of its own that is removed at the end of the block.
class scratch_file {
public:
    explicit scratch_file(std::string_view suffix = "")
    {
        auto name = (std::filesystem::temp_directory_path() / "s1sim-test-XXXXXX").string();
        int descriptor = ::mkstemp(name.data());
        REQUIRE(descriptor >= 0);
        ::close(descriptor);
        ::unlink(name.c_str());
        path_ = name + std::string(suffix);
    }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;
    ~scratch_file() { ::unlink(path_.c_str()); }
    const std::string& path() const { return path_; }
    std::string content() const
    {
        std::ifstream in(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    std::string path_;
};

struct pcapng_block {
    std::uint32_t type;
    sim::bytes body;
};

/// Splits a file into blocks, and checks that both lengths of each agree and are multiples of four.
inline std::vector<pcapng_block> read_blocks(std::string_view content)
{
    std::vector<pcapng_block> out;
    sim::reader in(sim::as_bytes(content));
    while (in.ok() && in.remaining()) {
        auto type = in.u32_le(), length = in.u32_le();
        REQUIRE(length % 4 == 0);
        REQUIRE(length >= 12);
        auto body = in.take(length - 12);
        out.push_back({type, {body.begin(), body.end()}});
        REQUIRE(in.u32_le() == length);
    }
    REQUIRE(in.ok());
    return out;
}

struct captured_frame {
    sim::time_point time;
    sim::bytes data;
};

inline std::vector<captured_frame> read_frames(std::string_view content)
{
    std::vector<captured_frame> out;
    for (const auto& block : read_blocks(content)) {
        if (block.type != 6) continue;
        sim::reader in(block.body);
        in.u32_le();
        auto high = in.u32_le(), low = in.u32_le();
        auto captured = in.u32_le(), original = in.u32_le();
        REQUIRE(captured == original);
        auto data = in.take(captured);
        auto count = static_cast<std::int64_t>(std::uint64_t{high} << 32 | low);
        out.push_back({sim::time_point(sim::duration(count)), {data.begin(), data.end()}});
    }
    return out;
}

/// The Internet checksum over whole words: 0 when the checksum that is in it is right.
inline std::uint16_t internet_checksum(sim::byte_view data)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < data.size(); ++i) sum += static_cast<std::uint32_t>(i % 2 ? data[i] : data[i] << 8);
    while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

} // namespace tests
