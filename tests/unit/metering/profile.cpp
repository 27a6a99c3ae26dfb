#include "devices/metering/profile.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::metering;
using namespace std::chrono_literals;

const auto start = sim::parse_rfc3339("2019-03-01T10:30:00Z").value();

struct metered {
    counter flow{consumption(domestic_electricity, sim::rng(4), "m"), start};
    slot_marks marks;
    profile all(std::size_t most = thirteen_months_of_half_hours, sim::duration step = half_hour_length) const
    {
        return {&flow, 1000, marks, flow, most, step};
    }
};

TEST_CASE("a profile has nothing of before the installation and of the future")
{
    metered m;
    CHECK(m.all().entries(start) == 0);
    CHECK(m.all().entries(start - 1h) == 0);
    CHECK(m.all().entries(start + 30min - 1ns) == 0);
    CHECK(m.all().entries(start + 30min) == 1);
    CHECK_FALSE(m.all().read(start - 24h, start, start + 1h).next());
    auto range = m.all().read(start - 24h, start + 24h, start + 1h);
    CHECK(range.left() == 2);
    CHECK(range.next()->start == start);
    CHECK(range.next()->start == start + 30min);
    CHECK_FALSE(range.next());
    CHECK(range.left() == 0);
    const auto running = m.all().at(start + 10min, start + 10min);
    CHECK(running == slot{start, m.flow.total(start + 10min), slot_status::incomplete});
    // hourly entries begin at the full hour
    CHECK(m.all(9528, 1h).oldest(start + 5h) == start + 30min);
}

TEST_CASE("a profile holds so many entries and forgets the oldest")
{
    metered m;
    const auto now = start + 500 * 24h + 7min;
    CHECK(m.all().entries(now) == 19'056);
    CHECK(m.all().oldest(now) == start + 500 * 24h - 19'056 * 30min);
    CHECK(m.all(4'464).entries(now) == 4'464);
    CHECK(m.all(9'528, 1h).read({}, now, now).left() == 9'528);
}

TEST_CASE("hourly and half-hourly entries and a share of the flow add up to their registers")
{
    metered m;
    m.flow.stop(start + 30h + 7min);
    m.flow.resume(start + 49h);
    const auto now = start + 60 * 24h + 7min;
    for (auto step : {sim::duration(30min), sim::duration(1h)})
        for (std::uint32_t per_mille : {1000U, 217U, 1U}) {
            CAPTURE(per_mille);
            const profile p(&m.flow, per_mille, m.marks, m.flow, 19'056, step);
            auto range = p.read({}, now, now);
            auto at = p.oldest(now);
            std::int64_t sum = p.total(at);
            while (auto s = range.next()) {
                CHECK(*s == p.at(at, now));
                sum += s->amount;
                at += step;
            }
            CHECK(sum == p.total(at));
            CHECK(at + step > now);
        }
    const profile none(nullptr, 1000, m.marks, m.flow, 19'056);
    CHECK(none.entries(now) == m.all().entries(now));
    CHECK(none.total(now) == 0);
    CHECK(none.read({}, now, now).next()->amount == 0);
}

TEST_CASE("a slot says why it has less than it could")
{
    metered m;
    const auto day = start + 13h + 30min; // a midnight
    m.marks.power_lost(day + 1h);
    m.flow.stop(day + 1h);
    m.flow.resume(day + 1h + 10min);
    m.marks.power_restored(day + 1h + 10min);
    m.flow.stop(day + 2h + 30min);
    m.flow.resume(day + 3h);
    m.marks.clock_moved(day + 3h);
    m.flow.stop(day + 4h); // off, then without power, then off
    m.marks.power_lost(day + 4h + 30min);
    m.marks.power_restored(day + 5h);
    m.flow.resume(day + 5h + 10min);
    const auto now = day + 48h;
    auto status = [&](sim::duration at) { return m.all().at(day + at, now).status; };
    CHECK(status(30min) == slot_status::valid);
    CHECK(status(1h) == slot_status::power_failure);
    CHECK(status(1h + 30min) == slot_status::valid);
    CHECK(status(2h) == slot_status::valid);
    CHECK(status(2h + 30min) == slot_status::supply_disabled);
    CHECK(status(3h) == slot_status::clock_adjusted);
    CHECK(status(4h) == slot_status::supply_disabled);
    CHECK(status(4h + 30min) == slot_status::power_failure);
    CHECK(status(5h) == slot_status::supply_disabled);
    CHECK(m.all(9528, 1h).at(day + 4h, now).status == (slot_status::power_failure | slot_status::supply_disabled));
    auto range = m.all().read(day, day + 6h, now);
    for (auto at = 0min; at < 6h; at += 30min) CHECK(range.next()->status == status(at));
    CHECK(m.all().at(day + 2h + 30min, now).amount == 0);

    sim::writer out;
    m.marks.save(out);
    slot_marks again;
    sim::reader in(out.data());
    again.restore(in);
    CHECK_FALSE(in.finish());
    CHECK(again.power_failures() == m.marks.power_failures());
    CHECK(again.clock_moves() == m.marks.clock_moves());
}

TEST_CASE("marks are kept for the newest exceptions only")
{
    slot_marks marks;
    for (int i = 0; i < 250; ++i) {
        marks.power_lost(start + i * 2h);
        CHECK_FALSE(marks.powered());
        marks.power_restored(start + i * 2h + 1min);
        marks.clock_moved(start + i * 2h);
    }
    CHECK(marks.power_failures().size() == slot_marks::most);
    CHECK(marks.power_failures().back().from == start + 249 * 2h);
    CHECK(marks.clock_moves().size() == slot_marks::most);
}

} // namespace
