// A world with one network, a server, and ends that note in a diary all that happens to them.
#pragma once
#include "sim/kernel/simulation.hpp"
#include "sim/transport/network.hpp"
#include "tests/support/diary.hpp"

#include <array>
#include <map>
#include <memory>
#include <string>

namespace sim::transport::test {

using sim::test::diary;
using sim::test::lines;

/// The kind of network that this program tests: the same tests are linked twice.
extern const network_kind tested_kind;

inline std::string short_name(error_code ec) { return ec ? ec.message() : "good"; }

/// One end. Reads on and on, unless told otherwise, and notes what comes.
class talker {
public:
    talker(diary& d, std::string name, std::unique_ptr<stream> s, std::size_t read_size = 4096)
        : diary_(d), name_(std::move(name)), stream_(std::move(s)), buffer_(read_size)
    {}
    stream& line() { return *stream_; }
    void read_once()
    {
        stream_->read_some(buffer_, [this](error_code ec, std::size_t n) {
            if (ec) return diary_.note(name_ + " read: " + short_name(ec));
            bytes got(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(n));
            total_ += n;
            diary_.note(name_ + " read " + (n <= 16 ? as_text(got) : std::to_string(n) + " octets"));
            if (reading_) read_once();
        });
    }
    void read_on()
    {
        reading_ = true;
        read_once();
    }
    void say(std::string_view text)
    {
        stream_->write(as_bytes(text), [this](error_code ec, std::size_t n) {
            diary_.note(name_ + " wrote " + std::to_string(n) + ": " + short_name(ec));
        });
    }
    std::size_t total() const { return total_; }

private:
    diary& diary_;
    std::string name_;
    std::unique_ptr<stream> stream_;
    bytes buffer_;
    bool reading_{false};
    std::size_t total_{0};
};

/// 100 ms each way at one octet per millisecond: the SYN (40 octets) is there after 140 ms, the dial is through after
/// 280 ms.
inline link_shape slow_link() { return {{100ms, 8000, 0}, {100ms, 8000, 0}}; }

struct net_world {
    explicit net_world(link_shape shape = slow_link(), network_kind kind = tested_kind, kernel_options options = {})
        : base(7, options), net(base.time, base.dice, kind), hub(make_path("hub", "127.40.0.1", shape))
    {}

    static std::shared_ptr<path> make_path(std::string name, std::string_view source, link_shape shape)
    {
        return std::make_shared<path>(std::move(name), *address::parse(source), shape);
    }
    void listen()
    {
        door = net.listen(server, {"server", {}}, [this](std::unique_ptr<stream> s) {
            d.note("accepted");
            far = std::make_unique<talker>(d, "server", std::move(s));
            if (server_reads) far->read_on();
        });
    }
    void dial() { dial(hub, server); }
    void dial(const std::shared_ptr<path>& over, endpoint to)
    {
        net.dial(over, to, [this](error_code ec, std::unique_ptr<stream> s) {
            d.note("dialled: " + short_name(ec));
            if (s) near = std::make_unique<talker>(d, "hub", std::move(s));
        });
    }
    /// Runs to the instant at which the connection stands, and forgets what led to it.
    void connect()
    {
        listen();
        dial();
        go(280ms);
        CHECK(d.lines == lines{"140ms accepted", "280ms dialled: good"});
        d.lines.clear();
    }
    void go(duration to) { base.time.run_until(time_point(to)); }
    /// Runs to `to` and then does `what` there.
    template <class F>
    void at(duration to, F what)
    {
        base.time.at(time_point(to), "test", std::move(what));
    }

    simulation base;
    network net;
    endpoint server{*address::parse("127.0.0.1"), 4059};
    std::shared_ptr<path> hub;
    diary d{base.time};
    std::unique_ptr<listener> door;
    std::unique_ptr<talker> near, far;
    bool server_reads{true};
};

} // namespace sim::transport::test
