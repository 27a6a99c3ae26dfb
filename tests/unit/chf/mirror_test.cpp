#include "devices/chf/mirror.hpp"

#include "devices/zcl/client.hpp"

#include <doctest/doctest.h>

using namespace devices;
using namespace devices::chf;
using namespace std::chrono_literals;
using zcl::attribute_id;
using zcl::cluster_id;
using zcl::data_type;

namespace {

const auto start = sim::parse_rfc3339("2020-11-07T00:00:00Z").value();
constexpr attribute_id summation{0x0000}, supply_status{0x0014}, unknown{0x0F00};

/// A register that counts seconds since the start, and how often it was looked at.
struct toy_meter {
    std::uint64_t offset{0};
    int looks{0};
    mirror_image at(sim::time_point t)
    {
        ++looks;
        auto seconds = static_cast<std::uint64_t>((t - start) / 1s);
        return {{cluster_id::metering, summation, zcl::of(data_type::uint48, seconds + offset)},
                {cluster_id::metering, supply_status, zcl::of(data_type::enum8, 2)}};
    }
    mirror::taker taker()
    {
        return [this](sim::time_point t) { return at(t); };
    }
};

mirror::wake wake(std::int64_t number) { return {number, start + number * 30min}; }

std::uint64_t summation_of(const mirror_image& image) { return image.at(0).content.number; }

struct home {
    sim::nvm_memory memory;
    toy_meter meter;
    mirror hub{memory, "tri-1.chf", meter.taker()};
};

sim::bytes read(std::initializer_list<attribute_id> ids) { return zcl::read_frame(9, std::vector<attribute_id>(ids)); }

} // namespace

TEST_CASE("what is no report does not get into a mirror")
{
    mirror_image image;
    CHECK(add_report(image, cluster_id::metering, {}) == sim::codec_errc::truncated);
    CHECK(add_report(image, cluster_id::metering, read({summation})) == sim::codec_errc::out_of_range);
    std::vector<zcl::attribute_value> many(most_mirrored + 1, {summation, zcl::of(data_type::uint48, 1)});
    CHECK(add_report(image, cluster_id::metering, zcl::report_frame(1, many)) == sim::codec_errc::too_long);
    CHECK(image.empty());
    many.resize(2);
    CHECK_FALSE(add_report(image, cluster_id::metering, zcl::report_frame(1, many)));
    CHECK(image.size() == 2);
}

TEST_CASE("a mirror answers reads of what it has, and leaves the rest to the meter")
{
    home h;
    const auto& image = h.hub.at(wake(2));
    CHECK(can_answer(image, cluster_id::metering, read({summation, supply_status})));
    CHECK_FALSE(can_answer(image, cluster_id::metering, read({summation, unknown})));
    CHECK_FALSE(can_answer(image, cluster_id::prepayment, read({summation})));
    CHECK_FALSE(can_answer(image, cluster_id::metering, {}));
    CHECK_FALSE(can_answer(image, cluster_id::metering, zcl::report_frame(1, {})));
    CHECK_FALSE(answer_from(image, cluster_id::metering, zcl::report_frame(1, {})));
    auto octets = answer_from(image, cluster_id::metering, read({unknown, summation}));
    REQUIRE(octets);
    auto said = zcl::parse(cluster_id::metering, *octets).value();
    CHECK(said.head.sequence == 9);
    CHECK(said.head.to == zcl::direction::to_client);
    auto records = std::get<std::vector<zcl::read_record>>(said.content);
    REQUIRE(records.size() == 2);
    CHECK(records[0].status == zcl::status::unsupported_attribute);
    CHECK(records[1].status == zcl::status::success);
    CHECK(records[1].content.number == 3600);
}

TEST_CASE("what the meter is after a wake is not what it was at the wake, once that was kept")
{
    home h;
    h.hub.keep(wake(2));
    h.meter.offset = 500; // it has changed
    CHECK(summation_of(h.hub.at(wake(2))) == 3600);
    CHECK(summation_of(h.hub.at(wake(3))) == 5400 + 500);
    CHECK(summation_of(h.hub.at(wake(2))) == 3600);
}

TEST_CASE("what came over the air is not taken from the meter, and what was kept before is not replaced by it")
{
    home h;
    h.hub.heard(wake(4), {{cluster_id::metering, summation, zcl::of(data_type::uint48, 42)}});
    CHECK(summation_of(h.hub.at(wake(4))) == 42);
    CHECK(h.meter.looks == 0);
    h.hub.keep(wake(5));
    h.hub.heard(wake(5), {{cluster_id::metering, summation, zcl::of(data_type::uint48, 43)}});
    CHECK(summation_of(h.hub.at(wake(5))) == 9000);
}

TEST_CASE("the content that was stored outlives a power cut, and so does that there is no mirror")
{
    home h;
    h.hub.store(wake(3));
    h.hub.at(wake(4));
    h.hub.at(wake(5));
    h.hub.at(wake(6)); // it has forgotten all but what was stored
    h.meter.offset = 500;
    {
        mirror again(h.memory, "tri-1.chf", h.meter.taker());
        CHECK(again.endpoint() == mirror::first_endpoint);
        REQUIRE(again.stored());
        CHECK(again.stored()->number == 3);
        CHECK(again.stored()->at == wake(3).at);
        CHECK(summation_of(again.at(wake(3))) == 5400);
        again.remove();
        CHECK_FALSE(again.endpoint());
        again.store(wake(7)); // there is nothing to be stored in
        CHECK_FALSE(again.stored());
    }
    mirror removed(h.memory, "tri-1.chf", h.meter.taker());
    CHECK_FALSE(removed.endpoint());
    CHECK(removed.create() == mirror::first_endpoint);
    CHECK_FALSE(removed.stored());
}

TEST_CASE("a mirror that nobody touched takes no memory")
{
    home h;
    h.hub.at(wake(1));
    h.hub.keep(wake(2));
    h.hub.create();
    CHECK(h.memory.size() == 0);
    h.hub.store(wake(2));
    CHECK(h.memory.size() == 1);
}
