#include "sim/core/bytes.hpp"

#include "sim/core/check.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace sim {

const boost::system::error_category& codec_category() noexcept
{
    static const table_category instance("sim.codec", {
                                                          "the data ends before the value does",
                                                          "data is left behind the value",
                                                          "a field holds a value that its definition excludes",
                                                          "a length exceeds the limit",
                                                      });
    return instance;
}

error_code make_error_code(codec_errc e) noexcept { return {static_cast<int>(e), codec_category()}; }

byte_view as_bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

std::string as_text(byte_view data) { return {data.begin(), data.end()}; }

std::string to_hex(byte_view data)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(2 * data.size());
    for (auto byte : data) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

namespace {
int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}
} // namespace

result<bytes> from_hex(std::string_view text)
{
    if (text.size() % 2) return core_errc::malformed;
    bytes out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        int high = hex_digit(text[i]);
        int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) return core_errc::malformed;
        out.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return out;
}

void reader::fail(error_code e)
{
    if (!error_) error_ = e;
}

byte_view reader::take(std::size_t count)
{
    if (error_) return {};
    if (count > remaining()) {
        fail(codec_errc::truncated);
        return {};
    }
    auto view = data_.subspan(position_, count);
    position_ += count;
    return view;
}

std::uint64_t reader::big_endian(std::size_t count)
{
    std::uint64_t v = 0;
    for (auto byte : take(count)) v = v << 8 | byte;
    return v;
}

std::uint64_t reader::little_endian(std::size_t count)
{
    auto view = take(count);
    std::uint64_t v = 0;
    for (std::size_t i = view.size(); i-- > 0;) v = v << 8 | view[i];
    return v;
}

std::uint8_t reader::u8() { return static_cast<std::uint8_t>(big_endian(1)); }
std::uint16_t reader::u16() { return static_cast<std::uint16_t>(big_endian(2)); }
std::uint32_t reader::u32() { return static_cast<std::uint32_t>(big_endian(4)); }
std::uint64_t reader::u48() { return big_endian(6); }
std::uint64_t reader::u64() { return big_endian(8); }
std::int64_t reader::i64() { return static_cast<std::int64_t>(big_endian(8)); }
std::uint16_t reader::u16_le() { return static_cast<std::uint16_t>(little_endian(2)); }
std::uint32_t reader::u32_le() { return static_cast<std::uint32_t>(little_endian(4)); }
std::uint64_t reader::u48_le() { return little_endian(6); }
std::uint64_t reader::u64_le() { return little_endian(8); }

byte_view reader::block8(std::size_t limit)
{
    std::size_t length = u8();
    if (length > limit) fail(codec_errc::too_long);
    return take(length);
}

byte_view reader::block16(std::size_t limit)
{
    std::size_t length = u16();
    if (length > limit) fail(codec_errc::too_long);
    return take(length);
}

std::string reader::text8(std::size_t limit) { return as_text(block8(limit)); }

byte_view reader::rest() { return take(remaining()); }

error_code reader::finish()
{
    if (remaining()) fail(codec_errc::trailing_bytes);
    return error_;
}

writer& writer::big_endian(std::uint64_t v, std::size_t count)
{
    for (std::size_t i = count; i-- > 0;) data_.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
    return *this;
}

writer& writer::little_endian(std::uint64_t v, std::size_t count)
{
    std::array<std::uint8_t, sizeof v> octets;
    for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::uint8_t>(v >> (8 * i));
    return raw(byte_view(octets).first(count));
}

writer& writer::u8(std::uint8_t v)
{
    data_.push_back(v);
    return *this;
}
writer& writer::u16(std::uint16_t v) { return big_endian(v, 2); }
writer& writer::u32(std::uint32_t v) { return big_endian(v, 4); }
writer& writer::u48(std::uint64_t v) { return big_endian(v, 6); }
writer& writer::u64(std::uint64_t v) { return big_endian(v, 8); }
writer& writer::i64(std::int64_t v) { return big_endian(static_cast<std::uint64_t>(v), 8); }
writer& writer::u16_le(std::uint16_t v) { return little_endian(v, 2); }
writer& writer::u32_le(std::uint32_t v) { return little_endian(v, 4); }
writer& writer::u48_le(std::uint64_t v) { return little_endian(v, 6); }
writer& writer::u64_le(std::uint64_t v) { return little_endian(v, 8); }

writer& writer::raw(byte_view data)
{
    data_.insert(data_.end(), data.begin(), data.end());
    return *this;
}

writer& writer::block8(byte_view data)
{
    if (data.size() > std::numeric_limits<std::uint8_t>::max()) {
        if (!error_) error_ = codec_errc::too_long;
        return *this;
    }
    return u8(static_cast<std::uint8_t>(data.size())).raw(data);
}

writer& writer::block16(byte_view data)
{
    if (data.size() > std::numeric_limits<std::uint16_t>::max()) {
        if (!error_) error_ = codec_errc::too_long;
        return *this;
    }
    return u16(static_cast<std::uint16_t>(data.size())).raw(data);
}

writer& writer::text8(std::string_view text) { return block8(as_bytes(text)); }

void writer::patch_u16(std::size_t position, std::uint16_t v)
{
    check(data_.size() >= 2 && position <= data_.size() - 2, "patch_u16 outside the data");
    data_[position] = static_cast<std::uint8_t>(v >> 8);
    data_[position + 1] = static_cast<std::uint8_t>(v);
}

std::span<std::uint8_t> writer::written(std::size_t position)
{
    check(position <= data_.size(), "what was written ends before that position");
    return std::span(data_).subspan(position);
}

void writer::clear()
{
    data_.clear();
    error_ = {};
}

} // namespace sim
