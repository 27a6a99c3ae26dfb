// Mode full: packets to octets, secured, and back; and what goes into the capture.
#pragma once
#include "sim/han/capture.hpp"
#include "sim/han/packet.hpp"
#include "sim/han/security.hpp"

#include <array>
#include <string>
#include <vector>

namespace sim::han {

/// Between whom a frame is.
struct frame_context {
    eui64 hub, device;
    pan_id network;
    radio_channel channel;
    bool sleepy;
};

/// What a receiver opens frames with; null: has none.
struct frame_keys {
    const network_key *present{nullptr}, *other{nullptr};
    const crypto::aes_key* link{nullptr};
    const crypto::aes_key* transport{nullptr}; ///< under which network keys come
};

class frame_codec {
public:
    /// `into`: may be null.
    frame_codec(const std::string& installation, capture* into);

    bytes make(const packet& p, const frame_context& c);
    /// None: it does not open, or is not what it should be. Of data, the body has this block's payload alone.
    std::optional<packet> read(byte_view frame, end at, const frame_context& c, const frame_keys& keys);
    void capture_frame(time_point t, byte_view frame);
    /// Of that frame.
    void capture_acknowledgement(time_point t, byte_view frame, bool pending);

private:
    struct sequences {
        std::uint8_t mac{0}, nwk{0}, aps{0}, zdp{0};
    };
    /// Into `network_layer_`.
    void put_network_layer(const packet& p, const frame_context& c);
    std::optional<packet> read_application(packet p, byte_view octets, const frame_context& c, const frame_keys& keys);
    /// Into `sealed_application_`.
    void put_application(const packet& p, const frame_context& c);
    /// Key schedules are kept: making one costs more than a frame.
    frame_key& schedule(const crypto::aes_key& k);

    capture* into_;
    std::uint32_t network_{0};
    std::array<sequences, 2> sequences_{}; ///< by end
    std::vector<frame_key> schedules_;
    bytes plain_, inner_;
    writer application_, sealed_application_, network_layer_, frame_; ///< they keep their room
};

} // namespace sim::han
