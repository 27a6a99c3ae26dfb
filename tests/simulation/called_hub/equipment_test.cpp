// What an installation of this family is made of: meters that live and are remembered, objects that change the hub.
#include "devices/families/landis_gyr/equipment.hpp"
#include "devices/metering/events.hpp"
#include "tests/support/called_hub_world.hpp"

using namespace tests;
using devices::cosem::action_result;
using devices::cosem::data_access_result;

namespace {

devices::esme::identity identity()
{
    std::string core = "990000000001";
    return {sim::eui64(0x70B3D50000000021),
            sim::mpan::parse(core + sim::mpan_check_digit(core)).value(),
            "E1",
            "maker",
            "E470",
            "1.0"};
}

struct hub_bench : called_hub_world {
    hub_bench() : objects(sim, "lg", hub_eui, std::make_shared<const devices::families::chf_settings>())
    {
        bring_online();
        objects.attach(*hub, {[this] { ++pushes; }, [this](const auto& n) { alerts.push_back(n.code); }});
    }
    void happens(std::uint16_t client, dlms::server_event what)
    {
        objects.happened({&device, client, landis_gyr::reached_over::wan, std::move(what)}, sim.time.now());
    }
    landis_gyr::served_device device{"chf", hub_eui, 1, nullptr, nullptr, nullptr};
    landis_gyr::hub_objects objects;
    int pushes{0};
    std::vector<std::uint16_t> alerts{};
};

} // namespace

TEST_CASE("a meter's shell tells, remembers, and lets go of what is as it was made")
{
    sim::simulation world(7, {.start = called_hub_world::start});
    for (const auto* e : devices::metering::all_events) world.names.declare(*e);
    recorder told;
    world.log.add_sink(told);
    std::vector<devices::metering::alert> alerts;
    auto begin = world.time.now();
    devices::esme::meter meter(identity(), world.dice, "lg.esme", begin - sim::days(400));
    devices::families::meter_shell shell(world, "lg", "esme", meter, [&](const auto& a) { alerts.push_back(a); });
    CHECK(world.memory.size() == 0);
    CHECK_FALSE(meter.disable_supply(begin));
    shell.touched();
    REQUIRE(told.count("meter.supply_changed", "lg") == 1);
    CHECK(told.of("meter.supply_changed")[0].text("state") == "disabled");
    CHECK(told.of("meter.supply_changed")[0].text("by") == "command");
    CHECK(told.of("meter.supply_changed")[0].part == "esme");
    CHECK(told.count("meter.alert") == alerts.size());
    CHECK(world.memory.size() == 1);
    // After a loss of power it is the same meter again.
    devices::esme::meter again(identity(), world.dice, "lg.esme", begin - sim::days(400));
    CHECK(again.valve().state() == devices::metering::supply_state::enabled);
    devices::families::meter_shell second(world, "lg", "esme", again, {});
    CHECK(again.valve().state() == devices::metering::supply_state::disabled);
}

TEST_CASE("the hub's objects show its modem as it believes itself to be")
{
    hub_bench b;
    auto wan = b.objects.wan();
    CHECK(wan.registration == devices::cosem::gsm_status::registered);
    CHECK(wan.packet_switched);
    CHECK(wan.apn == "smso-a.example");
    CHECK(sim::transport::address{wan.address}.to_string() == b.hub->modem().address());
    b.hub->modem().power_off();
    wan = b.objects.wan();
    CHECK(wan.registration == devices::cosem::gsm_status::not_registered);
    CHECK_FALSE(wan.packet_switched);
    CHECK(wan.address == 0);
}

TEST_CASE("a push destination is a name and a port, or it is refused")
{
    hub_bench b;
    for (auto text : {"", "name", "name:", ":4059", "name:0", "name:65536", "name:40x"}) {
        CAPTURE(text);
        CHECK(b.objects.set_push_destination(text) == data_access_result::other_reason);
    }
    CHECK(b.objects.push_destination() == "hes.smso-a.example:4059");
    CHECK(b.objects.set_push_destination("s1sp.dcc.example:4060") == data_access_result::success);
    CHECK(b.objects.push_destination() == "s1sp.dcc.example:4060");
    CHECK(bool(b.hub->head_end() == devices::chf::head_end_address{"s1sp.dcc.example", 4060}));
    CHECK(b.objects.push({}) == action_result::success);
    CHECK(b.pushes == 1);
}

TEST_CASE("certificates are imported, exported and removed; the last one stays")
{
    hub_bench b;
    REQUIRE(b.objects.certificates().size() == 1);
    auto dcc = b.pki.anchor("DCC CA");
    CHECK(b.objects.import_certificate(sim::bytes{1, 2, 3}) == action_result::type_unmatched);
    CHECK(b.objects.import_certificate(dcc) == action_result::success);
    CHECK(b.objects.import_certificate(dcc) == action_result::success); // already so
    auto listed = b.objects.certificates();
    REQUIRE(listed.size() == 2);
    devices::cosem::certificate_identification second =
        devices::cosem::certificate_with_serial{listed[1].serial_number, listed[1].issuer};
    sim::bytes der;
    CHECK(b.objects.export_certificate(second, der) == action_result::success);
    CHECK(der == dcc);
    devices::cosem::certificate_identification first =
        devices::cosem::certificate_with_serial{listed[0].serial_number, listed[0].issuer};
    CHECK(b.objects.remove_certificate(first) == action_result::success);
    CHECK(b.objects.remove_certificate(first) == action_result::object_unavailable);
    CHECK(b.objects.remove_certificate(second) == action_result::other_reason);
    CHECK(b.objects.certificates().size() == 1);
}

TEST_CASE("the hub's clock and firmware outlive its power")
{
    hub_bench b;
    auto now = b.sim.time.now();
    CHECK(b.objects.clock(now) == now);
    CHECK(b.objects.set_clock(now + 90s, now) == data_access_result::success);
    auto settings = std::make_shared<devices::families::chf_settings>();
    settings->model = "SM-HUB";
    settings->firmware = "3.1";
    landis_gyr::hub_objects again(b.sim, "lg", called_hub_world::hub_eui, settings);
    CHECK(again.clock(now + 1h) == now + 1h + 90s);
    CHECK(again.identity().firmware == "3.1");
    auto image = devices::metering::make_firmware_image("SM-HUB", "3.2", 600);
    CHECK_FALSE(again.begin_image(image.size(), 256, now));
    for (std::size_t i = 0; i * 256 < image.size(); ++i)
        CHECK_FALSE(again.put_block(
            i, sim::byte_view(image).subspan(i * 256, std::min<std::size_t>(256, image.size() - i * 256)), now));
    CHECK(again.activate_image(now) == devices::metering::firmware_errc::not_verified);
    CHECK_FALSE(again.verify_image(now));
    CHECK_FALSE(again.activate_image(now));
    CHECK(again.security_log().newest().code == devices::metering::alert_code::firmware_changed);
    CHECK(again.identity().firmware == "3.2");
    CHECK(again.clock(now) == now + 90s);
}

TEST_CASE("who cannot prove himself and who has no right are in the hub's security log, and its head-end is told once")
{
    hub_bench b;
    namespace happened = dlms::happened;
    const auto access = [](dlms::data_access_result r) {
        return happened::accessed{happened::service::get, 3, {}, 2, static_cast<std::uint8_t>(r)};
    };
    b.happens(16, access(dlms::data_access_result::success));
    b.happens(16, access(dlms::data_access_result::object_undefined));
    CHECK(b.objects.security_log().size() == 0);
    b.happens(2, happened::incident{happened::incident_kind::wrong_password, 0});
    b.happens(2, happened::incident{happened::incident_kind::wrong_password, 0});
    b.happens(16, access(dlms::data_access_result::read_write_denied));
    b.happens(1, happened::incident{happened::incident_kind::policy_violated, 0});
    b.happens(1, happened::incident{happened::incident_kind::repeated_counter, 0});
    CHECK(b.alerts == std::vector<std::uint16_t>{0x8F3D, 0x8F3E, 0x8F3D});
    REQUIRE(b.objects.security_log().size() == 3);
    CHECK(b.objects.security_log().at(0).count == 2);
    b.run_for(2min);
    b.happens(1, happened::incident{happened::incident_kind::not_deciphered, 0});
    CHECK(b.alerts.size() == 4);
    b.objects.pushes({"chf", called_hub_world::esme_eui, 0x8F32, b.sim.time.now()});
    landis_gyr::hub_objects again(b.sim, "lg", called_hub_world::hub_eui,
                                  std::make_shared<const devices::families::chf_settings>());
    CHECK(again.security_log().size() == 4);
    CHECK(again.newest_alert().code == 0x8F32);
    CHECK(bool(again.newest_alert().device == called_hub_world::esme_eui));
}

TEST_CASE("keys are replaced under the master key, all of them or none, and never a broadcast key")
{
    hub_bench b;
    using devices::cosem::key_kind;
    auto made = b.hub_keys.keys();
    auto wrapped = [&](std::uint8_t octet) { return dlms::wrap_key(made.master, toy::key(octet)); };
    auto broken = wrapped(3);
    broken[0] ^= 1;
    auto& keys = b.objects.keys();
    CHECK(keys.transfer({{key_kind::unicast_encryption, wrapped(1)}, {key_kind::authentication, broken}}, {}) ==
          action_result::other_reason);
    CHECK(keys.transfer({{key_kind::broadcast_encryption, wrapped(1)}}, {}) == action_result::other_reason);
    CHECK(bool(b.hub_keys.keys() == made));
    CHECK(keys.transfer({{key_kind::unicast_encryption, wrapped(1)}, {key_kind::authentication, wrapped(2)}}, {}) ==
          action_result::success);
    CHECK(bool(b.hub_keys.keys().encryption == toy::key(1)));
    CHECK(bool(b.hub_keys.keys().authentication == toy::key(2)));
    CHECK_FALSE(keys.set_password({}));
    CHECK_FALSE(keys.set_password(sim::bytes(65)));
    CHECK(keys.set_password(sim::bytes(64, 'x')));
    CHECK(b.hub_keys.password(2).size() == 64);
}
