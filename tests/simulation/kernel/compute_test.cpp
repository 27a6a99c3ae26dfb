#include "sim/kernel/compute.hpp"
#include "tests/support/diary.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

using namespace sim;
using sim::test::diary;
using sim::test::lines;

namespace {

/// Sixty jobs whose real cost has nothing to do with the modelled one, and events between them.
lines run_jobs(unsigned threads)
{
    kernel k({.threads = threads});
    diary d(k);
    auto results = std::make_shared<std::vector<int>>(60);
    for (int i = 0; i < 60; ++i) {
        k.at(time_point(std::chrono::milliseconds(i % 7)), "start", [&k, &d, results, i] {
            auto work = [results, i] {
                if (i % 5 == 0) std::this_thread::sleep_for(std::chrono::microseconds(300 * (60 - i)));
                (*results)[static_cast<std::size_t>(i)] = i * i;
            };
            k.jobs().submit(std::chrono::milliseconds(i * 31 % 11), "job", "hub", work, [&d, results, i] {
                d.note("job " + std::to_string(i) + " = " + std::to_string((*results)[static_cast<std::size_t>(i)]));
            });
            k.after(3ms, "t", d.noting("event " + std::to_string(i)));
        });
    }
    k.run_until(time_point(1s));
    CHECK(k.jobs().submitted() == 60);
    return d.lines;
}

} // namespace

TEST_CASE("the number of threads cannot be seen in what happens when")
{
    auto alone = run_jobs(1);
    CHECK(alone.size() == 120);
    CHECK(run_jobs(2) == alone);
    CHECK(run_jobs(4) == alone);
}

TEST_CASE("a job completes at its modelled instant, whatever it cost")
{
    for (unsigned threads : {1u, 2u}) {
        CAPTURE(threads);
        kernel k({.threads = threads});
        diary d(k);
        auto slow = [] { std::this_thread::sleep_for(20ms); };
        k.jobs().submit(8ms, "slow", "hub", slow, d.noting("slow"));
        k.jobs().submit(
            7ms, "quick", "hub", [] {}, d.noting("quick"));
        k.jobs().submit(0s, "free", "hub", slow, d.noting("free"));
        k.after(8ms, "t", d.noting("event"));
        k.run_until(time_point(1h));
        CHECK(d.lines == lines{"0s free", "7ms quick", "8ms slow", "8ms event"});
    }
}

TEST_CASE("with two threads two jobs run at once")
{
    kernel k({.threads = 2});
    auto met = std::make_shared<std::atomic<int>>(0);
    auto meet = [met] {
        ++*met;
        for (auto limit = std::chrono::steady_clock::now() + 10s; *met < 2 && std::chrono::steady_clock::now() < limit;)
            std::this_thread::yield();
    };
    bool together = false;
    k.jobs().submit(1ms, "a", "hub", meet, [] {});
    k.jobs().submit(1ms, "b", "hub", meet, [&] { together = *met == 2; });
    k.run_until(time_point(1s));
    CHECK(together);
}

TEST_CASE("jobs are done beside the world while it has something to do")
{
    kernel k({.threads = 2});
    auto done = std::make_shared<std::atomic<bool>>(false);
    k.jobs().submit(
        24h, "early", "hub", [done] { *done = true; }, [] {});
    bool seen = false;
    k.after(1s, "wait", [&] {
        for (auto limit = std::chrono::steady_clock::now() + 10s; !*done && std::chrono::steady_clock::now() < limit;)
            std::this_thread::yield();
        seen = *done;
    });
    k.run_until(time_point(25h));
    CHECK(seen);
}

TEST_CASE("an exception out of a job comes out of the run at the job's instant")
{
    for (unsigned threads : {1u, 2u}) {
        CAPTURE(threads);
        kernel k({.threads = threads});
        bool completed = false;
        k.jobs().submit(
            5ms, "bad", "hub", [] { throw std::runtime_error("bad key"); }, [&] { completed = true; });
        CHECK_THROWS_WITH(k.run_until(time_point(1s)), "bad key");
        CHECK(k.now() == time_point(5ms));
        CHECK_FALSE(completed);
        CHECK(k.run_until(time_point(1s)));
    }
}

TEST_CASE("a job may outlive whoever submitted it")
{
    for (unsigned threads : {1u, 2u}) {
        CAPTURE(threads);
        kernel k({.threads = threads});
        struct device {
            int received{0};
        };
        auto hub = std::make_shared<device>();
        auto argument = std::make_shared<std::vector<int>>(1000, 1);
        int sum = 0;
        bool told = false;
        k.jobs().submit(
            5ms, "sign", "hub",
            [argument, out = std::make_shared<int>(0)] {
                std::this_thread::sleep_for(5ms);
                for (int v : *argument) *out += v;
            },
            [&, w = std::weak_ptr(hub)] {
                told = true;
                if (auto h = w.lock()) sum = ++h->received;
            });
        argument.reset();
        hub.reset();
        k.run_until(time_point(1s));
        CHECK(told);
        CHECK(sum == 0);
    }
}

TEST_CASE("what a job owns dies before its completion runs")
{
    for (unsigned threads : {1u, 2u}) {
        kernel k({.threads = threads});
        auto owned = std::make_shared<int>(1);
        long owners = 0;
        k.jobs().submit(
            1ms, "job", "hub", [owned] {}, [&] { owners = owned.use_count(); });
        k.run_until(time_point(1s));
        CHECK(owners == 1);
    }
}

TEST_CASE("a kernel that dies drops queued jobs, waits for running ones, and keeps nothing")
{
    for (unsigned threads : {1u, 2u, 4u}) {
        CAPTURE(threads);
        auto owned = std::make_shared<int>(1);
        auto running = std::make_shared<std::atomic<int>>(0);
        {
            std::optional<kernel> k(std::in_place, kernel_options{.threads = threads});
            for (int i = 0; i < 20; ++i)
                k->jobs().submit(
                    1h, "job", "hub",
                    [owned, running] {
                        ++*running;
                        std::this_thread::sleep_for(1ms);
                        --*running;
                    },
                    [owned] {});
            k->run_until(time_point(1s));
        }
        CHECK(*running == 0);
        CHECK(owned.use_count() == 1);
    }
}

TEST_CASE("a kernel that was shut down takes no jobs")
{
    kernel k({.threads = 2});
    k.shut_down();
    auto owned = std::make_shared<int>(1);
    k.jobs().submit(
        1ms, "late", "hub", [owned] {}, [owned] {});
    CHECK(owned.use_count() == 1);
}
