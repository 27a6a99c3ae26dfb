#include "scenarios/reference/head_end/cosem_requests.hpp"

#include "devices/cosem/date_time.hpp"
#include "devices/cosem/interface_class.hpp"

namespace scenarios::reference::cosem_requests {

namespace dlms = devices::dlms;
namespace cosem = devices::cosem;
using cosem::class_id;
using dlms::axdr_writer;
using dlms::obis;

namespace {

constexpr obis firmware_name{{1, 0, 0, 2, 0, 255}}, model_name{{0, 0, 96, 1, 1, 255}}, clock_name{{0, 0, 1, 0, 0, 255}},
    devices_name{{0, 0, 41, 0, 0, 255}}, security_name{{0, 0, 43, 0, 0, 255}}, push_name{{0, 0, 25, 9, 0, 255}};
constexpr obis import_energy{{1, 0, 1, 8, 0, 255}}, gas_volume{{7, 0, 3, 0, 0, 255}};
constexpr obis electricity_profile{{1, 0, 99, 1, 0, 255}}, gas_profile{{7, 0, 99, 1, 0, 255}};
constexpr std::uint8_t by_range = 1;
constexpr std::uint8_t transfer_method = 2, import_method = 6, export_method = 7, remove_method = 8;

dlms::attribute attribute(class_id of, const obis& name, std::uint8_t index = 2)
{
    return {static_cast<std::uint16_t>(of), name, index};
}
question::any act_on_security(std::uint8_t method, axdr_writer& parameters)
{
    return question::act{{static_cast<std::uint16_t>(class_id::security_setup), security_name, method},
                         parameters.take()};
}

const obis& register_of(device_part part) { return part == device_part::gsme ? gas_volume : import_energy; }

sim::result<dlms::data> decode(const encoded_data& answer)
{
    sim::reader in(answer);
    auto value = dlms::read_data(in);
    if (in.finish()) return conversation_errc::not_understood;
    return value;
}

void write_object(axdr_writer& out, class_id of, const obis& name)
{
    out.structure(4).long_unsigned(static_cast<std::uint16_t>(of)).octet_string(name.groups).integer(2);
    out.long_unsigned(0);
}

/// certificate_identification by serial number and issuer.
void write_identification(axdr_writer& out, const listed_certificate& which)
{
    constexpr std::uint8_t by_serial_number = 1;
    out.structure(2).enumerated(by_serial_number).structure(2);
    out.octet_string(which.serial_number).octet_string(which.issuer);
}

} // namespace

question::any model() { return question::get{attribute(class_id::data, model_name)}; }
question::any firmware() { return question::get{attribute(class_id::data, firmware_name)}; }

sim::result<std::string> read_text(const encoded_data& answer)
{
    auto octets = read_octets(answer);
    if (!octets) return octets.error();
    return sim::as_text(*octets);
}

// ---- clock

question::any clock() { return question::get{attribute(class_id::clock, clock_name)}; }

question::any set_clock(sim::time_point to)
{
    auto value = cosem::to_date_time(to, {});
    return question::set{attribute(class_id::clock, clock_name), axdr_writer().octet_string(value).take()};
}

sim::result<sim::time_point> read_clock(const encoded_data& answer)
{
    auto octets = read_octets(answer);
    if (!octets) return octets.error();
    auto t = cosem::from_date_time(*octets, {});
    if (!t) return conversation_errc::not_understood;
    return *t;
}

// ---- consumption

question::any newest_register(device_part part)
{
    return question::get{attribute(class_id::register_, register_of(part))};
}

sim::result<std::uint64_t> read_register(const encoded_data& answer)
{
    auto value = decode(answer);
    if (!value) return value.error();
    auto number = value->as_integer();
    if (!number || *number < 0) return conversation_errc::not_understood;
    return static_cast<std::uint64_t>(*number);
}

question::any half_hours(device_part part, sim::time_point from, sim::time_point until)
{
    auto what = attribute(class_id::profile_generic, part == device_part::gsme ? gas_profile : electricity_profile);
    axdr_writer range;
    range.structure(4);
    write_object(range, class_id::clock, clock_name);
    // Both ends of a range belong to it.
    range.octet_string(cosem::to_date_time(from + std::chrono::seconds(1), {}));
    range.octet_string(cosem::to_date_time(until, {}));
    range.array(0); // all columns
    what.selection = dlms::selective_access{by_range, range.take()};
    return question::get{std::move(what)};
}

sim::result<std::vector<half_hour>> read_half_hours(const encoded_data& answer, sim::time_point from,
                                                    sim::time_point until)
{
    auto rows = decode(answer);
    if (!rows) return rows.error();
    std::vector<half_hour> out;
    for (const auto& row : rows->items) {
        if (row.tag != dlms::data_tag::structure || row.items.size() < 2) return conversation_errc::not_understood;
        auto octets = row.items.front().as_octets();
        auto end = octets ? cosem::from_date_time(*octets, {}) : std::nullopt;
        auto value = row.items.back().as_integer();
        if (!end || !value || *value < 0 || *end <= from || *end > until) return conversation_errc::not_understood;
        out.push_back({*end, static_cast<std::uint64_t>(*value)});
    }
    return out;
}

// ---- the logical devices behind the hub

question::any logical_devices() { return question::get{attribute(class_id::sap_assignment, devices_name)}; }

sim::result<std::vector<std::uint16_t>> read_logical_devices(const encoded_data& answer)
{
    auto list = decode(answer);
    if (!list) return list.error();
    std::vector<std::uint16_t> out;
    for (const auto& entry : list->items) {
        const auto* pair = entry.as_structure(2);
        auto sap = pair ? pair->front().as_integer() : std::nullopt;
        if (!sap) return conversation_errc::not_understood;
        out.push_back(static_cast<std::uint16_t>(*sap));
    }
    return out;
}

// ---- security setup

question::any certificates()
{
    constexpr std::uint8_t certificates_attribute = 6;
    return question::get{attribute(class_id::security_setup, security_name, certificates_attribute)};
}

sim::result<std::vector<listed_certificate>> read_certificates(const encoded_data& answer)
{
    auto list = decode(answer);
    if (!list) return list.error();
    std::vector<listed_certificate> out;
    for (const auto& entry : list->items) {
        const auto* fields = entry.as_structure(6);
        auto serial = fields ? (*fields)[2].as_octets() : std::nullopt;
        auto issuer = fields ? (*fields)[3].as_octets() : std::nullopt;
        if (!serial || !issuer) return conversation_errc::not_understood;
        out.push_back({{serial->begin(), serial->end()}, {issuer->begin(), issuer->end()}});
    }
    return out;
}

question::any export_certificate(const listed_certificate& which)
{
    axdr_writer out;
    write_identification(out, which);
    return act_on_security(export_method, out);
}

sim::result<sim::bytes> read_octets(const encoded_data& answer)
{
    auto value = decode(answer);
    if (!value) return value.error();
    auto octets = value->as_octets();
    if (!octets) return conversation_errc::not_understood;
    return sim::bytes(octets->begin(), octets->end());
}

question::any import_certificate(sim::byte_view der)
{
    axdr_writer out;
    out.octet_string(der);
    return act_on_security(import_method, out);
}

question::any remove_certificate(const listed_certificate& which)
{
    axdr_writer out;
    write_identification(out, which);
    return act_on_security(remove_method, out);
}

question::any transfer_keys(const key_transfer& t)
{
    axdr_writer out;
    out.array(2);
    out.structure(2).enumerated(static_cast<std::uint8_t>(cosem::key_kind::unicast_encryption));
    out.octet_string(t.wrapped_encryption);
    out.structure(2).enumerated(static_cast<std::uint8_t>(cosem::key_kind::authentication));
    out.octet_string(t.wrapped_authentication);
    return act_on_security(transfer_method, out);
}

// ---- push

question::any set_push_destination(const std::string& name, std::uint16_t port)
{
    constexpr std::uint8_t over_tcp = 0, apdu_in_axdr = 0, destination_attribute = 3;
    axdr_writer out;
    out.structure(3).enumerated(over_tcp);
    out.octet_string(sim::as_bytes(name + ":" + std::to_string(port))).enumerated(apdu_in_axdr);
    return question::set{attribute(class_id::push_setup, push_name, destination_attribute), out.take()};
}

} // namespace scenarios::reference::cosem_requests
