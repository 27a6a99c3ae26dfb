// Data, register, extended register and demand register (IEC 62056-6-2, classes 1, 3, 4, 5).
#pragma once
#include "devices/cosem/date_time.hpp"
#include "devices/cosem/object.hpp"

namespace devices::cosem {

/// Units of scaler_unit (IEC 62056-6-2, the enumeration of units).
enum class unit : std::uint8_t {
    day = 4,
    hour = 5,
    minute = 6,
    second = 7,
    degree_celsius = 9,
    currency = 10,
    cubic_metre = 13,
    watt = 27,
    volt_ampere = 28,
    var = 29,
    watt_hour = 30,
    volt_ampere_hour = 31,
    var_hour = 32,
    ampere = 33,
    volt = 35,
    hertz = 44,
    percent = 56,
    decibel_milliwatt = 70,
    count = 255,
};
/// The number that is shown, times ten to the power of `scaler`, is in `unit`.
struct scaler_unit {
    std::int8_t scaler{0};
    cosem::unit unit{unit::count};
};

/// A number of one of the integer types or an enum; it is cut to the type's range.
void put(axdr_writer& out, dlms::data_tag as, std::int64_t value);
void put(axdr_writer& out, const scaler_unit& v);
void put(axdr_writer& out, const date_time& v);
/// An object's name, as references to objects have it.
void put(axdr_writer& out, const obis& v);

using number_function = std::function<std::int64_t(const call&)>;
using time_function = std::function<date_time(const call&)>;

/// Data with a value that `value` writes.
object make_data(obis name, std::string meaning, rights access, read_function value);
/// Data with an octet-string; the usual form of identities.
object make_text(obis name, std::string meaning, rights access, std::function<std::string(const call&)> value);

struct number {
    dlms::data_tag type{dlms::data_tag::double_long_unsigned};
    scaler_unit in;
    number_function value;
};
object make_register(obis name, std::string meaning, rights access, number value);

struct extended_number {
    number value;
    read_function status;
    time_function captured;
};
object make_extended_register(obis name, std::string meaning, rights access, extended_number value);

struct demand {
    dlms::data_tag type{dlms::data_tag::double_long_unsigned};
    scaler_unit in;
    number_function current_average, last_average;
    read_function status;
    time_function captured, started;
    std::uint32_t period_seconds{0};
    std::uint16_t periods{1};
};
object make_demand_register(obis name, std::string meaning, rights access, demand value);

} // namespace devices::cosem
