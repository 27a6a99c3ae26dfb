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
};

/// One end of a transfer. A request in pieces is answered in pieces, or in one; a new request begins anew.
///
/// Lost blocks: a receiver acknowledges the last block before the gap, and the sender goes on from there. It keeps what
/// is not acknowledged, so nothing is asked of the application twice.
class general_block_transfer {
public:
    explicit general_block_transfer(general_block_options options) : options_(options) {}

    struct outcome {
        std::vector<sim::bytes> send;   ///< blocks, in this order
        std::optional<sim::bytes> apdu; ///< put together
        bool aborted{false};            ///< numbers that make no sense, or too long: the transfer is over
    };
    outcome received(const general_block& b);
    /// Begins to send an APDU in blocks of APDUs of `max_pdu` octets at most.
    std::vector<sim::bytes> send(sim::bytes apdu, std::size_t max_pdu);
    /// Asks again for what has not come.
    std::vector<sim::bytes> ask_again();

    /// The peer has begun an exchange in blocks: the answer goes in blocks too.
    bool open() const { return receiving_ || sending(); }
    bool sending() const { return sent_from_ < outgoing_.size(); }
    void reset();

private:
    std::vector<sim::bytes> transmit();
    sim::bytes acknowledgement();
    bool acknowledge(std::uint16_t number);
    outcome abort();

    general_block_options options_;
    // ours to the peer
    sim::bytes outgoing_;
    std::size_t sent_from_{0};              ///< octets that are acknowledged
    std::size_t piece_{0};                  ///< octets per block
    std::uint16_t first_unacknowledged_{1}; ///< the block at `sent_from_`
    std::uint16_t next_number_{1};          ///< of our blocks, empty acknowledgements included
    std::uint8_t peer_window_{1};
    // the peer's to us
    sim::bytes incoming_;
    bool receiving_{false};
    std::uint16_t received_up_to_{0};
};

} // namespace devices::dlms
