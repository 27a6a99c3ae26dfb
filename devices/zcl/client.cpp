#include "devices/zcl/client.hpp"

namespace devices::zcl {

namespace {

template <class T>
sim::error_code put(message_content& into, sim::result<T> decoded)
{
    if (!decoded) return decoded.error();
    into = std::move(*decoded);
    return {};
}

sim::error_code parse_general(general command, sim::byte_view payload, message_content& into)
{
    switch (command) {
    case general::read_attributes: return put(into, decode_ids(payload));
    case general::read_attributes_response: return put(into, decode_read_response(payload));
    case general::write_attributes:
    case general::write_attributes_undivided:
    case general::write_attributes_no_response:
    case general::report_attributes: return put(into, decode_values(payload));
    case general::write_attributes_response: return put(into, decode_write_response(payload));
    case general::configure_reporting: return put(into, decode_reporting(payload));
    case general::configure_reporting_response: return put(into, decode_reporting_response(payload));
    case general::read_reporting_configuration: return put(into, decode_reporting_subjects(payload));
    case general::read_reporting_configuration_response: return put(into, decode_reporting_configuration(payload));
    case general::default_response: return put(into, decode_default_response(payload));
    case general::discover_attributes: return put(into, decode_discover_request(payload));
    case general::discover_attributes_response: return put(into, decode_discover_response(payload));
    }
    return {};
}

} // namespace

sim::result<message> parse(cluster_id cluster, sim::byte_view octets)
{
    const auto* spec = find(cluster);
    if (!spec) return sim::codec_errc::out_of_range;
    const auto f = decode_frame(octets);
    if (!f) return f.error();
    message m{f->head, nullptr, {}};
    sim::error_code ec;
    if (f->head.kind == frame_kind::foundation)
        ec = parse_general(static_cast<general>(f->head.command), f->payload, m.content);
    else if (!f->head.manufacturer && (m.command = find_command(*spec, f->head.to, f->head.command)))
        ec = put(m.content, decode(m.command->payload, f->payload));
    if (ec) return ec;
    return m;
}

std::string name_of(cluster_id cluster, const frame_header& head)
{
    std::string_view name;
    if (head.kind == frame_kind::foundation) {
        name = to_string(static_cast<general>(head.command));
    } else if (const auto* spec = find(cluster); spec && !head.manufacturer) {
        if (const auto* c = find_command(*spec, head.to, head.command)) name = c->name;
    }
    if (!name.empty()) return std::string(name);
    const std::uint8_t octets[]{head.command};
    return "command 0x" + sim::to_hex(octets);
}

sim::bytes general_frame(std::uint8_t sequence, general command, sim::byte_view payload, direction to)
{
    frame_header head;
    head.to = to;
    head.sequence = sequence;
    head.command = static_cast<std::uint8_t>(command);
    return encode_frame(head, payload);
}

sim::bytes read_frame(std::uint8_t sequence, std::span<const attribute_id> ids, direction to)
{
    return general_frame(sequence, general::read_attributes, encode_ids(ids), to);
}

sim::bytes report_frame(std::uint8_t sequence, std::span<const attribute_value> values)
{
    frame_header head;
    head.to = direction::to_client;
    head.disable_default_response = true;
    head.sequence = sequence;
    head.command = static_cast<std::uint8_t>(general::report_attributes);
    return encode_frame(head, encode_values(values));
}

fields arguments(cluster_id cluster, direction to, std::string_view name)
{
    return fields(command(describe(cluster), to, name).payload);
}

sim::bytes command_frame(std::uint8_t sequence, cluster_id cluster, direction to, std::string_view name,
                         const fields& arguments, bool disable_default_response)
{
    frame_header head;
    head.kind = frame_kind::cluster;
    head.to = to;
    head.disable_default_response = disable_default_response;
    head.sequence = sequence;
    head.command = command(describe(cluster), to, name).id;
    return encode_frame(head, encode(arguments));
}

sim::bytes command_frame(std::uint8_t sequence, cluster_id cluster, direction to, std::string_view name)
{
    return command_frame(sequence, cluster, to, name, arguments(cluster, to, name));
}

const value* find(const message& m, attribute_id id)
{
    if (const auto* read = std::get_if<std::vector<read_record>>(&m.content)) {
        for (const auto& r : *read)
            if (r.id == id && r.status == status::success) return &r.content;
    } else if (const auto* values = std::get_if<std::vector<attribute_value>>(&m.content)) {
        for (const auto& v : *values)
            if (v.id == id) return &v.content;
    }
    return nullptr;
}

std::optional<status> status_of(const message& m)
{
    if (const auto* d = std::get_if<default_response>(&m.content)) return d->status;
    if (const auto* w = std::get_if<std::vector<write_record>>(&m.content))
        return w->empty() ? status::success : w->front().status;
    if (const auto* r = std::get_if<std::vector<reporting_status>>(&m.content))
        return r->empty() ? status::success : r->front().status;
    return {};
}

} // namespace devices::zcl
