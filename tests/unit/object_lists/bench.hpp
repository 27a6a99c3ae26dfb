// An electricity meter, a gas meter and a hub of the test's own behind their object lists.
#pragma once
#include "devices/object_lists/lists.hpp"
#include "tests/unit/cosem/walk.hpp"

namespace tests {

using namespace devices;
using namespace std::chrono_literals;

inline sim::time_point at(const char* text) { return sim::parse_rfc3339(text).value(); }

struct fake_keys final : object_lists::key_access {
    std::vector<cosem::wrapped_key> transferred;
    sim::bytes password;

    dlms::system_title own_title() const override { return {{'L', 'G', 'Z', 0, 0, 0, 0, 1}}; }
    std::uint32_t received_counter() const override { return 41; }
    sim::bytes client_title() const override { return {'H', 'E', 'S', 0, 0, 0, 0, 1}; }
    dlms::action_result transfer(const std::vector<cosem::wrapped_key>& keys, sim::time_point) override
    {
        if (keys[0].wrapped.size() != 24) return dlms::action_result::other_reason;
        transferred = keys;
        return dlms::action_result::success;
    }
    bool set_password(sim::byte_view v) override
    {
        if (v.empty() || v.size() > 64) return false;
        password.assign(v.begin(), v.end());
        return true;
    }
};

struct fake_hub final : object_lists::chf_context {
    fake_keys its_keys;
    sim::duration error{};
    std::string destination{"hes.example:4059"};
    object_lists::wan_view view{"Vodafone", cosem::gsm_status::registered, true, "smets1.example", 0x0A000001, {}};
    metering::firmware_store store;
    metering::event_log log;
    object_lists::last_alert alert;
    std::vector<sim::bytes> trusted{{1, 2, 3}};
    int pushes{0};

    object_lists::hub_identity identity() const override
    {
        return {sim::eui64(0x70B3D50000000001), "Landis+Gyr", "SM-HUB-2G", "3.1.0"};
    }
    object_lists::key_access& keys() override { return its_keys; }
    std::vector<cosem::logical_device_name> devices() const override
    {
        return {{object_lists::chf_sap, "LGZ0"}, {object_lists::esme_sap, "LGZ1"}, {object_lists::gsme_sap, "LGZ2"}};
    }
    sim::time_point clock(sim::time_point now) const override { return now + error; }
    cosem::data_access_result set_clock(sim::time_point shown, sim::time_point now) override
    {
        error = shown - now;
        return cosem::data_access_result::success;
    }
    object_lists::wan_view wan() const override { return view; }
    std::uint16_t port() const override { return 4059; }
    std::uint8_t connections() const override { return 4; }
    std::chrono::seconds inactivity() const override { return 300s; }
    std::string push_destination() const override { return destination; }
    cosem::data_access_result set_push_destination(const std::string& to) override
    {
        if (to.find(':') == std::string::npos) return cosem::data_access_result::other_reason;
        destination = to;
        return cosem::data_access_result::success;
    }
    std::uint8_t push_retries() const override { return 3; }
    std::chrono::seconds push_retry_delay() const override { return 300s; }
    cosem::action_result push(sim::time_point) override { return ++pushes, cosem::action_result::success; }
    std::vector<cosem::certificate_info> certificates() const override
    {
        std::vector<cosem::certificate_info> out;
        for (const auto& der : trusted)
            out.push_back({cosem::certificate_entity::authority, cosem::certificate_type::tls, der, {'i'}, {'s'}, {}});
        return out;
    }
    cosem::action_result import_certificate(sim::byte_view der) override
    {
        trusted.emplace_back(der.begin(), der.end());
        return cosem::action_result::success;
    }
    cosem::action_result export_certificate(const cosem::certificate_identification& which,
                                            sim::bytes& der) const override
    {
        const auto* serial = std::get_if<cosem::certificate_with_serial>(&which);
        const auto found = serial ? std::ranges::find(trusted, serial->serial_number) : trusted.end();
        if (found == trusted.end()) return cosem::action_result::object_unavailable;
        der = *found;
        return cosem::action_result::success;
    }
    cosem::action_result remove_certificate(const cosem::certificate_identification& which) override
    {
        const auto* serial = std::get_if<cosem::certificate_with_serial>(&which);
        return serial && std::erase(trusted, serial->serial_number) > 0 ? cosem::action_result::success
                                                                        : cosem::action_result::object_unavailable;
    }
    const metering::event_log& security_log() const override { return log; }
    object_lists::last_alert newest_alert() const override { return alert; }
    const metering::firmware_store& image() const override { return store; }
    sim::error_code begin_image(std::size_t size, std::size_t block_size, sim::time_point) override
    {
        return store.begin(size, block_size);
    }
    sim::error_code put_block(std::size_t number, sim::byte_view content, sim::time_point) override
    {
        return store.put(number, content);
    }
    sim::error_code verify_image(sim::time_point) override { return store.verify("SM-HUB-2G"); }
    sim::error_code activate_image(sim::time_point) override { return store.activate().error(); }
};

/// One device, as its management client sees it.
template <class Context>
struct access {
    const cosem::logical_device_of<Context>& list;
    Context& context;
    cosem::object_server server{list, context};
    sim::time_point now = at("2020-11-07T12:10:00Z");
    cosem::association under{cosem::association::management};
    std::optional<dlms::encoded_data> returned{};

    const cosem::object& find(const char* name) const
    {
        const auto* o = list.find(cosem::named(name));
        REQUIRE_MESSAGE(o, name);
        return *o;
    }
    dlms::data read(const char* name, std::uint8_t index = 2)
    {
        CAPTURE(name);
        dlms::axdr_writer out;
        REQUIRE(server.read(caller_of(under, now), attribute_of(find(name), index), out) ==
                dlms::data_access_result::success);
        return decoded(out.encoded());
    }
    dlms::data select(const char* name, std::uint8_t selector, const sim::bytes& parameters)
    {
        auto what = attribute_of(find(name), 2);
        what.selection = dlms::selective_access{selector, parameters};
        dlms::axdr_writer out;
        REQUIRE(server.read(caller_of(under, now), what, out) == dlms::data_access_result::success);
        return decoded(out.encoded());
    }
    dlms::data_access_result write(const char* name, std::uint8_t index, const dlms::data& v)
    {
        return server.write(caller_of(under, now), attribute_of(find(name), index), v);
    }
    dlms::action_result run(const char* name, std::uint8_t method, std::optional<dlms::data> parameter = {})
    {
        returned.reset();
        return server.invoke(caller_of(under, now), method_of(find(name), method), parameter, returned);
    }
};

struct electricity_bench {
    fake_keys keys;
    esme::meter meter{{sim::eui64(0x70B3D50000000002),
                       sim::mpan::parse(std::string("200000000001") + sim::mpan_check_digit("200000000001")).value(),
                       "E20A000001", "Landis+Gyr", "E470", "1.14"},
                      sim::rng(7),
                      "lg-1.esme",
                      at("2018-05-17T10:44:10Z")};
    object_lists::meter_context context{meter, keys};
    access<object_lists::meter_context> client{object_lists::esme_objects(), context};
};
struct gas_bench {
    fake_keys keys;
    gsme::meter meter{{sim::eui64(0x70B3D50000000003),
                       sim::mprn::parse("12345678" + sim::mprn_check_digits("12345678")).value(), "G20A000001",
                       "Landis+Gyr", "G370", "1.09"},
                      sim::rng(7),
                      "lg-1.gsme",
                      at("2018-05-17T10:44:10Z")};
    object_lists::meter_context context{meter, keys};
    access<object_lists::meter_context> client{object_lists::gsme_objects(), context};
};
struct hub_bench {
    fake_hub hub;
    access<object_lists::chf_context> client{object_lists::chf_objects(), hub};
};

// ---- values

inline dlms::data number(dlms::data_tag t, std::int64_t v) { return {t, static_cast<std::uint64_t>(v), {}, {}}; }
inline dlms::data octets(sim::byte_view v) { return {dlms::data_tag::octet_string, 0, {v.begin(), v.end()}, {}}; }
inline dlms::data text(std::string_view v) { return octets(sim::as_bytes(v)); }
inline dlms::data structure(std::vector<dlms::data> items)
{
    return {dlms::data_tag::structure, 0, {}, std::move(items)};
}
inline dlms::data array(std::vector<dlms::data> items) { return {dlms::data_tag::array, 0, {}, std::move(items)}; }
inline dlms::data double_long(std::int32_t v) { return number(dlms::data_tag::double_long, v); }
inline sim::bytes entries(std::uint32_t from, std::uint32_t to)
{
    return dlms::axdr_writer()
        .structure(4)
        .double_long_unsigned(from)
        .double_long_unsigned(to)
        .long_unsigned(1)
        .long_unsigned(0)
        .take();
}
inline sim::bytes range(sim::time_point from, sim::time_point to)
{
    dlms::axdr_writer w;
    w.structure(4).structure(4).long_unsigned(8).octet_string(cosem::named("0-0:1.0.0").groups).integer(2);
    w.long_unsigned(0).octet_string(cosem::to_date_time(from, {})).octet_string(cosem::to_date_time(to, {})).array(0);
    return w.take();
}
inline sim::time_point time_in(const dlms::data& v) { return cosem::from_date_time(v.octets, {}).value(); }

} // namespace tests
