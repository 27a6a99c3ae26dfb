// General block transfer: one APDU of any kind in pieces, in either direction, several of them without waiting.
//
// Source: IEC 62056-5-3, general-block-transfer APDU: tag, block control (last block, streaming, window), block number,
// number acknowledged, octets of the piece. What is cut up is the APDU as it would travel, ciphering included.
#pragma once
#include "sim/core/bytes.hpp"

#include <optional>
#include <vector>

namespace devices::dlms {

inline constexpr std::uint8_t general_block_tag = 0xE0;
inline constexpr std::uint8_t most_blocks_in_window = 63;

struct general_block {
    bool last{false};
    bool streaming{false};         ///< more blocks follow without an answer
    std::uint8_t window{1};        ///< 0 … 63: blocks that the sender can take in a row
    std::uint16_t number{0};       ///< from 1, counted by its sender
    std::uint16_t acknowledged{0}; ///< the last of the peer's up to which there is no gap
    sim::bytes data;
    bool operator==(const general_block&) const = default;
};

sim::bytes encode(const general_block& b);
/// Errors: codec_errc.
sim::result<general_block> decode_general_block(sim::byte_view apdu);

/// Octets of a block that are not its data, at most.
inline constexpr std::size_t general_block_overhead = 9;

struct general_block_options {
    std::uint8_t window{1};             ///< that we can take: 1 … 63
    std::size_t longest_apdu{1U << 20}; ///< that is put together (model choice)
    /// Of a server: what comes after an answer begins a new exchange. A client says itself when one begins (reset).
    bool answers{false};
};

/// One end of a transfer. Each end counts its blocks through an exchange, empty ones (acknowledgements) too.
///
/// Lost blocks: a receiver acknowledges the last block before the gap, and the sender goes on from there. It keeps what
/// is not acknowledged, so nothing is asked of the application twice. The receiver does so when a window has ended; has
/// the window's end been lost itself, then when its caller finds that nothing comes any more (`ask_again`). A sender
/// asks for nothing: who wants the rest of an answer asks for it.
class general_block_transfer {
public:
    explicit general_block_transfer(general_block_options options) : options_(options) {}

    struct outcome {
        std::vector<sim::bytes> send;   ///< blocks, in this order
        std::optional<sim::bytes> apdu; ///< put together
        bool aborted{false};            ///< by the peer; or numbers make no sense, or it gets too long: it is told
    };
    outcome received(const general_block& b);
    /// Begins to send an APDU in blocks that are APDUs of `max_pdu` octets at most (at least 16). Empty: it takes more
    /// blocks than can be counted.
    std::vector<sim::bytes> send(sim::bytes apdu, std::size_t max_pdu);
    /// An APDU has begun to come, and more of it must.
    bool receiving() const { return receiving_; }
    /// An APDU of ours has not gone out in full.
    bool sending() const { return !all_sent_; }
    /// Asks again for what has not come; empty when nothing is under way.
    std::vector<sim::bytes> ask_again();
    /// Waits no longer: gives up what is under way and tells the peer.
    outcome abort();
    void reset();

private:
    std::vector<sim::bytes> transmit();
    sim::bytes acknowledgement();
    bool acknowledge(std::uint16_t number);
    outcome take(const general_block& b);
    outcome take_acknowledgement(const general_block& b);

    general_block_options options_;
    // ours to the peer
    sim::bytes outgoing_;
    std::size_t acknowledged_{0};           ///< octets of `outgoing_`
    std::size_t piece_{0};                  ///< octets per block
    std::uint32_t first_unacknowledged_{1}; ///< the block that begins at `acknowledged_`
    std::uint32_t next_number_{1};
    std::uint8_t peer_window_{1};
    bool all_sent_{true};
    // the peer's to us
    sim::bytes incoming_;
    bool receiving_{false};
    std::uint16_t received_up_to_{0};
};

} // namespace devices::dlms
