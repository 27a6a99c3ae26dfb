#include "sim/crypto/cbke.hpp"

#include "sim/core/check.hpp"
#include "sim/crypto/aead.hpp"
#include "sim/crypto/binary_curve.hpp"
#include "sim/crypto/random.hpp"

#include <algorithm>
#include <optional>

namespace sim::crypto {

const boost::system::error_category& cbke_category() noexcept
{
    static const table_category category("s1sim.cbke", {
                                                           "an implicit certificate of suite 1 has 48 octets",
                                                           "the public key is not a point of sect163k1's subgroup",
                                                           "the private key is zero or not below the curve's order",
                                                       });
    return category;
}

error_code make_error_code(cbke_errc e) noexcept { return {static_cast<int>(e), cbke_category()}; }

namespace cbke {

namespace {

using sect163k1::curve;
using sect163k1::number;
using sect163k1::point;

/// The number by which an implicit certificate is bound to what it says: its hash.
number hash_of(const curve& on, const certificate& value) { return on.number_of(mmo_hash(encode(value))); }

/// hash(certificate) * reconstruction + authority. Null for what is no point, or leads to infinity.
point subject_point(const curve& on, const certificate& value, const public_key& authority)
{
    const auto reconstruction = on.decode(value.reconstruction);
    const auto issuer = on.decode(authority);
    if (!reconstruction || !issuer) return nullptr;
    auto subject = on.add(on.multiply(reconstruction.get(), hash_of(on, value).get()).get(), issuer.get());
    if (on.at_infinity(subject.get())) return nullptr;
    return subject;
}

/// The associate value of SEC 1, 3.4, step by step: the lower half of x, and a bit above it.
number associate_value(const curve& on, const EC_POINT* p)
{
    constexpr int half = 82; // half of the order's 163 bits, rounded up
    auto value = on.number_of(on.x_of(p));
    if (BN_num_bits(value.get()) > half) check(BN_mask_bits(value.get(), half) == 1, "a number is cut");
    check(BN_set_bit(value.get(), half) == 1, "a number has one more bit");
    return value;
}

/// A number in [1, order): 21 octets with the bits that the order does not have cleared, drawn until they fit.
private_key draw_secret(const curve& on, random_source& random)
{
    constexpr std::uint8_t highest_octet = 0x07; // 163 bits are 20 octets and 3 bits
    for (;;) {
        private_key octets;
        random.fill(octets);
        octets[0] &= highest_octet;
        if (on.secret(octets)) return octets;
    }
}

using shared_secret = private_key; // an x coordinate, which has as many octets

/// ECMQV (SEC 1, 6.2). Empty when the peer's keys are no points or lead to infinity.
std::optional<shared_secret> agree_on_secret(const curve& on, const BIGNUM* own_key, const BIGNUM* own_ephemeral,
                                             const EC_POINT* peer_key, const EC_POINT* peer_ephemeral)
{
    const auto own_point = on.base(own_ephemeral);
    const auto signature = on.multiply_add(associate_value(on, own_point.get()).get(), own_key, own_ephemeral);
    // The cofactor, so that a point outside of the subgroup gives nothing away.
    auto factor = on.make_number();
    check(BN_lshift1(factor.get(), signature.get()) == 1, "a number is doubled");
    const auto weighted = on.multiply(peer_key, associate_value(on, peer_ephemeral).get());
    const auto secret = on.multiply(on.add(peer_ephemeral, weighted.get()).get(), factor.get());
    if (on.at_infinity(secret.get())) return std::nullopt;
    return on.x_of(secret.get());
}

/// The two keys of ANSI X9.63's derivation, which counts from 1: for the confirmations, and the link key.
aes_key derive(const shared_secret& secret, std::uint8_t count)
{
    const std::array<std::uint8_t, 4> counter{0, 0, 0, count};
    return mmo_hash({secret, counter});
}

/// The MAC of one end's view: a tag, then names and ephemeral keys, its own first.
confirmation confirm(const aes_key& key, std::uint8_t tag, const party& own, const party& peer)
{
    writer message;
    message.u8(tag).u64(own.own.subject.value()).u64(peer.own.subject.value()).raw(own.ephemeral).raw(peer.ephemeral);
    return mmo_hmac(key, message.data());
}

} // namespace

std::array<std::uint8_t, certificate_size> encode(const certificate& value)
{
    writer out;
    out.raw(value.reconstruction).u64(value.subject.value()).raw(value.issuer).raw(value.attributes);
    std::array<std::uint8_t, certificate_size> octets;
    check(out.size() == octets.size(), "a certificate of suite 1 has 48 octets");
    std::copy(out.data().begin(), out.data().end(), octets.begin());
    return octets;
}

result<certificate> decode_certificate(byte_view octets)
{
    reader in(octets);
    certificate value;
    const auto copy = [&in](auto& field) {
        const auto view = in.take(field.size());
        if (in.ok()) std::copy(view.begin(), view.end(), field.begin());
    };
    copy(value.reconstruction);
    value.subject = eui64(in.u64());
    copy(value.issuer);
    copy(value.attributes);
    if (in.finish()) return cbke_errc::malformed_certificate;
    return value;
}

result<public_key> subject_key(const certificate& value, const public_key& authority)
{
    const curve on;
    const auto subject = subject_point(on, value, authority);
    if (!subject) return cbke_errc::invalid_point;
    return on.encode(subject.get());
}

ephemeral_key make_ephemeral(random_source& random)
{
    const auto secret = draw_secret(curve(), random);
    return ephemeral_from(secret).value();
}

result<ephemeral_key> ephemeral_from(const private_key& secret)
{
    const curve on;
    const auto value = on.secret(secret);
    if (!value) return cbke_errc::invalid_key;
    return ephemeral_key{secret, on.encode(on.base(value.get()).get())};
}

result<agreed_keys> agree(side which, const identity& own, const ephemeral_key& own_ephemeral, const party& peer)
{
    const curve on;
    const auto key = on.secret(own.key), ephemeral = on.secret(own_ephemeral.secret);
    if (!key || !ephemeral) return cbke_errc::invalid_key;
    const auto peer_key = subject_point(on, peer.own, own.authority);
    const auto peer_ephemeral = on.decode(peer.ephemeral);
    if (!peer_key || !peer_ephemeral) return cbke_errc::invalid_point;
    auto secret = agree_on_secret(on, key.get(), ephemeral.get(), peer_key.get(), peer_ephemeral.get());
    if (!secret) return cbke_errc::invalid_point;

    const party self{own.own, own_ephemeral.open};
    const auto& u = which == side::initiator ? self : peer;
    const auto& v = which == side::initiator ? peer : self;
    auto mac_key = derive(*secret, 1);
    const agreed_keys agreed{derive(*secret, 2), confirm(mac_key, 0x02, u, v), confirm(mac_key, 0x03, v, u)};
    wipe(*secret);
    wipe(mac_key);
    return agreed;
}

simulation_authority::simulation_authority(random_source& random, const std::array<std::uint8_t, 8>& issuer)
    : secret_(draw_secret(curve(), random)), issuer_(issuer)
{
    check(random.simulated(), "an authority of a simulated world has a key that anybody can repeat");
    open_ = ephemeral_from(secret_).value().open;
}

identity simulation_authority::issue(eui64 subject, const profile_attributes& attributes, random_source& random) const
{
    // ECQV (SEC 4): the reconstruction point is k * G, and the subject's key hash(certificate) * k + the issuer's key.
    // Requester's and issuer's shares of k are one number here, since one program makes both.
    const curve on;
    const auto issuer = on.secret(secret_);
    for (;;) {
        const auto k = on.secret(draw_secret(on, random));
        const certificate made{on.encode(on.base(k.get()).get()), subject, issuer_, attributes};
        const auto key = on.octets(on.multiply_add(hash_of(on, made).get(), k.get(), issuer.get()).get());
        if (on.secret(key)) return {made, key, open_};
    }
}

} // namespace cbke
} // namespace sim::crypto
