// A peer outside the model: a plain client with blocking sockets on a thread of its own.
#include "tests/integration/transport/descriptors.hpp"
#include "tests/integration/transport/plain_client.hpp"
#include "tests/support/diary.hpp"

#include "sim/kernel/simulation.hpp"
#include "sim/transport/network.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

using namespace sim;
using namespace sim::transport;
using sim::test::diary;
using sim::test::lines;
using sim::test::plain_client;

namespace {

using wall = std::chrono::steady_clock;

/// A world whose server echoes, and a client beside it.
struct outside_world {
    explicit outside_world(network_kind kind = network_kind::memory,
                           kernel_options options = {.settle = std::chrono::milliseconds(50)})
        : s(7, options), net(s.time, s.dice, kind)
    {
        endpoint loopback{*address::parse("127.0.0.1"), 0};
        door = net.listen({loopback.host, 4059}, {"head-end", loopback}, [this](std::unique_ptr<stream> accepted) {
            d.lines.push_back("accepted");
            line = std::move(accepted);
            read();
        });
        s.time.external(true);
    }
    void read()
    {
        line->read_some(buffer, [this](error_code ec, std::size_t n) {
            read_at.push_back(s.time.now());
            d.lines.push_back("read " + (ec ? ec.message() : as_text(byte_view(buffer).first(n))));
            if (ec) return line.reset();
            if (on_read) on_read();
            if (!line) return;
            if (echoes) line->write(byte_view(buffer).first(n), [](error_code, std::size_t) {});
            read();
        });
    }
    /// Connects first, so that the world finds somebody there, then runs both until both are done. Time flows until the
    /// story is told, since the client may be silent for longer than the settle time where others have the processors.
    void run(duration until, const std::function<void(plain_client&)>& story)
    {
        plain_client client(door->real().value());
        REQUIRE(client.connected);
        being_told = s.time.gate().flow("test", "the client's story", 60s);
        s.time.every(1ms, [this] {
            if (told) being_told.release();
        });
        std::jthread other([&] {
            story(client);
            told = true;
        });
        s.time.run_until(time_point(until));
        s.time.external(false);
    }

    simulation s;
    network net;
    diary d{s.time};
    std::unique_ptr<listener> door;
    std::unique_ptr<stream> line;
    bytes buffer = bytes(100);
    std::vector<time_point> read_at;
    std::function<void()> on_read;
    bool echoes{true};
    std::atomic<bool> told{false};
    hold being_told; ///< may be released earlier, to see what else keeps time from leaping
};

} // namespace

TEST_CASE("a listener has a real endpoint where it is told to, and in a network of real sockets")
{
    simulation s(7);
    endpoint model{*address::parse("127.0.0.1"), 4059}, other{model.host, 4060};
    network memory(s.time, s.dice, network_kind::memory), tcp(s.time, s.dice, network_kind::tcp);
    auto ignore = [](std::unique_ptr<stream>) {};
    CHECK_FALSE(memory.listen(model, {"in memory", {}}, ignore)->real().has_value());
    auto real = memory.listen(model, {"outside", endpoint{model.host, 0}}, ignore);
    REQUIRE(real->real().has_value());
    CHECK(real->real()->host == model.host);
    CHECK(real->real()->port != 0);
    CHECK(real->local() == model);
    CHECK(tcp.listen(model, {"tcp", {}}, ignore)->real().has_value());
    CHECK_THROWS_WITH(memory.listen(other, {"taken", *real->real()}, ignore),
                      doctest::Contains("listening on 127.0.0.1:"));
    CHECK_NOTHROW(memory.listen(other, {"free", endpoint{model.host, 0}}, ignore)); // the failure left nothing behind
}

TEST_CASE("bytes go both ways between the world and a client outside, over either kind of network")
{
    for (auto kind : {network_kind::memory, network_kind::tcp}) {
        outside_world w(kind);
        std::string first, second, end;
        w.run(24h, [&](plain_client& c) {
            c.send("hello");
            first = c.receive(5);
            c.send("good day");
            second = c.receive(8);
            c.finish();
            end = c.receive();
        });
        CHECK(first == "hello");
        CHECK(second == "good day");
        CHECK(end == "");
        CHECK(w.d.lines == lines{"accepted", "read hello", "read good day", "read End of file"});
    }
}

TEST_CASE("while a session is not quiet, time runs with the wall; once it is quiet, time leaps, though it stays open")
{
    // No machine is so busy that a client which means to send every 40 ms is silent for a second.
    outside_world w(network_kind::memory, {.settle = std::chrono::seconds(1)});
    constexpr int sent_later = 30;
    std::atomic<bool> over{false};
    wall::time_point began, ended;
    auto start = wall::now();
    plain_client client(w.door->real().value());
    REQUIRE(client.connected);
    {
        std::jthread other([&] {
            began = wall::now();
            client.send("x");
            client.receive(1);
            for (int i = 0; i < sent_later; ++i) {
                std::this_thread::sleep_for(40ms);
                client.send("x");
                client.receive(1);
            }
            ended = wall::now();
            over = true;
        });
        w.s.time.run_until(time_point(24h));
        CHECK(over);
    }
    CHECK(wall::now() - start < 60s); // a day has passed
    CHECK(w.s.time.now() == time_point(24h));
    CHECK(w.s.time.leaps() == 1);
    REQUIRE(w.read_at.size() == sent_later + 1);
    auto passed = w.read_at.back() - w.read_at.front();
    CHECK(passed <= ended - began + 50ms);
    CHECK(passed >= (ended - began) / 20); // a stalled process loses time, but it never gains any
}

TEST_CASE("a peer that owes an answer keeps time flowing until it has answered")
{
    outside_world w;
    w.echoes = false;
    hold owed;
    bool asked = false;
    std::atomic<bool> thought{false};
    w.on_read = [&] {
        if (!std::exchange(asked, true)) {
            w.line->write(as_bytes("question"), [](error_code, std::size_t) {});
            owed = w.line->expect_reply("answer", 60s);
            CHECK(owed);
            w.being_told.release();
            w.s.time.after(200ms, "thought", [&] { thought = true; });
        } else
            owed.release();
    };
    w.run(24h, [&](plain_client& c) {
        c.send("hello");
        c.receive(8);
        while (!thought) std::this_thread::sleep_for(1ms); // for four settle times,
        std::this_thread::sleep_for(200ms);                // and four more
        c.send("answer");
    });
    REQUIRE(w.read_at.size() >= 2);
    CHECK(w.read_at[1] - w.read_at[0] >= 200ms);
    CHECK(w.read_at[1] - w.read_at[0] < 60s); // no leap in between
    CHECK(w.d.lines[2] == "read answer");
}

TEST_CASE("a peer that never answers is named when its limit is over")
{
    outside_world w;
    hold owed;
    w.on_read = [&] { owed = w.line->expect_reply("IMPORT of certificates", 50ms); };
    try {
        w.run(24h, [&](plain_client& c) {
            c.send("hello");
            c.receive(5); // and nothing more
        });
        FAIL("not blocked");
    } catch (const blocked& b) {
        CHECK(b.owner.starts_with("head-end<127.0.0.1:"));
        CHECK(b.reason == "IMPORT of certificates");
    }
    CHECK(w.s.time.now() < time_point(60s));
    w.line.reset();
}

TEST_CASE("a client that resets is seen as a reset, one that closes as the end")
{
    outside_world w;
    w.run(24h, [&](plain_client& c) {
        c.send("hello");
        c.receive(5);
        c.reset();
    });
    CHECK(w.d.lines == lines{"accepted", "read hello", "read Connection reset by peer"});
}

TEST_CASE("what the world closes, the client sees: the end, or a reset, behind all that was sent")
{
    for (bool hard : {false, true}) {
        outside_world w;
        w.echoes = false;
        w.on_read = [&] {
            w.line->write(as_bytes("farewell"), [&](error_code, std::size_t) {
                if (hard)
                    w.line->reset();
                else
                    w.line->close();
                w.line.reset();
            });
        };
        std::string got, end;
        w.run(1h, [&](plain_client& c) {
            c.send("hello");
            got = c.receive(8);
            end = c.receive();
        });
        CHECK(got == "farewell");
        CHECK(end == (hard ? "error" : ""));
    }
}

TEST_CASE("a client that goes on sending to a closed session is reset, and its socket is freed")
{
    auto before = open_descriptors();
    {
        outside_world w;
        w.echoes = false;
        w.on_read = [&] { w.line.reset(); };
        std::atomic<bool> refused{false};
        auto idle = open_descriptors();
        {
            plain_client c(w.door->real().value());
            std::jthread other([&] {
                c.send("hello");
                c.receive();
                for (int i = 0; i < 5000 && !refused; ++i) {
                    refused = !c.send("more");
                    std::this_thread::sleep_for(1ms);
                }
            });
            auto awake = w.s.time.gate().flow("test", "the client sends on", 60s);
            for (int i = 0; i < 1000 && !refused; ++i) w.s.time.run_until(w.s.time.now() + 20ms);
        }
        CHECK(refused.load());
        CHECK(open_descriptors() == idle);
    }
    CHECK(open_descriptors() == before);
}

TEST_CASE("a kernel that dies closes the sessions of clients that are still there")
{
    auto before = open_descriptors();
    auto w = std::make_unique<outside_world>();
    plain_client c(w->door->real().value());
    c.send("hello");
    w->s.time.run_until(time_point(1h));
    CHECK(w->d.lines == lines{"accepted", "read hello"});
    w.reset();
    CHECK(c.receive(5) == "hello");
    CHECK_FALSE(c.receive() == "hello"); // the end or a reset, not a time-out
    c.close();
    CHECK(open_descriptors() == before);
}

TEST_CASE("a peer outside that is not read cannot send on and on; what it sent comes when somebody reads")
{
    simulation s(7);
    network net(s.time, s.dice, network_kind::memory);
    endpoint loopback{*address::parse("127.0.0.1"), 0};
    std::unique_ptr<stream> line;
    auto door = net.listen({loopback.host, 4059}, {"head-end", loopback},
                           [&](std::unique_ptr<stream> accepted) { line = std::move(accepted); });
    s.time.external(true);
    plain_client client(door->real().value());
    REQUIRE(client.connected);
    constexpr std::size_t all = 64'000'000;
    std::atomic<std::size_t> sent{0};
    std::atomic<bool> over{false};
    std::jthread other([&] {
        // Stuck for half a second: nobody takes it, or nobody had the processor to take it.
        sent = client.send_until_stuck(all, std::chrono::milliseconds(500));
        client.finish();
        over = true;
    });
    auto held = s.time.gate().flow("test", "the client sends", 60s);
    auto run = [&] { s.time.run_until(s.time.now() + 10ms); };
    while (!over) run();
    CHECK(sent > 0);
    CHECK(sent < all); // the kernel's buffers, and a window
    std::size_t read = 0;
    bool ended = false;
    bytes buffer(65536);
    std::function<void()> read_on = [&] {
        line->read_some(buffer, [&](error_code ec, std::size_t n) {
            read += n;
            ended = static_cast<bool>(ec);
            if (!ec) read_on();
        });
    };
    REQUIRE(line);
    read_on();
    while (!ended) run();
    CHECK(read == sent);
}

TEST_CASE("a peer outside that does not read holds writers back; they go on when it reads")
{
    simulation s(7);
    network net(s.time, s.dice, network_kind::memory);
    endpoint loopback{*address::parse("127.0.0.1"), 0};
    constexpr std::size_t all = 32'000'000, piece = 64'000; // more than sockets have room for
    std::size_t written = 0;
    std::unique_ptr<stream> line;
    std::function<void()> write_on = [&] {
        line->write(bytes(piece), [&](error_code, std::size_t n) {
            written += n;
            if (n && written < all) write_on();
        });
    };
    auto door = net.listen({loopback.host, 4059}, {"head-end", loopback}, [&](std::unique_ptr<stream> accepted) {
        line = std::move(accepted);
        write_on();
    });
    s.time.external(true);
    plain_client client(door->real().value());
    REQUIRE(client.connected);
    auto held = s.time.gate().flow("test", "the client waits", 60s);
    // Until nothing is written any more for a while.
    for (std::size_t before = 1; before != written || !line;) {
        before = written;
        s.time.run_until(s.time.now() + 100ms);
    }
    CHECK(written < all);
    std::size_t received = 0;
    std::atomic<bool> over{false};
    std::jthread other([&] {
        received = client.receive(all).size();
        over = true;
    });
    while (!over) s.time.run_until(s.time.now() + 10ms);
    CHECK(received >= all);
    CHECK(written == all);
}
