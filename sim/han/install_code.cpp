#include "sim/han/install_code.hpp"

#include "sim/han/crc.hpp"

#include <algorithm>

namespace sim::han {
namespace {

constexpr std::size_t crc_size = 2;

bool is_size(std::size_t octets_without_crc)
{
    constexpr std::size_t sizes[] = {6, 8, 12, 16};
    return std::ranges::find(sizes, octets_without_crc) != std::end(sizes);
}

bool is_separator(char c) { return c == ' ' || c == '-' || c == ':'; }

/// The digits alone. A separator that does not stand between two pairs stays, and is no digit.
std::string without_separators(std::string_view text)
{
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool between = i > 0 && i + 1 < text.size() && digits.size() % 2 == 0 && !is_separator(text[i - 1]);
        if (!is_separator(text[i]) || !between) digits += text[i];
    }
    return digits;
}

} // namespace

std::uint16_t install_code_crc(byte_view octets)
{
    constexpr std::uint16_t all_ones = 0xFFFF;
    return reflected_crc(all_ones, octets) ^ all_ones;
}

result<install_code> install_code::parse(std::string_view text)
{
    auto octets = from_hex(without_separators(text));
    if (!octets || octets->size() < crc_size || !is_size(octets->size() - crc_size))
        return han_errc::malformed_install_code;
    const auto code = byte_view(*octets).first(octets->size() - crc_size);
    if (reader(byte_view(*octets).last(crc_size)).u16_le() != install_code_crc(code))
        return han_errc::wrong_install_code;
    return install_code(std::move(*octets));
}

result<install_code> install_code::from_octets(byte_view without_crc)
{
    if (!is_size(without_crc.size())) return han_errc::malformed_install_code;
    writer out;
    out.raw(without_crc).u16_le(install_code_crc(without_crc));
    return install_code(out.take());
}

std::string install_code::to_string() const
{
    constexpr std::size_t group = 4;
    const auto digits = to_hex(octets_);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); i += group) {
        if (i) text += ' ';
        text += digits.substr(i, group);
    }
    return text;
}

crypto::aes_key install_code::link_key() const { return crypto::mmo_hash(octets_); }

} // namespace sim::han
