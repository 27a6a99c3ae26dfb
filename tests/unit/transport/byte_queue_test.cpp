#include "sim/transport/byte_queue.hpp"

#include <doctest/doctest.h>

using namespace sim;
using transport::byte_queue;

namespace {

std::string taken(byte_queue& q, std::size_t count) { return as_text(q.take(count)); }

} // namespace

TEST_CASE("what is put in comes out in order, in pieces of any size, and never more than there is")
{
    byte_queue q;
    CHECK(q.empty());
    CHECK(taken(q, 3).empty());
    q.put(as_bytes("hello"));
    CHECK(q.size() == 5);
    CHECK(taken(q, 2) == "he");
    q.put(as_bytes(" you"));
    CHECK(taken(q, 4) == "llo ");
    CHECK(taken(q, 100) == "you");
    CHECK(q.empty());
    q.put(as_bytes("again"));
    CHECK(q.size() == 5);
    q.clear();
    CHECK(q.empty());
    CHECK(taken(q, 1).empty());
}

TEST_CASE("what was taken stays readable until something is put in")
{
    byte_queue q;
    q.put(as_bytes("first"));
    q.put(as_bytes("second"));
    auto first = q.take(5), second = q.take(6);
    CHECK(as_text(first) == "first");
    CHECK(as_text(second) == "second");
}

TEST_CASE("a queue that is fed and emptied for ever keeps its order")
{
    byte_queue q;
    std::uint8_t in = 0, out = 0;
    for (int round = 0; round < 10'000; ++round) {
        bytes some(static_cast<std::size_t>(round % 7));
        for (auto& octet : some) octet = in++;
        q.put(some);
        for (auto octet : q.take(static_cast<std::size_t>(round % 5 + 1))) REQUIRE(octet == out++);
    }
    for (auto octet : q.take(q.size())) REQUIRE(octet == out++);
    CHECK(in == out);
}
