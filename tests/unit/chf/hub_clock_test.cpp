#include "devices/chf/hub_clock.hpp"

#include <doctest/doctest.h>

namespace devices::chf {
namespace {

using namespace std::chrono_literals;

const auto made = sim::from_unix_seconds(1'604'707'200);

struct bench {
    sim::nvm_memory memory;
    sim::rng dice{7};
    hub_clock boot(std::uint32_t ppm, const char* name = "tri.chf", sim::time_point since = made)
    {
        return {memory, name, dice, ppm, since};
    }
};

TEST_CASE("a crystal is within what its family gives, and each hub has its own")
{
    bench b;
    CHECK(b.boot(0).drift_ppb() == 0);
    auto one = b.boot(20, "tri-1.chf").drift_ppb(), other = b.boot(20, "tri-2.chf").drift_ppb();
    CHECK(one != other);
    for (auto drift : {one, other}) {
        CHECK(drift <= 20'000);
        CHECK(drift >= -20'000);
    }
    CHECK(b.boot(20, "tri-1.chf").drift_ppb() == one);
    CHECK(std::abs(b.boot(4'000'000, "tri-3.chf").drift_ppb()) <= 1'000'000); // a thousandth is the worst there is
}

TEST_CASE("it drifts in proportion, and `when` is the first instant at which it shows a time")
{
    bench b;
    for (const auto* name : {"tri-1.chf", "tri-2.chf", "tri-3.chf"}) {
        auto c = b.boot(1000, name);
        for (auto after : {0ns, 1ns, 999ms + 0ns, sim::duration(24h), sim::duration(sim::days(400))}) {
            auto t = made + after;
            auto shown = c.show(t);
            CHECK(shown - t == sim::duration(after.count() / 1'000'000'000 * c.drift_ppb() +
                                             after.count() % 1'000'000'000 * c.drift_ppb() / 1'000'000'000));
            auto when = c.when(shown);
            CHECK(c.show(when) >= shown);
            CHECK(c.show(when - 1us) < shown);
        }
    }
}

TEST_CASE("a time that it is told moves it when it is more than two seconds off, and is kept")
{
    bench b;
    auto c = b.boot(0);
    CHECK(c.follow(made + 2s, made) == 0s);
    CHECK(c.follow(made - 2s, made) == 0s);
    CHECK(b.memory.size() == 0);
    CHECK(c.follow(made + 1h, made) == 1h);
    CHECK(c.show(made + 1s) == made + 1h + 1s);
    CHECK(b.boot(0, "tri.chf", made + 1min).show(made + 1min) == made + 1h + 1min);
    CHECK(c.follow(made, made) == -1h);
}

TEST_CASE("local time is what was said last, and is kept")
{
    bench b;
    auto c = b.boot(0);
    CHECK(c.civil_offset() == 0min);
    CHECK_FALSE(c.set_civil_offset(0min));
    CHECK(c.set_civil_offset(60min));
    CHECK_FALSE(c.set_civil_offset(60min));
    CHECK(b.boot(0).civil_offset() == 60min);
}

TEST_CASE("a stamp is in whole seconds and can be carried, whatever the clock was set to")
{
    bench b;
    auto c = b.boot(0);
    CHECK(c.stamp(made + 1999ms) == made + 1s);
    c.set(sim::from_unix_seconds(0), made);
    CHECK(c.stamp(made) == sim::from_unix_seconds(946'684'800)); // 2000
    c.set(sim::from_unix_seconds(8'000'000'000), made);
    CHECK(c.stamp(made) == sim::from_unix_seconds(4'294'967'295)); // 2106
}

} // namespace
} // namespace devices::chf
