#include "devices/dlms/optical_port.hpp"

#include <algorithm>

namespace devices::dlms {
namespace {

constexpr std::uint8_t flag = 0x7E;

} // namespace

optical_port::optical_port(sign_on_options signing, hdlc_server_options station)
    : signing_(signing), station_(station), fastest_(baud_rate(signing.baud).value_or(sign_on::initial_baud))
{}

std::vector<optical_port::outcome> optical_port::received(sim::byte_view octets)
{
    std::vector<outcome> out;
    while (!octets.empty()) {
        if (in_hdlc_) {
            frames(octets, out);
            break;
        }
        const auto begins = std::ranges::find(octets, flag);
        const auto before = static_cast<std::size_t>(begins - octets.begin());
        if (before > 0) sign(octets.first(before), out);
        octets = octets.subspan(before);
        if (octets.empty() || in_hdlc_) continue;
        in_hdlc_ = true;
        baud_ = fastest_;
    }
    return out;
}

/// The confirmation still goes at the old rate.
void optical_port::sign(sim::byte_view octets, std::vector<outcome>& out)
{
    auto said = signing_.received(octets);
    if (!said.send.empty()) out.push_back({.send = std::move(said.send), .send_baud = baud_, .apdu = {}});
    if (!said.hdlc_at) return;
    in_hdlc_ = true;
    baud_ = *said.hdlc_at;
    line_ = {};
}

void optical_port::frames(sim::byte_view octets, std::vector<outcome>& out)
{
    line_.feed(octets);
    while (auto f = line_.next()) {
        auto step = station_.received(*f);
        out.push_back({std::move(step.send), baud_, std::move(step.apdu), step.connected, step.disconnected});
        if (!step.disconnected) continue;
        wait_for_sign_on(); // what came after the last frame was meant for nobody
        return;
    }
}

void optical_port::wait_for_sign_on()
{
    in_hdlc_ = false;
    baud_ = sign_on::initial_baud;
    line_ = {};
    signing_.timeout();
}

bool optical_port::timeout()
{
    const bool was_connected = station_.connected();
    station_.timeout();
    wait_for_sign_on();
    return was_connected;
}

std::optional<std::chrono::milliseconds> optical_port::patience() const
{
    if (in_hdlc_) return station_.options().inactivity;
    if (signing_.identified()) return sign_on::selection_limit;
    return {};
}

} // namespace devices::dlms
