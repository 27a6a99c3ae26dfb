#include "devices/metering/event_log.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

using namespace devices::metering;
using namespace std::chrono_literals;

const auto start = sim::parse_rfc3339("2020-11-07T00:00:00Z").value();
constexpr auto armed = alert_code::supply_armed;

TEST_CASE("an empty log has no newest entry, and one that is damaged is an error")
{
    event_log log;
    CHECK_THROWS(log.at(0));
    log.add(armed, start);
    sim::writer out;
    log.save(out);
    for (std::size_t cut = 0; cut < out.data().size(); ++cut) {
        sim::reader in(sim::byte_view(out.data()).first(cut));
        event_log again;
        again.restore(in);
        CHECK(in.finish());
    }
    auto many = out.data();
    many[4] = 101; // more entries than a log has
    sim::reader in(many);
    log.restore(in);
    CHECK(in.error() == sim::codec_errc::out_of_range);
}

TEST_CASE("the newest hundred entries stay, in their order, numbered on and on")
{
    event_log log;
    for (int i = 0; i < 230; ++i) log.add(armed, start + i * 1h);
    CHECK(log.size() == 100);
    CHECK(log.sequence() == 230);
    for (std::size_t i = 0; i < 100; ++i)
        CHECK(log.at(i) == log_entry{start + (130 + static_cast<int>(i)) * 1h, armed, 1});
    CHECK(log.newest().at == start + 229h);
    sim::writer out;
    log.save(out);
    event_log again;
    sim::reader in(out.data());
    again.restore(in);
    CHECK_FALSE(in.finish());
    again.add(armed, start + 300h);
    CHECK(again.at(0) == log.at(1));
    CHECK(again.sequence() == 231);
}

TEST_CASE("repeats within a minute are counted in one entry, others and later ones are not")
{
    event_log log;
    log.add(armed, start);
    log.add(armed, start + 59s);
    CHECK(log.newest() == log_entry{start, armed, 2});
    log.add(armed, start + 60s);
    CHECK(log.size() == 2);
    log.add(alert_code::low_credit, start + 61s);
    log.add(armed, start + 62s);
    CHECK(log.size() == 4);
    log.clear();
    CHECK(log.size() == 0);
    CHECK(log.sequence() == 4);
}

TEST_CASE("every alert has its published number and a name, once")
{
    auto all = all_alerts();
    CHECK(all.size() > 60);
    CHECK(std::is_sorted(all.begin(), all.end()));
    CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
    for (auto code : all) CHECK_FALSE(to_string(code).empty());
    CHECK(to_string(armed) == "Supply Armed");
    CHECK(to_string(static_cast<alert_code>(0x8F32)) == "Supply Armed");
    CHECK(to_string(static_cast<alert_code>(0x0001)).empty());
}

} // namespace
