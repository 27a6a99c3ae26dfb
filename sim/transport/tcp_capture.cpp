#include "sim/transport/tcp_capture.hpp"

#include "sim/core/check.hpp"
#include "sim/transport/tcp_frame.hpp"

#include <algorithm>

namespace sim::transport {

tcp_capture::tcp_capture(pcapng_file& file, link_type link, std::string_view interface)
    : file_(file), link_(link), interface_(file.add_interface(link, interface))
{}

void tcp_capture::on_segment(time_point time, const endpoint& from, const endpoint& to, segment kind, byte_view data)
{
    check(time >= flushed_, "a segment arrives before what the capture has written");
    waiting_.try_emplace({time, order_++}, waiting_segment{from, to, kind, {data.begin(), data.end()}});
}

void tcp_capture::flush(time_point now)
{
    flushed_ = std::max(flushed_, now);
    while (!waiting_.empty() && waiting_.begin()->first.first <= now) {
        auto next = waiting_.extract(waiting_.begin());
        write(next.key().first, next.mapped());
    }
    forget(now);
}

/// Initial sequence numbers differ between connections, as those of a real stack do, and are the same in every run.
std::uint32_t tcp_capture::initial_sequence()
{
    constexpr std::uint32_t golden_ratio = 0x9E3779B9;
    return static_cast<std::uint32_t>(++sides_) * golden_ratio;
}

tcp_capture::flow& tcp_capture::flow_of(const waiting_segment& s)
{
    auto [entry, made] = flows_.try_emplace(std::minmax(s.from, s.to));
    flow& f = entry->second;
    if (s.kind == segment::syn)
        f = {}; // also when the four numbers are used again
    else if (made)
        f.low.next = initial_sequence(), f.high.next = initial_sequence(); // seen from the middle on
    return f;
}

void tcp_capture::frame(time_point time, const endpoint& from, const endpoint& to, flow& f, std::uint8_t flags,
                        byte_view payload)
{
    side& mine = from < to ? f.low : f.high;
    const side& theirs = from < to ? f.high : f.low;
    bool opens = (flags & tcp_flag::syn) != 0;
    if (opens) mine.next = initial_sequence();
    tcp_frame out{.from = from,
                  .to = to,
                  .sequence = mine.next,
                  .acknowledgement = flags & tcp_flag::ack ? theirs.next : 0,
                  .flags = flags,
                  .identification = ++identification_,
                  .maximum_segment_size = opens ? static_cast<std::uint16_t>(segment_size) : std::uint16_t{0}};
    file_.packet(interface_, time, encode(out, payload, link_));
    // SYN and FIN take a number of their own (RFC 9293 3.4).
    mine.next += static_cast<std::uint32_t>(payload.size()) + (flags & (tcp_flag::syn | tcp_flag::fin) ? 1 : 0);
}

void tcp_capture::acknowledge(time_point time, const endpoint& from, const endpoint& to, flow& f)
{
    if (!f.reset) frame(time, from, to, f, tcp_flag::ack);
}

void tcp_capture::write_data(time_point time, const waiting_segment& s, flow& f)
{
    constexpr unsigned segments_per_ack = 2; // RFC 9293 3.8.6.3: at least every second full-sized segment
    unsigned unacknowledged = 0;
    for (byte_view left(s.data); !left.empty();) {
        auto payload = left.first(std::min(left.size(), segment_size));
        left = left.subspan(payload.size());
        auto push = left.empty() ? tcp_flag::psh : std::uint8_t{0};
        frame(time, s.from, s.to, f, static_cast<std::uint8_t>(tcp_flag::ack | push), payload);
        if (++unacknowledged < segments_per_ack && !left.empty()) continue;
        acknowledge(time, s.to, s.from, f);
        unacknowledged = 0;
    }
}

void tcp_capture::write(time_point time, const waiting_segment& s)
{
    flow& f = flow_of(s);
    switch (s.kind) {
    case segment::syn: return frame(time, s.from, s.to, f, tcp_flag::syn);
    case segment::syn_ack:
        frame(time, s.from, s.to, f, tcp_flag::syn | tcp_flag::ack);
        return acknowledge(time, s.to, s.from, f);
    case segment::data: return write_data(time, s, f);
    case segment::fin:
        frame(time, s.from, s.to, f, tcp_flag::fin | tcp_flag::ack);
        acknowledge(time, s.to, s.from, f);
        (s.from < s.to ? f.low : f.high).finished = true;
        return closed(time, s, f);
    case segment::rst:
        frame(time, s.from, s.to, f, tcp_flag::rst | tcp_flag::ack);
        f.reset = true;
        return closed(time, s, f);
    }
}

void tcp_capture::closed(time_point time, const waiting_segment& s, flow& f)
{
    if (!f.reset && !(f.low.finished && f.high.finished)) return;
    f.closed = time;
    closed_.emplace_back(time, std::minmax(s.from, s.to));
}

void tcp_capture::forget(time_point now)
{
    while (!closed_.empty() && closed_.front().first + linger <= now) {
        auto entry = flows_.find(closed_.front().second);
        // Not when the four numbers belong to a newer connection by now.
        if (entry != flows_.end() && entry->second.closed == closed_.front().first) flows_.erase(entry);
        closed_.pop_front();
    }
}

} // namespace sim::transport
