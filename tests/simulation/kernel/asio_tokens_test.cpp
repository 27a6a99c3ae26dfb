#include "sim/kernel/asio_tokens.hpp"
#include "sim/kernel/journal.hpp"
#include "tests/support/diary.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <doctest/doctest.h>

#include <memory>

using namespace sim;
using sim::test::diary;
using sim::test::lines;

namespace asio = boost::asio;
using asio::use_awaitable;

namespace {

// Coroutines are functions with parameters by value: GCC 12 destroys captures of coroutine lambdas twice.

asio::awaitable<void> three_waits(kernel* k, diary* d, std::string name)
{
    co_await async_wait_for(*k, 1s, use_awaitable);
    d->note(name + " one");
    co_await async_wait_until(*k, time_point(5s), use_awaitable);
    d->note(name + " two");
    co_await async_wait_for(*k, 0s, use_awaitable);
    d->note(name + " three");
}

asio::awaitable<void> race(kernel* k, diary* d, duration first, duration second)
{
    using namespace asio::experimental::awaitable_operators;
    auto winner = co_await (async_wait_for(*k, first, use_awaitable) || async_wait_for(*k, second, use_awaitable));
    d->note("won by " + std::to_string(winner.index()));
}

asio::awaitable<void> guarded(std::shared_ptr<int> owned, kernel* k)
{
    co_await async_wait_for(*k, 1h, use_awaitable);
    *owned += 1;
}

asio::awaitable<void> say(kernel* k, journal* j, const event_type* type)
{
    j->emit(*type, {"spawned"});
    co_await async_wait_for(*k, 1s, use_awaitable);
    j->emit(*type, {"resumed"});
}

asio::awaitable<void> spin(kernel* k)
{
    for (;;) co_await asio::post(k->world(), use_awaitable);
}

} // namespace

TEST_CASE("coroutines wait in virtual time, in the order of events")
{
    kernel k;
    diary d(k);
    asio::co_spawn(world_executor(k), three_waits(&k, &d, "a"), asio::detached);
    asio::co_spawn(world_executor(k), three_waits(&k, &d, "b"), asio::detached);
    k.after(1s, "t", d.noting("event")); // made before the coroutines have run for the first time
    k.run_until(time_point(10s));
    CHECK(d.lines == lines{"1s event", "1s a one", "1s b one", "5s a two", "5s b two", "5s a three", "5s b three"});
}

TEST_CASE("the loser of a race is cancelled, and its event is gone")
{
    kernel k;
    diary d(k);
    asio::co_spawn(world_executor(k), race(&k, &d, 1s, 1h), asio::detached);
    asio::co_spawn(world_executor(k), race(&k, &d, 1h, 2s), asio::detached);
    k.run_until(time_point(3s));
    CHECK(d.lines == lines{"1s won by 0", "2s won by 1"});
    CHECK(k.parked() == 0);
    k.run_until(time_point(2h));
    CHECK(d.lines.size() == 2);
}

TEST_CASE("of two waits that end together the first one wins")
{
    kernel k;
    diary d(k);
    asio::co_spawn(world_executor(k), race(&k, &d, 1s, 1s), asio::detached);
    k.run_until(time_point(3s));
    CHECK(d.lines == lines{"1s won by 0"});
}

TEST_CASE("a plain handler is called once, with the error of a cancellation or with none")
{
    kernel k;
    lines said;
    asio::cancellation_signal stop;
    auto handler = [&](error_code ec) { said.push_back(ec ? ec.message() : "good"); };
    async_wait_for(k, 1s, asio::bind_cancellation_slot(stop.slot(), handler));
    k.after(500ms, "t", [&] { stop.emit(asio::cancellation_type::terminal); });
    k.run_until(time_point(2s));
    CHECK(said == lines{error_code(asio::error::operation_aborted).message()});
    stop.emit(asio::cancellation_type::terminal); // too late
    async_wait_for(k, 1s, asio::bind_cancellation_slot(stop.slot(), handler));
    k.run_until(time_point(5s));
    stop.emit(asio::cancellation_type::terminal); // too late again
    k.run_until(time_point(6s));
    CHECK(said.size() == 2);
    CHECK(said.back() == "good");
}

TEST_CASE("a coroutine that still waits dies with the kernel")
{
    auto owned = std::make_shared<int>(0);
    {
        kernel k;
        asio::co_spawn(world_executor(k), guarded(owned, &k), asio::detached);
        k.run_until(time_point(1s));
        CHECK(owned.use_count() == 2);
    }
    CHECK(owned.use_count() == 1);
    {
        kernel never_run;
        asio::co_spawn(world_executor(never_run), guarded(owned, &never_run), asio::detached);
    }
    CHECK(owned.use_count() == 1);
    CHECK(*owned == 0);
}

TEST_CASE("what a coroutine says inherits the cause of its spawning and of its wait")
{
    constexpr static event_type said{"test.said", "Something was said."};
    kernel k;
    journal j(k);
    struct keeping final : journal_sink {
        std::vector<journal_seq> causes;
        bool write(const journal_entry& e) override
        {
            causes.push_back(e.cause);
            return true;
        }
    } sink;
    j.add_sink(sink);
    k.after(1s, "t", [&] {
        j.emit(said, {"root"});
        asio::co_spawn(world_executor(k), say(&k, &j, &said), asio::detached);
    });
    k.after(1s, "t", [&] { j.emit(said, {"other root"}); });
    k.run_until(time_point(5s));
    CHECK(sink.causes == std::vector<journal_seq>{0, 1, 0, 2}); // 1 root, 2 spawned, 3 other root, 4 resumed
}

TEST_CASE("coroutines that never come to rest are an error of the model")
{
    kernel k;
    asio::co_spawn(world_executor(k), spin(&k), asio::detached);
    CHECK_THROWS_AS(k.run_until(time_point(1s)), livelock);
}

TEST_CASE("an end of a turn that wakes a coroutine is not the end of the turn")
{
    kernel k;
    diary d(k);
    bool woken = false;
    k.at_quiescent([&] {
        d.note("quiet");
        if (!std::exchange(woken, true)) asio::post(k.world(), d.noting("posted"));
    });
    k.run_until(time_point(1s));
    CHECK(d.lines == lines{"0s quiet", "0s posted", "0s quiet", "1s quiet"});
}
