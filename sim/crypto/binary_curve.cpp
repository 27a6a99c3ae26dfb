#include "sim/crypto/binary_curve.hpp"

#include "sim/core/check.hpp"

#include <openssl/err.h>
#include <openssl/obj_mac.h>

namespace sim::crypto::sect163k1 {

namespace {

void done(int answer) { check(answer == 1, "libcrypto computes on sect163k1"); }

} // namespace

curve::curve() : scratch_(BN_CTX_new()), group_(EC_GROUP_new_by_curve_name(NID_sect163k1))
{
    check(scratch_ != nullptr && group_ != nullptr, "libcrypto has the curve sect163k1");
}

number curve::make_number() const
{
    number made(BN_new());
    check(made != nullptr, "libcrypto has memory");
    return made;
}

number curve::number_of(byte_view octets) const
{
    number made(BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr));
    check(made != nullptr, "libcrypto has memory");
    return made;
}

number curve::multiply_add(const BIGNUM* a, const BIGNUM* b, const BIGNUM* c) const
{
    auto sum = make_number();
    done(BN_mod_mul(sum.get(), a, b, order(), scratch_.get()));
    done(BN_mod_add(sum.get(), sum.get(), c, order(), scratch_.get()));
    return sum;
}

cbke::private_key curve::octets(const BIGNUM* value) const
{
    cbke::private_key out;
    check(BN_bn2binpad(value, out.data(), static_cast<int>(out.size())) >= 0, "a number below the order has 21 octets");
    return out;
}

number curve::secret(const cbke::private_key& octets) const
{
    auto value = number_of(octets);
    if (BN_is_zero(value.get()) || BN_cmp(value.get(), order()) >= 0) return nullptr;
    return value;
}

point curve::base(const BIGNUM* k) const
{
    point made(EC_POINT_new(group_.get()));
    check(made != nullptr, "libcrypto has memory");
    done(EC_POINT_mul(group_.get(), made.get(), k, nullptr, nullptr, scratch_.get()));
    return made;
}

point curve::multiply(const EC_POINT* p, const BIGNUM* k) const
{
    point made(EC_POINT_new(group_.get()));
    check(made != nullptr, "libcrypto has memory");
    done(EC_POINT_mul(group_.get(), made.get(), nullptr, p, k, scratch_.get()));
    return made;
}

point curve::add(const EC_POINT* a, const EC_POINT* b) const
{
    point made(EC_POINT_new(group_.get()));
    check(made != nullptr, "libcrypto has memory");
    done(EC_POINT_add(group_.get(), made.get(), a, b, scratch_.get()));
    return made;
}

point curve::decode(const cbke::public_key& octets) const
{
    point made(EC_POINT_new(group_.get()));
    check(made != nullptr, "libcrypto has memory");
    // Octets that are no point are an answer here, and must not stay in the thread's queue of errors.
    ERR_set_mark();
    const bool is_point =
        EC_POINT_oct2point(group_.get(), made.get(), octets.data(), octets.size(), scratch_.get()) == 1;
    ERR_pop_to_mark();
    if (!is_point || at_infinity(made.get())) return nullptr;
    // The curve has points outside of the subgroup, whose order is two (the cofactor): not for keys.
    if (!at_infinity(multiply(made.get(), order()).get())) return nullptr;
    return made;
}

cbke::public_key curve::encode(const EC_POINT* p) const
{
    cbke::public_key out;
    check(EC_POINT_point2oct(group_.get(), p, POINT_CONVERSION_COMPRESSED, out.data(), out.size(), scratch_.get()) ==
              out.size(),
          "a point that is not at infinity has 22 octets");
    return out;
}

cbke::private_key curve::x_of(const EC_POINT* p) const
{
    auto x = make_number();
    done(EC_POINT_get_affine_coordinates(group_.get(), p, x.get(), nullptr, scratch_.get()));
    return octets(x.get());
}

} // namespace sim::crypto::sect163k1
