// Associations per second, opened and released, against a bare echo of the same octets in the same run.
#include "comparison.hpp"
#include "devices/object_lists/lists.hpp"
#include "fleet.hpp"
#include "talkers.hpp"

#include <doctest/doctest.h>

namespace {

using namespace bench;

constexpr std::uint32_t meters = 100;
constexpr std::size_t exchanges = 5'000;

void associate(const char* name, std::uint16_t sap, double asserted)
{
    fleet world({.count = meters});
    outside_clients clients;
    std::vector<std::unique_ptr<talker>> says;
    for (std::uint32_t i = 0; i < meters; ++i) {
        world.connect(clients, i);
        says.push_back(
            std::make_unique<association_talker>(world.client(i, sap), sap, devices::object_lists::esme_sap));
    }
    auto play = [&](std::size_t count) { return clients.play(says, count, [&] { world.run(); }); };
    auto warm = play(meters);
    INFO(warm.failure);
    REQUIRE(warm.failure.empty());
    auto before = world.journal_entries();
    auto result = compare(name, {.asserted = asserted}, [&] { return play(exchanges); });
    INFO(result.failure);
    CHECK(result.failure.empty());
    CHECK(result.best() >= asserted);
    CHECK(world.journal_entries() - before >= 3 * exchanges); // each was written down
    CHECK(world.journal_lost() == 0);
}

} // namespace

TEST_CASE("associations of the public client") { associate("public association", public_client, 0.3); }
TEST_CASE("associations by HLS with GMAC") { associate("HLS association", management_client, 0.15); }
