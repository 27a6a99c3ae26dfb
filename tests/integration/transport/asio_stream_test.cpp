// Streams under Asio's composed operations, in coroutines.
#include "sim/kernel/simulation.hpp"
#include "sim/transport/asio_stream.hpp"
#include "sim/transport/network.hpp"
#include "tests/support/diary.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <doctest/doctest.h>

#include <array>
#include <memory>

using namespace sim;
using namespace sim::transport;
using sim::test::diary;
using sim::test::lines;

namespace asio = boost::asio;
using asio::use_awaitable;

namespace {

const endpoint server{*address::parse("127.0.0.1"), 4059};

// Coroutines are functions with parameters by value: GCC 12 destroys captures of coroutine lambdas twice.

asio::awaitable<void> echo(std::shared_ptr<asio_stream> line, diary* d)
{
    std::array<char, 10> block{};
    for (;;) {
        error_code ec;
        auto n = co_await asio::async_read(*line, asio::buffer(block), asio::redirect_error(use_awaitable, ec));
        d->note("server read " + std::to_string(n) + (ec ? " " + ec.message() : ""));
        if (ec) co_return;
        // Two buffers, the first of them empty: "some" of that must not be nothing.
        std::array<asio::const_buffer, 3> parts{asio::const_buffer(), asio::buffer(block.data(), 4),
                                                asio::buffer(block.data() + 4, 6)};
        co_await asio::async_write(*line, parts, use_awaitable);
    }
}

asio::awaitable<void> talk(std::shared_ptr<asio_stream> line, diary* d)
{
    co_await asio::async_write(*line, asio::buffer("0123456789abcdefghij", 20), use_awaitable);
    std::string back(20, ' ');
    co_await asio::async_read(*line, asio::buffer(back), use_awaitable);
    d->note("hub read " + back);
    line->next_layer().shutdown_send();
}

asio::awaitable<void> impatient(kernel* k, std::shared_ptr<asio_stream> line, diary* d, std::shared_ptr<int> owned)
{
    using namespace asio::experimental::awaitable_operators;
    std::array<char, 10> block{};
    auto read =
        co_await (line->async_read_some(asio::buffer(block), use_awaitable) || async_wait_for(*k, 5s, use_awaitable));
    d->note(read.index() == 0 ? "read in time" : "gave up");
    auto again =
        co_await (line->async_read_some(asio::buffer(block), use_awaitable) || async_wait_for(*k, 1h, use_awaitable));
    d->note(again.index() == 0 ? "read " + std::string(block.data(), std::get<0>(again)) : "gave up again");
    co_await line->async_read_some(asio::buffer(block), use_awaitable); // for ever
    *owned = 2;
}

struct asio_world {
    explicit asio_world(network_kind kind) : net(s.time, s.dice, kind) {}
    template <class OnServer, class OnHub>
    void connect(OnServer on_server, OnHub on_hub)
    {
        door = net.listen(server, {"server", {}}, [on_server](std::unique_ptr<stream> line) {
            on_server(std::make_shared<asio_stream>(std::move(line)));
        });
        net.dial(hub, server, [on_hub](error_code, std::unique_ptr<stream> line) {
            on_hub(std::make_shared<asio_stream>(std::move(line)));
        });
    }
    auto executor() { return world_executor(s.time); }

    simulation s{7};
    network net;
    std::shared_ptr<path> hub =
        std::make_shared<path>("hub", *address::parse("127.70.0.1"), link_shape{{1s, 0, 0}, {1s, 0, 0}});
    diary d{s.time};
    std::unique_ptr<listener> door;
};

} // namespace

TEST_CASE("composed reads and writes in coroutines, over memory and over real sockets")
{
    for (auto kind : {network_kind::memory, network_kind::tcp}) {
        asio_world w(kind);
        w.connect([&](auto line) { asio::co_spawn(w.executor(), echo(std::move(line), &w.d), asio::detached); },
                  [&](auto line) { asio::co_spawn(w.executor(), talk(std::move(line), &w.d), asio::detached); });
        w.s.time.run_until(time_point(1h));
        CHECK(w.d.lines == lines{
                               "3s server read 10",
                               "3s server read 10",
                               "4s hub read 0123456789abcdefghij",
                               "5s server read 0 End of file",
                           });
    }
}

TEST_CASE("a read that loses against a timer is cancelled and loses no byte; a parked coroutine dies with its world")
{
    for (auto kind : {network_kind::memory, network_kind::tcp}) {
        auto owned = std::make_shared<int>(1);
        {
            asio_world w(kind);
            std::shared_ptr<asio_stream> far;
            w.connect([&](auto line) { far = std::move(line); },
                      [&](auto line) {
                          asio::co_spawn(w.executor(), impatient(&w.s.time, std::move(line), &w.d, owned),
                                         asio::detached);
                      });
            w.s.time.at(time_point(8s), "test",
                        [&] { far->next_layer().write(as_bytes("late"), [](error_code, std::size_t) {}); });
            w.s.time.run_until(time_point(2h));
            CHECK(w.d.lines == lines{"7s gave up", "9s read late"});
            CHECK(owned.use_count() == 2);
        }
        CHECK(owned.use_count() == 1);
        CHECK(*owned == 1);
    }
}
