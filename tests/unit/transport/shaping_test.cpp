#include "sim/transport/shaping.hpp"

#include <doctest/doctest.h>

using namespace sim;
using namespace sim::transport;

namespace {

shaper make(direction_shape shape, duration retransmission = 1s, const char* name = "link")
{
    return {shape, retransmission, rng(7).stream(name)};
}
time_point at(duration d) { return time_point(d); }

} // namespace

TEST_CASE("an ideal link takes no time")
{
    auto link = make({});
    auto t = link.send(at(5s), 1'000'000);
    CHECK(t.sent == at(5s));
    CHECK(t.arrived == at(5s));
}

TEST_CASE("latency delays arrival, not sending")
{
    auto link = make({.latency = 300ms});
    auto t = link.send(at(5s), 100);
    CHECK(t.sent == at(5s));
    CHECK(t.arrived == at(5300ms));
}

TEST_CASE("at 20 kbit/s, 250 octets take a tenth of a second, one after the other")
{
    auto link = make({.latency = 300ms, .bits_per_second = 20'000});
    auto first = link.send(at(0s), 250), second = link.send(at(0s), 250), third = link.send(at(1s), 25);
    CHECK(first.sent == at(100ms));
    CHECK(first.arrived == at(400ms));
    CHECK(second.sent == at(200ms)); // behind the first
    CHECK(second.arrived == at(500ms));
    CHECK(third.sent == at(1010ms)); // the link was free again
    CHECK(third.arrived == at(1310ms));
}

TEST_CASE("sending time is exact to the nanosecond for chunks of any size")
{
    CHECK(make({.bits_per_second = 3}).sending_time(1) == 2'666'666'666ns);
    CHECK(make({.bits_per_second = 20'000}).sending_time(16384) == 6'553'600'000ns);
    CHECK(make({.bits_per_second = 1'000'000'000}).sending_time(1) == 8ns);
    // 10^12 octets at 10 Mbit/s: 8 * 10^12 * 10^9 would not fit into 64 bits.
    CHECK(make({.bits_per_second = 10'000'000}).sending_time(1'000'000'000'000) == std::chrono::seconds(800'000));
    CHECK(make({}).sending_time(1'000'000) == 0ns);
    CHECK(make({.bits_per_second = 1}).sending_time(0) == 0ns);
}

TEST_CASE("each loss costs a retransmission time-out, and later chunks wait behind")
{
    constexpr std::uint32_t half = 500'000;
    auto link = make({.latency = 10ms, .loss_per_million = half}, 3s);
    auto dice = rng(7).stream("link");
    std::uint64_t thrown = 0;
    time_point last{};
    int delayed = 0;
    for (int i = 0; i < 200; ++i) {
        auto now = at(i * 100ms);
        auto expected = now + 10ms;
        for (int losses = 0; losses < 6 && dice.chance(thrown++, half, 1'000'000); ++losses) {
            expected += 3s;
            ++delayed;
        }
        last = std::max(last, expected);
        CHECK(link.send(now, 10).arrived == last);
    }
    CHECK(delayed > 100);
}

TEST_CASE("a link that loses everything delivers after six time-outs: more would be a broken path")
{
    auto link = make({.loss_per_million = 1'000'000}, 1s);
    CHECK(link.send(at(0s), 1).arrived == at(6s));
    CHECK(link.send(at(0s), 1).sent == at(0s));
}

TEST_CASE("loss is thrown by the link's own dice")
{
    auto pattern = [](const char* name) {
        auto link = make({.loss_per_million = 300'000}, 1s, name);
        std::string out;
        for (int i = 0; i < 50; ++i) out += link.send(at(i * 1h), 1).arrived == at(i * 1h) ? '.' : 'X';
        return out;
    };
    CHECK(pattern("a") == pattern("a"));
    CHECK(pattern("a") != pattern("b"));
    CHECK(pattern("a").find('X') != std::string::npos);
    CHECK(pattern("a").find('.') != std::string::npos);
}
