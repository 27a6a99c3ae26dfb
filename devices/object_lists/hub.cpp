#include "devices/object_lists/image.hpp"
#include "devices/object_lists/parts.hpp"

#include "devices/cosem/values.hpp"

namespace devices::object_lists {

using namespace cosem;

namespace {

chf_context& hub(const call& c) { return c.on<chf_context>(); }

constexpr std::uint8_t over_tcp = 0, apdu_in_axdr = 0;

const obis alert_code = named("0-0:96.11.0"), alert_device = named("0-0:96.128.0"), alert_time = named("0-0:96.128.1");

void add_hub_identity(object_list& list)
{
    list.push_back(make_text(named("0-0:42.0.0"), "COSEM logical device name", for_everyone, [](const call& c) {
        return logical_device_name(hub(c).keys().own_title(), hub(c).identity().eui64);
    }));
    list.push_back(make_text(named("0-0:96.1.0"), "Serial number: the EUI-64", for_everyone,
                             [](const call& c) { return hub(c).identity().eui64.to_string(); }));
    list.push_back(make_text(named("0-0:96.1.3"), "EUI-64", for_everyone,
                             [](const call& c) { return hub(c).identity().eui64.to_string(); }));
    list.push_back(
        make_text(named("0-0:96.1.1"), "Model", for_everyone, [](const call& c) { return hub(c).identity().model; }));
    list.push_back(make_text(named("0-0:96.1.2"), "Manufacturer", for_everyone,
                             [](const call& c) { return hub(c).identity().manufacturer; }));
    list.push_back(make_text(named("1-0:0.2.0"), "Firmware version that runs", for_everyone,
                             [](const call& c) { return hub(c).identity().firmware; }));
    auto k = british_clock([](const call& c) { return hub(c).clock(c.now()); },
                           [](const call& c, sim::time_point t) { return hub(c).set_clock(t, c.now()); });
    k.preset = [](const call& c) -> std::optional<preset_time>& { return hub(c).preset_clock; };
    list.push_back(make_clock(named("0-0:1.0.0"), "Clock", for_everyone, std::move(k)));
    list.push_back(make_sap_assignment(named("0-0:41.0.0"), "Logical devices behind this address", for_everyone,
                                       [](const call& c) { return hub(c).devices(); }));
}

void add_hub_security(object_list& list)
{
    security_setup s;
    s.policy = [](const call&) { return everything_ciphered; };
    s.client_title = [](const call& c) { return hub(c).keys().client_title(); };
    s.server_title = [](const call& c) {
        const auto title = hub(c).keys().own_title();
        return sim::bytes(title.octets.begin(), title.octets.end());
    };
    s.certificates = [](const call& c) { return hub(c).certificates(); };
    s.transfer_keys = [](const call& c, const std::vector<wrapped_key>& k) {
        return hub(c).keys().transfer(k, c.now());
    };
    s.import_certificate = [](const call& c, sim::byte_view der) { return hub(c).import_certificate(der); };
    s.export_certificate = [](const call& c, const certificate_identification& which, sim::bytes& der) {
        return hub(c).export_certificate(which, der);
    };
    s.remove_certificate = [](const call& c, const certificate_identification& which) {
        return hub(c).remove_certificate(which);
    };
    list.push_back(make_security_setup(named("0-0:43.0.0"), "Keys of the management client; whom the hub trusts in TLS",
                                       for_managers, std::move(s)));
}

void add_hub_alerts(object_list& list)
{
    list.push_back(
        make_data(alert_code, "Code of the last alert of a device that the head-end was told", for_managers,
                  reading([](const call& c, axdr_writer& out) { out.long_unsigned(hub(c).newest_alert().code); })));
    list.push_back(make_text(alert_device, "EUI-64 of the device whose alert it was; empty: none yet", for_managers,
                             [](const call& c) {
                                 const auto last = hub(c).newest_alert();
                                 return last.code == 0 ? std::string() : last.device.to_string();
                             }));
    list.push_back(
        make_data(alert_time, "When it was raised, in UTC", for_managers, reading([](const call& c, axdr_writer& out) {
                      const auto last = hub(c).newest_alert();
                      put(out, last.code == 0 ? no_time : to_date_time(last.at, {}));
                  })));
    add_log(list, 1, "Security log", [](const call& c) -> const metering::event_log& { return hub(c).security_log(); },
            {});
}

void add_push(object_list& list)
{
    contents<push_setup> push;
    push.get = [](const call& c) {
        push_setup p;
        p.service = over_tcp;
        p.destination = hub(c).push_destination();
        p.message = apdu_in_axdr;
        p.objects = {{class_id::push_setup, named("0-0:25.9.0"), 1},
                     {class_id::data, alert_device, 2},
                     {class_id::data, alert_code, 2},
                     {class_id::data, alert_time, 2}};
        p.retries = hub(c).push_retries();
        p.repetition_delay_seconds =
            static_cast<std::uint16_t>(std::min<std::int64_t>(hub(c).push_retry_delay().count(), 0xFFFF));
        return p;
    };
    push.change = [](const call& c, std::uint8_t, const push_setup& p) {
        if (p.service != over_tcp || p.message != apdu_in_axdr) return data_access_result::other_reason;
        return hub(c).set_push_destination(p.destination);
    };
    push.changeable = {3};
    list.push_back(make_push_setup(named("0-0:25.9.0"), "Where alerts go: an alert of a device", for_managers,
                                   std::move(push), [](const call& c) { return hub(c).push(c.now()); }));
    contents<auto_connect> connect;
    connect.get = [](const call& c) {
        constexpr std::uint8_t on_demand = 103;
        auto_connect a;
        a.mode = on_demand;
        a.repetitions = hub(c).push_retries();
        a.repetition_delay_seconds =
            static_cast<std::uint16_t>(std::min<std::int64_t>(hub(c).push_retry_delay().count(), 0xFFFF));
        a.destinations = {hub(c).push_destination()};
        return a;
    };
    list.push_back(make_auto_connect(named("0-0:2.1.0"), "Whom the hub calls: the destination of its pushes",
                                     for_managers, std::move(connect),
                                     [](const call& c) { return hub(c).push(c.now()); }));
}

void add_wan(object_list& list)
{
    contents<auto_answer> answering;
    answering.get = [](const call& c) {
        constexpr std::uint8_t active = 1, wake_up = 1;
        auto_answer a;
        a.status = hub(c).wan().registration == gsm_status::registered ? active : std::uint8_t{0};
        a.callers = {{"*", wake_up}};
        return a;
    };
    list.push_back(make_auto_answer(named("0-0:2.2.0"), "Whose messages wake the hub: anybody's", for_managers,
                                    std::move(answering)));
    contents<gprs_modem> modem;
    modem.get = [](const call& c) {
        gprs_modem m;
        m.apn = hub(c).wan().apn;
        return m;
    };
    list.push_back(make_gprs_modem(named("0-0:25.4.0"), "APN of the context; the operator's profile decides it",
                                   for_managers, std::move(modem)));
    contents<tcp_udp> tcp;
    tcp.get = [](const call& c) {
        tcp_udp t;
        t.port = hub(c).port();
        t.ip = named("0-0:25.1.0");
        t.connections = hub(c).connections();
        t.inactivity_seconds = static_cast<std::uint16_t>(std::min<std::int64_t>(hub(c).inactivity().count(), 0xFFFF));
        return t;
    };
    list.push_back(make_tcp_udp(named("0-0:25.0.0"), "The port that the head-end calls", for_managers, std::move(tcp)));
    list.push_back(make_ipv4(named("0-0:25.1.0"), "Address of the context", for_managers, [](const call& c) {
        ipv4 v;
        v.data_link = named("0-0:25.4.0");
        v.address = hub(c).wan().address;
        return v;
    }));
    list.push_back(make_mac(named("0-0:25.2.0"), "EUI-64 on the home area network", for_managers, [](const call& c) {
        sim::writer w;
        w.u64(hub(c).identity().eui64.value());
        return w.take();
    }));
    list.push_back(make_gsm_diagnostic(named("0-0:25.6.0"), "What the modem believes", for_managers, [](const call& c) {
        const auto wan = hub(c).wan();
        gsm_diagnostic g;
        g.operator_name = wan.operator_name;
        g.status = wan.registration;
        g.packet_switched = wan.packet_switched ? 1 : 0;
        g.cell = wan.cell;
        g.captured = shown(c.now());
        return g;
    }));
}

void add_hub_image(object_list& list)
{
    auto t = transfer_into([](const call& c) -> const metering::firmware_store& { return hub(c).image(); });
    t.initiate = [](const call& c, sim::byte_view, std::uint32_t size) {
        return action_answer(hub(c).begin_image(size, image_block_size, c.now()));
    };
    t.put_block = [](const call& c, std::uint32_t block, sim::byte_view content) {
        return action_answer(hub(c).put_block(block, content, c.now()));
    };
    t.verify = [](const call& c) { return action_answer(hub(c).verify_image(c.now())); };
    t.activate = [](const call& c) { return action_answer(hub(c).activate_image(c.now())); };
    list.push_back(make_image_transfer(named("0-0:44.0.0"), "Firmware image", for_managers, std::move(t)));
}

} // namespace

void add_hub(object_list& list)
{
    add_hub_identity(list);
    add_associations(list, [](const call& c) -> key_access& { return hub(c).keys(); });
    add_hub_security(list);
    add_hub_alerts(list);
    add_push(list);
    add_wan(list);
    add_hub_image(list);
}

} // namespace devices::object_lists
