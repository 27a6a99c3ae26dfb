// What is in the envelopes, and that none is lost.
#include "tests/support/hub_world.hpp"

#include "devices/call_home/payloads.hpp"

namespace tests {
namespace {

using call_home::header_code;

void check_log(const hub_world& w, const call_home::envelope& e)
{
    auto log = call_home::decode_log_report(e.payload).value();
    CHECK(e.device == w.hub->eui64());
    CHECK(log == call_home::log_report{1, {{e.time - 5s, 0x8F35, 1}}}); // power restored; told when it calls
}

void check_han(const hub_world& w, const call_home::envelope& e)
{
    auto han = call_home::decode_han_report(e.payload).value();
    REQUIRE(han.devices.size() == 2);
    CHECK(han.devices[0] == call_home::han_entry{w.electricity.who().eui64, 1, 0, 255, e.time});
    CHECK(han.devices[1].kind == 2);
}

TEST_CASE("registers, daily reads and profiles in the envelopes are the meters' own, at every instant that they name")
{
    hub_world w;
    w.hub->power_restore();
    w.run(5 * 24h);
    std::map<header_code, int> count;
    sim::time_point next{};
    for (const auto& [sequence, e] : w.smso.envelopes) {
        ++count[e.code];
        auto electric = e.device == w.electricity.who().eui64;
        auto at = [&](sim::time_point t) {
            return static_cast<std::uint64_t>(electric ? w.electricity.import_wh(t) : w.gas.volume_dm3(t));
        };
        switch (e.code) {
        case header_code::boot_report: {
            auto b = call_home::decode_boot_report(e.payload).value();
            CHECK(e.device == w.hub->eui64());
            CHECK(b == call_home::boot_report{call_home::boot_cause::power_on, 1, "2.1"});
            break;
        }
        case header_code::esme_register:
        case header_code::gsme_register: {
            CHECK(electric == (e.code == header_code::esme_register));
            auto r = call_home::decode_register_read(e.payload).value();
            CHECK(r.at == e.time);
            CHECK(r.value == at(r.at));
            break;
        }
        case header_code::esme_daily_read:
        case header_code::gsme_daily_read: {
            auto r = call_home::decode_register_read(e.payload).value();
            CHECK(r.at == std::chrono::floor<sim::days>(e.time));
            CHECK(r.value == at(r.at));
            break;
        }
        case header_code::esme_half_hours:
        case header_code::gsme_half_hours: {
            auto block = call_home::decode_half_hour_block(e.payload).value();
            auto sum = block.register_at_start;
            CHECK(sum == at(block.start));
            auto t = block.start;
            for (const auto& entry : block.entries) {
                REQUIRE(entry);
                sum += *entry;
                t += 30min;
                CHECK(sum == at(t)); // profile and register agree at every half-hour
            }
            if (!electric) break;
            if (next != sim::time_point{}) CHECK(block.start == next); // no half-hour is missing, none comes twice
            next = t;
            break;
        }
        case header_code::event_log: check_log(w, e); break;
        case header_code::han_status: check_han(w, e); break;
        case header_code::alarm:
        case header_code::security_log:
        case header_code::firmware_report:
        case header_code::esme_billing:
        case header_code::gsme_billing:
        case header_code::esme_export_half_hours:
        case header_code::esme_account:
        case header_code::gsme_account:
        case header_code::command_result: FAIL("nobody has made one");
        }
    }
    CHECK(count[header_code::boot_report] == 1);
    CHECK(count[header_code::event_log] == 1);
    CHECK(count[header_code::han_status] == 1); // and no more while it is as it was
    for (auto code : {header_code::esme_register, header_code::gsme_half_hours})
        CHECK(count[code] == 6);                     // the boot's and five days'
    CHECK(count[header_code::esme_daily_read] == 5); // each midnight once
}

TEST_CASE("the first profile is a day long, later ones go on where the last ended, and none is longer than a week")
{
    hub_world w;
    w.hub->power_restore();
    w.run_to("hub.called_home");
    w.hub->power_cut();
    w.run(20 * 24h);
    w.hub->power_restore();
    w.run_to("hub.called_home");
    std::vector<std::size_t> lengths;
    for (const auto& c : w.smso.calls)
        for (const auto& e : c.envelopes)
            if (e.code == header_code::esme_half_hours)
                lengths.push_back(call_home::decode_half_hour_block(e.payload).value().entries.size());
    CHECK(lengths == std::vector<std::size_t>{48, 336});
}

TEST_CASE("a second call within the same half-hour brings nothing new")
{
    hub_world w;
    w.hub->power_restore();
    w.run_to("hub.called_home");
    w.hub->running()->call_home();
    w.run_to("hub.called_home");
    CHECK(w.smso.calls[1].envelopes.empty());
    CHECK(w.told.of("hub.called_home")[1].text("envelopes") == "0");
}

TEST_CASE("an installation without gas sends none")
{
    hub_world::options o;
    o.gas = false;
    hub_world w(o);
    w.hub->power_restore();
    w.run_to("hub.called_home");
    CHECK(w.smso.calls[0].envelopes.size() == 6);
}

TEST_CASE("what is not acknowledged is sent again, and what is not counts once")
{
    hub_world w;
    int calls = 0;
    w.smso.answer = [&](const call_home::envelopes& m) {
        call_home::ack_plan plan; // the first time only the third envelope is stored
        plan.ranges = ++calls == 1 ? std::vector{call_home::sequence_range{3, 3}} : call_home::everything_in(m);
        return plan;
    };
    w.hub->power_restore();
    w.run_to("hub.called_home");
    CHECK(w.told.of("hub.called_home")[0].text("acknowledged") == "1");
    w.hub->running()->call_home();
    w.run_to("hub.called_home");
    std::vector<std::uint32_t> again;
    for (const auto& e : w.smso.calls[1].envelopes) again.push_back(e.sequence);
    CHECK(again == std::vector<std::uint32_t>{1, 2, 4, 5, 6, 7, 8, 9});
    CHECK(w.smso.received.size() == 9);
}

TEST_CASE("after a session that broke the retry brings the same envelopes, and nothing newer")
{
    hub_world w;
    w.smso.answer = [](const call_home::envelopes&) {
        call_home::ack_plan plan;
        plan.control = call_home::ack_control::keep_open;
        return plan;
    };
    w.smso.farewell = call_home::bye{call_home::bye_reason::shutting_down, {}};
    w.hub->power_restore();
    w.run_to("hub.call_failed");
    w.run_to("hub.call_failed");
    w.run_to("hub.call_failed");
    w.smso.answer = nullptr;
    w.smso.farewell.reset();
    w.run_to("hub.called_home");
    REQUIRE(w.smso.calls.size() == 4);
    for (const auto& c : w.smso.calls) CHECK(c.envelopes == w.smso.calls[0].envelopes);
    CHECK(w.told.of("hub.called_home")[0].text("acknowledged") == "9");
}

TEST_CASE("a store that is full drops the least worth keeping, and says so")
{
    hub_world w;
    w.smso.answer = [](const call_home::envelopes&) { return call_home::ack_plan{}; };
    w.hub->power_restore();
    w.run(25 * 24h); // nine envelopes, then six a day
    CHECK(w.told.count("hub.envelope_dropped") == 9 + 6 * 25 - call_home::outbox::default_capacity);
    CHECK(w.told.of("hub.envelope_dropped")[0].text("code") == "han_status");
    CHECK(w.told.of("hub.envelope_dropped")[1].text("code") == "esme_register");
    CHECK(w.told.of("hub.envelope_dropped")[1].text("sequence") == "2");
    w.smso.answer = nullptr;
    w.hub->running()->call_home();
    w.run_to("hub.called_home");
    CHECK(w.smso.calls.back().envelopes.size() == call_home::outbox::default_capacity);
    w.hub->running()->call_home();
    w.run_to("hub.called_home");
    CHECK(w.smso.calls.back().envelopes.empty());
}

TEST_CASE("a session is resumed by ticket, by id, or not at all, as the family says")
{
    hub_world::options o;
    std::string resumed = "true";
    SUBCASE("ticket") { o.chf.tls.resume = devices::families::resumption::ticket; }
    SUBCASE("session id") { o.chf.tls.resume = devices::families::resumption::session_id; }
    SUBCASE("none")
    {
        o.chf.tls.resume = devices::families::resumption::none;
        resumed = "false";
    }
    hub_world w(o);
    w.hub->power_restore();
    w.run_to("hub.called_home");
    w.hub->running()->call_home();
    w.run_to("hub.called_home");
    auto told = w.told.of("tls.established");
    REQUIRE(told.size() == 2);
    CHECK(told[0].text("resumed") == "false");
    CHECK(told[1].text("resumed") == resumed);
    CHECK(told[1].text("peer") == "smso");
    CHECK(told[1].text("name") == hub_world::smso_name);
    CHECK(w.smso.calls[1].resumed == (resumed == "true"));
    SUBCASE("not after a power cut: it was in memory")
    {
        w.hub->power_cut();
        w.hub->power_restore();
        w.run_to("hub.called_home");
        CHECK(w.told.of("tls.established")[2].text("resumed") == "false");
    }
    SUBCASE("not after the trust has changed")
    {
        REQUIRE(w.hub->import_credential(w.authority("DCC CA")) == call_home::config_status::ok);
        w.hub->running()->call_home();
        w.run_to("hub.called_home");
        CHECK(w.told.of("tls.established")[2].text("resumed") == "false");
    }
    SUBCASE("not with another head-end")
    {
        REQUIRE(w.hub->import_credential(w.authority("DCC CA")) == call_home::config_status::ok);
        w.hub->set_head_end({hub_world::dcc_name, 4433});
        w.hub->running()->call_home();
        w.run_to("hub.called_home");
        CHECK(w.told.of("tls.established")[2].text("resumed") == "false");
        CHECK(w.told.of("tls.established")[2].text("peer") == "s1sp");
    }
}

} // namespace
} // namespace tests
