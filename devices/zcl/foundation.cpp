#include "devices/zcl/foundation.hpp"

namespace devices::zcl {

namespace {

void put(sim::writer& out, attribute_id id) { out.u16_le(static_cast<std::uint16_t>(id)); }
void put(sim::writer& out, data_type type) { out.u8(static_cast<std::uint8_t>(type)); }
void put(sim::writer& out, status s) { out.u8(static_cast<std::uint8_t>(s)); }
void put(sim::writer& out, report_direction d) { out.u8(static_cast<std::uint8_t>(d)); }

attribute_id get_id(sim::reader& in) { return attribute_id(in.u16_le()); }
data_type get_type(sim::reader& in) { return static_cast<data_type>(in.u8()); }
status get_status(sim::reader& in) { return static_cast<status>(in.u8()); }
report_direction get_direction(sim::reader& in)
{
    const auto n = in.u8();
    if (n > static_cast<std::uint8_t>(report_direction::received)) in.fail(sim::codec_errc::out_of_range);
    return static_cast<report_direction>(n & 1);
}

/// Records until the payload ends.
template <class Record, class Read>
sim::result<std::vector<Record>> decode_all(sim::byte_view payload, const Read& read)
{
    sim::reader in(payload);
    std::vector<Record> records;
    while (in.ok() && in.remaining()) records.push_back(read(in));
    if (!in.ok()) return in.error();
    return records;
}

/// The one value of a payload.
template <class T>
sim::result<T> whole(sim::reader& in, T v)
{
    if (auto ec = in.finish()) return ec;
    return v;
}

attribute_value get_value(sim::reader& in)
{
    const auto id = get_id(in);
    return {id, read_value(in, get_type(in))};
}

bool analog(data_type type)
{
    const auto* info = find(type);
    return info && info->analog;
}

/// What follows the direction and the id.
void put_rule(sim::writer& out, const reporting_record& r)
{
    if (r.direction == report_direction::received) {
        out.u16_le(r.timeout_s);
        return;
    }
    put(out, r.type);
    out.u16_le(r.minimum_s).u16_le(r.maximum_s);
    if (analog(r.type)) write_value(out, r.change);
}

void get_rule(sim::reader& in, reporting_record& r)
{
    if (r.direction == report_direction::received) {
        r.timeout_s = in.u16_le();
        return;
    }
    r.type = get_type(in);
    if (!find(r.type)) in.fail(sim::codec_errc::out_of_range);
    r.minimum_s = in.u16_le();
    r.maximum_s = in.u16_le();
    if (analog(r.type)) r.change = read_value(in, r.type);
}

/// Write and configuration responses: one octet when all is well, else the failures.
bool all_well(sim::byte_view payload)
{
    return payload.size() == 1 && payload[0] == static_cast<std::uint8_t>(status::success);
}
sim::bytes one_success() { return {static_cast<std::uint8_t>(status::success)}; }

} // namespace

std::string_view to_string(general command)
{
    switch (command) {
    case general::read_attributes: return "ReadAttributes";
    case general::read_attributes_response: return "ReadAttributesResponse";
    case general::write_attributes: return "WriteAttributes";
    case general::write_attributes_undivided: return "WriteAttributesUndivided";
    case general::write_attributes_response: return "WriteAttributesResponse";
    case general::write_attributes_no_response: return "WriteAttributesNoResponse";
    case general::configure_reporting: return "ConfigureReporting";
    case general::configure_reporting_response: return "ConfigureReportingResponse";
    case general::read_reporting_configuration: return "ReadReportingConfiguration";
    case general::read_reporting_configuration_response: return "ReadReportingConfigurationResponse";
    case general::report_attributes: return "ReportAttributes";
    case general::default_response: return "DefaultResponse";
    case general::discover_attributes: return "DiscoverAttributes";
    case general::discover_attributes_response: return "DiscoverAttributesResponse";
    }
    return {};
}

sim::bytes encode_ids(std::span<const attribute_id> ids)
{
    sim::writer out;
    for (auto id : ids) put(out, id);
    return out.take();
}

sim::result<attribute_ids> decode_ids(sim::byte_view payload) { return decode_all<attribute_id>(payload, get_id); }

sim::bytes encode_values(std::span<const attribute_value> values)
{
    sim::writer out;
    for (const auto& v : values) {
        put(out, v.id);
        put(out, v.content.type);
        write_value(out, v.content);
    }
    return out.take();
}

sim::result<std::vector<attribute_value>> decode_values(sim::byte_view payload)
{
    return decode_all<attribute_value>(payload, get_value);
}

sim::bytes encode_read_response(std::span<const read_record> records)
{
    sim::writer out;
    for (const auto& r : records) {
        put(out, r.id);
        put(out, r.status);
        if (r.status != status::success) continue;
        put(out, r.content.type);
        write_value(out, r.content);
    }
    return out.take();
}

sim::result<std::vector<read_record>> decode_read_response(sim::byte_view payload)
{
    return decode_all<read_record>(payload, [](sim::reader& in) {
        read_record r{get_id(in), get_status(in), {}};
        if (in.ok() && r.status == status::success) r.content = read_value(in, get_type(in));
        return r;
    });
}

sim::bytes encode_write_response(std::span<const write_record> failures)
{
    if (failures.empty()) return one_success();
    sim::writer out;
    for (const auto& f : failures) {
        put(out, f.status);
        put(out, f.id);
    }
    return out.take();
}

sim::result<std::vector<write_record>> decode_write_response(sim::byte_view payload)
{
    if (all_well(payload)) return std::vector<write_record>();
    return decode_all<write_record>(payload, [](sim::reader& in) {
        const auto s = get_status(in);
        return write_record{s, get_id(in)};
    });
}

sim::bytes encode_reporting(std::span<const reporting_record> records)
{
    sim::writer out;
    for (const auto& r : records) {
        put(out, r.direction);
        put(out, r.id);
        put_rule(out, r);
    }
    return out.take();
}

sim::result<std::vector<reporting_record>> decode_reporting(sim::byte_view payload)
{
    return decode_all<reporting_record>(payload, [](sim::reader& in) {
        reporting_record r;
        r.direction = get_direction(in);
        r.id = get_id(in);
        get_rule(in, r);
        return r;
    });
}

sim::bytes encode_reporting_response(std::span<const reporting_status> failures)
{
    if (failures.empty()) return one_success();
    sim::writer out;
    for (const auto& f : failures) {
        put(out, f.status);
        put(out, f.record.direction);
        put(out, f.record.id);
    }
    return out.take();
}

sim::result<std::vector<reporting_status>> decode_reporting_response(sim::byte_view payload)
{
    if (all_well(payload)) return std::vector<reporting_status>();
    return decode_all<reporting_status>(payload, [](sim::reader& in) {
        reporting_status s{get_status(in), {}};
        s.record.direction = get_direction(in);
        s.record.id = get_id(in);
        return s;
    });
}

sim::bytes encode_reporting_subjects(std::span<const reporting_subject> subjects)
{
    sim::writer out;
    for (const auto& s : subjects) {
        put(out, s.direction);
        put(out, s.id);
    }
    return out.take();
}

sim::result<std::vector<reporting_subject>> decode_reporting_subjects(sim::byte_view payload)
{
    return decode_all<reporting_subject>(payload, [](sim::reader& in) {
        const auto d = get_direction(in);
        return reporting_subject{d, get_id(in)};
    });
}

sim::bytes encode_reporting_configuration(std::span<const reporting_status> records)
{
    sim::writer out;
    for (const auto& r : records) {
        put(out, r.status);
        put(out, r.record.direction);
        put(out, r.record.id);
        if (r.status == status::success) put_rule(out, r.record);
    }
    return out.take();
}

sim::result<std::vector<reporting_status>> decode_reporting_configuration(sim::byte_view payload)
{
    return decode_all<reporting_status>(payload, [](sim::reader& in) {
        reporting_status s{get_status(in), {}};
        s.record.direction = get_direction(in);
        s.record.id = get_id(in);
        if (in.ok() && s.status == status::success) get_rule(in, s.record);
        return s;
    });
}

sim::bytes encode(const default_response& r) { return {r.command, static_cast<std::uint8_t>(r.status)}; }

sim::result<default_response> decode_default_response(sim::byte_view payload)
{
    sim::reader in(payload);
    const auto command = in.u8();
    return whole(in, default_response{command, get_status(in)});
}

sim::bytes encode(const discover_request& r)
{
    sim::writer out;
    put(out, r.start);
    return out.u8(r.most).take();
}

sim::result<discover_request> decode_discover_request(sim::byte_view payload)
{
    sim::reader in(payload);
    const auto start = get_id(in);
    return whole(in, discover_request{start, in.u8()});
}

sim::bytes encode(const discover_response& r)
{
    sim::writer out;
    out.u8(r.complete);
    for (const auto& a : r.attributes) {
        put(out, a.id);
        put(out, a.type);
    }
    return out.take();
}

sim::result<discover_response> decode_discover_response(sim::byte_view payload)
{
    sim::reader in(payload);
    discover_response r{in.u8() != 0, {}};
    while (in.ok() && in.remaining()) {
        const auto id = get_id(in);
        r.attributes.push_back({id, get_type(in)});
    }
    if (!in.ok()) return in.error();
    return r;
}

} // namespace devices::zcl
