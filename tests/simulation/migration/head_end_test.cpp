// The head-end of the reference systems, with an owner that the test writes, in front of a real hub.
#include "scenarios/reference/head_end/trilliant.hpp"
#include "tests/support/hub_world.hpp"

namespace tests {
namespace {

using scenarios::reference::half_hour;
using scenarios::reference::head_end;
using scenarios::reference::head_end_errc;
using scenarios::reference::inventory;
using scenarios::reference::register_value;
using scenarios::reference::trilliant_service;

struct owner final : scenarios::reference::head_end_owner {
    bool wants(sim::eui64, const std::string&) override { return wanted; }
    void on_contact(head_end& contact) override
    {
        ++contacts;
        present = &contact;
        if (act) act(contact);
    }
    void on_contact_ended(head_end& contact, bool complete) override
    {
        ended.push_back(complete);
        if (present == &contact) present = nullptr;
    }
    bool wanted{true};
    int contacts{0};
    head_end* present{nullptr};
    std::vector<bool> ended;
    std::function<void(head_end&)> act;
};

struct bench : hub_world {
    static constexpr sim::transport::endpoint at{{0x7F010201}, 4433};

    explicit bench(bool known = true, options o = {}) : hub_world(std::move(o))
    {
        scenarios::reference::service_settings s;
        s.role = "smso";
        s.owner = "service";
        s.device_authorities = {pki.anchor("Device CA")};
        service = std::make_unique<trilliant_service>(sim, internet, std::move(s), boss);
        sim::crypto::certificate_spec spec{
            smso_name, "", {smso_name}, sim::crypto::certificate_purpose::server, valid()};
        service->serve({smso_name,
                        at,
                        std::make_shared<const sim::crypto::identity>(pki.issue("SMSO A CA", "service", spec)),
                        {}});
        REQUIRE_FALSE(sims.set_route("smso-a", smso_name, {at, "smso"}));
        if (known) service->know({hub->eui64(), "tri", nullptr, {}});
        hub->power_restore();
    }
    ~bench() { sim.time.shut_down(); }

    owner boss;
    std::unique_ptr<trilliant_service> service;
};

TEST_CASE("a hub that the head-end does not know is turned away")
{
    bench b(false);
    b.run_to("hub.call_failed");
    CHECK(b.boss.contacts == 0);
    CHECK(b.boss.ended.empty());
    CHECK(b.told.count("head_end.contact") == 0);
    CHECK_FALSE(b.service->knows(b.hub->eui64()));
}

TEST_CASE("a hub that nobody wants anything from delivers its data, and is told to go")
{
    bench b;
    b.boss.wanted = false;
    b.run_to("hub.called_home");
    b.run_for(5s);
    CHECK(b.boss.contacts == 0);
    CHECK(b.boss.ended == std::vector{true});
    auto told = b.told.of("head_end.contact");
    REQUIRE(told.size() == 1);
    CHECK(told[0].on == "tri");
    CHECK(told[0].text("identity") == hub_world::smso_name);
    CHECK(told[0].text("hub") == b.hub->eui64().to_string());
    CHECK(told[0].text("reason") == "boot");
}

TEST_CASE("an expired hub is turned away by name, with the alert and the reason")
{
    hub_world::options o;
    o.certificate_valid = false;
    bench b(true, o);
    b.run_to("tls.rejected");
    const auto told = b.told.of("tls.rejected")[0];
    CHECK(told.on == "tri");
    CHECK(told.text("by") == hub_world::smso_name);
    CHECK(told.text("name") == b.hub->eui64().to_string());
    CHECK(told.text("alert") == "certificate_expired");
    CHECK(told.text("reason") == "the certificate has expired on 2020-11-06T23:00:00Z");
}

TEST_CASE("an open contact reads registers and trust, changes trust and address, and calls back")
{
    bench b;
    std::optional<inventory> found;
    std::vector<sim::error_code> answers;
    sim::error_code unknown;
    std::optional<register_value> kwh;
    auto dcc = b.authority("DCC CA"), smso = b.authority("SMSO A CA");
    b.boss.act = [&](head_end& h) {
        CHECK(h.hub() == b.hub->eui64());
        h.read(sim::eui64(1), [&](sim::result<register_value> r) { unknown = r.error(); });
        h.read(b.electricity.who().eui64, [&](sim::result<register_value> r) {
            REQUIRE(r.has_value());
            kwh = *r;
        });
        h.replace_credentials({dcc}, {smso}, [&](sim::error_code ec) { answers.push_back(ec); });
        h.set_head_end(hub_world::dcc_name, 4433, [&](sim::error_code ec) { answers.push_back(ec); });
        h.read_inventory([&](sim::result<inventory> r) {
            REQUIRE((r).has_value());
            found = *r;
            // Everything has been answered: once more the same, which counts as done.
            b.boss.present->replace_credentials({dcc}, {smso}, [&](sim::error_code ec) {
                answers.push_back(ec);
                b.boss.present->close(hub_world::start + 10min);
            });
        });
    };
    b.run_to("hub.called_home");
    b.run_for(5s);
    CHECK(answers == std::vector<sim::error_code>(3));
    CHECK(unknown == head_end_errc::no_value);
    REQUIRE(kwh.has_value());
    CHECK(kwh->value == static_cast<std::uint64_t>(b.electricity.import_wh(kwh->at)));
    REQUIRE(found.has_value());
    CHECK(found->model == "T100");
    CHECK(found->firmware == "2.1");
    CHECK(found->devices.size() == 3);
    CHECK(b.hub->trusted().all() == std::vector{dcc});
    CHECK(b.boss.ended == std::vector{true});
    b.run_to("tls.connecting");
    CHECK(b.now() == 10min);
    b.run_to("hub.called_home");
    CHECK(b.dcc.calls.size() == 1);
}

TEST_CASE("what the family cannot do is answered so, and the contact goes on")
{
    bench b;
    std::vector<sim::error_code> answers;
    auto done = [&](sim::error_code ec) { answers.push_back(ec); };
    b.boss.act = [&](head_end& h) {
        auto meter = b.electricity.who().eui64;
        h.read_clock(meter, [&](sim::result<sim::time_point> r) { answers.push_back(r.error()); });
        h.set_clock(meter, hub_world::start, done);
        h.read_profile(meter, hub_world::start, hub_world::start,
                       [&](sim::result<std::vector<half_hour>> r) { answers.push_back(r.error()); });
        h.replace_keys({{meter, {}, {}, {}}}, done);
        h.read_inventory([&](sim::result<inventory> r) {
            CHECK(r.has_value());
            b.boss.present->close({});
        });
    };
    b.run_to("hub.called_home");
    b.run_for(5s);
    CHECK(answers == std::vector<sim::error_code>(4, head_end_errc::not_supported));
    CHECK(b.boss.ended == std::vector{true});
}

TEST_CASE("nothing is removed when an import was refused")
{
    bench b;
    call_home::credential broken{call_home::purpose::head_end_ca, "", {0x30, 0x00}};
    std::optional<sim::error_code> answer;
    b.boss.act = [&](head_end& h) {
        h.replace_credentials({broken}, {b.authority("SMSO A CA")}, [&](sim::error_code ec) {
            answer = ec;
            b.boss.present->close({});
        });
    };
    b.run_to("hub.called_home");
    REQUIRE(answer.has_value());
    CHECK(*answer == head_end_errc::refused);
    CHECK(b.hub->trusted().all() == std::vector{b.authority("SMSO A CA")});
}

TEST_CASE("the last credential is not removed: the hub refuses, and the request too")
{
    bench b;
    std::optional<sim::error_code> answer;
    b.boss.act = [&](head_end& h) {
        h.replace_credentials({}, {b.authority("SMSO A CA")}, [&](sim::error_code ec) {
            answer = ec;
            b.boss.present->close({});
        });
    };
    b.run_to("hub.called_home");
    CHECK(answer == sim::error_code(head_end_errc::refused));
}

TEST_CASE("when the contact is lost every request is answered so, once, and the next contact is another")
{
    bench b;
    std::vector<sim::error_code> answers;
    bool gone_first = false;
    b.boss.act = [&](head_end& h) {
        if (b.boss.contacts > 1) return h.close({});
        b.hub->modem().context()->over->set_state(sim::transport::path::condition::black_hole);
        h.read_inventory([&](sim::result<inventory> r) {
            gone_first = !b.boss.present;
            answers.push_back(r ? sim::error_code() : r.error());
        });
        h.set_head_end("x.example", 1, [&](sim::error_code ec) { answers.push_back(ec); });
    };
    b.run_to("hub.call_failed");
    b.run_for(3min);
    CHECK(answers == std::vector<sim::error_code>(2, head_end_errc::contact_lost));
    CHECK(gone_first);
    CHECK(b.boss.ended == std::vector{false});
    b.hub->modem().context()->over->set_state(sim::transport::path::condition::up);
    b.run_to("hub.called_home");
    CHECK(b.boss.contacts == 2);
    CHECK(b.hub->head_end().name == hub_world::smso_name);
}

TEST_CASE("a hub that lost its power begins a second contact while the first has not noticed")
{
    bench b;
    std::vector<head_end*> seen;
    b.boss.act = [&](head_end& h) {
        seen.push_back(&h);
        if (seen.size() == 1) {
            b.sim.time.soon("test.cut", [&] {
                b.hub->power_cut();
                b.hub->power_restore();
            });
        } else {
            CHECK(b.boss.ended.empty());
            h.close({});
        }
    };
    b.run_to("hub.called_home");
    REQUIRE(seen.size() == 2);
    CHECK(seen[0] != seen[1]);
    b.run_for(5min);
    CHECK(b.boss.ended == std::vector{true, false}); // the second in good order, the first by its time-out
}

TEST_CASE("a request after the contact was closed is answered as lost")
{
    bench b;
    std::optional<sim::error_code> answer;
    b.boss.act = [&](head_end& h) {
        h.close({});
        h.set_head_end("x.example", 1, [&](sim::error_code ec) { answer = ec; });
    };
    b.run_to("hub.called_home");
    b.run_for(1min);
    CHECK(answer == sim::error_code(head_end_errc::contact_lost));
    CHECK(b.boss.ended == std::vector{true});
    CHECK(b.hub->head_end().name == hub_world::smso_name);
}

TEST_CASE("an address that is taken is told at once")
{
    bench b;
    sim::crypto::certificate_spec spec{"x", "", {"x"}, sim::crypto::certificate_purpose::server, b.valid()};
    auto identity = std::make_shared<const sim::crypto::identity>(b.pki.issue("SMSO A CA", "x", spec));
    CHECK_THROWS(b.service->serve({"x", bench::at, identity, {}}));
    CHECK_FALSE(b.service->real(hub_world::smso_name));
}

TEST_CASE("a peer that connects and says nothing is dropped after the handshake's limit")
{
    bench b;
    b.run_to("hub.called_home");
    auto over = b.hub->modem().context()->over;
    std::unique_ptr<sim::transport::stream> held;
    std::optional<sim::error_code> ended;
    std::uint8_t octet{};
    b.internet.dial(over, bench::at, [&](sim::error_code ec, std::unique_ptr<sim::transport::stream> s) {
        REQUIRE_FALSE(ec);
        held = std::move(s);
        held->read_some({&octet, 1}, [&](sim::error_code why, std::size_t) { ended = why; });
    });
    b.run_for(2min);
    CHECK_FALSE(ended);
    b.run_for(5s);
    CHECK(ended);
}

} // namespace
} // namespace tests
