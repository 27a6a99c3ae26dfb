// How fast virtual time goes by, and what a parked timer costs. Prints its figures; every speed is also a ratio to a
// bare std::priority_queue that does the same in the same run, since figures of different machines cannot be compared.
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/rng.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <deque>
#include <fstream>
#include <queue>
#include <string>
#include <vector>

using namespace sim;

namespace {

constexpr std::size_t parked = 100'000;
constexpr std::uint64_t wake_ups = 4'000'000;

/// Half an hour to an hour and a half: every device has a phase and a period of its own.
duration period(std::uint64_t dice)
{
    return duration(1'800'000'000'000 + static_cast<std::int64_t>(dice % 3'600'000'000'000));
}

/// Processor time, so that what else the machine does weighs less.
double seconds_of(auto&& work)
{
    auto now = [] {
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        return static_cast<double>(used.ru_utime.tv_sec) + static_cast<double>(used.ru_utime.tv_usec) / 1e6;
    };
    auto start = now();
    work();
    return now() - start;
}

void print(const char* what, double figure, const char* unit) { std::printf("%-58s %12.2f %s\n", what, figure, unit); }

/// A device that wakes up, throws a die, and sleeps again.
struct sleeper {
    sleeper(kernel& k, random_stream d, std::uint64_t& awake, std::uint64_t stop_at)
        : dice(d), woken(k, "wake-up", [this, &k, &awake, stop_at] {
              if (++awake == stop_at) k.stop();
              woken.expires_after(period(dice.at(++count)));
          })
    {
        woken.expires_after(period(dice.at(0)));
    }
    random_stream dice;
    std::uint64_t count{0};
    timer woken;
};

double timers_per_second()
{
    kernel k;
    std::uint64_t awake = 0;
    std::deque<sleeper> devices;
    for (std::size_t i = 0; i < parked; ++i) devices.emplace_back(k, rng(7).stream(std::to_string(i)), awake, wake_ups);
    auto took = seconds_of([&] { k.run_until(time_point::max()); });
    CHECK(awake == wake_ups);
    CHECK(k.parked() == parked);
    return static_cast<double>(wake_ups) / took;
}

double one_shots_per_second()
{
    kernel k;
    std::uint64_t awake = 0;
    struct device {
        kernel& k;
        random_stream dice;
        std::uint64_t& awake;
        std::uint64_t count{0};
        void sleep()
        {
            k.after(period(dice.at(count++)), "wake-up", [this] {
                if (++awake == wake_ups) k.stop();
                sleep();
            });
        }
    };
    std::deque<device> devices;
    for (std::size_t i = 0; i < parked; ++i) devices.push_back({k, rng(7).stream(std::to_string(i)), awake});
    for (auto& d : devices) d.sleep();
    auto took = seconds_of([&] { k.run_until(time_point::max()); });
    CHECK(awake == wake_ups);
    return static_cast<double>(wake_ups) / took;
}

/// The least that one could do: (due, sequence) pairs in a standard heap, and the same die thrown.
double floor_per_second()
{
    struct entry {
        std::int64_t due;
        std::uint64_t seq;
        std::uint32_t device;
        bool operator<(const entry& other) const { return due != other.due ? due > other.due : seq > other.seq; }
    };
    struct device {
        random_stream dice;
        std::uint64_t count{0};
    };
    std::vector<device> devices;
    std::priority_queue<entry> queue;
    std::uint64_t seq = 0, awake = 0;
    for (std::size_t i = 0; i < parked; ++i) {
        devices.push_back({rng(7).stream(std::to_string(i))});
        queue.push({period(devices.back().dice.at(0)).count(), ++seq, static_cast<std::uint32_t>(i)});
    }
    auto took = seconds_of([&] {
        while (awake < wake_ups) {
            auto next = queue.top();
            queue.pop();
            ++awake;
            auto& d = devices[next.device];
            queue.push({next.due + period(d.dice.at(++d.count)).count(), ++seq, next.device});
        }
    });
    return static_cast<double>(awake) / took;
}

/// Resident memory of this process, in octets.
double resident()
{
    std::ifstream status("/proc/self/statm");
    double total = 0, pages = 0;
    status >> total >> pages;
    return pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

} // namespace

TEST_CASE("virtual wake-ups per second with 100 000 parked timers")
{
    auto least = floor_per_second();
    auto timers = timers_per_second();
    auto shots = one_shots_per_second();
    print("bare priority queue, 100 000 entries", least / 1e6, "million wake-ups/s");
    print("timers, 100 000 parked", timers / 1e6, "million wake-ups/s");
    print("timers, as a ratio to the bare queue", timers / least, "");
    print("one-shot events, 100 000 parked", shots / 1e6, "million wake-ups/s");
    print("one-shot events, as a ratio to the bare queue", shots / least, "");
    // Loose floors: they catch a cost that has doubled, not a busy machine.
    CHECK(timers / least > 0.2);
    CHECK(shots / least > 0.15);
}

TEST_CASE("bytes per parked timer, as the slope of resident memory")
{
    kernel k;
    std::deque<timer> timers;
    int fired = 0;
    auto park = [&](std::size_t count) {
        while (timers.size() < count) {
            timers.emplace_back(k, "parked", [&fired] { ++fired; });
            timers.back().expires_after(period(timers.size()));
        }
        return resident();
    };
    park(50'000);
    // Powers of two beyond each other, so that the growth of the queue's own array is in the slope.
    auto few = park(1 << 17), many = park(1 << 20);
    auto slope = (many - few) / static_cast<double>((1 << 20) - (1 << 17));
    print("parked timer", slope, "octets (slope of resident memory)");
    print("of these, the timer itself", static_cast<double>(sizeof(timer)), "octets");
    CHECK(fired == 0);
    CHECK(slope < 300);
}
