// Writes the modelled connections into a capture file as TCP over IPv4, so that any packet analyser reads them.
//
// The model moves bytes, not segments: sequence numbers, acknowledgements and segments of `segment_size` octets are
// made here, in the order of arrival. Acknowledgements of our making carry the instant of what they acknowledge (model
// choice: the model has none, and an analyser wants them). Frames with bad luck on the air are not seen: loss is delay
// here.
#pragma once
#include "sim/kernel/pcapng.hpp"
#include "sim/transport/network.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>

namespace sim::transport {

class tcp_capture final : public wire_tap {
public:
    /// Octets of payload in a segment, and the MSS option of both ends.
    static constexpr std::size_t segment_size = 1400;

    /// `file` must outlive the capture. `link` is `raw_ip` or `ethernet`; `interface` is the name that readers show.
    tcp_capture(pcapng_file& file, link_type link, std::string_view interface);

    /// Segments wait until time reaches them, since calls come in the order of sending.
    void on_segment(time_point time, const endpoint& from, const endpoint& to, segment kind, byte_view data) override;
    /// Writes what has arrived by `now`. To be called as time passes, and with the end of the run: what is then still
    /// under way never arrived, and is left out. A segment that arrives before the last flush is a programmer error.
    void flush(time_point now);
    std::size_t under_way() const { return waiting_.size(); }
    /// Connections that are remembered: those open, and those closed less than `linger` ago.
    std::size_t connections() const { return flows_.size(); }

private:
    /// How long a closed connection is remembered, for what was under way: 2 MSL (RFC 9293 3.4.2: MSL is 2 minutes).
    static constexpr duration linger = std::chrono::minutes(4);

    struct waiting_segment {
        endpoint from, to;
        segment kind;
        bytes data;
    };
    struct side {
        std::uint32_t next{0}; ///< the next sequence number; 0 in a side that has not sent its SYN
        bool finished{false};
    };
    struct flow {
        side low, high; ///< of the smaller and of the greater endpoint
        bool reset{false};
        std::optional<time_point> closed;
    };
    using flow_key = std::pair<endpoint, endpoint>;

    void write(time_point time, const waiting_segment& s);
    void write_data(time_point time, const waiting_segment& s, flow& f);
    void frame(time_point time, const endpoint& from, const endpoint& to, flow& f, std::uint8_t flags,
               byte_view payload = {});
    void acknowledge(time_point time, const endpoint& from, const endpoint& to, flow& f);
    flow& flow_of(const waiting_segment& s);
    void closed(time_point time, const waiting_segment& s, flow& f);
    void forget(time_point now);
    std::uint32_t initial_sequence();

    pcapng_file& file_;
    link_type link_;
    std::uint32_t interface_;
    std::map<std::pair<time_point, std::uint64_t>, waiting_segment> waiting_;
    std::map<flow_key, flow> flows_;
    std::deque<std::pair<time_point, flow_key>> closed_;
    time_point flushed_{};
    std::uint64_t order_{0};
    std::uint64_t sides_{0};
    std::uint16_t identification_{0};
};

} // namespace sim::transport
