#include "devices/cosem/communication.hpp"

#include "devices/cosem/values.hpp"

namespace devices::cosem {
namespace {

void put(axdr_writer& out, const std::vector<window>& windows)
{
    out.array(windows.size());
    for (const auto& [from, to] : windows) out.structure(2).octet_string(from).octet_string(to);
}

void put(axdr_writer& out, const quality_of_service& q)
{
    out.structure(5).unsigned_integer(q.precedence).unsigned_integer(q.delay).unsigned_integer(q.reliability);
    out.unsigned_integer(q.peak).unsigned_integer(q.mean);
}

// Values have the attribute's type when they come here.
template <class T>
T as(const data& v)
{
    return static_cast<T>(v.number);
}

} // namespace

object make_auto_answer(obis name, std::string meaning, rights access, contents<auto_answer> value)
{
    using content = const auto_answer&;
    object o(class_id::auto_answer, name, std::move(meaning), access);
    content_binder<auto_answer> bind(o, std::move(value));
    bind.read(2, [](content v, axdr_writer& out) { out.enumerated(v.mode); })
        .read(3, [](content v, axdr_writer& out) { put(out, v.windows); })
        .read(4, [](content v, axdr_writer& out) { out.enumerated(v.status); })
        .read(5, [](content v, axdr_writer& out) { out.unsigned_integer(v.calls); })
        .read(6,
              [](content v, axdr_writer& out) {
                  out.structure(2).unsigned_integer(v.rings_in_window).unsigned_integer(v.rings_outside);
              })
        .read(7, [](content v, axdr_writer& out) {
            out.array(v.callers.size());
            for (const auto& c : v.callers) out.structure(2).octet_string(sim::as_bytes(c.number)).enumerated(c.type);
        });
    return o;
}

object make_auto_connect(obis name, std::string meaning, rights access, contents<auto_connect> value,
                         simple_action connect)
{
    using content = const auto_connect&;
    object o(class_id::auto_connect, name, std::move(meaning), access);
    content_binder<auto_connect> bind(o, std::move(value));
    bind.read_write(
            2, [](content v, axdr_writer& out) { out.enumerated(v.mode); },
            [](auto_connect& to, const data& v) { return to.mode = as<std::uint8_t>(v), true; })
        .read_write(
            3, [](content v, axdr_writer& out) { out.unsigned_integer(v.repetitions); },
            [](auto_connect& to, const data& v) { return to.repetitions = as<std::uint8_t>(v), true; })
        .read_write(
            4, [](content v, axdr_writer& out) { out.long_unsigned(v.repetition_delay_seconds); },
            [](auto_connect& to, const data& v) { return to.repetition_delay_seconds = as<std::uint16_t>(v), true; })
        .read(5, [](content v, axdr_writer& out) { put(out, v.windows); })
        .read_write(
            6,
            [](content v, axdr_writer& out) {
                out.array(v.destinations.size());
                for (const auto& d : v.destinations) out.octet_string(sim::as_bytes(d));
            },
            [](auto_connect& to, const data& v) {
                to.destinations.clear();
                for (const auto& d : v.items) to.destinations.push_back(sim::as_text(d.octets));
                return true;
            });
    add_method(o, 1, std::move(connect));
    return o;
}

object make_push_setup(obis name, std::string meaning, rights access, contents<push_setup> value, simple_action push)
{
    using content = const push_setup&;
    object o(class_id::push_setup, name, std::move(meaning), access);
    content_binder<push_setup> bind(o, std::move(value));
    bind.read(2,
              [](content v, axdr_writer& out) {
                  out.array(v.objects.size());
                  for (const auto& object : v.objects) put(out, object);
              })
        .read_write(
            3,
            [](content v, axdr_writer& out) {
                out.structure(3).enumerated(v.service).octet_string(sim::as_bytes(v.destination));
                out.enumerated(v.message);
            },
            [](push_setup& to, const data& v) {
                to.service = as<std::uint8_t>(v.items[0]);
                to.destination = sim::as_text(v.items[1].octets);
                to.message = as<std::uint8_t>(v.items[2]);
                return true;
            })
        .read(4, [](content v, axdr_writer& out) { put(out, v.windows); })
        .read_write(
            5, [](content v, axdr_writer& out) { out.long_unsigned(v.randomisation_seconds); },
            [](push_setup& to, const data& v) { return to.randomisation_seconds = as<std::uint16_t>(v), true; })
        .read_write(
            6, [](content v, axdr_writer& out) { out.unsigned_integer(v.retries); },
            [](push_setup& to, const data& v) { return to.retries = as<std::uint8_t>(v), true; })
        .read_write(
            7, [](content v, axdr_writer& out) { out.long_unsigned(v.repetition_delay_seconds); },
            [](push_setup& to, const data& v) { return to.repetition_delay_seconds = as<std::uint16_t>(v), true; });
    add_method(o, 1, std::move(push));
    return o;
}

object make_tcp_udp(obis name, std::string meaning, rights access, contents<tcp_udp> value)
{
    using content = const tcp_udp&;
    object o(class_id::tcp_udp_setup, name, std::move(meaning), access);
    content_binder<tcp_udp> bind(o, std::move(value));
    bind.read_write(
            2, [](content v, axdr_writer& out) { out.long_unsigned(v.port); },
            [](tcp_udp& to, const data& v) { return to.port = as<std::uint16_t>(v), v.number != 0; })
        .read(3, [](content v, axdr_writer& out) { put(out, v.ip); })
        .read(4, [](content v, axdr_writer& out) { out.long_unsigned(v.maximum_segment_size); })
        .read(5, [](content v, axdr_writer& out) { out.unsigned_integer(v.connections); })
        .read_write(
            6, [](content v, axdr_writer& out) { out.long_unsigned(v.inactivity_seconds); },
            [](tcp_udp& to, const data& v) { return to.inactivity_seconds = as<std::uint16_t>(v), true; });
    return o;
}

object make_ipv4(obis name, std::string meaning, rights access, std::function<ipv4(const call&)> value)
{
    using content = const ipv4&;
    object o(class_id::ipv4_setup, name, std::move(meaning), access);
    content_binder<ipv4> bind(o, {std::move(value)});
    bind.read(2, [](content v, axdr_writer& out) { put(out, v.data_link); })
        .read(3, [](content v, axdr_writer& out) { out.double_long_unsigned(v.address); })
        .read(4, [](content, axdr_writer& out) { out.array(0); })
        .read(5, [](content, axdr_writer& out) { out.array(0); })
        .read(6, [](content v, axdr_writer& out) { out.double_long_unsigned(v.subnet_mask); })
        .read(7, [](content v, axdr_writer& out) { out.double_long_unsigned(v.gateway); })
        .read(8, [](content v, axdr_writer& out) { out.boolean(v.dhcp); })
        .read(9, [](content v, axdr_writer& out) { out.double_long_unsigned(v.primary_dns); })
        .read(10, [](content v, axdr_writer& out) { out.double_long_unsigned(v.secondary_dns); });
    return o;
}

object make_mac(obis name, std::string meaning, rights access, std::function<sim::bytes(const call&)> address)
{
    object o(class_id::mac_address_setup, name, std::move(meaning), access);
    o.read(2, [address = std::move(address)](const call& c, axdr_writer& out) { out.octet_string(address(c)); });
    return o;
}

object make_gprs_modem(obis name, std::string meaning, rights access, contents<gprs_modem> value)
{
    using content = const gprs_modem&;
    object o(class_id::gprs_modem_setup, name, std::move(meaning), access);
    content_binder<gprs_modem> bind(o, std::move(value));
    bind.read_write(
            2, [](content v, axdr_writer& out) { out.octet_string(sim::as_bytes(v.apn)); },
            [](gprs_modem& to, const data& v) { return to.apn = sim::as_text(v.octets), true; })
        .read_write(
            3, [](content v, axdr_writer& out) { out.long_unsigned(v.pin); },
            [](gprs_modem& to, const data& v) { return to.pin = as<std::uint16_t>(v), true; })
        .read(4, [](content v, axdr_writer& out) {
            out.structure(2);
            put(out, v.least);
            put(out, v.requested);
        });
    return o;
}

object make_gsm_diagnostic(obis name, std::string meaning, rights access,
                           std::function<gsm_diagnostic(const call&)> value)
{
    using content = const gsm_diagnostic&;
    object o(class_id::gsm_diagnostic, name, std::move(meaning), access);
    content_binder<gsm_diagnostic> bind(o, {std::move(value)});
    bind.read(2, [](content v, axdr_writer& out) { out.visible_string(v.operator_name); })
        .read(3, [](content v, axdr_writer& out) { out.enumerated(static_cast<std::uint8_t>(v.status)); })
        .read(4, [](content v, axdr_writer& out) { out.enumerated(v.circuit_switched); })
        .read(5, [](content v, axdr_writer& out) { out.enumerated(v.packet_switched); })
        .read(6,
              [](content v, axdr_writer& out) {
                  out.structure(4).long_unsigned(v.cell.cell).long_unsigned(v.cell.location);
                  out.unsigned_integer(v.cell.signal_quality).unsigned_integer(v.cell.bit_errors);
              })
        .read(7,
              [](content v, axdr_writer& out) {
                  out.array(v.neighbours.size());
                  for (const auto& n : v.neighbours)
                      out.structure(2).long_unsigned(n.cell).unsigned_integer(n.signal_quality);
              })
        .read(8, [](content v, axdr_writer& out) { put(out, v.captured); });
    return o;
}

} // namespace devices::cosem
