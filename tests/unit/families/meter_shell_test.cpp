#include "devices/esme/meter.hpp"
#include "devices/families/meter_shell.hpp"

#include <doctest/doctest.h>

using namespace devices;
using namespace std::chrono_literals;

namespace {

const sim::time_point installed = sim::from_unix_seconds(1'600'000'000);

struct home {
    home() : world(7, {.start = installed}) { boot(); }
    /// The meter as made, and what the memory has of it.
    void boot()
    {
        shell.reset();
        const esme::identity who{
            sim::eui64(0x70B3D50000000011),
            sim::mpan::parse(std::string("200000000001") + sim::mpan_check_digit("200000000001")).value(),
            "E470-1",
            "L+G",
            "E470",
            "1.4.2"};
        meter = std::make_unique<esme::meter>(who, world.dice, "lg-1.esme", installed);
        shell = std::make_unique<families::meter_shell>(world, "lg-1", "esme", *meter, [](const metering::alert&) {});
    }
    const sim::nvm_blob* kept(const std::string& section) const { return world.memory.find("lg-1.esme", section); }
    void put(std::size_t number)
    {
        auto data = sim::byte_view(image).subspan(number * block, std::min(block, image.size() - number * block));
        REQUIRE_FALSE(meter->put_block(number, data, installed));
        shell->touched();
    }

    static constexpr std::size_t block = 1000, blocks = 100;
    sim::simulation world;
    std::unique_ptr<esme::meter> meter;
    std::unique_ptr<families::meter_shell> shell;
    sim::bytes image = metering::make_firmware_image("E470", "2.0.0", blocks* block);
};

} // namespace

TEST_CASE("a block of an image is written by itself, and the meter not again for it")
{
    home h;
    REQUIRE_FALSE(h.meter->begin_image(h.image.size(), home::block, installed));
    h.shell->touched();
    const auto before = h.kept("meter")->data;
    CHECK(before.size() < 4000);
    h.put(7);
    h.put(3);
    CHECK(h.kept("meter")->data == before);
    REQUIRE(h.kept("image/7"));
    CHECK(h.kept("image/7")->data.size() == home::block);
    CHECK_FALSE(h.kept("image/0"));
}

TEST_CASE(
    "a transfer goes on after a power cut; of an image that is over, and of one that is begun anew, nothing stays")
{
    home h;
    REQUIRE_FALSE(h.meter->begin_image(h.image.size(), home::block, installed));
    for (std::size_t n = 0; n < 60; ++n) h.put(n);
    h.boot();
    CHECK(h.meter->image().blocks() == home::blocks);
    CHECK(h.meter->image().first_missing() == 60);
    for (std::size_t n = 60; n < home::blocks; ++n) h.put(n);
    CHECK(h.kept("image/99"));
    REQUIRE_FALSE(h.meter->verify_image(installed));
    h.shell->touched();
    for (std::size_t n = 0; n < home::blocks; ++n) CHECK_FALSE(h.kept("image/" + std::to_string(n)));
    h.boot();
    CHECK(h.meter->image().state() == metering::firmware_state::verified);

    REQUIRE_FALSE(h.meter->begin_image(h.image.size(), home::block, installed));
    h.put(5);
    REQUIRE_FALSE(h.meter->begin_image(3 * home::block, home::block, installed));
    h.shell->touched();
    CHECK_FALSE(h.kept("image/5"));
    h.boot();
    CHECK(h.meter->image().first_missing() == 0);
}
