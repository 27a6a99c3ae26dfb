// The data types of ZigBee attributes, and a value of any of them.
//
// Source: ZigBee Cluster Library (075123), "Data types"; all numbers are little endian. Limits: max_depth. Values of
// the types that hold other values (array, structure, set, bag) are carried as the octets that they came in.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/kernel/time.hpp"

#include <optional>
#include <string_view>

namespace devices::zcl {

enum class data_type : std::uint8_t {
    no_data = 0x00,
    data8 = 0x08,
    data16,
    data24,
    data32,
    data40,
    data48,
    data56,
    data64,
    boolean = 0x10,
    bitmap8 = 0x18,
    bitmap16,
    bitmap24,
    bitmap32,
    bitmap40,
    bitmap48,
    bitmap56,
    bitmap64,
    uint8 = 0x20,
    uint16,
    uint24,
    uint32,
    uint40,
    uint48,
    uint56,
    uint64,
    int8 = 0x28,
    int16,
    int24,
    int32,
    int40,
    int48,
    int56,
    int64,
    enum8 = 0x30,
    enum16,
    semi_precision = 0x38,
    single_precision,
    double_precision,
    octet_string = 0x41,
    character_string,
    long_octet_string,
    long_character_string,
    array = 0x48,
    structure = 0x4C,
    set = 0x50,
    bag,
    time_of_day = 0xE0,
    date,
    utc_time,
    cluster_id = 0xE8,
    attribute_id,
    bac_oid,
    ieee_address = 0xF0,
    security_key,
    unknown = 0xFF,
};

/// How the octets of a type are found.
enum class encoding : std::uint8_t {
    fixed,      ///< always as many
    short_text, ///< behind a length of one octet; 0xFF: no value
    long_text,  ///< behind a length of two octets; 0xFFFF: no value
    collection, ///< array, set, bag: a type, a count of two octets, the elements
    structure,  ///< a count of two octets, then a type and a value each
};

struct type_info {
    data_type type;
    std::string_view name; ///< the standard's short name, "uint48"
    encoding how;
    std::uint8_t octets; ///< of fixed ones
    bool is_signed;
    bool analog; ///< a reportable change is a difference; of a discrete one it is any change
};
/// Null: not a type of the standard.
const type_info* find(data_type type);
/// Of one that is.
const type_info& describe(data_type type);
std::string_view to_string(data_type type);

/// How deep collections may lie in each other (model choice: nothing in use nests at all).
inline constexpr std::size_t max_depth = 4;

struct value {
    data_type type{data_type::no_data};
    /// Of all fixed types up to eight octets; signed ones are sign-extended. Of a string: 1 means the non-value.
    std::uint64_t number{0};
    /// Of strings, of security_key (16), and of collections all that is behind the type.
    sim::bytes octets;
    bool operator==(const value&) const = default;

    std::int64_t as_signed() const { return static_cast<std::int64_t>(number); }
    std::string as_text() const { return sim::as_text(octets); }
};

/// A number of a fixed type, cut to its octets.
value of(data_type type, std::uint64_t number);
value of_text(data_type type, std::string_view text);
value of_octets(data_type type, sim::byte_view octets);

/// Errors (sticky, in the reader): truncated; out_of_range for a type that there is not; too_long beyond max_depth.
value read_value(sim::reader& in, data_type type);
/// Passes over it and gives out its octets.
sim::byte_view skip_value(sim::reader& in, data_type type);
/// The value without its type. Strings beyond what their length can say are cut: `fits` tells before.
void write_value(sim::writer& out, const value& v);
/// Whether the string is not longer than its length can say.
bool fits(const value& v);

/// The value that means "none": all ones, the lowest of a signed type, the non-value of a string.
value non_value(data_type type);

/// UTCTime: seconds since 2000-01-01T00:00:00Z, of 32 bits; what is before is 0, what cannot be said is 0xFFFFFFFE.
std::uint32_t to_utc(sim::time_point t);
sim::time_point from_utc(std::uint32_t seconds);
inline constexpr std::uint32_t no_utc = 0xFFFFFFFF;

} // namespace devices::zcl
