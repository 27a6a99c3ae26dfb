#include "devices/dlms/general_block.hpp"

#include "devices/dlms/data.hpp"

#include <algorithm>

namespace devices::dlms {
namespace {

constexpr std::uint8_t last_block_bit = 0x80, streaming_bit = 0x40, window_mask = 0x3F;
constexpr std::size_t longest_data = 65535;
constexpr std::uint32_t last_number = 65535;
/// Says that the sender gives the transfer up.
const general_block aborting{.last = true, .window = 0, .data = {}};

} // namespace

sim::bytes encode(const general_block& b)
{
    sim::writer out;
    out.u8(general_block_tag);
    out.u8(static_cast<std::uint8_t>((b.last ? last_block_bit : 0) | (b.streaming ? streaming_bit : 0) |
                                     (b.window & window_mask)));
    out.u16(b.number).u16(b.acknowledged);
    write_octets(out, b.data);
    return out.take();
}

sim::result<general_block> decode_general_block(sim::byte_view apdu)
{
    sim::reader in(apdu);
    if (in.u8() != general_block_tag) in.fail(sim::codec_errc::out_of_range);
    const auto control = in.u8();
    general_block b{.last = (control & last_block_bit) != 0,
                    .streaming = (control & streaming_bit) != 0,
                    .window = static_cast<std::uint8_t>(control & window_mask),
                    .data = {}};
    b.number = in.u16();
    b.acknowledged = in.u16();
    b.data = read_octets(in, longest_data);
    if (auto ec = in.finish()) return ec;
    return b;
}

void general_block_transfer::reset() { *this = general_block_transfer(options_); }

general_block_transfer::outcome general_block_transfer::abort()
{
    reset();
    return {{encode(aborting)}, {}, true};
}

std::vector<sim::bytes> general_block_transfer::send(sim::bytes apdu, std::size_t max_pdu)
{
    const auto piece = std::max<std::size_t>(max_pdu, 16) - general_block_overhead;
    if (apdu.size() / piece + next_number_ >= last_number) return {};
    outgoing_ = std::move(apdu);
    piece_ = piece;
    acknowledged_ = 0;
    first_unacknowledged_ = next_number_;
    return transmit();
}

std::vector<sim::bytes> general_block_transfer::transmit()
{
    std::vector<sim::bytes> blocks;
    auto from = acknowledged_;
    next_number_ = first_unacknowledged_;
    all_sent_ = from == outgoing_.size();
    for (unsigned left = peer_window_; left > 0 && from < outgoing_.size(); --left) {
        const auto size = std::min(piece_, outgoing_.size() - from);
        const auto data = sim::byte_view(outgoing_).subspan(from, size);
        from += size;
        all_sent_ = from == outgoing_.size();
        blocks.push_back(encode(general_block{.last = all_sent_,
                                              .streaming = !all_sent_ && left > 1,
                                              .window = options_.window,
                                              .number = static_cast<std::uint16_t>(next_number_++),
                                              .acknowledged = received_up_to_,
                                              .data = {data.begin(), data.end()}}));
    }
    return blocks;
}

sim::bytes general_block_transfer::acknowledgement()
{
    return encode(general_block{.last = true,
                                .window = options_.window,
                                .number = static_cast<std::uint16_t>(next_number_++),
                                .acknowledged = received_up_to_,
                                .data = {}});
}

std::vector<sim::bytes> general_block_transfer::ask_again()
{
    if (!receiving_ || next_number_ >= last_number) return {};
    return {acknowledgement()};
}

/// False: that block was not sent, or had been acknowledged and is gone.
bool general_block_transfer::acknowledge(std::uint16_t number)
{
    if (number + 1U < first_unacknowledged_ || number >= next_number_) return false;
    const auto blocks = number + 1U - first_unacknowledged_;
    acknowledged_ = std::min(outgoing_.size(), acknowledged_ + blocks * piece_);
    first_unacknowledged_ += blocks;
    return true;
}

general_block_transfer::outcome general_block_transfer::received(const general_block& b)
{
    if (b.number == 0) { // the peer has given up
        reset();
        return {{}, {}, true};
    }
    peer_window_ = std::clamp<std::uint8_t>(b.window, 1, most_blocks_in_window);
    if (b.data.empty() && !outgoing_.empty() && !receiving_) return take_acknowledgement(b);
    return take(b);
}

general_block_transfer::outcome general_block_transfer::take_acknowledgement(const general_block& b)
{
    if (!acknowledge(b.acknowledged)) return abort();
    received_up_to_ = b.number;
    return {transmit(), {}, false};
}

general_block_transfer::outcome general_block_transfer::take(const general_block& b)
{
    // A first block is a new request, too, of a client that has given up its last one or does not want the answer's
    // rest; if it is the same one again, everything behind it comes again as well.
    if (options_.answers && (b.number == 1 || (!receiving_ && all_sent_))) {
        const auto window = peer_window_;
        reset();
        peer_window_ = window;
    }
    outgoing_.clear(); // whoever answers has heard
    receiving_ = true;
    outcome out;
    if (b.number == received_up_to_ + 1) {
        if (incoming_.size() + b.data.size() > options_.longest_apdu) return abort();
        incoming_.insert(incoming_.end(), b.data.begin(), b.data.end());
        received_up_to_ = b.number;
        if (b.last) {
            receiving_ = false;
            out.apdu = std::exchange(incoming_, {});
            return out;
        }
    }
    if (b.streaming) return out; // more is on its way; after a gap it is passed over
    if (next_number_ >= last_number) return abort();
    out.send.push_back(acknowledgement());
    return out;
}

} // namespace devices::dlms
