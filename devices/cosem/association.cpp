#include "devices/cosem/association.hpp"

#include "devices/cosem/values.hpp"

namespace devices::cosem {
namespace {

// The object identifiers 2.16.756.5.8.1.n (application contexts) and 2.16.756.5.8.2.n (mechanisms).
constexpr std::uint8_t application_contexts = 1, mechanisms = 2;
constexpr std::uint8_t context_plain = 1, context_ciphered = 3;
constexpr std::uint8_t associated = 2, not_associated = 0;

void put_identifier(axdr_writer& out, std::uint8_t arc, std::uint8_t last)
{
    out.structure(7).unsigned_integer(2).unsigned_integer(16).long_unsigned(756).unsigned_integer(5);
    out.unsigned_integer(8).unsigned_integer(arc).unsigned_integer(last);
}

/// attribute_access_mode of version 2: 0 none, 1 read, 2 write, 3 both; 4 to 6 the same, authenticated.
std::uint8_t attribute_mode(const object& o, std::uint8_t index, association by)
{
    const auto mode = (o.readable(index, by) ? 1 : 0) + (o.writable(index, by) ? 2 : 0);
    return static_cast<std::uint8_t>(mode != 0 && describe(by).ciphered ? mode + 3 : mode);
}

/// method_access_mode: 0 none, 1 access, 2 authenticated access.
std::uint8_t method_mode(const object& o, std::uint8_t index, association by)
{
    if (!o.executable(index, by)) return 0;
    return describe(by).ciphered ? 2 : 1;
}

void put_access(axdr_writer& out, const object& o, association by)
{
    const auto& spec = o.of();
    out.structure(2).array(spec.attributes.size());
    for (const auto& a : spec.attributes) {
        out.structure(3).integer(static_cast<std::int8_t>(a.index)).enumerated(attribute_mode(o, a.index, by));
        if (spec.id == class_id::profile_generic && a.index == 2)
            out.array(2).integer(1).integer(2); // the selectors
        else
            out.null_data();
    }
    out.array(spec.methods.size());
    for (const auto& m : spec.methods)
        out.structure(2).integer(static_cast<std::int8_t>(m.index)).enumerated(method_mode(o, m.index, by));
}

void put_object_list(axdr_writer& out, const logical_device& model, association by)
{
    const auto& objects = model.objects();
    out.array(
        static_cast<std::size_t>(std::ranges::count_if(objects, [by](const object& o) { return o.visible(by); })));
    for (const auto& o : objects) {
        if (!o.visible(by)) continue;
        out.structure(4).long_unsigned(static_cast<std::uint16_t>(o.of().id)).unsigned_integer(o.of().version);
        put(out, o.name());
        put_access(out, o, by);
    }
}

/// What was agreed with the client that asks; of another association, what is offered.
void put_context(axdr_writer& out, const offered_context& offered, const dlms::association_terms* agreed)
{
    const auto services = static_cast<std::uint32_t>(agreed ? agreed->negotiated : offered.services);
    const std::uint8_t bits[] = {static_cast<std::uint8_t>(services >> 16), static_cast<std::uint8_t>(services >> 8),
                                 static_cast<std::uint8_t>(services)};
    out.structure(6).bit_string(bits, 24);
    out.long_unsigned(agreed ? agreed->server_max_pdu : offered.max_receive_pdu);
    out.long_unsigned(agreed ? agreed->client_max_pdu : offered.max_send_pdu);
    out.unsigned_integer(dlms::dlms_version).integer(0).octet_string({});
}

void bind_identity(object& o, const association_object& value)
{
    const auto of = [which = value.of](const call& c) { return which.value_or(c.under); };
    o.read(2, [of](const call& c, axdr_writer& out) { put_object_list(out, c.model, of(c)); });
    o.read(3, [of](const call& c, axdr_writer& out) {
        out.structure(2).integer(static_cast<std::int8_t>(describe(of(c)).client)).long_unsigned(c.model.sap());
    });
    o.read(4, [of](const call& c, axdr_writer& out) {
        put_identifier(out, application_contexts, describe(of(c)).ciphered ? context_ciphered : context_plain);
    });
    o.read(5, [of](const call& c, axdr_writer& out) {
        put_context(out, c.model.offered(), of(c) == c.under ? c.who.terms : nullptr);
    });
    o.read(6, [of](const call& c, axdr_writer& out) {
        put_identifier(out, mechanisms, static_cast<std::uint8_t>(describe(of(c)).authentication));
    });
    o.read(8,
           [of](const call& c, axdr_writer& out) { out.enumerated(of(c) == c.under ? associated : not_associated); });
    o.read(9, [of, setup = value.security_setup](const call& c, axdr_writer& out) {
        if (setup && describe(of(c)).authentication != dlms::mechanism::none)
            put(out, *setup);
        else
            out.octet_string({});
    });
    o.read(10, [](const call&, axdr_writer& out) { out.array(0); });
    o.read(11, [](const call&, axdr_writer& out) { out.structure(2).unsigned_integer(0).visible_string(""); });
}

std::optional<certificate_identification> identification_of(const data& v)
{
    const auto& inside = v.items[1].items;
    if (v.items[0].number == 0 && inside.size() == 3)
        return certificate_of_entity{static_cast<certificate_entity>(inside[0].number),
                                     static_cast<certificate_type>(inside[1].number), inside[2].octets};
    if (v.items[0].number == 1 && inside.size() == 2)
        return certificate_with_serial{inside[0].octets, inside[1].octets};
    return {};
}

action_result transfer(const security_setup& s, const call& c, const data& v)
{
    std::vector<wrapped_key> keys;
    for (const auto& item : v.items) {
        if (item.items[0].number > static_cast<std::uint8_t>(key_kind::master)) return action_result::type_unmatched;
        keys.push_back({static_cast<key_kind>(item.items[0].number), item.items[1].octets});
    }
    return keys.empty() ? action_result::other_reason : s.transfer_keys(c, keys);
}

void bind_certificates(object& o, const std::shared_ptr<const security_setup>& s)
{
    if (s->import_certificate)
        o.method(6, [s](const call& c, const data& v, axdr_writer&) { return s->import_certificate(c, v.octets); });
    if (s->export_certificate)
        o.method(7, [s](const call& c, const data& v, axdr_writer& out) {
            const auto which = identification_of(v);
            if (!which) return action_result::type_unmatched;
            sim::bytes der;
            const auto result = s->export_certificate(c, *which, der);
            if (result == action_result::success) out.octet_string(der);
            return result;
        });
    if (s->remove_certificate)
        o.method(8, [s](const call& c, const data& v, axdr_writer&) {
            const auto which = identification_of(v);
            return which ? s->remove_certificate(c, *which) : action_result::type_unmatched;
        });
}

} // namespace

object make_association(obis name, std::string meaning, rights access, association_object value)
{
    object o(class_id::association_ln, name, std::move(meaning), access);
    bind_identity(o, value);
    if (value.set_secret)
        o.write(7, [of = value.of, set = std::move(value.set_secret)](const call& c, const data& v) {
            return set(c, of.value_or(c.under), v.octets);
        });
    if (value.of.value_or(association::management) == association::management)
        o.method(1, [](const call&, const data&, axdr_writer&) { return action_result::other_reason; });
    return o;
}

object make_sap_assignment(obis name, std::string meaning, rights access,
                           std::function<std::vector<logical_device_name>(const call&)> list)
{
    object o(class_id::sap_assignment, name, std::move(meaning), access);
    o.read(2, [list = std::move(list)](const call& c, axdr_writer& out) {
        const auto devices = list(c);
        out.array(devices.size());
        for (const auto& d : devices) out.structure(2).long_unsigned(d.sap).octet_string(sim::as_bytes(d.name));
    });
    return o;
}

object make_security_setup(obis name, std::string meaning, rights access, security_setup value)
{
    constexpr std::uint8_t suite_0 = 0;
    object o(class_id::security_setup, name, std::move(meaning), access);
    const auto s = std::make_shared<const security_setup>(std::move(value));
    o.read(2, [s](const call& c, axdr_writer& out) { out.enumerated(s->policy(c)); });
    o.read(3, [](const call&, axdr_writer& out) { out.enumerated(suite_0); });
    o.read(4, [s](const call& c, axdr_writer& out) { out.octet_string(s->client_title(c)); });
    o.read(5, [s](const call& c, axdr_writer& out) { out.octet_string(s->server_title(c)); });
    o.read(6, [s](const call& c, axdr_writer& out) {
        const auto list = s->certificates(c);
        out.array(list.size());
        for (const auto& i : list) {
            out.structure(6).enumerated(static_cast<std::uint8_t>(i.entity));
            out.enumerated(static_cast<std::uint8_t>(i.type)).octet_string(i.serial_number).octet_string(i.issuer);
            out.octet_string(i.subject).octet_string(i.subject_alternative);
        }
    });
    if (s->activate)
        o.method(1, [s](const call& c, const data& v, axdr_writer&) {
            return s->activate(c, static_cast<std::uint8_t>(v.number));
        });
    if (s->transfer_keys) o.method(2, [s](const call& c, const data& v, axdr_writer&) { return transfer(*s, c, v); });
    bind_certificates(o, s);
    return o;
}

} // namespace devices::cosem
