#include "devices/metering/billing.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::metering;
using namespace std::chrono_literals;

sim::time_point at(const char* text) { return sim::parse_rfc3339(text).value(); }
const auto since = at("2019-03-10T00:00:00Z");

TEST_CASE("a billing day that not every month has is refused; without one only demands count")
{
    billing_schedule b(since);
    CHECK_THROWS(b.set_day(29, since));
    b.set_day(0, since);
    CHECK(b.next(since) == sim::time_point::max());
    CHECK(b.instants(since + 400 * 24h).empty());
    b.note(billing_reason::demand, since + 5h);
    CHECK(b.instants(since + 5h) == std::vector{billing_instant{since + 5h, billing_reason::demand}});
    CHECK(b.instants(since + 4h).empty());
}

TEST_CASE("the log has the first of every month since the meter is there, thirteen at most")
{
    billing_schedule b(since);
    CHECK(b.next(since) == at("2019-04-01T00:00:00Z"));
    CHECK(b.next(at("2019-04-01T00:00:00Z")) == at("2019-05-01T00:00:00Z"));
    CHECK(b.instants(at("2019-03-31T23:59:59Z")).empty());
    const auto year = b.instants(at("2020-06-15T12:00:00Z"));
    REQUIRE(year.size() == 13);
    CHECK(year.front().at == at("2019-06-01T00:00:00Z"));
    CHECK(year.back() == billing_instant{at("2020-06-01T00:00:00Z"), billing_reason::billing_day});
}

TEST_CASE("another billing day changes the future and not the past; demands are sorted in")
{
    billing_schedule b(since);
    b.note(billing_reason::tariff, at("2019-05-07T00:00:00Z"));
    b.set_day(20, at("2019-06-10T00:00:00Z"));
    const std::vector<billing_instant> expected{
        {at("2019-04-01T00:00:00Z"), billing_reason::billing_day},
        {at("2019-05-01T00:00:00Z"), billing_reason::billing_day},
        {at("2019-05-07T00:00:00Z"), billing_reason::tariff},
        {at("2019-06-01T00:00:00Z"), billing_reason::billing_day},
        {at("2019-06-20T00:00:00Z"), billing_reason::billing_day},
    };
    CHECK(b.instants(at("2019-07-01T00:00:00Z")) == expected);
    sim::writer out;
    b.save(out);
    billing_schedule again(since);
    sim::reader in(out.data());
    again.restore(in);
    CHECK_FALSE(in.finish());
    CHECK(again.instants(at("2019-07-01T00:00:00Z")) == expected);
    for (std::size_t cut = 0; cut < out.data().size(); ++cut) {
        sim::reader part(sim::byte_view(out.data()).first(cut));
        again.restore(part);
        CHECK(part.finish());
    }
}

TEST_CASE("the newest thirteen stay when there are many demands")
{
    billing_schedule b(since);
    for (int i = 0; i < 40; ++i) b.note(billing_reason::demand, since + i * 1h);
    const auto log = b.instants(since + 48h);
    REQUIRE(log.size() == 13);
    CHECK(log.front().at == since + 27h);
    CHECK(log.back().at == since + 39h);
}

} // namespace
