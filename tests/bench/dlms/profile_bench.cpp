// The whole load profile, thirteen months of half-hours: block by block over the plain wrapper, against a bare echo of
// the same octets; and made from the meter's functions of time, against writing down as many values that are known.
#include "comparison.hpp"
#include "devices/esme/meter.hpp"
#include "devices/object_lists/lists.hpp"
#include "fleet.hpp"
#include "scenarios/engine/identities.hpp"
#include "talkers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <limits>

namespace {

using namespace bench;
using devices::metering::thirteen_months_of_half_hours;
using devices::object_lists::esme_sap;

constexpr std::size_t entries = thirteen_months_of_half_hours;
const dlms::attribute profile_buffer{7, load_profile, 2};
/// A structure of time, status and register.
constexpr std::size_t entry_octets = 2 + 14 + 2 + 5, array_header = 4;

struct no_keys final : devices::object_lists::key_access {
    dlms::system_title own_title() const override { return {}; }
    sim::bytes client_title() const override { return {}; }
    std::uint32_t received_counter() const override { return 0; }
    dlms::action_result transfer(const std::vector<devices::cosem::wrapped_key>&, sim::time_point) override
    {
        return dlms::action_result::read_write_denied;
    }
    bool set_password(sim::byte_view) override { return false; }
};

double seconds_of(const std::function<void()>& work)
{
    auto began = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

/// The least that one could do: the same octets, from values that lie there.
sim::bytes write_down(const sim::bytes& times, const std::vector<std::uint32_t>& values)
{
    dlms::axdr_writer out;
    out.array(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        constexpr std::size_t time_octets = 12;
        out.structure(3).octet_string(sim::byte_view(times).subspan(i * time_octets, time_octets));
        out.unsigned_integer(0).double_long_unsigned(values[i]);
    }
    return out.take();
}

} // namespace

TEST_CASE("a profile of 19 056 entries, block by block")
{
    constexpr double asserted = 0.2;
    constexpr std::uint32_t meters = 10;
    fleet world({.count = meters});
    outside_clients clients;
    std::vector<std::unique_ptr<talker>> all, one;
    for (std::uint32_t i = 0; i < meters; ++i) {
        world.connect(clients, i);
        all.push_back(
            std::make_unique<dlms_talker>(world.client(i, reading_client), reading_client, esme_sap, profile_buffer));
    }
    auto play = [&](auto& says, std::size_t count) { return clients.play(says, count, [&] { world.run(); }); };
    auto opened = play(all, meters);
    INFO(opened.failure);
    REQUIRE(opened.failure.empty());
    auto read = [&](auto& says, const std::string& name) {
        auto result = compare(name, {.asserted = asserted}, [&] { return play(says, 3 * says.size()); });
        INFO(result.failure);
        REQUIRE(result.failure.empty());
        auto octets = dynamic_cast<dlms_talker&>(*says[0]).value().size();
        std::printf("%s: %.0f entries/s, %.2f MB/s\n", name.c_str(), result.ours * static_cast<double>(entries),
                    result.ours * static_cast<double>(octets) / 1e6);
        CHECK(octets == array_header + entries * entry_octets);
        CHECK(result.best() >= asserted);
    };
    read(all, "profiles of 13 months, 10 meters");
    one.push_back(std::move(all.front()));
    read(one, "profile of 13 months, 1 meter");
}

TEST_CASE("a profile of 19 056 entries as values")
{
    constexpr double asserted = 0.1;
    constexpr int least_trials = 5, most_trials = 20;
    sim::time_point now(std::chrono::sys_days(std::chrono::year(2020) / 11 / 7).time_since_epoch());
    auto ids = scenarios::engine::make_identities(0);
    devices::esme::meter meter({ids.esme, ids.mpan, ids.esme_serial, "", "", ""}, sim::rng(7), "lg.esme",
                               now - sim::days(400));
    no_keys keys;
    devices::object_lists::meter_context context(meter, keys);
    devices::cosem::object_server server(devices::object_lists::esme_objects(), context);
    dlms::association_terms terms;
    dlms::caller who{.client = reading_client, .authentication = dlms::mechanism::lls, .now = now, .terms = &terms};

    sim::bytes times(entries * 12, 0x07), written, read;
    std::vector<std::uint32_t> values(entries, 250);
    auto ours = std::numeric_limits<double>::max(), floor = ours;
    for (int t = 0; t < most_trials && (t < least_trials || floor / ours < asserted); ++t) {
        floor = std::min(floor, seconds_of([&] { written = write_down(times, values); }));
        ours = std::min(ours, seconds_of([&] {
                            dlms::axdr_writer out;
                            REQUIRE(server.read(who, profile_buffer, out) == dlms::data_access_result::success);
                            read = out.take();
                        }));
    }
    std::printf(
        "profile as values: %.1f million entries/s, written down %.1f million entries/s, ratio %.2f (asserted %.2f)\n",
        entries / ours / 1e6, entries / floor / 1e6, floor / ours, asserted);
    CHECK(read.size() == array_header + entries * entry_octets);
    CHECK(read.size() == written.size());
    CHECK(floor / ours >= asserted);
}
