#include "devices/dlms/hdlc_server.hpp"

#include <algorithm>

namespace devices::dlms {
namespace {

constexpr std::uint8_t format_identifier = 0x81, group_identifier = 0x80;
constexpr std::uint8_t transmit_information_id = 5, receive_information_id = 6, transmit_window_id = 7,
                       receive_window_id = 8;
constexpr std::uint16_t least_information = 32;
constexpr std::uint8_t most_window = 7;
/// LLC header: destination and source service access points, quality.
constexpr std::uint8_t llc_command[] = {0xE6, 0xE6, 0x00}, llc_response[] = {0xE6, 0xE7, 0x00};

void set_parameter(hdlc_parameters& p, std::uint8_t id, std::uint32_t value, sim::reader& of)
{
    const bool window = id == transmit_window_id || id == receive_window_id;
    const bool known = window || id == transmit_information_id || id == receive_information_id;
    if (!known) return;
    const std::uint32_t least = window ? 1 : least_information, most = window ? most_window : most_hdlc_information;
    if (value < least || value > most) return of.fail(sim::codec_errc::out_of_range);
    switch (id) {
    case transmit_information_id: p.transmit_information = static_cast<std::uint16_t>(value); return;
    case receive_information_id: p.receive_information = static_cast<std::uint16_t>(value); return;
    case transmit_window_id: p.transmit_window = static_cast<std::uint8_t>(value); return;
    default: p.receive_window = static_cast<std::uint8_t>(value); return;
    }
}

} // namespace

sim::bytes encode(const hdlc_parameters& p)
{
    sim::writer group;
    auto length = [&](std::uint8_t id, std::uint16_t octets) {
        if (octets > 0xFF)
            group.u8(id).u8(2).u16(octets);
        else
            group.u8(id).u8(1).u8(static_cast<std::uint8_t>(octets));
    };
    length(transmit_information_id, p.transmit_information);
    length(receive_information_id, p.receive_information);
    group.u8(transmit_window_id).u8(4).u32(p.transmit_window);
    group.u8(receive_window_id).u8(4).u32(p.receive_window);
    sim::writer out;
    out.u8(format_identifier).u8(group_identifier).block8(group.data());
    return out.take();
}

sim::result<hdlc_parameters> decode_hdlc_parameters(sim::byte_view information)
{
    hdlc_parameters p;
    if (information.empty()) return p;
    sim::reader in(information);
    if (in.u8() != format_identifier || in.u8() != group_identifier) in.fail(sim::codec_errc::out_of_range);
    sim::reader group(in.block8());
    if (auto ec = in.finish()) return ec;
    while (group.ok() && group.remaining() > 0) {
        const auto id = group.u8();
        const auto octets = group.block8(4);
        std::uint32_t value = 0;
        for (auto octet : octets) value = value << 8 | octet;
        if (group.ok()) set_parameter(p, id, value, group);
    }
    if (auto ec = group.finish()) return ec;
    return p;
}

bool hdlc_server::for_us(const hdlc_frame& f) const
{
    const auto& to = f.destination;
    const bool ours = to.upper == options_.upper || (options_.also != 0 && to.upper == options_.also);
    return ours && (options_.lower == 0 || to.octets == 1 || to.lower == options_.lower);
}

void hdlc_server::reset()
{
    connected_ = may_send_ = false;
    agreed_ = {};
    next_send_ = next_receive_ = 0;
    request_.clear();
    unsent_.clear();
    unacknowledged_.clear();
}

hdlc_server::outcome hdlc_server::received(const hdlc_frame& f)
{
    outcome out;
    if (!for_us(f)) return out;
    if (f.kind == hdlc_kind::connect) {
        connect(f, out);
        return out;
    }
    if (!connected_) {
        own_ = f.destination;
        client_ = f.source;
        if (f.poll_final) put(out.send, hdlc_kind::disconnected);
        return out;
    }
    if (f.source != client_) return out; // another client on the same line waits for its turn
    switch (f.kind) {
    case hdlc_kind::disconnect:
        put(out.send, hdlc_kind::acknowledge);
        reset();
        out.disconnected = true;
        break;
    case hdlc_kind::information: take(f, out); break;
    case hdlc_kind::receive_ready:
        acknowledge(f.receive);
        may_send_ = f.poll_final;
        transmit(out.send);
        break;
    case hdlc_kind::receive_not_ready:
        acknowledge(f.receive);
        if (f.poll_final) put(out.send, hdlc_kind::receive_ready);
        break;
    case hdlc_kind::acknowledge:
    case hdlc_kind::disconnected:
    case hdlc_kind::reject: put(out.send, hdlc_kind::reject); break;
    case hdlc_kind::connect:
    case hdlc_kind::unnumbered: break;
    }
    return out;
}

void hdlc_server::connect(const hdlc_frame& f, outcome& out)
{
    auto wanted = decode_hdlc_parameters(f.information);
    if (!wanted) return; // as a frame that was not understood: no answer
    reset();
    connected_ = out.connected = true;
    own_ = f.destination;
    client_ = f.source;
    // What one end transmits, the other receives.
    agreed_.transmit_information = std::min(options_.most.transmit_information, wanted->receive_information);
    agreed_.receive_information = std::min(options_.most.receive_information, wanted->transmit_information);
    agreed_.transmit_window = std::min(options_.most.transmit_window, wanted->receive_window);
    agreed_.receive_window = std::min(options_.most.receive_window, wanted->transmit_window);
    put(out.send, hdlc_kind::acknowledge, encode(agreed_));
}

void hdlc_server::take(const hdlc_frame& f, outcome& out)
{
    acknowledge(f.receive);
    may_send_ = f.poll_final;
    if (f.send != next_receive_ || f.information.size() > agreed_.receive_information)
        return transmit(out.send); // repeated or out of turn: what was expected is said again
    next_receive_ = (next_receive_ + 1) & 7;
    request_.insert(request_.end(), f.information.begin(), f.information.end());
    if (request_.size() > options_.longest_apdu + sizeof llc_command) {
        put(out.send, hdlc_kind::reject);
        reset();
        out.disconnected = true;
        return;
    }
    if (f.segmented) return transmit(out.send);
    deliver(out);
}

void hdlc_server::deliver(outcome& out)
{
    const auto request = std::exchange(request_, {});
    if (request.size() <= sizeof llc_command ||
        !std::equal(std::begin(llc_command), std::end(llc_command), request.begin()))
        return transmit(out.send); // no command of the COSEM application
    unsent_.clear();               // a new request takes the place of an answer that was not fetched
    out.apdu.emplace(request.begin() + sizeof llc_command, request.end());
}

void hdlc_server::acknowledge(std::uint8_t receive)
{
    const auto first = static_cast<std::uint8_t>((next_send_ - unacknowledged_.size()) & 7);
    const auto count = static_cast<std::size_t>((receive - first) & 7);
    if (count > unacknowledged_.size()) return; // acknowledges what was never sent
    unacknowledged_.erase(unacknowledged_.begin(), unacknowledged_.begin() + static_cast<std::ptrdiff_t>(count));
    // What is left over was lost on the way: it goes out again, first.
    next_send_ = static_cast<std::uint8_t>(receive & 7);
    unsent_.insert(unsent_.begin(), unacknowledged_.begin(), unacknowledged_.end());
    unacknowledged_.clear();
}

sim::bytes hdlc_server::answer(const std::vector<sim::bytes>& apdus)
{
    sim::bytes line;
    if (!connected_) return line;
    unsent_.clear();
    for (const auto& apdu : apdus) {
        sim::bytes whole(std::begin(llc_response), std::end(llc_response));
        whole.insert(whole.end(), apdu.begin(), apdu.end());
        for (std::size_t at = 0; at < whole.size(); at += agreed_.transmit_information) {
            const auto left = sim::byte_view(whole).subspan(at);
            const auto octets = left.first(std::min<std::size_t>(left.size(), agreed_.transmit_information));
            unsent_.push_back({{octets.begin(), octets.end()}, octets.size() < left.size()});
        }
    }
    transmit(line);
    return line;
}

/// Sends a window of what waits, the last of it with the final bit; an acknowledgement when nothing waits.
void hdlc_server::transmit(sim::bytes& line)
{
    if (!std::exchange(may_send_, false)) return;
    if (unsent_.empty()) return put(line, hdlc_kind::receive_ready);
    while (!unsent_.empty() && unacknowledged_.size() < agreed_.transmit_window) {
        const auto& next = unacknowledged_.emplace_back(std::move(unsent_.front()));
        unsent_.pop_front();
        const bool last = unsent_.empty() || unacknowledged_.size() == agreed_.transmit_window;
        put(line, hdlc_kind::information, next.octets, next.segmented, last);
        next_send_ = (next_send_ + 1) & 7;
    }
}

void hdlc_server::put(sim::bytes& line, hdlc_kind kind, sim::bytes information, bool segmented, bool last)
{
    auto frame =
        encode(hdlc_frame{client_, own_, kind, last, next_send_, next_receive_, segmented, std::move(information)});
    line.insert(line.end(), frame->begin(), frame->end());
}

} // namespace devices::dlms
