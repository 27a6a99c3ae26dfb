// The table of clusters: every command of it as octets, and what is where.
#include "devices/zcl/status.hpp"
#include "samples.hpp"
#include "sim/core/check.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace devices::zcl;

namespace {
template <class Each>
void each_command(const Each& each)
{
    for (const auto& cluster : clusters())
        for (auto to : {direction::to_server, direction::to_client})
            for (const auto& c : cluster.commands_to(to)) {
                CAPTURE(cluster.name);
                CAPTURE(c.name);
                each(cluster, to, c);
            }
}
} // namespace

TEST_CASE("every command of the table comes back as it was, and is not whole when it is shorter")
{
    std::size_t commands = 0;
    each_command([&](const cluster_spec& cluster, direction to, const command_spec& c) {
        ++commands;
        const auto given = sample_arguments(c.payload, true);
        const auto octets = encode(given);
        CHECK(decode(c.payload, octets).value() == given);
        const auto least = encode(sample_arguments(c.payload, false)).size();
        const bool rows_until_the_end = !c.payload.empty() && c.payload.back().when == presence::each_left;
        const bool takes_all =
            !c.payload.empty() && c.payload.back().type == data_type::unknown && c.payload.back().octets == 0;
        for (std::size_t cut = 0; cut < octets.size(); ++cut) {
            CAPTURE(cut);
            const auto less = decode(c.payload, sim::byte_view(octets).first(cut));
            if (!less) {
                CHECK(less.error() == sim::codec_errc::truncated);
                continue;
            }
            // Then it is a whole one of its own.
            CHECK(encode(*less).size() == cut);
            CHECK((cut >= least || rows_until_the_end || takes_all));
        }
        const auto frame = command_frame(7, cluster.id, to, c.name, given);
        const auto m = parse(cluster.id, frame).value();
        CHECK(m.command == &c);
        CHECK(std::get<fields>(m.content) == given);
        CHECK(name_of(cluster.id, m.head) == c.name);
    });
    CHECK(commands > 120);
}

TEST_CASE("what a later edition appends to a command is passed over")
{
    const auto& c = command(describe(cluster_id::metering), direction::to_server, "RequestFastPollMode");
    const auto f = decode(c.payload, hex("05 0F 99")).value();
    CHECK(f.number("fast_poll_update_period") == 5);
    CHECK(f.number("duration") == 15);
}

TEST_CASE("fields that others decide on are there when those say so")
{
    const auto& notify = command(describe(cluster_id::ota_upgrade), direction::to_client, "ImageNotify");
    CHECK(decode(notify.payload, hex("00 32")).value().has("manufacturer") == false);
    CHECK(decode(notify.payload, hex("01 32 C710")).value().number("manufacturer") == 0x10C7);
    CHECK(decode(notify.payload, hex("01 32 C7")).error() == sim::codec_errc::truncated);
    CHECK(decode(notify.payload, hex("03 32 C710 0100 02000000")).value().number("file_version") == 2);

    const auto& block = command(describe(cluster_id::ota_upgrade), direction::to_client, "ImageBlockResponse");
    CHECK(decode(block.payload, hex("95")).value().items().size() == 1);
    CHECK(decode(block.payload, hex("97 01000000 02000000 0300")).value().number("request_time") == 2);
    const auto f = decode(block.payload, hex("00 C710 0100 02000000 40000000 02 AABB")).value();
    CHECK(sim::to_hex(f.octets("data")) == "AABB");
    CHECK(f.number("file_offset") == 0x40);
}

TEST_CASE("rows are counted, or go on until the payload ends")
{
    const auto& profile = command(describe(cluster_id::metering), direction::to_client, "GetProfileResponse");
    const auto f = decode(profile.payload, hex("01000000 00 01 02 010000 020000")).value();
    CHECK(f.count("intervals") == 2);
    CHECK(f.number("intervals", 1) == 2);
    CHECK(f.number("intervals", 2) == 0);
    CHECK(decode(profile.payload, hex("01000000 00 01 03 010000 020000")).error() == sim::codec_errc::truncated);
    CHECK(decode(profile.payload, hex("01000000 00 01 FF")).error() == sim::codec_errc::truncated);

    const auto& log = command(describe(cluster_id::prepayment), direction::to_client, "PublishTopUpLog");
    const auto rows = decode(log.payload, hex("00 01 0141 E8030000 05000000 0142 D0070000 06000000")).value();
    CHECK(rows.count("top_up_code") == 2);
    CHECK(rows.text("top_up_code", 1) == "B");
    CHECK(rows.number("top_up_amount", 1) == 2000);
}

TEST_CASE("what a programmer gets wrong is found at once")
{
    auto f = arguments(cluster_id::metering, direction::to_server, "RequestFastPollMode");
    CHECK_THROWS_AS(f.add("no_such_field", 1), sim::broken_invariant);
    CHECK_THROWS_AS(f.number("no_such_field"), sim::broken_invariant);
    f.add("duration", 5);
    CHECK_THROWS_AS(encode(f), sim::broken_invariant);
    CHECK_THROWS_AS(arguments(cluster_id::metering, direction::to_client, "RequestFastPollMode"),
                    sim::broken_invariant);
    auto g = arguments(cluster_id::metering, direction::to_client, "GetProfileResponse");
    g.add("end_time", 0).add("status", 0).add("profile_interval_period", 1).add("number_of_periods_delivered", 1);
    CHECK_THROWS_AS(encode(g), sim::broken_invariant);
    CHECK_THROWS_AS(attribute(describe(cluster_id::metering), "CurrentTier#SummationDelivered", 49),
                    sim::broken_invariant);
}

TEST_CASE("attributes are found by number and by name, series too")
{
    struct row {
        cluster_id cluster;
        std::uint16_t id;
        const char* name;
        data_type type;
    };
    const row rows[] = {
        {cluster_id::metering, 0x0000, "CurrentSummationDelivered", data_type::uint48},
        {cluster_id::metering, 0x000A, "DefaultUpdatePeriod", data_type::uint8},
        {cluster_id::metering, 0x0014, "SupplyStatus", data_type::enum8},
        {cluster_id::metering, 0x0100, "CurrentTier1SummationDelivered", data_type::uint48},
        {cluster_id::metering, 0x0101, "CurrentTier1SummationReceived", data_type::uint48},
        {cluster_id::metering, 0x0102, "CurrentTier2SummationDelivered", data_type::uint48},
        {cluster_id::metering, 0x015E, "CurrentTier48SummationDelivered", data_type::uint48},
        {cluster_id::metering, 0x0205, "RemainingBatteryLifeInDays", data_type::uint16},
        {cluster_id::metering, 0x0307, "SiteID", data_type::octet_string},
        {cluster_id::metering, 0x0400, "InstantaneousDemand", data_type::int24},
        {cluster_id::metering, 0x0420, "PreviousDay2ConsumptionDelivered", data_type::uint24},
        {cluster_id::metering, 0x042C, "PreviousDay8ConsumptionDelivered", data_type::uint24},
        {cluster_id::metering, 0x045A, "PreviousMonth13ConsumptionDelivered", data_type::uint32},
        {cluster_id::metering, 0x0700, "CurrentNoTierBlock1SummationDelivered", data_type::uint48},
        {cluster_id::metering, 0x0721, "CurrentTier2Block2SummationDelivered", data_type::uint48},
        {cluster_id::metering, 0x07FF, "CurrentTier15Block16SummationDelivered", data_type::uint48},
        {cluster_id::price, 0x010E, "Block15Threshold", data_type::uint48},
        {cluster_id::price, 0x0411, "Tier1Block2Price", data_type::uint32},
        {cluster_id::prepayment, 0x0143, "TopUpCode5", data_type::octet_string},
        {cluster_id::prepayment, 0x0221, "DebtAmount2", data_type::uint32},
    };
    for (const row& r : rows) {
        CAPTURE(r.name);
        const auto place = find_attribute(describe(r.cluster), direction::to_server, attribute_id(r.id));
        REQUIRE(place.has_value());
        CHECK(full_name(*place) == r.name);
        CHECK(place->spec->type == r.type);
        CHECK(attribute(describe(r.cluster), place->spec->name, place->number, place->outer) == attribute_id(r.id));
    }
    for (int id : {0x0010, 0x00FF, 0x0160, 0x0421, 0x042E, 0x0800})
        CHECK(!find_attribute(describe(cluster_id::metering), direction::to_server, attribute_id(id)));
    CHECK(!find_attribute(describe(cluster_id::ota_upgrade), direction::to_server, attribute_id(0)));
    CHECK(find_attribute(describe(cluster_id::ota_upgrade), direction::to_client, attribute_id(0)));
}

TEST_CASE("no two attributes of a cluster have the same number or name")
{
    for (const auto& cluster : clusters())
        for (auto side : {direction::to_server, direction::to_client}) {
            CAPTURE(cluster.name);
            std::set<unsigned> ids;
            std::set<std::string> names;
            for (const auto& spec : cluster.attributes_of(side))
                for (unsigned outer = 0; outer < spec.outer_count; ++outer)
                    for (unsigned n = 0; n < spec.count; ++n) {
                        const auto id = spec.id + n * spec.step + outer * spec.outer_step;
                        CHECK(ids.insert(id).second);
                        const auto place = find_attribute(cluster, side, attribute_id(id));
                        REQUIRE(place.has_value());
                        CHECK(place->spec == &spec);
                        CHECK(names.insert(full_name(*place)).second);
                    }
        }
}

TEST_CASE("clusters that are not in the table have no messages")
{
    CHECK(find(cluster_id(0x0707)) == nullptr);
    CHECK(parse(cluster_id(0x0707), hex("000100")).error() == sim::codec_errc::out_of_range);
    CHECK(std::holds_alternative<std::monostate>(parse(cluster_id::metering, hex("010142")).value().content));
    CHECK(name_of(cluster_id::metering, {frame_kind::cluster, direction::to_server, false, {}, 1, 0x42}) ==
          "command 0x42");
}

TEST_CASE("every status has a name")
{
    std::set<std::string_view> names;
    for (int s = 0; s < 256; ++s)
        if (auto name = to_string(static_cast<status>(s)); !name.empty()) CHECK(names.insert(name).second);
    CHECK(names.size() == 29);
}
