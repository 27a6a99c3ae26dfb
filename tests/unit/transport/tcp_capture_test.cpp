#include "sim/transport/tcp_capture.hpp"

#include "sim/core/check.hpp"
#include "sim/transport/tcp_frame.hpp"
#include "tests/support/capture_reader.hpp"

#include <algorithm>
#include <map>
#include <memory>

using namespace sim;
using namespace sim::transport;
using kind = wire_tap::segment;

namespace {

const endpoint hub{{0x7F0A0005}, 49152}, server{{0x7F140001}, 7443};
constexpr std::size_t ip_header = 20;

time_point at(duration d) { return from_unix_seconds(1'600'000'000) + d; }

bool checksums_hold(byte_view packet)
{
    writer covered;
    covered.raw(packet.subspan(12, 8)).u8(0).u8(packet[9]);
    covered.u16(static_cast<std::uint16_t>(packet.size() - ip_header)).raw(packet.subspan(ip_header));
    return tests::internet_checksum(packet.first(ip_header)) == 0 && tests::internet_checksum(covered.data()) == 0;
}

/// A capture on raw IP, and its frames as lines: `5ms hub SA 0 1 +0` is time, sender, flags, relative sequence and
/// acknowledgement numbers, octets.
class capture {
public:
    void segment(duration when, const endpoint& from, const endpoint& to, kind k, std::size_t octets = 0)
    {
        bytes data(octets);
        for (auto& b : data) b = next_octet_++;
        tap_.on_segment(at(when), from, to, k, data);
    }
    void flush(duration when) { tap_.flush(at(when)); }
    tcp_capture& tap() { return tap_; }

    std::vector<std::string> lines()
    {
        REQUIRE_FALSE(out_.close());
        std::vector<std::string> text;
        time_point before{};
        for (const auto& frame : tests::read_frames(file_.content())) {
            CHECK(frame.time >= before);
            before = frame.time;
            CHECK(checksums_hold(frame.data));
            text.push_back(to_text(frame.time - at({})) + line(frame.data));
        }
        return text;
    }
    const bytes& payload() const { return payload_; }

private:
    std::string line(byte_view packet)
    {
        reader in(packet.subspan(12));
        auto source = in.u32();
        in.u32();
        auto port = in.u16();
        in.u16();
        auto sequence = in.u32(), acknowledgement = in.u32();
        auto header = static_cast<std::size_t>(in.u8() >> 4) * 4;
        auto flags = in.u8();
        auto data = packet.subspan(ip_header + header);
        payload_.insert(payload_.end(), data.begin(), data.end());
        bool from_hub = source == hub.host.value && port == hub.port;
        auto& mine = from_hub ? hub_base_ : server_base_;
        auto& theirs = from_hub ? server_base_ : hub_base_;
        if (flags & tcp_flag::syn) mine = sequence;
        std::string out(from_hub ? " hub " : " server ");
        for (auto [bit, letter] : {std::pair{tcp_flag::syn, 'S'},
                                   {tcp_flag::fin, 'F'},
                                   {tcp_flag::rst, 'R'},
                                   {tcp_flag::psh, 'P'},
                                   {tcp_flag::ack, 'A'}})
            if (flags & bit) out += letter;
        return out + ' ' + std::to_string(sequence - mine) + ' ' +
               std::to_string(flags & tcp_flag::ack ? acknowledgement - theirs : 0) + " +" +
               std::to_string(data.size());
    }

    tests::scratch_file file_;
    pcapng_file out_{file_.path(), "test"};
    tcp_capture tap_{out_, link_type::raw_ip, "wan"};
    std::uint8_t next_octet_{0};
    std::uint32_t hub_base_{0}, server_base_{0};
    bytes payload_;
};

using lines = std::vector<std::string>;

} // namespace

TEST_CASE("a segment that arrives before what was written is a programmer error")
{
    capture c;
    c.flush(2s);
    CHECK_NOTHROW(c.segment(2s, hub, server, kind::syn));
    CHECK_THROWS_AS(c.segment(2s - 1ns, hub, server, kind::syn), broken_invariant);
}

TEST_CASE("a connection has a handshake, acknowledged data and two ends")
{
    capture c;
    c.segment(400ms, hub, server, kind::syn);
    c.segment(800ms, server, hub, kind::syn_ack);
    c.segment(1200ms, hub, server, kind::data, 100);
    c.segment(1600ms, server, hub, kind::data, 50);
    c.segment(2s, hub, server, kind::fin);
    c.segment(3s, server, hub, kind::fin);
    c.flush(3s);
    CHECK(c.lines() == lines{"400ms hub S 0 0 +0", "800ms server SA 0 1 +0", "800ms hub A 1 1 +0",
                             "1s200ms hub PA 1 1 +100", "1s200ms server A 1 101 +0", "1s600ms server PA 1 101 +50",
                             "1s600ms hub A 101 51 +0", "2s hub FA 101 51 +0", "2s server A 51 102 +0",
                             "3s server FA 51 102 +0", "3s hub A 102 52 +0"});
}

TEST_CASE("segments are written in the order of arrival, and acknowledge only what has arrived")
{
    capture c;
    c.segment(0s, hub, server, kind::syn);
    c.segment(0s, server, hub, kind::syn_ack);
    c.segment(5s, hub, server, kind::data, 10); // slow upwards
    c.segment(1s, server, hub, kind::data, 20); // sent later, there first
    c.flush(4s);
    CHECK(c.tap().under_way() == 1);
    c.flush(5s);
    CHECK(c.tap().under_way() == 0);
    CHECK(c.lines() == lines{"0s hub S 0 0 +0", "0s server SA 0 1 +0", "0s hub A 1 1 +0", "1s server PA 1 1 +20",
                             "1s hub A 1 21 +0", "5s hub PA 1 21 +10", "5s server A 21 11 +0"});
}

TEST_CASE("what has not arrived by the end is left out")
{
    capture c;
    c.segment(1s, hub, server, kind::syn);
    c.segment(2s, server, hub, kind::syn_ack);
    c.flush(2s - 1ns);
    CHECK(c.lines() == lines{"1s hub S 0 0 +0"});
}

TEST_CASE("long data is cut into segments of 1400 octets, every second one acknowledged, and none of it is lost")
{
    capture c;
    c.segment(0s, hub, server, kind::syn);
    c.segment(0s, server, hub, kind::syn_ack);
    c.segment(1s, hub, server, kind::data, 3 * 1400 + 1);
    c.flush(1s);
    auto text = c.lines();
    text.erase(text.begin(), text.begin() + 3);
    CHECK(text == lines{"1s hub A 1 1 +1400", "1s hub A 1401 1 +1400", "1s server A 1 2801 +0", "1s hub A 2801 1 +1400",
                        "1s hub PA 4201 1 +1", "1s server A 1 4202 +0"});
    REQUIRE(c.payload().size() == 4201);
    for (std::size_t i = 0; i < c.payload().size(); ++i) REQUIRE(c.payload()[i] == static_cast<std::uint8_t>(i));
}

TEST_CASE("data of exactly two segments is acknowledged once")
{
    capture c;
    c.segment(0s, hub, server, kind::syn);
    c.segment(0s, server, hub, kind::syn_ack);
    c.segment(1s, hub, server, kind::data, 2800);
    c.flush(1s);
    CHECK(c.lines().size() == 6);
}

TEST_CASE("a refused connection is a SYN and its reset")
{
    capture c;
    c.segment(1s, hub, server, kind::syn);
    c.segment(2s, server, hub, kind::rst);
    c.flush(2s);
    CHECK(c.lines() == lines{"1s hub S 0 0 +0", "2s server RA 0 1 +0"});
}

TEST_CASE("after a reset what was under way still shows, but nobody acknowledges it")
{
    capture c;
    c.segment(0s, hub, server, kind::syn);
    c.segment(0s, server, hub, kind::syn_ack);
    c.segment(2s, server, hub, kind::data, 30);
    c.segment(1s, hub, server, kind::rst);
    c.flush(2s);
    auto text = c.lines();
    text.erase(text.begin(), text.begin() + 3);
    CHECK(text == lines{"1s hub RA 1 1 +0", "2s server PA 1 1 +30"});
}

TEST_CASE("the same four numbers used again are another connection with numbers of its own")
{
    capture c;
    for (auto when : {1s, 3s}) {
        c.segment(when, hub, server, kind::syn);
        c.segment(when, server, hub, kind::syn_ack);
        c.segment(when, hub, server, kind::rst);
    }
    c.flush(3s);
    auto text = c.lines();
    REQUIRE(text.size() == 8);
    CHECK(text[4] == "3s hub S 0 0 +0");
    CHECK(text[5] == "3s server SA 0 1 +0");
    CHECK(text[7] == "3s hub RA 1 1 +0");
}

TEST_CASE("a connection that was open before the capture began is shown from the middle on")
{
    capture c;
    c.segment(1s, hub, server, kind::data, 10);
    c.segment(2s, hub, server, kind::fin);
    c.flush(2s);
    CHECK(c.lines().size() == 4);
}

TEST_CASE("a closed connection is forgotten after four minutes, a newer one of the same numbers is not")
{
    capture c;
    c.segment(0s, hub, server, kind::syn);
    c.segment(1s, server, hub, kind::rst);
    c.flush(1s);
    CHECK(c.tap().connections() == 1);
    c.flush(1s + 4min - 1ns);
    CHECK(c.tap().connections() == 1);
    c.segment(1s + 4min - 1ns, hub, server, kind::syn);
    c.flush(1s + 4min);
    CHECK(c.tap().connections() == 1);
    c.segment(10min, hub, server, kind::fin);
    c.segment(11min, server, hub, kind::fin);
    c.flush(15min - 1ns);
    CHECK(c.tap().connections() == 1);
    c.flush(15min);
    CHECK(c.tap().connections() == 0);
}

TEST_CASE("equal calls make equal files")
{
    auto record = [] {
        capture c;
        c.segment(1s, hub, server, kind::syn);
        c.segment(1s, server, hub, kind::syn_ack);
        c.segment(1s, hub, server, kind::data, 5000);
        c.flush(1s);
        return c.lines();
    };
    CHECK(record() == record());
}

TEST_CASE("an Ethernet frame has locally administered addresses and the type of IPv4")
{
    auto frame = encode({.from = hub, .to = server, .flags = tcp_flag::ack}, as_bytes("abc"), link_type::ethernet);
    CHECK(to_hex(byte_view(frame).first(14)) == "02007F140001"
                                                "02007F0A0005"
                                                "0800");
    CHECK(frame.size() == 14 + 20 + 20 + 3);
    CHECK(checksums_hold(byte_view(frame).subspan(14)));
}

TEST_CASE("a frame for a link that carries no IP, or with too much in it, is a programmer error")
{
    CHECK_THROWS_AS(encode({}, {}, link_type::ieee802_15_4_no_fcs), broken_invariant);
    CHECK_THROWS_AS(encode({}, bytes(1461), link_type::raw_ip), broken_invariant);
}
