// The curve sect163k1 (SEC 2, 3.2.1): points and numbers below its order, as libcrypto has them. Internal to
// sim/crypto: the rest of the tree sees cbke.hpp.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/crypto/cbke.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>

#include <memory>

namespace sim::crypto::sect163k1 {

struct frees {
    void operator()(BN_CTX* context) const { BN_CTX_free(context); }
    void operator()(BIGNUM* number) const { BN_clear_free(number); }
    void operator()(EC_GROUP* group) const { EC_GROUP_free(group); }
    void operator()(EC_POINT* point) const { EC_POINT_clear_free(point); }
};
using number = std::unique_ptr<BIGNUM, frees>;
using point = std::unique_ptr<EC_POINT, frees>;

/// The group with room for intermediate results. One for each computation: not for two threads.
class curve {
public:
    curve();

    const BIGNUM* order() const { return EC_GROUP_get0_order(group_.get()); }
    number make_number() const;
    /// Big endian; any value.
    number number_of(byte_view octets) const;
    /// a * b + c modulo the order.
    number multiply_add(const BIGNUM* a, const BIGNUM* b, const BIGNUM* c) const;
    cbke::private_key octets(const BIGNUM* value) const;
    /// Null when it is zero or not below the order.
    number secret(const cbke::private_key& octets) const;

    /// k * G.
    point base(const BIGNUM* k) const;
    /// k * p.
    point multiply(const EC_POINT* p, const BIGNUM* k) const;
    point add(const EC_POINT* a, const EC_POINT* b) const;
    bool at_infinity(const EC_POINT* p) const { return EC_POINT_is_at_infinity(group_.get(), p) == 1; }
    /// Null when the octets are not a point of the subgroup, or are the point at infinity.
    point decode(const cbke::public_key& octets) const;
    cbke::public_key encode(const EC_POINT* p) const;
    /// The x coordinate as octets, and as the integer that they are.
    cbke::private_key x_of(const EC_POINT* p) const;

private:
    std::unique_ptr<BN_CTX, frees> scratch_;
    std::unique_ptr<EC_GROUP, frees> group_;
};

} // namespace sim::crypto::sect163k1
