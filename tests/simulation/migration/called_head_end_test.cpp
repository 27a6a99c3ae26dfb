// The head-end that calls its hubs, with an owner that the test writes: how it finds them, and what it does there.
#include "tests/support/sought_hub_world.hpp"

namespace tests {
namespace {

using reference::device_part;
using reference::half_hour;
using reference::head_end;
using reference::head_end_errc;
using reference::inventory;
using reference::key_transfer;
using reference::register_value;
using reference::working_keys;

/// A hub that has nothing to say of itself.
sought_hub_world::options silent()
{
    sought_hub_world::options o;
    o.pushes = false;
    return o;
}

constexpr auto hub_eui = sought_hub_world::hub_eui, esme_eui = sought_hub_world::esme_eui,
               gsme_eui = sought_hub_world::gsme_eui;

/// One request after the other, each begun by the answer to the one before; then the contact is closed.
struct errors {
    std::vector<sim::error_code> all;
    head_end::done note()
    {
        return [this](sim::error_code ec) { all.push_back(ec); };
    }
};

key_transfer transfer_for(const toy_content& device, sim::eui64 eui64, const working_keys& keys)
{
    return {eui64, keys, toy::wrap_key(device.master, keys.encryption),
            toy::wrap_key(device.master, keys.authentication)};
}

// ---- finding a hub

TEST_CASE("a hub that is not sought is left alone, and one that is is called when the platform shows its session")
{
    sought_hub_world w;
    w.run_to("wan.online");
    w.run_for(24h);
    CHECK(w.told.count("head_end.contact") == 0);
    w.seek();
    auto asked = w.now();
    w.run_to("head_end.contact");
    // The platform's answer, the connection, two round trips of TLS with two heavy steps of the hub.
    CHECK(w.now() - asked > 2s + 3s);
    CHECK(w.now() - asked < 2s + 5s);
    const auto told = w.told.of("head_end.contact", "one")[0];
    CHECK(told.text("peer") == "smso");
    CHECK(told.text("identity") == sought_hub_world::smso_name);
    CHECK(told.text("hub") == hub_eui.to_string());
    CHECK(told.text("reason") == "polled");
}

TEST_CASE("a hub that has no session yet is looked for every five minutes")
{
    sought_hub_world w(silent());
    w.seek(); // it boots, and attaches after half a minute
    w.run_to("head_end.contact");
    CHECK(w.now() > 5min + 2s);
    CHECK(w.now() < 5min + 10s);
}

TEST_CASE("a SIM of another customer is neither shown nor woken up")
{
    sought_hub_world w(silent());
    w.run_to("wan.online");
    REQUIRE_FALSE(w.sims.set_profile(*w.card, "dcc-foc"));
    w.seek();
    w.run_for(24h);
    CHECK(w.told.count("head_end.contact") == 0);
    CHECK(w.told.count("sms.sent") == 0);
    CHECK(w.told.count("tls.established") == 0);
}

TEST_CASE("a hub that is attached without a session is woken up, and then called at the next look")
{
    auto o = silent();
    o.context = sim::smwan::context_mode::on_demand;
    sought_hub_world w(o);
    w.run(1h);
    auto lost = w.told.count("wan.offline");
    w.seek();
    w.run_to("sms.sent");
    CHECK(w.now() == 1h + 2s);
    w.run_to("sms.delivered");
    CHECK(w.now() == 1h + 7s);
    w.run_to("head_end.contact");
    CHECK(w.now() > 1h + 2s + 5min);
    CHECK(w.now() < 1h + 2s + 5min + 6s);
    CHECK(w.told.count("sms.sent") == 1);
    CHECK(w.told.count("wan.offline") == lost);
}

TEST_CASE("on its dead old context a hub hears the messages, which come every six hours, and does nothing")
{
    sought_hub_world w;
    w.run_to("wan.online");
    REQUIRE_FALSE(w.sims.set_profile(*w.card, "dcc-foc"));
    REQUIRE_FALSE(w.sims.set_profile(*w.card, "smso-b")); // away and back: its context is gone for good
    CHECK_FALSE(w.operators.session_address(*w.card).has_value());
    auto from = w.now();
    w.seek();
    w.run(from + 2s + 12h);
    CHECK(w.told.count("sms.sent") == 3);
    CHECK(w.told.count("sms.delivered") == 2);
    CHECK(w.told.count("head_end.contact") == 0);
    CHECK(w.hub().modem().wan_context() == "stale");
    w.hub().reboot();
    w.run_to("head_end.contact", 1, 6min);
}

TEST_CASE("after its proper end a contact comes again a day later, or when its owner wants it, or never")
{
    sought_hub_world w;
    std::optional<sim::time_point> next;
    w.boss.act = [&](head_end& h) { h.close(next); };
    w.run_to("wan.online");
    w.seek();
    w.run_to("head_end.contact");
    w.run_for(5s);
    CHECK(w.boss.ended == std::vector{true});
    auto first = w.now();
    next = sought_hub_world::start + 30h;
    w.run_to("head_end.contact");
    CHECK(w.now() - first > 24h - 5s);
    CHECK(w.now() - first < 24h + 5s);
    next.reset();
    w.run_to("head_end.contact");
    CHECK(w.now() > 30h);
    CHECK(w.now() < 30h + 5s);
    w.service->rest(hub_eui);
    w.run_for(100h);
    CHECK(w.boss.ended == std::vector(3, true));
}

TEST_CASE("a push says that a hub can be reached")
{
    sought_hub_world w;
    w.run_to("wan.online");
    w.run_to("head_end.pushed"); // that it is there
    auto told = w.told.of("head_end.pushed", "one");
    REQUIRE(told.size() == 1);
    CHECK(told[0].text("peer") == "smso");
    CHECK(told[0].text("protected") == "true");
    CHECK(told[0].text("octets") != "0");
    CHECK(w.boss.identities.empty()); // nobody looks for it

    w.hub().power_cut();
    w.seek();
    w.run_for(1min);
    w.hub().power_restore();
    w.run_to("head_end.pushed");
    auto heard = w.now();
    w.run_to("head_end.contact");
    CHECK(w.now() - heard < 2s + 5s);
    CHECK(w.told.of("head_end.contact")[0].text("reason") == "pushed");
}

// ---- who trusts whom

TEST_CASE("a hub that trusts nobody who vouches for the head-end refuses it under every name, every five minutes")
{
    auto o = silent();
    o.certificate_authority = "SMSO C CA";
    sought_hub_world w(o);
    w.run_to("wan.online");
    w.run_for(10min);
    w.seek();
    w.run_for(11min);
    CHECK(w.boss.identities.empty());
    auto refusals = w.told.of("tls.failed", "one");
    // As the hub tells it; its own pushes fail on the way.
    std::erase_if(refusals, [](const line& l) { return l.text("by") != "us"; });
    REQUIRE(refusals.size() == 3 * 2);
    CHECK(refusals.back().text("alert") == "unknown_ca");
}

TEST_CASE("of two names the one that the hub accepts is used, at once")
{
    sought_hub_world w;
    REQUIRE(w.hub().import_credential(w.authority("DCC CA")) == devices::call_home::config_status::ok);
    REQUIRE(w.hub().remove_credential(sim::crypto::sha256(w.pki.anchor("SMSO B CA")), false) ==
            devices::call_home::config_status::ok);
    w.run_to("wan.online");
    w.seek();
    auto asked = w.now();
    w.run_to("head_end.contact");
    CHECK(w.boss.identities == std::vector<std::string>{sought_hub_world::dcc_name});
    CHECK(w.now() - asked < 20s);
}

// ---- what is done there

TEST_CASE("a device whose keys nobody knows answers nothing, and a device that nobody knows does not exist")
{
    sought_hub_world::options o;
    o.known_keys = false;
    sought_hub_world w(o);
    std::vector<sim::error_code> answers;
    w.boss.act = [&](head_end& h) {
        h.read_clock(hub_eui, [&](sim::result<sim::time_point> r) { answers.push_back(r.error()); });
        h.read(sim::eui64(1), [&](sim::result<register_value> r) { answers.push_back(r.error()); });
        h.read(hub_eui, [&](sim::result<register_value> r) { answers.push_back(r.error()); });
        h.replace_keys({{sim::eui64(1), {}, {}, {}}}, [&](sim::error_code ec) {
            answers.push_back(ec);
            w.boss.present->close({});
        });
    };
    w.run_to("wan.online");
    w.seek();
    w.run_to("head_end.contact");
    w.run_for(1min);
    REQUIRE(answers.size() == 4);
    CHECK(std::count(answers.begin(), answers.end(), reference::conversation_errc::no_association) == 1);
    CHECK(std::count(answers.begin(), answers.end(), head_end_errc::unknown_device) == 3);
    CHECK(w.boss.ended == std::vector{true});
}

TEST_CASE("inventory, clocks, registers and half-hours are read, and clocks are set")
{
    sought_hub_world w;
    w.content(device_part::esme).clock_error = 90s;
    std::optional<inventory> found;
    std::optional<sim::time_point> shown;
    std::optional<register_value> kwh, gas;
    std::vector<half_hour> day;
    errors set;
    const auto midnight = sought_hub_world::start - 24h;
    w.boss.act = [&](head_end& h) {
        h.read_inventory([&](sim::result<inventory> r) { found = r.value(); });
        h.read_clock(esme_eui, [&](sim::result<sim::time_point> r) { shown = r.value(); });
        h.set_clock(esme_eui, w.sim.time.now(), set.note());
        h.read(esme_eui, [&](sim::result<register_value> r) { kwh = r.value(); });
        h.read(gsme_eui, [&](sim::result<register_value> r) { gas = r.value(); });
        h.read_profile(esme_eui, midnight, midnight + 24h, [&](sim::result<std::vector<half_hour>> r) {
            day = r.value();
            w.boss.present->close({});
        });
    };
    w.run_to("wan.online");
    w.seek();
    w.run_to("head_end.contact");
    auto began = w.sim.time.now();
    w.run_for(2min);
    CHECK(w.boss.ended == std::vector{true});
    REQUIRE(found.has_value());
    CHECK(found->model == "TOY-HUB");
    CHECK(found->firmware == "1.0");
    CHECK(found->trust == std::vector{w.authority("SMSO B CA")});
    CHECK(found->devices == std::vector{hub_eui, esme_eui}); // the hub's list has no gas meter
    REQUIRE(shown.has_value());
    CHECK(*shown - began > 90s);
    CHECK(*shown - began < 90s + 30s);
    CHECK(set.all == std::vector<sim::error_code>(1));
    CHECK(std::chrono::abs(w.content(device_part::esme).clock_error) < 30s); // as late as the request was
    REQUIRE(kwh.has_value());
    CHECK(kwh->value == 2000);
    CHECK(gas->value == 3000);
    REQUIRE(day.size() == 48);
    CHECK(bool(day.front() == half_hour{midnight + 30min, 0}));
    CHECK(bool(day.back() == half_hour{midnight + 24h, 47}));
}

TEST_CASE("certificates and the push destination are replaced; what is already so is not asked for")
{
    sought_hub_world w;
    auto dcc = w.authority("DCC CA"), smso = w.authority("SMSO B CA");
    errors done;
    w.boss.act = [&](head_end& h) {
        h.replace_credentials({dcc}, {smso}, done.note());
        h.replace_credentials({dcc}, {smso}, done.note());
        h.set_head_end(sought_hub_world::dcc_name, 4060, [&](sim::error_code ec) {
            done.all.push_back(ec);
            w.boss.present->close({});
        });
    };
    w.run_to("wan.online");
    w.seek();
    w.run_to("head_end.contact");
    w.run_for(2min);
    CHECK(done.all == std::vector<sim::error_code>(3));
    CHECK(w.hub().trusted().all() == std::vector{dcc});
    CHECK(w.hub().head_end().name == sought_hub_world::dcc_name);
    CHECK(w.hub().head_end().port == 4060);
    CHECK(w.told.count("credentials.replaced") == 2);
}

TEST_CASE("nothing is removed when an import was refused, and the refusal is told in the device's words")
{
    sought_hub_world w;
    w.content(device_part::chf).refuses = true;
    errors done;
    w.boss.act = [&](head_end& h) {
        h.replace_credentials({w.authority("DCC CA")}, {w.authority("SMSO B CA")}, done.note());
        h.set_head_end("x.example", 1, done.note());
    };
    w.run_to("wan.online");
    w.seek();
    w.run_to("head_end.contact");
    w.run_for(1min);
    REQUIRE(done.all.size() == 2);
    CHECK(done.all[0].message() == "the device answered: other reason");
    CHECK(done.all[1].message() == "the device answered: temporary failure");
    CHECK(w.hub().trusted().all() == std::vector{w.authority("SMSO B CA")});
}

TEST_CASE("keys are replaced under the master key; the association goes on, and the next contact has the new ones")
{
    sought_hub_world w;
    const working_keys fresh{toy::key(0x77), toy::key(0x78)};
    errors done;
    w.boss.act = [&](head_end& h) {
        auto& hub = w.content(device_part::chf);
        auto& esme = w.content(device_part::esme);
        bool second = w.boss.identities.size() > 1;
        if (!second)
            h.replace_keys({transfer_for(hub, hub_eui, fresh), transfer_for(esme, esme_eui, fresh)}, done.note());
        h.read_clock(hub_eui, [&](sim::result<sim::time_point> r) {
            done.all.push_back(r ? sim::error_code() : r.error());
            w.boss.present->close(w.sim.time.now() + 1min);
        });
    };
    w.run_to("wan.online");
    w.seek();
    w.run_to("head_end.contact", 2);
    w.run_for(30s);
    CHECK(done.all == std::vector<sim::error_code>(3));
    CHECK(w.content(device_part::esme).transfers == 1);
    CHECK(w.content(device_part::gsme).transfers == 0);
    CHECK(bool(w.content(device_part::chf).keys.unicast == fresh.encryption));
    CHECK(bool(w.content(device_part::chf).keys.authentication == fresh.authentication));
    CHECK(w.told.count("dlms.refused") == 0);
}

TEST_CASE("keys that were wrapped under another master key are refused, and the old ones go on")
{
    sought_hub_world w;
    errors done;
    w.boss.act = [&](head_end& h) {
        auto t = transfer_for(w.content(device_part::esme), hub_eui, {toy::key(0x77), toy::key(0x78)});
        h.replace_keys({t}, done.note());
        h.read_clock(hub_eui, [&](sim::result<sim::time_point> r) {
            done.all.push_back(r ? sim::error_code() : r.error());
            w.boss.present->close(w.sim.time.now() + 1min);
        });
    };
    w.run_to("wan.online");
    w.seek();
    w.run_to("head_end.contact", 2);
    REQUIRE(done.all.size() == 2);
    CHECK(done.all[0].message() == "the device answered: other reason");
    CHECK_FALSE(done.all[1]);
}

TEST_CASE("an answer to a key transfer that was lost is made good: the next contact finds out which keys there are")
{
    for (bool arrived : {true, false}) {
        CAPTURE(arrived);
        sought_hub_world w;
        const working_keys fresh{toy::key(0x77), toy::key(0x78)};
        errors done;
        w.boss.act = [&](head_end& h) {
            if (w.boss.identities.size() == 1)
                return h.replace_keys({transfer_for(w.content(device_part::chf), hub_eui, fresh)}, done.note());
            h.read_clock(hub_eui, [&](sim::result<sim::time_point> r) {
                done.all.push_back(r ? sim::error_code() : r.error());
                w.boss.present->close({});
            });
        };
        w.run_to("wan.online");
        w.seek();
        w.run_to("dlms.associated");
        if (arrived)
            while (w.content(device_part::chf).transfers == 0) w.run_for(10ms);
        w.hub().power_cut();
        w.run_for(5s);
        w.hub().power_restore();
        w.run_to("head_end.contact", 1, 1h);
        w.run_for(1min);
        CHECK(w.boss.ended == std::vector{false, true});
        CHECK(done.all == std::vector<sim::error_code>{head_end_errc::contact_lost, {}});
        CHECK(w.content(device_part::chf).transfers == (arrived ? 1 : 0));
    }
}

TEST_CASE("a contact that is lost ends once, with every request; the next look makes another")
{
    sought_hub_world w;
    errors done;
    bool gone_first = false;
    w.boss.act = [&](head_end& h) {
        if (w.boss.identities.size() > 1) return h.close({});
        w.hub().modem().context()->over->set_state(sim::transport::path::condition::black_hole);
        h.set_head_end("x.example", 1, [&](sim::error_code ec) {
            gone_first = !w.boss.present;
            done.all.push_back(ec);
        });
        h.read_clock(hub_eui, [&](sim::result<sim::time_point> r) { done.all.push_back(r.error()); });
    };
    w.run_to("wan.online");
    w.seek();
    w.run_to("head_end.contact");
    auto began = w.now();
    w.run_for(59s);
    CHECK(done.all.empty());
    w.run_for(2s);
    CHECK(done.all == std::vector<sim::error_code>(2, head_end_errc::contact_lost));
    CHECK(gone_first);
    CHECK(w.boss.ended == std::vector{false});
    w.hub().modem().context()->over->set_state(sim::transport::path::condition::up);
    w.run_to("head_end.contact");
    CHECK(w.now() - began > 6min);
    CHECK(w.now() - began < 7min);
    CHECK(w.hub().head_end().name == sought_hub_world::smso_name);
}

TEST_CASE("a request after the contact was closed is answered as lost")
{
    sought_hub_world w;
    errors done;
    w.boss.act = [&](head_end& h) {
        h.close({});
        h.set_head_end("x.example", 1, done.note());
    };
    w.run_to("wan.online");
    w.seek();
    w.run_to("head_end.contact");
    w.run_for(1min);
    CHECK(done.all == std::vector<sim::error_code>{head_end_errc::contact_lost});
    CHECK(w.boss.ended == std::vector{true});
}

} // namespace
} // namespace tests
