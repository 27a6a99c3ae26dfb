// Hostile frames of the network layer and of application support. No fuzzer finds a MIC: so what is inside is also
// sealed here, with the keys that the receiver has, and must come out as it went in before it is taken apart.
//
// The first octet chooses: a whole NWK frame as it came; the payload of one, to be sealed; the payload of an APS frame,
// to be sealed. Keys are those of tests/support/han_conversation.cpp, with which the seeds were sealed.
#include "round_trip.hpp"
#include "sim/han/aps_command.hpp"
#include "sim/han/security.hpp"

#include <algorithm>
#include <numeric>

using namespace sim::han;

namespace {

constexpr sim::eui64 sender{0x70B3D50000000102};

frame_key counting_from(std::uint8_t first)
{
    sim::crypto::aes_key key;
    std::iota(key.begin(), key.end(), first);
    return frame_key(key);
}

frame_key& network_key()
{
    static auto key = counting_from(0xC0);
    return key;
}

frame_key& link_key()
{
    static auto key = counting_from(0x40);
    return key;
}

void check_aps(sim::byte_view octets)
{
    const auto frame = fuzz::accept(octets, decode_aps);
    if (!frame) return;
    fuzz::check_round_trip(acknowledgement_of(*frame), decode_aps);
    sim::bytes plain;
    sim::byte_view payload = frame->payload;
    if (frame->secured) {
        if (!open_aps(octets, *frame, sender, link_key(), plain)) return;
        payload = plain;
    }
    if (frame->type == aps_frame_type::command) fuzz::accept(payload, decode_aps_command);
}

void check_nwk(sim::byte_view octets)
{
    const auto frame = fuzz::accept(octets, decode_nwk);
    if (!frame) return;
    sim::bytes plain;
    sim::byte_view payload = frame->payload;
    if (frame->secured) {
        if (!open_nwk(octets, *frame, network_key(), plain)) return;
        payload = plain;
    }
    if (frame->type == nwk_frame_type::data) check_aps(payload);
    if (frame->type == nwk_frame_type::command) fuzz::accept(payload, decode_nwk_command);
}

void check_sealed_nwk(sim::byte_view payload)
{
    nwk_frame frame;
    frame.payload = payload;
    sim::writer out;
    seal_nwk(out, frame, {security_key::network, 1, sender, 5}, network_key());
    sim::bytes plain;
    sim::check(open_nwk(out.data(), decode_nwk(out.data()).value(), network_key(), plain).has_value() &&
                   std::ranges::equal(plain, payload),
               "what is sealed for the network does not open");
    check_nwk(out.data());
}

void check_sealed_aps(sim::byte_view payload)
{
    aps_frame frame;
    frame.type = aps_frame_type::command;
    frame.payload = payload;
    for (const auto kind : {security_key::data, security_key::transport, security_key::load}) {
        sim::writer out;
        seal_aps(out, frame, {kind, 1, std::nullopt, 0}, sender, link_key());
        sim::bytes plain;
        sim::check(open_aps(out.data(), decode_aps(out.data()).value(), sender, link_key(), plain).has_value() &&
                       std::ranges::equal(plain, payload),
                   "what is sealed for a link does not open");
        check_aps(out.data());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t longest = 4096; // far above any frame; CCM's lengths have two octets
    if (!size || size > longest) return 0;
    const sim::byte_view rest(data + 1, size - 1);
    switch (data[0] % 3) {
    case 0: check_nwk(rest); break;
    case 1: check_sealed_nwk(rest); break;
    case 2: check_sealed_aps(rest); break;
    }
    return 0;
}
