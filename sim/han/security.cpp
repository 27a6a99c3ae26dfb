#include "sim/han/security.hpp"

#include "sim/core/check.hpp"
#include "sim/crypto/aead.hpp"
#include "sim/han/error.hpp"

#include <algorithm>

namespace sim::han {
namespace {

// Security control, 4.5.1.1.
constexpr std::uint8_t level_mask = 0x07, encrypted_with_mic = 5, key_mask = 0x03, names_source = 0x20;
constexpr unsigned key_shift = 3;

std::uint8_t control_of(const auxiliary_header& header)
{
    return static_cast<std::uint8_t>(encrypted_with_mic | static_cast<unsigned>(header.key) << key_shift |
                                     (header.source ? names_source : 0));
}

void put_auxiliary(writer& out, const auxiliary_header& header)
{
    out.u8(control_of(header)).u32_le(header.frame_counter);
    if (header.source) out.u64_le(header.source->value());
    if (header.key == security_key::network) out.u8(header.key_sequence);
}

auxiliary_header get_auxiliary(reader& in)
{
    auxiliary_header header;
    const auto control = in.u8();
    header.key = static_cast<security_key>(control >> key_shift & key_mask);
    header.frame_counter = in.u32_le();
    if (control & names_source) header.source = eui64(in.u64_le());
    if (header.key == security_key::network) header.key_sequence = in.u8();
    return header;
}

/// 4.5.2.2.
crypto::ccm_nonce nonce_of(const auxiliary_header& header, eui64 sender)
{
    crypto::ccm_nonce nonce;
    std::size_t at = 0;
    const auto little_endian = [&](std::uint64_t value, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) nonce[at++] = static_cast<std::uint8_t>(value >> (8 * i));
    };
    little_endian(header.source.value_or(sender).value(), 8);
    little_endian(header.frame_counter, 4);
    nonce[at] = control_of(header);
    return nonce;
}

/// Behind a header that begins at `begin`: auxiliary header, ciphertext, MIC.
void seal_payload(writer& out, std::size_t begin, byte_view payload, const auxiliary_header& header, eui64 sender,
                  frame_key& key)
{
    const auto control = out.size();
    put_auxiliary(out, header);
    const auto plain = out.size();
    out.raw(payload);
    const auto tag = key.cipher(header.key)
                         .seal(nonce_of(header, sender), out.written(begin).first(plain - begin), out.written(plain));
    out.written(control)[0] &= static_cast<std::uint8_t>(~level_mask); // 4.3.1.1: not sent, both ends know it
    out.raw(tag);
}

/// Inverse of seal_payload; `plain` is where it happens.
error_code open_payload(byte_view octets, std::size_t header_size, const auxiliary_header& header,
                        std::size_t auxiliary_size, eui64 sender, frame_key& key, bytes& plain)
{
    crypto::ccm_tag tag;
    std::ranges::copy(octets.last(mic_size), tag.begin());
    const auto sealed = octets.first(octets.size() - mic_size);
    plain.assign(sealed.begin(), sealed.end());
    plain[header_size] = control_of(header);
    const auto authenticated = header_size + auxiliary_size;
    const auto wrong = key.cipher(header.key)
                           .open(nonce_of(header, sender), byte_view(plain).first(authenticated),
                                 std::span(plain).subspan(authenticated), tag);
    if (wrong) {
        plain.clear();
        return han_errc::wrong_integrity;
    }
    plain.erase(plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(authenticated));
    return {};
}

/// The auxiliary header of a frame whose payload is `secured`, and how many octets it has.
struct found_auxiliary {
    auxiliary_header header;
    std::size_t size;
};

result<found_auxiliary> find_auxiliary(byte_view octets, std::size_t header_size, byte_view secured)
{
    check(header_size + secured.size() == octets.size(), "a frame is opened with the octets that it was read from");
    reader in(secured);
    found_auxiliary found{get_auxiliary(in), in.position()};
    if (in.ok() && in.remaining() < mic_size) in.fail(codec_errc::truncated);
    if (!in.ok()) return in.error();
    return found;
}

} // namespace

struct frame_key::schedules {
    std::optional<crypto::aes_ccm> itself, transport, load;
};

frame_key::frame_key(const crypto::aes_key& key) : key_(key) {}
frame_key::frame_key(frame_key&&) noexcept = default;
frame_key& frame_key::operator=(frame_key&&) noexcept = default;
frame_key::~frame_key() { crypto::wipe(key_); }

crypto::aes_ccm& frame_key::cipher(security_key kind)
{
    if (!schedules_) schedules_ = std::make_unique<schedules>();
    const bool is_derived = kind == security_key::transport || kind == security_key::load;
    auto& schedule = !is_derived                       ? schedules_->itself
                     : kind == security_key::transport ? schedules_->transport
                                                       : schedules_->load;
    if (!schedule) schedule.emplace(is_derived ? derived_key(key_, kind) : key_);
    return *schedule;
}

crypto::aes_key derived_key(const crypto::aes_key& link_key, security_key kind)
{
    check(kind == security_key::transport || kind == security_key::load, "two kinds of keys are derived");
    const std::uint8_t input = kind == security_key::transport ? 0x00 : 0x02;
    return crypto::mmo_hmac(link_key, byte_view(&input, 1));
}

void seal_nwk(writer& out, nwk_frame frame, const auxiliary_header& auxiliary, frame_key& key)
{
    check(auxiliary.key == security_key::network && auxiliary.source, "NWK frames name the network key and the source");
    frame.secured = true;
    const auto begin = out.size();
    encode_header(out, frame);
    seal_payload(out, begin, frame.payload, auxiliary, *auxiliary.source, key);
}

void seal_aps(writer& out, aps_frame frame, const auxiliary_header& auxiliary, eui64 sender, frame_key& key)
{
    check(auxiliary.key != security_key::network, "APS frames are secured with link keys");
    frame.secured = true;
    const auto begin = out.size();
    encode_header(out, frame);
    seal_payload(out, begin, frame.payload, auxiliary, sender, key);
}

result<auxiliary_header> peek_auxiliary(byte_view secured)
{
    reader in(secured);
    auto header = get_auxiliary(in);
    if (!in.ok()) return in.error();
    return header;
}

result<auxiliary_header> open_nwk(byte_view octets, const nwk_frame& frame, frame_key& key, bytes& plain)
{
    if (!frame.secured) return han_errc::wrong_security;
    const auto found = find_auxiliary(octets, frame.header_size(), frame.payload);
    if (!found) return found.error();
    const auto& header = found->header;
    if (header.key != security_key::network || !header.source) return han_errc::wrong_security;
    if (auto ec = open_payload(octets, frame.header_size(), header, found->size, *header.source, key, plain)) return ec;
    return header;
}

result<auxiliary_header> open_aps(byte_view octets, const aps_frame& frame, eui64 sender, frame_key& key, bytes& plain)
{
    if (!frame.secured) return han_errc::wrong_security;
    const auto found = find_auxiliary(octets, frame.header_size(), frame.payload);
    if (!found) return found.error();
    const auto& header = found->header;
    if (header.key == security_key::network) return han_errc::wrong_security;
    if (auto ec = open_payload(octets, frame.header_size(), header, found->size, sender, key, plain)) return ec;
    return header;
}

} // namespace sim::han
