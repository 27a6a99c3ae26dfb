// Hostile frames of IEEE 802.15.4, with the check sequence that they come with and with the right one; then what they
// carry. The last octet chooses; install codes, which people type, are here too.
#include "round_trip.hpp"
#include "sim/han/install_code.hpp"
#include "sim/han/mac_payload.hpp"

using namespace sim::han;

namespace {

void check_frame(sim::byte_view octets)
{
    const auto frame = fuzz::accept(octets, decode_mac);
    if (!frame) return;
    if (frame->type == mac_frame_type::beacon) fuzz::accept(frame->payload, decode_beacon);
    if (frame->type == mac_frame_type::command) fuzz::accept(frame->payload, decode_mac_command);
}

void check_install_code(sim::byte_view octets)
{
    const auto code = install_code::parse(sim::as_text(octets));
    if (code) sim::check(install_code::parse(code->to_string()).value() == *code, "an install code changes in print");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (!size) return 0;
    const sim::byte_view octets(data, size - 1);
    switch (data[size - 1] % 3) {
    case 0: check_frame(octets); break;
    case 1: {
        sim::writer out;
        out.raw(octets).u16_le(frame_check_sequence(octets));
        check_frame(out.data());
        break;
    }
    case 2: check_install_code(octets); break;
    }
    return 0;
}
