#include "devices/metering/packed_time.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace devices::metering;
using namespace std::chrono_literals;

TEST_CASE("a number takes as many octets as it needs, and one that is cut short or too long is an error")
{
    struct row {
        std::uint64_t number;
        std::size_t octets;
    };
    for (const auto& r : {row{0, 1}, row{127, 1}, row{128, 2}, row{16'383, 2}, row{16'384, 3},
                          row{std::numeric_limits<std::uint64_t>::max(), 10}}) {
        sim::writer out;
        write_varint(out, r.number);
        CHECK(out.size() == r.octets);
        sim::reader in(out.data());
        CHECK(read_varint(in) == r.number);
        CHECK_FALSE(in.finish());
        sim::reader part(sim::byte_view(out.data()).first(r.octets - 1));
        read_varint(part);
        CHECK(part.error() == sim::codec_errc::truncated);
    }
    const sim::bytes endless(11, 0xFF);
    sim::reader in(endless);
    read_varint(in);
    CHECK(in.error() == sim::codec_errc::out_of_range);
}

TEST_CASE("an instant is kept to the nanosecond, in three octets a day after the one before")
{
    const sim::time_point since = sim::from_unix_seconds(1'600'000'000);
    struct row {
        sim::time_point t;
        std::size_t octets;
    };
    for (const auto& r : {row{since, 1}, row{since + 63s, 1}, row{since + 24h, 3}, row{since + 24h + 1ns, 4},
                          row{since + 999'999'999ns, 6}, row{sim::time_point::max(), 10}}) {
        sim::writer out;
        write_time(out, r.t, since);
        CHECK(out.size() == r.octets);
        sim::reader in(out.data());
        CHECK(read_time(in, since) == r.t);
        CHECK_FALSE(in.finish());
    }
    sim::writer beyond;
    write_varint(beyond, std::numeric_limits<std::uint64_t>::max());
    write_varint(beyond, std::numeric_limits<std::uint64_t>::max());
    sim::reader in(beyond.data());
    CHECK(read_time(in, since) == sim::time_point::max());
}
