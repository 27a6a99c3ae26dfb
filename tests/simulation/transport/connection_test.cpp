// What the two ends of a connection see, and when. Linked with a network in memory and with one of real sockets.
#include "sim/core/check.hpp"
#include "sim/transport/connection.hpp"
#include "tests/simulation/transport/net_world.hpp"

#include <boost/asio/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace sim;
using namespace sim::transport;
using namespace sim::transport::test;

TEST_CASE("bytes come after the link's latency and rate, both ways")
{
    net_world w;
    w.connect();
    w.near->read_on();
    w.near->say("hello");
    w.at(1s, [&] { w.far->say("good day to you"); });
    w.go(10s);
    CHECK(w.d.lines == lines{
                           "280ms hub wrote 5: good",
                           "385ms server read hello",
                           "1s server wrote 15: good",
                           "1s115ms hub read good day to you",
                       });
}

TEST_CASE("an end knows both addresses, and every connection has a source port of its own")
{
    net_world w;
    w.connect();
    CHECK(w.near->line().local().to_string() == "127.40.0.1:49152");
    CHECK(w.near->line().remote() == w.server);
    CHECK(w.far->line().local() == w.server);
    CHECK(w.far->line().remote() == w.near->line().local());
    CHECK(&w.near->line().owner() == &w.base.time);
    w.dial();
    w.go(1s);
    CHECK(w.near->line().local().port == 49153);
    CHECK(w.door->local() == w.server);
}

TEST_CASE("chunks are read as they were written, cut only by the reader's buffer")
{
    net_world w;
    w.server_reads = false;
    w.connect();
    w.near->say("abc");
    w.at(300ms, [&] { w.near->say("defgh"); });
    w.at(350ms, [&] { w.far->read_once(); });
    w.at(2s, [&] {
        w.far = nullptr; // its stream is closed with it
    });
    w.go(1s);
    CHECK(w.d.lines == lines{"280ms hub wrote 3: good", "300ms hub wrote 5: good", "383ms server read abc"});
    std::array<std::uint8_t, 2> small{};
    lines parts;
    for (int i = 0; i < 3; ++i) {
        w.far->line().read_some(small, [&](error_code ec, std::size_t n) {
            parts.push_back(short_name(ec) + " " + as_text(byte_view(small).first(n)));
        });
        w.go(1s);
    }
    CHECK(parts == lines{"good de", "good fg", "good h"});
}

namespace {

/// Writes on and on, as much at a time as the modelled send buffer holds.
struct pourer {
    stream& into;
    std::size_t left;
    std::size_t taken{0};
    error_code ended{};

    void pour()
    {
        into.write(bytes(connection_end::send_buffer), [this](error_code ec, std::size_t n) {
            ended = ec;
            taken += n;
            if (!ec && taken < left) pour();
        });
    }
};

/// Fast, so that only the far end's window limits what is on its way.
struct fast_world : net_world {
    fast_world() : net_world({{100ms, 0, 0}, {100ms, 0, 0}})
    {
        server_reads = false;
        listen();
        dial();
        go(1s);
        REQUIRE(near);
        REQUIRE(far);
    }
    static constexpr std::size_t much = 64 * connection_end::send_buffer;
    /// The window, and the write that exceeds it.
    static constexpr std::size_t most = connection_end::receive_window + connection_end::send_buffer;
};

} // namespace

TEST_CASE("an end that does not read holds the other back; what is written goes on when it reads")
{
    fast_world w;
    pourer p{w.near->line(), w.much};
    p.pour();
    w.go(1h);
    CHECK(p.taken > 0);
    CHECK(p.taken <= w.most);
    w.far->read_once();
    w.go(2h);
    CHECK(p.taken <= w.most + 4096);
    w.far->read_on();
    w.go(3h);
    CHECK(p.taken == w.much);
    CHECK(w.far->total() == w.much);
}

TEST_CASE("a write that is held back ends when it is cancelled, when its end closes, and when the far end goes")
{
    auto ends = [](auto how) {
        fast_world w;
        pourer p{w.near->line(), w.much};
        p.pour();
        w.go(1h);
        REQUIRE(p.taken <= w.most);
        auto before = p.taken;
        how(w);
        w.go(2h);
        CHECK(p.ended);
        CHECK(p.taken <= before + 2 * connection_end::send_buffer);
        return p.ended;
    };
    CHECK(ends([](fast_world& w) { w.near->line().cancel(); }) == boost::asio::error::operation_aborted);
    CHECK(ends([](fast_world& w) { w.near->line().close(); }) == boost::asio::error::broken_pipe);
    CHECK(ends([](fast_world& w) { w.far->line().reset(); }) == boost::asio::error::connection_reset);
    CHECK(ends([](fast_world& w) { w.far->line().close(); }) == boost::asio::error::connection_reset);
}

TEST_CASE("a stream that dies while its write is held back leaves nobody to be told")
{
    fast_world w;
    pourer p{w.near->line(), w.much};
    p.pour();
    w.go(1h);
    auto before = p.taken;
    w.near.reset();
    w.far->read_on();
    w.go(2h);
    CHECK(p.taken == before);
    CHECK(w.far->total() >= before);
}

TEST_CASE("a read of nothing and a write of nothing complete at once")
{
    net_world w;
    w.connect();
    int completed = 0;
    auto good = [&](error_code ec, std::size_t n) { completed += !ec && n == 0; };
    w.near->line().read_some({}, good);
    w.near->line().write({}, good);
    CHECK(completed == 0); // but not inside the call
    w.go(280ms);
    CHECK(completed == 2);
    w.go(10s);
    CHECK(w.d.lines.empty());
}

TEST_CASE("one read and one write at a time")
{
    net_world w;
    w.connect();
    w.near->read_once();
    CHECK_THROWS_AS(w.near->read_once(), broken_invariant);
    w.near->say("a");
    CHECK_THROWS_AS(w.near->say("b"), broken_invariant);
}

TEST_CASE("half closed: the other end reads to the end and may still answer")
{
    net_world w;
    w.connect();
    w.near->read_on();
    w.near->say("question");
    w.near->line().shutdown_send();
    w.near->line().shutdown_send(); // harmless
    w.at(300ms, [&] { w.near->say("too late"); });
    w.at(1s, [&] {
        w.far->say("answer");
        w.far->line().close();
    });
    w.go(10s);
    CHECK(w.d.lines == lines{
                           "280ms hub wrote 8: good",
                           "300ms hub wrote 0: Broken pipe",
                           "388ms server read question",
                           "388ms server read: End of file",
                           "1s server wrote 6: good",
                           "1s106ms hub read answer",
                           "1s106ms hub read: End of file",
                       });
}

TEST_CASE("closing aborts one's own read, and the other end reads what was written and then the end")
{
    net_world w;
    w.connect();
    w.near->read_on();
    w.near->say("last words");
    w.near->line().close();
    w.near->line().close(); // harmless
    w.go(10s);
    CHECK(w.d.lines == lines{
                           "280ms hub wrote 10: good",
                           "280ms hub read: Operation canceled",
                           "390ms server read last words",
                           "390ms server read: End of file",
                       });
    w.d.lines.clear();
    w.near->read_once();
    w.near->say("x");
    w.go(11s);
    CHECK(w.d.lines == lines{"10s hub read: Operation canceled", "10s hub wrote 0: Broken pipe"});
}

TEST_CASE("both ends may close at once")
{
    net_world w;
    w.connect();
    w.near->line().close();
    w.far->line().close();
    w.go(10s);
    CHECK(w.d.lines == lines{"280ms server read: Operation canceled"});
}

TEST_CASE("a reset leaves what has arrived readable, fails the rest, and ends a pending write")
{
    net_world w;
    w.server_reads = false;
    w.connect();
    w.near->say("data");
    w.at(1s, [&] { w.far->say(std::string(20'000, 'x')); }); // takes 3.6 s to be taken
    w.at(1500ms, [&] { w.near->line().reset(); });
    w.at(2s, [&] { w.far->read_on(); });
    w.go(10s);
    CHECK(w.d.lines == lines{
                           "280ms hub wrote 4: good",
                           "1s600ms server wrote 0: Connection reset by peer",
                           "2s server read data",
                           "2s server read: Connection reset by peer",
                       });
    w.far->say("more");
    w.go(11s);
    CHECK(w.d.lines.back() == "10s server wrote 0: Connection reset by peer");
}

TEST_CASE("data for an end that is closed is answered with a reset")
{
    net_world w;
    w.connect();
    w.far->line().close();
    w.at(1s, [&] { w.near->say("hello"); });
    w.at(1150ms, [&] { w.near->say("again"); });
    w.at(1300ms, [&] { w.near->say("third"); });
    w.at(2s, [&] { w.near->read_on(); });
    w.go(10s);
    CHECK(w.d.lines == lines{
                           "280ms server read: Operation canceled",
                           "1s hub wrote 5: good",
                           "1s150ms hub wrote 5: good", // the reset is there at 1.205 s
                           "1s300ms hub wrote 0: Connection reset by peer",
                           "2s hub read: Connection reset by peer",
                       });
}

TEST_CASE("a read that is cancelled loses no byte, not even when they came at that instant")
{
    net_world w;
    w.server_reads = false;
    w.connect();
    w.far->read_once();
    w.near->say("hello");
    w.at(300ms, [&] { w.far->line().cancel(); });
    w.at(350ms, [&] { w.far->read_once(); });
    w.go(384ms);
    CHECK(w.d.lines == lines{"280ms hub wrote 5: good", "300ms server read: Operation canceled"});
    // The bytes come at 385 ms, and the read is satisfied there; the cancellation comes between that and its
    // completion.
    w.at(385ms, [&] { w.base.time.soon("test", [&] { w.far->line().cancel(); }); });
    w.base.time.at(time_point(385ms), "test", [&] { w.far->line().cancel(); });
    w.go(400ms);
    CHECK(w.d.lines.back() == "385ms server read: Operation canceled");
    w.far->read_once();
    w.go(1s);
    CHECK(w.d.lines.back() == "400ms server read hello");
}

TEST_CASE("after a cancellation the next read may begin at once")
{
    net_world w;
    w.connect();
    w.near->read_once();
    w.near->line().cancel();
    w.near->read_once();
    w.far->say("x");
    w.go(1s);
    CHECK(w.d.lines == lines{"280ms hub read: Operation canceled", "280ms server wrote 1: good", "381ms hub read x"});
}

TEST_CASE("a write that is cancelled has still been sent")
{
    net_world w;
    w.connect();
    w.near->say(std::string(20'000, 'x'));
    w.at(1s, [&] { w.near->line().cancel(); });
    w.go(60s);
    CHECK(w.d.lines == lines{"1s hub wrote 0: Operation canceled", "20s380ms server read 4096 octets",
                             "20s380ms server read 4096 octets", "20s380ms server read 4096 octets",
                             "20s380ms server read 4096 octets", "20s380ms server read 3616 octets"});
}

TEST_CASE("a write completes when all but the send buffer has left")
{
    net_world w;
    w.connect();
    w.near->say(std::string(20'000, 'x')); // 20 s on the link, of which 16.384 s are buffered
    w.go(280ms + 3615ms);
    CHECK(w.d.lines.empty());
    w.go(280ms + 3616ms);
    CHECK(w.d.lines == lines{"3s896ms hub wrote 20000: good"});
    w.near->say("y"); // the buffer is full: one octet must leave first
    w.go(5s);
    CHECK(w.d.lines.back() == "3s897ms hub wrote 1: good");
    w.go(60s);
    CHECK(w.far->total() == 20'001);
}

TEST_CASE("small writes are held back as large ones are")
{
    net_world w(link_shape{}); // no latency, no rate
    w.listen();
    w.dial();
    w.go(1s);
    int written = 0;
    std::string block(1024, 'x');
    unique_function<void()> on;
    on = [&] {
        w.near->line().write(as_bytes(block), [&](error_code, std::size_t) {
            if (++written < 100) on();
        });
    };
    on();
    w.go(1s);
    CHECK(written == 100); // an unlimited link takes everything at once

    net_world slow;
    slow.connect();
    written = 0;
    on = [&] {
        slow.near->line().write(as_bytes(block), [&](error_code, std::size_t) {
            if (++written < 100) on();
        });
    };
    on();
    slow.go(281ms);
    CHECK(written == 16); // 16 KiB
    slow.go(280ms + 10 * 1024ms);
    CHECK(written == 26);
}

TEST_CASE("a stream that is destroyed drops its handlers, even those that were about to be called")
{
    auto dies = [](auto how) {
        net_world w;
        w.server_reads = false;
        w.connect();
        auto owned = std::make_shared<int>(1);
        bytes buffer(10);
        int called = 0;
        w.near->line().read_some(buffer, [owned, &called](error_code, std::size_t) { ++called; });
        w.near->line().write(bytes(20'000), [owned, &called](error_code, std::size_t) { ++called; });
        w.far->say("x");
        w.at(381ms, [&] { // the byte has come, and the read is about to complete
            how(*w.near);
            w.near.reset();
        });
        w.go(60s);
        CHECK(owned.use_count() == 1);
        return called;
    };
    CHECK(dies([](talker&) {}) == 0);
    CHECK(dies([](talker& t) { t.line().cancel(); }) == 0);
    CHECK(dies([](talker& t) { t.line().close(); }) == 0);
    CHECK(dies([](talker& t) { t.line().reset(); }) == 0);
}

TEST_CASE("handlers that a cancellation has scheduled die with their stream")
{
    net_world w;
    w.connect();
    int called = 0;
    bytes buffer(10);
    w.near->line().read_some(buffer, [&](error_code, std::size_t) { ++called; });
    w.near->line().write(bytes(20'000), [&](error_code, std::size_t) { ++called; });
    w.near->line().cancel();
    w.near.reset();
    w.go(1s);
    CHECK(called == 0);
}

TEST_CASE("a handler may destroy its stream")
{
    net_world w;
    w.connect();
    w.far->say("x");
    bytes buffer(10);
    bool read = false;
    w.near->line().read_some(buffer, [&](error_code, std::size_t) {
        read = true;
        w.near.reset();
    });
    w.go(1s);
    CHECK(read);
    CHECK(w.d.lines.back() == "481ms server read: End of file");
}

TEST_CASE("an answer that our own end owes holds nothing: device code is free of modes")
{
    net_world w;
    w.connect();
    CHECK_FALSE(w.near->line().expect_reply("answer", 1s));
    CHECK_FALSE(w.far->line().expect_reply("answer", 1s));
    CHECK(w.base.time.gate().holds().empty());
}
