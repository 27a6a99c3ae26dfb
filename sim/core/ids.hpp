// Identifiers of the field, one strong type each. `parse` validates; a value that exists is valid.
#pragma once
#include "sim/core/error.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace sim {

/// IEEE EUI-64. Written as upper-case hex pairs with hyphens (70-B3-D5-00-00-00-00-01); parse accepts lower case.
class eui64 {
public:
    constexpr explicit eui64(std::uint64_t value) : value_(value) {}
    static result<eui64> parse(std::string_view text);
    constexpr std::uint64_t value() const { return value_; }
    std::string to_string() const;
    auto operator<=>(const eui64&) const = default;

private:
    std::uint64_t value_;
};

/// A validated string of digits; `Tag` supplies `static error_code validate(std::string_view)`.
template <class Tag>
class digits {
public:
    static result<digits> parse(std::string_view text)
    {
        if (auto ec = Tag::validate(text)) return ec;
        return digits(std::string(text));
    }
    const std::string& to_string() const { return text_; }
    auto operator<=>(const digits&) const = default;

private:
    explicit digits(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

struct iccid_rule {
    static error_code validate(std::string_view text);
};
struct imsi_rule {
    static error_code validate(std::string_view text);
};
struct msisdn_rule {
    static error_code validate(std::string_view text);
};
struct mpan_rule {
    static error_code validate(std::string_view text);
};
struct mprn_rule {
    static error_code validate(std::string_view text);
};

/// SIM card number, ITU-T E.118: 19 or 20 digits, beginning 89, the last one a Luhn check digit.
using iccid = digits<iccid_rule>;
/// Subscriber identity, 3GPP TS 23.003 2.2: 15 digits (MCC, MNC, MSIN).
using imsi = digits<imsi_rule>;
/// Subscriber number, ITU-T E.164: 6 to 15 digits without the leading plus, not beginning with 0.
using msisdn = digits<msisdn_rule>;
/// Electricity supply point, Great Britain: 13 digits (the core), the last one a check digit over primes, modulo 11,
/// modulo 10.
using mpan = digits<mpan_rule>;
/// Gas supply point, Great Britain: 6 to 10 digits, the last two the check digits modulo 11 of those before.
using mprn = digits<mprn_rule>;

/// The Luhn check digit ('0'…'9') for `payload`, a string of digits (ISO/IEC 7812-1 annex B).
char luhn_digit(std::string_view payload);
/// The thirteenth digit of an MPAN core for its first twelve.
char mpan_check_digit(std::string_view first_twelve);
/// The two check digits of an MPRN for the digits before them.
std::string mprn_check_digits(std::string_view payload);

} // namespace sim
