// A meter's optical port at its baud rates, with a line that the test holds the other end of.
#include "devices/dlms/hdlc_frame.hpp"
#include "devices/families/landis_gyr/optical_line.hpp"
#include "tests/support/called_hub_world.hpp"

using namespace tests;

namespace {

/// What the tool says, and what it hears with its time.
struct test_line final : sim::transport::serial_port {
    explicit test_line(sim::kernel& k) : time(k) {}
    void send(sim::byte_view data) override { heard.emplace_back(time.now(), sim::bytes(data.begin(), data.end())); }
    void on_received(std::function<void(sim::bytes)> handler) override { listener = std::move(handler); }

    sim::kernel& time;
    std::function<void(sim::bytes)> listener;
    std::vector<std::pair<sim::time_point, sim::bytes>> heard;
};

struct optical_world : called_hub_world {
    optical_world()
    {
        auto made = std::make_unique<test_line>(sim.time);
        line = made.get();
        port = std::make_unique<landis_gyr::optical_line>(
            sim, "lg", meter, landis_gyr::optical_line::nameplate{"E470", "12345678"},
            devices::families::dlms_journal::associations, std::move(made));
    }
    void say(std::string_view text) { say(sim::bytes(text.begin(), text.end())); }
    void say(sim::bytes octets) { line->listener(std::move(octets)); }
    /// Runs until the tool has heard something more; its text.
    std::string hear()
    {
        auto before = line->heard.size();
        while (line->heard.size() == before) run_for(1ms);
        const auto& octets = line->heard.back().second;
        return std::string(octets.begin(), octets.end());
    }
    sim::duration heard_at() const { return line->heard.back().first - start; }
    dlms::hdlc_frame ask(dlms::hdlc_kind kind, sim::bytes information = {}, std::uint16_t upper = 1)
    {
        dlms::hdlc_frame f;
        f.destination = {upper, 0, 1};
        f.source = {16, 0, 1};
        f.kind = kind;
        f.information = std::move(information);
        say(encode(f).value());
        hear();
        dlms::hdlc_deframer in;
        in.feed(line->heard.back().second);
        auto answer = in.next();
        REQUIRE(answer);
        return *answer;
    }

    landis_gyr::served_device meter{"esme", esme_eui, 16, &table, &esme_keys, &esme_objects};
    test_line* line{nullptr};
    std::unique_ptr<landis_gyr::optical_line> port;
};

} // namespace

TEST_CASE("the sign-on goes at 300 baud, HDLC at the rate that the tool selects")
{
    optical_world w;
    w.say("/?!\r\n");
    CHECK(w.hear() == "/LGZ5\\2E470\r\n");
    // Five characters and thirteen, ten bits each, at 300 bits per second.
    CHECK(w.heard_at() == 166'666'666ns + 433'333'333ns);
    auto selected = w.now();
    w.say("\x06"
          "242\r\n");
    CHECK(w.hear() == "\x06"
                      "242\r\n");
    CHECK(w.heard_at() == selected + 400ms); // twelve characters, there and back
    auto connecting = w.now();
    auto answer = w.ask(dlms::hdlc_kind::connect);
    CHECK(answer.kind == dlms::hdlc_kind::acknowledge);
    auto characters = 9 + w.line->heard.back().second.size();
    CHECK(w.heard_at() - connecting < std::chrono::milliseconds(characters * 10 * 1000 / 4800 + 1));
    CHECK(w.heard_at() - connecting >= std::chrono::milliseconds(characters * 10 * 1000 / 4800));
}

TEST_CASE("a tool is associated by both addresses of the meter, and every other address is silent")
{
    for (std::uint16_t upper : {std::uint16_t{1}, std::uint16_t{16}}) {
        optical_world w;
        CHECK(w.ask(dlms::hdlc_kind::connect, {}, upper).kind == dlms::hdlc_kind::acknowledge);
        auto client = caller::client_of(w.esme_keys, 16);
        sim::bytes llc{0xE6, 0xE6, 0x00};
        auto aarq = client.open().value().front();
        llc.insert(llc.end(), aarq.begin(), aarq.end());
        auto answer = w.ask(dlms::hdlc_kind::information, llc, upper);
        REQUIRE(answer.information.size() > 3);
        auto opened = client.received(sim::byte_view(answer.information).subspan(3)).event;
        REQUIRE(opened);
        CHECK(std::get_if<dlms::client_result::opened>(&*opened));
        CHECK(w.told.of("dlms.associated").at(0).text("over") == "optical");
    }
    optical_world w;
    dlms::hdlc_frame f;
    f.destination = {17, 0, 1};
    f.source = {16, 0, 1};
    f.kind = dlms::hdlc_kind::connect;
    w.say(encode(f).value());
    w.run_for(10s);
    CHECK(w.line->heard.empty());
}

TEST_CASE("time is held while a tool is at work, and by nobody once its port is gone")
{
    optical_world w;
    CHECK(w.sim.time.gate().holds().empty());
    w.ask(dlms::hdlc_kind::connect);
    REQUIRE(w.sim.time.gate().holds().size() == 1);
    CHECK(w.sim.time.gate().holds()[0].owner == "lg.esme");
    w.port.reset();
    CHECK(w.sim.time.gate().holds().empty());
}

TEST_CASE("a tool that identified the meter and selects nothing has left after three seconds")
{
    optical_world w;
    w.say("/?!\r\n");
    w.hear();
    auto identified = w.now();
    while (!w.sim.time.gate().holds().empty()) w.run_for(10ms);
    CHECK(w.now() - identified >= 3s);
    CHECK(w.now() - identified < 3s + 20ms);
}

TEST_CASE("a port that goes while something is on the line takes it along")
{
    optical_world w;
    w.say("/?!\r\n");
    w.port.reset();
    w.run_for(1min);
}
