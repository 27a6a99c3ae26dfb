#include "sim/core/ids.hpp"

#include "sim/core/check.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sim {
namespace {

bool all_digits(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

unsigned digit(char c) { return static_cast<unsigned>(c - '0'); }
char to_char(unsigned d) { return static_cast<char>('0' + d); }

} // namespace

result<eui64> eui64::parse(std::string_view text)
{
    constexpr std::size_t pairs = 8;
    if (text.size() != 3 * pairs - 1) return core_errc::malformed;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < pairs; ++i) {
        if (i && text[3 * i - 1] != '-') return core_errc::malformed;
        std::uint8_t byte = 0;
        const char* first = text.data() + 3 * i;
        auto [end, ec] = std::from_chars(first, first + 2, byte, 16);
        if (ec != std::errc{} || end != first + 2) return core_errc::malformed;
        value = value << 8 | byte;
    }
    return eui64(value);
}

std::string eui64::to_string() const
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (int shift = 56; shift >= 0; shift -= 8) {
        if (!out.empty()) out += '-';
        out += hex[value_ >> (shift + 4) & 15];
        out += hex[value_ >> shift & 15];
    }
    return out;
}

char luhn_digit(std::string_view payload)
{
    unsigned sum = 0;
    bool twice = true;
    for (auto it = payload.rbegin(); it != payload.rend(); ++it, twice = !twice) {
        unsigned d = digit(*it) * (twice ? 2 : 1);
        sum += d > 9 ? d - 9 : d;
    }
    return to_char((10 - sum % 10) % 10);
}

char mpan_check_digit(std::string_view first_twelve)
{
    constexpr std::array<unsigned, 12> primes{3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43};
    check(first_twelve.size() == primes.size(), "an MPAN's check digit is made from twelve digits");
    unsigned sum = 0;
    for (std::size_t i = 0; i < primes.size(); ++i) sum += digit(first_twelve[i]) * primes[i];
    return to_char(sum % 11 % 10);
}

std::string mprn_check_digits(std::string_view payload)
{
    // The last digit of the payload has weight 1, the one before it 2, and so on; the sum modulo 11 is written with two
    // digits.
    unsigned sum = 0, weight = 1;
    for (auto it = payload.rbegin(); it != payload.rend(); ++it, ++weight) sum += digit(*it) * weight;
    unsigned rest = sum % 11;
    return {to_char(rest / 10), to_char(rest % 10)};
}

error_code iccid_rule::validate(std::string_view text)
{
    if ((text.size() != 19 && text.size() != 20) || !all_digits(text) || !text.starts_with("89"))
        return core_errc::malformed;
    if (luhn_digit(text.substr(0, text.size() - 1)) != text.back()) return core_errc::bad_check_digit;
    return {};
}

error_code imsi_rule::validate(std::string_view text)
{
    return text.size() == 15 && all_digits(text) ? error_code{} : error_code(core_errc::malformed);
}

error_code msisdn_rule::validate(std::string_view text)
{
    bool good = text.size() >= 6 && text.size() <= 15 && all_digits(text) && text.front() != '0';
    return good ? error_code{} : error_code(core_errc::malformed);
}

error_code mpan_rule::validate(std::string_view text)
{
    if (text.size() != 13 || !all_digits(text)) return core_errc::malformed;
    return mpan_check_digit(text.substr(0, 12)) == text.back() ? error_code{} : error_code(core_errc::bad_check_digit);
}

error_code mprn_rule::validate(std::string_view text)
{
    if (text.size() < 6 || text.size() > 10 || !all_digits(text)) return core_errc::malformed;
    auto payload = text.substr(0, text.size() - 2);
    return text.substr(text.size() - 2) == mprn_check_digits(payload) ? error_code{}
                                                                      : error_code(core_errc::bad_check_digit);
}

} // namespace sim
