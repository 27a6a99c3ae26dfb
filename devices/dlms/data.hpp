// The values of COSEM attributes and parameters, and their encoding: the CHOICE Data in A-XDR.
//
// Source: IEC 62056-5-3 clause 8 and IEC 62056-6-2 4.1.5 (common data types); A-XDR: IEC 61334-6. What a server sends
// goes through `axdr_writer`, value by value, so that a profile of thirteen months needs no tree; what it receives
// becomes a `data`, under limits.
#pragma once
#include "sim/core/bytes.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace devices::dlms {

enum class data_tag : std::uint8_t {
    null_data = 0,
    array = 1,
    structure = 2,
    boolean = 3,
    bit_string = 4,
    double_long = 5,
    double_long_unsigned = 6,
    octet_string = 9,
    visible_string = 10,
    utf8_string = 12,
    bcd = 13,
    integer = 15,
    long_integer = 16,
    unsigned_integer = 17,
    long_unsigned = 18,
    long64 = 20,
    long64_unsigned = 21,
    enumerated = 22,
    float32 = 23,
    float64 = 24,
    date_time = 25,
    date = 26,
    time = 27,
    dont_care = 255,
};

/// One value with all that is in it.
struct data {
    data_tag tag{data_tag::null_data};
    /// Of all numbers, boolean and enumerated: two's complement; of floats, their bits; of a bit-string, how many bits.
    std::uint64_t number{0};
    sim::bytes octets;       ///< of strings, bit-strings, date_time (12), date (5), time (4)
    std::vector<data> items; ///< of arrays and structures
    bool operator==(const data&) const = default;

    /// Of any integer type and enumerated, when it fits; else empty.
    std::optional<std::int64_t> as_integer() const;
    /// An octet-string's content; empty for every other type.
    std::optional<sim::byte_view> as_octets() const;
    /// A structure of exactly `count` items; null for anything else.
    const std::vector<data>* as_structure(std::size_t count) const;
};

struct data_limits {
    std::size_t depth{16};      ///< of arrays and structures in each other
    std::size_t elements{4096}; ///< values in all
    std::size_t octets{65535};  ///< of one string
};

/// A-XDR lengths: one octet up to 127, else 0x81 … 0x84 and as many octets. Error: `too_long` above `limit`.
std::size_t read_length(sim::reader& in, std::size_t limit);
void write_length(sim::writer& out, std::size_t length);
/// Octets behind their length: OCTET STRING where no tag says so.
sim::bytes read_octets(sim::reader& in, std::size_t limit);
void write_octets(sim::writer& out, sim::byte_view v);

/// Errors (sticky, in the reader): truncated; out_of_range for an unknown type or a length of another form;
/// too_long beyond the limits. compact-array (19) is not understood.
data read_data(sim::reader& in, const data_limits& limits = {});
/// Passes over a value without building it and gives out its octets.
sim::byte_view skip_data(sim::reader& in, const data_limits& limits = {});

class axdr_writer {
public:
    axdr_writer& null_data() { return tag(data_tag::null_data); }
    axdr_writer& boolean(bool v);
    axdr_writer& enumerated(std::uint8_t v);
    axdr_writer& integer(std::int8_t v);
    axdr_writer& long_integer(std::int16_t v);
    axdr_writer& double_long(std::int32_t v);
    axdr_writer& long64(std::int64_t v);
    axdr_writer& unsigned_integer(std::uint8_t v);
    axdr_writer& long_unsigned(std::uint16_t v);
    axdr_writer& double_long_unsigned(std::uint32_t v);
    axdr_writer& long64_unsigned(std::uint64_t v);
    axdr_writer& octet_string(sim::byte_view v);
    axdr_writer& visible_string(std::string_view v);
    /// `bits` of `octets`, the first bit highest.
    axdr_writer& bit_string(sim::byte_view octets, std::size_t bits);
    /// Exactly `count` values must follow.
    axdr_writer& array(std::size_t count);
    axdr_writer& structure(std::size_t count);
    axdr_writer& value(const data& v);

    std::size_t size() const { return out_.size(); }
    const sim::bytes& encoded() const { return out_.data(); }
    sim::bytes take() { return out_.take(); }

private:
    axdr_writer& tag(data_tag t);
    axdr_writer& number(data_tag t, std::uint64_t v, std::size_t octets);
    axdr_writer& string(data_tag t, sim::byte_view v);

    sim::writer out_;
};

} // namespace devices::dlms
