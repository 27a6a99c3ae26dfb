#include "devices/cosem/supply_control.hpp"

namespace devices::cosem {

object make_disconnect_control(obis name, std::string meaning, rights access, disconnect_control value)
{
    object o(class_id::disconnect_control, name, std::move(meaning), access);
    o.read(2, [output = std::move(value.output)](const call& c, axdr_writer& out) { out.boolean(output(c)); });
    o.read(3, [state = std::move(value.state)](const call& c, axdr_writer& out) {
        out.enumerated(static_cast<std::uint8_t>(state(c)));
    });
    o.read(4, [mode = value.mode](const call&, axdr_writer& out) { out.enumerated(static_cast<std::uint8_t>(mode)); });
    add_method(o, 1, std::move(value.disconnect));
    add_method(o, 2, std::move(value.reconnect));
    return o;
}

object make_limiter(obis name, std::string meaning, rights access, contents<limiter> value)
{
    using content = const limiter&;
    object o(class_id::limiter, name, std::move(meaning), access);
    content_binder<limiter> bind(o, std::move(value));
    bind.read(2, [](content v, axdr_writer& out) { put(out, v.monitored); })
        .read(3, [](content v, axdr_writer& out) { put(out, v.type, v.active); })
        .read_write(
            4, [](content v, axdr_writer& out) { put(out, v.type, v.normal); },
            [](limiter& to, const data& v) { return to.normal = v.as_integer().value_or(0), v.tag == to.type; })
        .read(5, [](content v, axdr_writer& out) { put(out, v.type, v.emergency); })
        .read_write(
            6, [](content v, axdr_writer& out) { out.double_long_unsigned(v.over_seconds); },
            [](limiter& to, const data& v) { return to.over_seconds = static_cast<std::uint32_t>(v.number), true; })
        .read_write(
            7, [](content v, axdr_writer& out) { out.double_long_unsigned(v.under_seconds); },
            [](limiter& to, const data& v) { return to.under_seconds = static_cast<std::uint32_t>(v.number), true; })
        .read(8,
              [](content v, axdr_writer& out) {
                  out.structure(3).long_unsigned(v.profile.id).octet_string(v.profile.activation);
                  out.double_long_unsigned(v.profile.duration_seconds);
              })
        .read(9,
              [](content v, axdr_writer& out) {
                  out.array(v.groups.size());
                  for (auto g : v.groups) out.long_unsigned(g);
              })
        .read(10, [](content v, axdr_writer& out) { out.boolean(v.emergency_active); })
        .read_write(
            11,
            [](content v, axdr_writer& out) {
                out.structure(2);
                put(out, v.over);
                put(out, v.under);
            },
            [](limiter& to, const data& v) {
                to.over = script_of(v.items[0]);
                to.under = script_of(v.items[1]);
                return true;
            });
    return o;
}

} // namespace devices::cosem
