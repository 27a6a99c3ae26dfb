// Byte strings, and the reader and writer that every codec is built on.
//
// Both are sticky: after the first error every further call does nothing and returns zeros, so a decoder reads all of
// its fields and asks once, at the end. Numbers are big endian unless the name ends in `_le`.
#pragma once
#include "sim/core/error.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

using bytes = std::vector<std::uint8_t>;
using byte_view = std::span<const std::uint8_t>;

/// Views the characters of a string as bytes.
byte_view as_bytes(std::string_view text);
/// Copies bytes into a string of the same length (no conversion).
std::string as_text(byte_view data);
/// Upper-case hexadecimal without separators.
std::string to_hex(byte_view data);
/// Inverse of to_hex; lower case is accepted. Error: `core_errc::malformed` for odd length or another character.
result<bytes> from_hex(std::string_view text);

enum class codec_errc {
    truncated = 1,  ///< the data ends before the value does
    trailing_bytes, ///< the value ended before the data did
    out_of_range,   ///< a field holds a value that its definition excludes
    too_long,       ///< a length exceeds the codec's limit
};
const boost::system::error_category& codec_category() noexcept;
error_code make_error_code(codec_errc e) noexcept;

class reader {
public:
    explicit reader(byte_view data) : data_(data) {}

    std::uint8_t u8();
    std::uint16_t u16();
    std::uint32_t u32();
    std::uint64_t u48();
    std::uint64_t u64();
    std::int64_t i64();
    std::uint16_t u16_le();
    std::uint32_t u32_le();
    std::uint64_t u48_le();
    std::uint64_t u64_le();
    /// The next `count` bytes, or an empty view and `truncated`.
    byte_view take(std::size_t count);
    /// Bytes behind a length of one or two octets. Error: `too_long` above `limit`.
    byte_view block8(std::size_t limit = 255);
    byte_view block16(std::size_t limit = 65535);
    std::string text8(std::size_t limit = 255);
    /// Everything that is left.
    byte_view rest();

    std::size_t remaining() const { return data_.size() - position_; }
    std::size_t position() const { return position_; }
    /// Records `e` unless an earlier error stands.
    void fail(error_code e);
    error_code error() const { return error_; }
    bool ok() const { return !error_; }
    /// The sticky error, or `trailing_bytes` when data is left.
    error_code finish();

private:
    std::uint64_t big_endian(std::size_t count);
    std::uint64_t little_endian(std::size_t count);

    byte_view data_;
    std::size_t position_{0};
    error_code error_;
};

class writer {
public:
    writer() = default;
    /// Has room for so many octets at once.
    explicit writer(std::size_t expected) { data_.reserve(expected); }

    writer& u8(std::uint8_t v);
    writer& u16(std::uint16_t v);
    writer& u32(std::uint32_t v);
    writer& u48(std::uint64_t v);
    writer& u64(std::uint64_t v);
    writer& i64(std::int64_t v);
    writer& u16_le(std::uint16_t v);
    writer& u32_le(std::uint32_t v);
    writer& u48_le(std::uint64_t v);
    writer& u64_le(std::uint64_t v);
    writer& raw(byte_view data);
    /// Writes a length of one or two octets and the data. Error: `too_long` when the length does not fit.
    writer& block8(byte_view data);
    writer& block16(byte_view data);
    writer& text8(std::string_view text);
    /// Overwrites two octets written before, for lengths that are known late.
    void patch_u16(std::size_t position, std::uint16_t v);
    /// What was written from `position` on, to be changed where it stands: encryption. Valid until the next write.
    std::span<std::uint8_t> written(std::size_t position);
    /// Forgets data and error, and keeps the room: for whoever writes many short things one after the other.
    void clear();

    std::size_t size() const { return data_.size(); }
    error_code error() const { return error_; }
    const bytes& data() const { return data_; }
    bytes take() { return std::move(data_); }

private:
    writer& big_endian(std::uint64_t v, std::size_t count);
    writer& little_endian(std::uint64_t v, std::size_t count);

    bytes data_;
    error_code error_;
};

} // namespace sim

template <>
struct boost::system::is_error_code_enum<sim::codec_errc> : std::true_type {};
