// ZigBee's frame security (ZigBee specification, 4.3, 4.4, 4.5): AES-128-CCM* at level 5, which encrypts and has a MIC
// of four octets. On the air the level's bits are zero, as 4.3.1.2 asks; both ends know it.
//
// Whether a frame counter is fresh is for whoever keeps counters (the PAN); here a frame is opened or it is not.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/ids.hpp"
#include "sim/crypto/aes_ccm.hpp"
#include "sim/han/aps_frame.hpp"
#include "sim/han/nwk_frame.hpp"

#include <memory>
#include <optional>

namespace sim::han {

enum class security_key : std::uint8_t {
    data = 0, ///< a link key
    network = 1,
    transport = 2, ///< derived from a link key, for network keys (4.5.3)
    load = 3,      ///< derived from a link key, for link keys
};

constexpr std::size_t mic_size = 4;
/// Octets of a NWK frame's auxiliary header, and of an APS frame's without the source.
constexpr std::size_t nwk_auxiliary_size = 14, aps_auxiliary_size = 5;

/// Whether a frame under a link key names its source in the auxiliary header, which the specification leaves to the
/// sender. Model choice: short ones do, since Wireshark 4.0 takes those for malformed that do not.
constexpr bool aps_names_source(std::size_t payload) { return payload < 5; }

/// 4.5.1.
struct auxiliary_header {
    security_key key{security_key::network};
    std::uint32_t frame_counter{0};
    std::optional<eui64>
        source; ///< always in NWK frames; in APS frames when the receiver may not know it yet, and in short ones
    std::uint8_t key_sequence{0}; ///< which network key; only with that kind of key
    bool operator==(const auxiliary_header&) const = default;
};

/// A key with its schedule and those derived from it. The schedules are made when they are first needed, so that a
/// member of which no frame is ever encoded costs little more than the key; they are kept, so that frames cost no
/// set-up. Not for two threads.
class frame_key {
public:
    explicit frame_key(const crypto::aes_key& key);
    frame_key(frame_key&&) noexcept;
    frame_key& operator=(frame_key&&) noexcept;
    /// Wipes the key.
    ~frame_key();

    const crypto::aes_key& octets() const { return key_; }
    /// The cipher for a kind of key: the key itself for `data` and `network`, a derived one for the others.
    crypto::aes_ccm& cipher(security_key kind);

private:
    struct schedules;
    crypto::aes_key key_;
    std::unique_ptr<schedules> schedules_;
};

/// HMAC-MMO of the link key over one octet (4.5.3). `kind` is transport or load.
crypto::aes_key derived_key(const crypto::aes_key& link_key, security_key kind);

/// Appends a whole secured NWK frame; sets `secured`. The payload must not be part of `out`. `auxiliary` names the
/// network key and the source.
void seal_nwk(writer& out, nwk_frame frame, const auxiliary_header& auxiliary, frame_key& key);
/// Appends a whole secured APS frame; sets `secured`. `sender` is for the nonce when the auxiliary header has no
/// source.
void seal_aps(writer& out, aps_frame frame, const auxiliary_header& auxiliary, eui64 sender, frame_key& key);

/// What a receiver needs before it can choose the key. The level's bits are not looked at. Errors: codec_errc.
/// `secured` begins with an auxiliary header: it is the payload of a secured frame.
result<auxiliary_header> peek_auxiliary(byte_view secured);

/// Opens a secured NWK frame that decode_nwk read: `octets` is the whole frame. The plain payload replaces the contents
/// of `plain`; returns the auxiliary header. Errors: codec_errc, wrong_security (not the network key, no source),
/// wrong_integrity.
result<auxiliary_header> open_nwk(byte_view octets, const nwk_frame& frame, frame_key& key, bytes& plain);
/// The same for an APS frame; any kind of key but the network key.
result<auxiliary_header> open_aps(byte_view octets, const aps_frame& frame, eui64 sender, frame_key& key, bytes& plain);

} // namespace sim::han
