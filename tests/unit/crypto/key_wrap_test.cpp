#include "sim/crypto/key_wrap.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace sim;
using crypto::key_wrap_errc;

namespace {

bytes hex(std::string_view text) { return from_hex(text).value(); }

using key = std::array<std::uint8_t, 16>;
constexpr key master{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
// RFC 3394 4.1, the RFC's one example with a key-encrypting key of 128 bits, which is `master`.
constexpr const char* key_data = "00112233445566778899AABBCCDDEEFF";
constexpr const char* wrapped_data = "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5";

} // namespace

TEST_CASE("AES key wrap gives RFC 3394's example, and unwraps it")
{
    CHECK(to_hex(crypto::wrap_key_data(master, hex(key_data)).value()) == wrapped_data);
    CHECK(to_hex(crypto::unwrap_key_data(master, hex(wrapped_data)).value()) == key_data);
}

TEST_CASE("a changed bit or another key-encrypting key is wrong integrity")
{
    auto wrapped = hex(wrapped_data);
    for (std::size_t bit = 0; bit < 8 * wrapped.size(); ++bit) {
        CAPTURE(bit);
        const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
        wrapped[bit / 8] ^= mask;
        CHECK(crypto::unwrap_key_data(master, wrapped).error() == key_wrap_errc::wrong_integrity);
        wrapped[bit / 8] ^= mask;
    }
    auto other = master;
    other[15] ^= 1;
    CHECK(crypto::unwrap_key_data(other, wrapped).error() == key_wrap_errc::wrong_integrity);
    CHECK(crypto::unwrap_key_data(master, wrapped).has_value()); // and a failure leaves nothing behind
}

TEST_CASE("key data has 16 to 512 octets in blocks of 8, wrapped key data 8 more")
{
    for (std::size_t size = 0; size <= crypto::max_key_data + 16; ++size) {
        CAPTURE(size);
        const bytes data(size, 0x5A);
        const bool fits = size >= 16 && size <= 512 && size % 8 == 0;
        const auto wrapped = crypto::wrap_key_data(master, data);
        REQUIRE(wrapped.has_value() == fits);
        if (fits) {
            CHECK(wrapped->size() == size + 8);
            CHECK(crypto::unwrap_key_data(master, *wrapped).value() == data);
        } else {
            CHECK(wrapped.error() == key_wrap_errc::wrong_size);
        }
        const bool unwraps = size >= 24 && size <= 520 && size % 8 == 0;
        CHECK(crypto::unwrap_key_data(master, data).error() ==
              (unwraps ? key_wrap_errc::wrong_integrity : key_wrap_errc::wrong_size));
    }
}

TEST_CASE("every prefix of a wrapped key is refused, and so is one octet or one block more")
{
    auto wrapped = hex(wrapped_data);
    for (std::size_t n = 0; n < wrapped.size(); ++n)
        CHECK(crypto::unwrap_key_data(master, byte_view(wrapped).first(n)).error() == key_wrap_errc::wrong_size);
    wrapped.push_back(0);
    CHECK(crypto::unwrap_key_data(master, wrapped).error() == key_wrap_errc::wrong_size);
    wrapped.resize(32);
    CHECK(crypto::unwrap_key_data(master, wrapped).error() == key_wrap_errc::wrong_integrity);
}
