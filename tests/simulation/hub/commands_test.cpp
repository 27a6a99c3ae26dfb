// Commands on their way to devices and back: in the session, after it, over power cuts.
#include "tests/support/hub_world.hpp"

#include "devices/call_home/payloads.hpp"

namespace tests {
namespace {

using call_home::command_status;

/// Devices that answer when the test says.
class slow_devices final : public trilliant::device_gateway {
public:
    void execute(std::uint32_t key, const call_home::command& c, completion done) override
    {
        got.push_back(c);
        open.emplace(key, std::move(done));
    }
    bool withdraw(std::uint32_t key) override
    {
        if (on_its_way) return false;
        return open.erase(key) == 1;
    }
    void cancel_all() override { open.clear(); }
    void answer(command_status status, sim::bytes frame)
    {
        auto node = open.extract(open.begin());
        REQUIRE(node);
        node.mapped()(status, std::move(frame));
    }

    std::vector<call_home::command> got;
    std::map<std::uint32_t, completion> open;
    bool on_its_way{false};
};

struct bench {
    slow_devices devices;
    hub_world w{[this] {
        hub_world::options o;
        o.devices = &devices;
        return o;
    }()};

    call_home::command to_gas(call_home::optional_time deadline = {}) const
    {
        return {0, w.gas.who().eui64, 1, 0x0702, deadline, {0x00, 0x01, 0x00, 0x00, 0x00}};
    }
    /// Until the hub has given a device the n-th command of all.
    void run_to_device(std::size_t n = 1)
    {
        while (devices.got.size() < n) w.run_for(1s);
    }
    std::vector<call_home::command_result> late() const
    {
        std::vector<call_home::command_result> out;
        for (const auto& [sequence, e] : w.smso.envelopes)
            if (e.code == call_home::header_code::command_result)
                out.push_back(call_home::decode_command_result(e.payload).value());
        return out;
    }
    words statuses() const
    {
        words out;
        for (const auto& l : w.told.of("hub.command_answered")) out.push_back(l.text("status"));
        return out;
    }
};

TEST_CASE("a device that answers within 45 s is answered for in the session")
{
    bench b;
    b.w.smso.commands = {b.to_gas()};
    b.w.hub->power_restore();
    b.run_to_device();
    b.w.run_for(44s);
    b.devices.answer(command_status::ok, {0x18, 0x01});
    b.w.run_to("hub.called_home");
    CHECK(b.w.smso.calls[0].results == std::vector<call_home::command_result>{{1, command_status::ok, {0x18, 0x01}}});
    CHECK(b.statuses() == words{"ok"});
    b.w.run_for(48h);
    CHECK(b.late().empty());
}

TEST_CASE("one that does not is `queued`, and its result comes in an envelope of the next session")
{
    bench b;
    b.w.smso.commands = {b.to_gas()};
    b.w.hub->power_restore();
    b.run_to_device();
    b.w.run_to("hub.called_home");
    CHECK(b.w.smso.calls[0].results == std::vector<call_home::command_result>{{1, command_status::queued, {}}});
    auto asked = b.w.told.times("hub.command_answered")[0];
    CHECK(asked - b.w.told.times("tls.established")[0] > 45s);
    b.w.run_for(20min);
    b.devices.answer(command_status::failed, {0x18, 0x02});
    b.w.run_for(24h);
    CHECK(b.late() == std::vector<call_home::command_result>{{1, command_status::failed, {0x18, 0x02}}});
    CHECK(b.statuses() == words{"queued", "failed"});
}

TEST_CASE("a result that comes while a later session is open is pushed in it")
{
    bench b;
    b.w.smso.commands = {b.to_gas()};
    b.w.hub->power_restore();
    b.w.run_to("hub.called_home");
    b.w.smso.commands = {b.to_gas()}; // its session stays open for 45 s
    b.w.hub->running()->call_home();
    b.run_to_device(2);
    b.devices.answer(command_status::ok, {0x01}); // the first command's
    b.w.run_to("hub.called_home");
    CHECK(b.late() == std::vector<call_home::command_result>{{1, command_status::ok, {0x01}}});
    CHECK(b.w.smso.calls.size() == 2);
}

TEST_CASE("a queued command survives a power cut, and is carried out anew")
{
    bench b;
    b.w.smso.commands = {b.to_gas()};
    b.w.hub->power_restore();
    b.w.run_to("hub.called_home");
    b.w.hub->power_cut();
    CHECK(b.devices.open.empty());
    b.w.run_for(1h);
    b.w.hub->power_restore();
    b.run_to_device(2);
    CHECK(b.devices.got[1] == b.devices.got[0]);
    b.devices.answer(command_status::ok, {0x18});
    b.w.run_for(24h);
    CHECK(b.late() == std::vector<call_home::command_result>{{1, command_status::ok, {0x18}}});
    b.w.hub->reboot();
    b.w.run_for(1h);
    CHECK(b.devices.got.size() == 2); // and not again
}

TEST_CASE("a command whose session is lost before its answer is as good as queued")
{
    bench b;
    b.w.smso.commands = {b.to_gas()};
    b.w.hub->power_restore();
    b.run_to_device();
    auto over = b.w.hub->modem().context()->over;
    over->set_state(sim::transport::path::condition::refused);
    b.w.run_to("hub.call_failed");
    over->set_state(sim::transport::path::condition::up);
    b.devices.answer(command_status::ok, {0x18});
    b.w.run_to("hub.called_home");
    CHECK(b.late() == std::vector<call_home::command_result>{{1, command_status::ok, {0x18}}});
}

TEST_CASE("a deadline that passes before the command has left its queue makes it `expired`, to the second, and no "
          "device gets it")
{
    bench b;
    auto deadline = hub_world::start + 40min;
    b.w.smso.commands = {b.to_gas(deadline)};
    b.w.hub->power_restore();
    b.w.run_to("hub.called_home");
    SUBCASE("in the hub's queue") { b.w.run(40min + 1s); }
    SUBCASE("without power at its end")
    {
        b.w.hub->power_cut();
        b.w.run(40min + 1s);
        b.w.hub->power_restore();
        b.w.run_for(1min);
    }
    CHECK(b.statuses() == words{"queued", "expired"});
    CHECK(b.devices.open.empty());
    CHECK(b.devices.got.size() == 1);
    b.w.run_for(24h);
    CHECK(b.late() == std::vector<call_home::command_result>{{1, command_status::expired, {}}});
}

TEST_CASE("a command that is on its way to the device when its deadline passes comes to what the device says")
{
    bench b;
    b.w.smso.commands = {b.to_gas(hub_world::start + 40min)};
    b.devices.on_its_way = true;
    b.w.hub->power_restore();
    b.w.run(1h);
    b.devices.answer(command_status::ok, {0x18});
    CHECK(b.statuses() == words{"queued", "ok"});
}

TEST_CASE("more than sixteen at a time are too many")
{
    bench b;
    for (int i = 0; i < 9; ++i) b.w.smso.commands.push_back(b.to_gas());
    b.w.hub->power_restore();
    b.w.run_to("hub.called_home");
    for (int i = 0; i < 9; ++i) b.w.smso.commands.push_back(b.to_gas());
    b.w.hub->running()->call_home();
    b.w.run_to("hub.called_home");
    std::map<command_status, int> count;
    for (const auto& c : b.w.smso.calls)
        for (const auto& r : c.results) ++count[r.status];
    CHECK(count == std::map<command_status, int>{{command_status::queued, 16}, {command_status::busy, 2}});
}

TEST_CASE("an answer that is too long for an envelope is told as failed")
{
    bench b;
    b.w.smso.commands = {b.to_gas()};
    b.w.hub->power_restore();
    b.w.run_to("hub.called_home");
    b.devices.answer(command_status::ok, sim::bytes(1018));
    b.w.run_for(24h);
    CHECK(b.late() == std::vector<call_home::command_result>{{1, command_status::failed, {}}});
}

} // namespace
} // namespace tests
