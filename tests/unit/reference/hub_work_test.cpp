#include "scenarios/reference/head_end/hub_work.hpp"

#include "devices/call_home/payloads.hpp"
#include "sim/crypto/digest.hpp"

#include <doctest/doctest.h>

namespace scenarios::reference {
namespace {

namespace call_home = devices::call_home;
using call_home::command_status;
using call_home::image_state;
using call_home::image_status;

constexpr sim::eui64 hub{0x70B3D50000000001}, gas{0x70B3D50000000003};

struct bench {
    std::vector<std::string> commands, firmware;
    hub_work work{{[this](const sim::fields& f) { commands.push_back(line(f)); },
                   [this](const sim::fields& f) { firmware.push_back(line(f)); }}};
    std::uint32_t id{0};

    /// The values behind the first, which names the device or the command.
    static std::string line(const sim::fields& f)
    {
        std::string out;
        for (const auto& one : f)
            if (one.name != "target") out += (out.empty() ? "" : " ") + sim::to_text(one.content);
        return out;
    }
    template <class T>
    T next()
    {
        auto r = work.next();
        REQUIRE(r);
        work.sent(++id);
        if constexpr (std::is_same_v<T, call_home::command>)
            return std::get<call_home::command>(*r);
        else
            return std::get<T>(std::get<call_home::image_operation>(*r));
    }
    void answer(std::uint8_t step, image_status status, image_state state, std::uint32_t at)
    {
        work.finished(call_home::image_result{id, step, status, state, at});
    }
    void late(const call_home::command_result& r)
    {
        work.take({9, call_home::header_code::command_result, gas, {}, encode_payload(r)});
    }
};

TEST_CASE("nothing is wanted: nothing is said")
{
    bench b;
    CHECK_FALSE(b.work.waiting());
    CHECK_FALSE(b.work.next());
    b.work.finished(call_home::command_result{1, command_status::ok, {}});
    b.answer(1, image_status::ok, image_state::verified, 3);
    b.work.session_over();
    CHECK(b.commands.empty());
    CHECK(b.firmware.empty());
}

TEST_CASE("commands go in their order, and a queued one has its second answer from an envelope, once")
{
    bench b;
    b.work.add(device_command{hub, 1, 0x0000, {}, {0x01}});
    b.work.add(device_command{gas, 1, 0x0702, {}, {0x02}});
    CHECK(b.next<call_home::command>().device == hub);
    b.work.finished(call_home::command_result{1, command_status::ok, {0x18}});
    CHECK(b.next<call_home::command>().frame == sim::bytes{0x02});
    b.work.finished(call_home::command_result{2, command_status::queued, {}});
    CHECK_FALSE(b.work.waiting());
    b.work.session_over();
    b.late({2, command_status::ok, {0x19}});
    b.late({2, command_status::ok, {0x19}});
    b.late({7, command_status::ok, {0x19}}); // of somebody else's command
    CHECK(b.commands == std::vector<std::string>{"1 ok 18", "2 queued ", "2 ok 19"});
}

TEST_CASE("a command whose session is lost is told as lost, and may have its result late")
{
    bench b;
    b.work.add(device_command{gas, 1, 0x0702, {}, {0x02}});
    b.next<call_home::command>();
    b.work.session_over();
    CHECK_FALSE(b.work.waiting());
    b.late({1, command_status::ok, {0x19}});
    CHECK(b.commands == std::vector<std::string>{"1 lost ", "1 ok 19"});
}

TEST_CASE("a command that was taken and not sent is sent in the next session")
{
    bench b;
    b.work.add(device_command{gas, 1, 0x0702, {}, {0x02}});
    CHECK(b.work.next());
    b.work.session_over();
    CHECK(b.work.waiting());
    CHECK(b.next<call_home::command>().device == gas);
}

TEST_CASE("an image goes on where the hub says, over lost sessions, and is released at its end")
{
    bench b;
    sim::bytes image(5000, 0x5A);
    b.work.add(firmware_job{hub, "2.2", image, {}});
    CHECK(b.next<call_home::image_offer>() == call_home::image_offer{hub, "2.2", 5000, sim::crypto::sha256(image)});
    b.answer(1, image_status::ok, image_state::receiving, 0);
    CHECK(b.next<call_home::image_block>().data.size() == 2048);
    b.answer(2, image_status::ok, image_state::receiving, 2048);
    b.work.session_over();
    b.next<call_home::image_offer>();
    b.answer(1, image_status::ok, image_state::receiving, 1000); // it has lost some of it
    CHECK(b.next<call_home::image_block>().offset == 1000);
    b.answer(2, image_status::wrong_offset, image_state::receiving, 4000);
    CHECK(b.next<call_home::image_block>() == call_home::image_block{hub, 4000, sim::bytes(1000, 0x5A)});
    b.answer(2, image_status::ok, image_state::verified, 5000);
    CHECK(b.next<call_home::image_activate>().digest == sim::crypto::sha256(image));
    b.answer(3, image_status::ok, image_state::waiting, 5000);
    CHECK_FALSE(b.work.waiting());
    CHECK(b.firmware == std::vector<std::string>{"2.2 delivered"});
}

TEST_CASE("an image that the hub will not have, or finds bad, is given up")
{
    bench b;
    b.work.add(firmware_job{hub, "2.2", sim::bytes(100), {}});
    b.next<call_home::image_offer>();
    SUBCASE("refused")
    {
        b.answer(1, image_status::refused, image_state::trial, 0);
        CHECK(b.firmware == std::vector<std::string>{"2.2 refused"});
    }
    SUBCASE("bad")
    {
        b.answer(1, image_status::ok, image_state::receiving, 0);
        b.next<call_home::image_block>();
        b.answer(2, image_status::ok, image_state::failed, 100);
        CHECK(b.firmware == std::vector<std::string>{"2.2 failed"});
    }
    CHECK_FALSE(b.work.waiting());
}

TEST_CASE("another image for the same device takes the place of the first; what the hub reports is told")
{
    bench b;
    b.work.add(firmware_job{hub, "2.2", sim::bytes(100), {}});
    b.work.add(firmware_job{gas, "9", sim::bytes(100), {}});
    b.work.add(firmware_job{hub, "2.3", sim::bytes(100), {}});
    CHECK(b.next<call_home::image_offer>().version == "9");
    b.answer(1, image_status::unknown_device, image_state::none, 0);
    CHECK(b.next<call_home::image_offer>().version == "2.3");
    auto report = encode_payload(call_home::firmware_report{call_home::firmware_event::fell_back, "2.3"});
    b.work.take({9, call_home::header_code::firmware_report, hub, {}, report});
    CHECK(b.firmware == std::vector<std::string>{"9 refused", "2.3 fell_back"});
}

} // namespace
} // namespace scenarios::reference
