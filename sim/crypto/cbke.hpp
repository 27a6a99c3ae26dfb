// Certificate-based key establishment, cryptographic suite 1 of ZigBee Smart Energy (SE profile 1.x, annex C): implicit
// certificates (ECQV, SEC 4) of 48 octets on the curve sect163k1, key agreement by ECMQV with ephemeral keys (SEC 1,
// 6.2), key derivation of ANSI X9.63 and MACs, both over the MMO hash (aes_mmo.hpp).
//
// The order of messages, and what a device does when one is missing, is the Key Establishment cluster's: devices/zcl.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/ids.hpp"
#include "sim/crypto/aes_mmo.hpp"

#include <array>

namespace sim::crypto {

class random_source;

enum class cbke_errc {
    malformed_certificate = 1, ///< not 48 octets
    invalid_point, ///< a public key is not a point of the curve in the subgroup, or is the point at infinity
    invalid_key,   ///< a private key is zero or not below the curve's order
};
const boost::system::error_category& cbke_category() noexcept;
error_code make_error_code(cbke_errc e) noexcept;

namespace cbke {

/// A point in compressed form (SEC 1, 2.3.3): 02 or 03 and the x coordinate.
using public_key = std::array<std::uint8_t, 22>;
/// A number below the curve's order, big endian.
using private_key = std::array<std::uint8_t, 21>;
/// MACU and MACV of the Confirm Key commands.
using confirmation = std::array<std::uint8_t, 16>;

constexpr std::size_t certificate_size = 48;
/// What the issuer says beside the names; octets of the profile's own.
using profile_attributes = std::array<std::uint8_t, 10>;

/// An implicit certificate: there is no signature in it. Whoever holds the private key that belongs to it can agree on
/// a key, and nobody else; a certificate that was tampered with just leads to other keys, seen when they are confirmed.
struct certificate {
    public_key reconstruction{}; ///< from which, with the issuer's public key, the subject's is computed
    eui64 subject{0};
    std::array<std::uint8_t, 8> issuer{};
    profile_attributes attributes{};

    bool operator==(const certificate&) const = default;
};
std::array<std::uint8_t, certificate_size> encode(const certificate& value);
/// Error: malformed_certificate. Whether it holds a point is seen when it is used.
result<certificate> decode_certificate(byte_view octets);

/// The public key of a certificate's subject: hash(certificate) * reconstruction + authority. Error: invalid_point.
result<public_key> subject_key(const certificate& value, const public_key& authority);

/// What is put into a device in the factory.
struct identity {
    certificate own;
    private_key key{};
    public_key authority{}; ///< the issuer's public key, by which the device judges others
};

/// A key pair for one exchange. It must not be used for another.
struct ephemeral_key {
    private_key secret{};
    public_key open{};
};
ephemeral_key make_ephemeral(random_source& random);
/// With a private key that is given. Error: invalid_key.
result<ephemeral_key> ephemeral_from(const private_key& secret);

/// One end's part of the exchange as the other end sees it.
struct party {
    certificate own;
    public_key ephemeral{};
};

/// What both ends have once the exchange has gone well.
struct agreed_keys {
    aes_key link_key{};
    confirmation initiator{}; ///< MACU: the initiator sends it first
    confirmation responder{}; ///< MACV

    bool operator==(const agreed_keys&) const = default;
};

/// Which end `own` is: the two derive from the same data in the same order.
enum class side { initiator, responder };

/// Computes the keys from one end's secrets and the other's messages. A wrong peer gets other keys, so its confirmation
/// does not match. Errors: invalid_point (of the peer), invalid_key (of our own).
result<agreed_keys> agree(side which, const identity& own, const ephemeral_key& own_ephemeral, const party& peer);

/// The issuer of a simulated world: its key and every certificate are functions of a seed.
class simulation_authority {
public:
    /// `random` gives the authority's key. `issuer` is its name in certificates.
    simulation_authority(random_source& random, const std::array<std::uint8_t, 8>& issuer);

    const public_key& key() const { return open_; }
    /// `random` gives the subject's share of the key, so it should be a stream of the subject's own.
    identity issue(eui64 subject, const profile_attributes& attributes, random_source& random) const;

private:
    private_key secret_{};
    public_key open_{};
    std::array<std::uint8_t, 8> issuer_;
};

} // namespace cbke
} // namespace sim::crypto

template <>
struct boost::system::is_error_code_enum<sim::crypto::cbke_errc> : std::true_type {};
