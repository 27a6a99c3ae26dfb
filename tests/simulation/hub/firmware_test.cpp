// Firmware images for the hub: their transfer, the switch, the trial, the way back.
#include "tests/support/hub_world.hpp"

#include "devices/call_home/payloads.hpp"
#include "devices/metering/firmware_image.hpp"

namespace tests {
namespace {

using call_home::image_state;
using call_home::image_status;

constexpr std::uint32_t block = 4096;

struct bench {
    hub_world w;
    sim::bytes image;
    call_home::image_offer offer{sim::eui64(0), "2.2", 0, {}};

    explicit bench(bool works = true, hub_world::options o = {}) : w(std::move(o))
    {
        image = devices::metering::make_firmware_image("T100", "2.2", 10 * block, works);
        offer = {w.hub->eui64(), "2.2", static_cast<std::uint32_t>(image.size()), sim::crypto::sha256(image)};
        w.hub->power_restore();
    }
    call_home::image_block part(std::uint32_t from) const
    {
        auto n = std::min<std::size_t>(block, image.size() - from);
        auto begin = image.begin() + static_cast<std::ptrdiff_t>(from);
        return {offer.device, from, sim::bytes(begin, begin + static_cast<std::ptrdiff_t>(n))};
    }
    /// The whole of it, and the switch.
    void load(call_home::optional_time at = {})
    {
        w.smso.images = {offer};
        for (std::uint32_t from = 0; from < image.size(); from += block) w.smso.images.push_back(part(from));
        w.smso.images.push_back(call_home::image_activate{offer.device, offer.digest, at});
    }
    words story() const
    {
        words out;
        for (const auto& l : w.told.of("chf.firmware_event")) out.push_back(l.text("what") + " " + l.text("version"));
        return out;
    }
    std::vector<call_home::firmware_event> reports() const
    {
        std::vector<call_home::firmware_event> out;
        for (const auto& [sequence, e] : w.smso.envelopes)
            if (e.code == call_home::header_code::firmware_report)
                out.push_back(call_home::decode_firmware_report(e.payload).value().event);
        return out;
    }
};

TEST_CASE("a hub that has its new image whole switches when the session is over, and says so when it calls")
{
    bench b;
    b.load();
    b.w.run_to("hub.called_home");
    b.w.run_to("hub.called_home");
    CHECK(b.story() == words{"verified 2.2", "activated 2.2", "confirmed 2.2"});
    const auto& answers = b.w.smso.calls[0].images;
    CHECK(answers.back().status == image_status::ok);
    CHECK(answers.back().state == image_state::waiting);
    CHECK(b.w.told.of("chf.booted")[1].text("why") == "firmware");
    CHECK(b.w.smso.calls[1].hello.firmware == "2.2");
    CHECK(b.w.hub->firmware().state() == image_state::running);
    b.w.run(48h);
    using enum call_home::firmware_event;
    CHECK(b.reports() == std::vector{verified, activated, confirmed});
}

TEST_CASE("a hub that was given a time switches then, to the second by its clock, over power cuts too")
{
    bench b;
    b.load(hub_world::start + 5h);
    b.w.run_to("hub.called_home");
    bool dark = false;
    SUBCASE("with power") {}
    SUBCASE("without power in the meantime")
    {
        b.w.hub->power_cut();
        b.w.run(4h);
        b.w.hub->power_restore();
    }
    SUBCASE("without power at that time")
    {
        dark = true;
        b.w.hub->power_cut();
        b.w.run(6h);
        b.w.hub->power_restore();
    }
    b.w.run(7h);
    auto activated = b.w.told.times("chf.firmware_event")[1];
    CHECK(activated == hub_world::start + (dark ? 6h + 20s : sim::duration(5h)));
    CHECK(b.w.hub->firmware().version() == "2.2");
}

TEST_CASE("an image that is interrupted at 60 % by a power cut is gone on with at that octet")
{
    bench b;
    b.w.smso.images = {b.offer};
    for (std::uint32_t n = 0; n < 6; ++n) b.w.smso.images.push_back(b.part(n * block));
    b.w.smso.farewell = call_home::bye{call_home::bye_reason::complete, {}};
    while (b.w.hub->firmware().image().record().value_or(devices::chf::image_record{b.offer}).received < 6 * block)
        b.w.run_for(100ms);
    b.w.hub->power_cut(); // in the middle of the session
    b.w.run_for(1h);
    b.w.hub->power_restore();
    b.w.smso.images = {b.offer};
    b.w.run_to("hub.called_home");
    REQUIRE(b.w.smso.calls.back().images.size() == 1);
    CHECK(b.w.smso.calls.back().images[0] ==
          call_home::image_result{1, 1, image_status::ok, image_state::receiving, 6 * block});
    for (std::uint32_t n = 6; n < 10; ++n) b.w.smso.images.push_back(b.part(n * block));
    b.w.hub->running()->call_home();
    b.w.run_to("hub.called_home");
    CHECK(b.w.smso.calls.back().images.back().state == image_state::verified);
}

TEST_CASE("firmware that does not come home is left after three starts of six hours, and the head-end hears of it")
{
    bench b(false);
    b.load();
    b.w.run_to("hub.called_home");
    auto switched = b.w.told.times("chf.firmware_event").back();
    b.w.run_to("hub.called_home");
    CHECK(b.story() == words{"verified 2.2", "activated 2.2", "fell_back 2.2"});
    auto boots = b.w.told.of("chf.booted");
    REQUIRE(boots.size() == 5);
    CHECK(boots[1].text("why") == "firmware");
    for (std::size_t n = 2; n < 5; ++n) {
        CHECK(boots[n].text("why") == "watchdog");
        CHECK(boots[n].at - boots[n - 1].at == 6h + 20s);
    }
    CHECK(boots[1].at == switched + 20s);
    CHECK(b.w.smso.calls.back().hello.firmware == "2.1");
    CHECK(b.reports().back() == call_home::firmware_event::fell_back);
}

TEST_CASE("a hub that cannot reach its head-end gives good firmware up, too")
{
    bench b;
    b.load();
    b.w.run_to("hub.called_home");
    b.w.smso.dismissal = call_home::bye{call_home::bye_reason::busy, {}};
    b.w.run_to("chf.firmware_event", 1, 2 * 24h);
    CHECK(b.story().back() == "fell_back 2.2");
    CHECK(b.w.hub->firmware().version() == "2.1");
}

TEST_CASE(
    "what cannot be is refused: no image, an incomplete one, a bad one, one for nobody, one while another is tried")
{
    bench b;
    call_home::image_activate activate{b.offer.device, b.offer.digest, {}};
    auto bad = b.offer;
    bad.digest[0] ^= 1;
    auto nobody = b.offer;
    nobody.device = sim::eui64(5);
    b.w.smso.images = {
        activate, b.part(0), b.offer, activate, b.part(block), nobody, call_home::image_drop{b.offer.device}};
    b.w.smso.images.push_back(bad);
    for (std::uint32_t from = 0; from < b.image.size(); from += block) b.w.smso.images.push_back(b.part(from));
    b.w.smso.images.push_back(call_home::image_activate{b.offer.device, bad.digest, {}});
    b.w.run_to("hub.called_home");
    std::vector<image_status> out;
    for (const auto& r : b.w.smso.calls[0].images)
        if (r.status != image_status::ok) out.push_back(r.status);
    using enum image_status;
    CHECK(out == std::vector{no_image, no_image, not_verified, wrong_offset, unknown_device, not_verified});
    CHECK(b.w.smso.calls[0].images.back().state == image_state::failed);
    CHECK(b.story() == words{"failed 2.2"});
    b.load();
    b.w.hub->running()->call_home();
    b.w.run_to("chf.booted");
    b.w.smso.images = {b.offer};
    b.w.run_to("hub.called_home");
    CHECK(b.w.smso.calls.back().images[0] == call_home::image_result{1, 1, refused, image_state::trial, 0});
}

TEST_CASE("an image for a meter is held for it, and what the meter does with it is told")
{
    bench b;
    b.image = devices::metering::make_firmware_image("model", "3.0", 5000);
    b.offer = {b.w.electricity.who().eui64, "3.0", static_cast<std::uint32_t>(b.image.size()),
               sim::crypto::sha256(b.image)};
    b.load(hub_world::start + 3h);
    b.w.run_to("hub.called_home");
    CHECK(b.w.smso.calls[0].images.back().state == image_state::verified);
    auto* client = static_cast<trilliant::call_home_client*>(b.w.hub->running());
    auto held = client->device_image().record();
    REQUIRE(held);
    CHECK(held->released);
    CHECK(held->switch_at == hub_world::start + 3h);
    CHECK(client->device_image().read(0, 5000) == b.image);
    for (auto state : {image_state::fetching, image_state::fetching, image_state::delivered, image_state::running})
        client->on_device_image(state);
    CHECK_FALSE(client->device_image().record());
    b.w.run(48h);
    using enum call_home::firmware_event;
    CHECK(b.reports() == std::vector{fetching, delivered, activated});
    CHECK(b.w.hub->firmware().version() == "2.1");
}

} // namespace
} // namespace tests
