// Who is due when.
#include "toy_meter.hpp"

#include <doctest/doctest.h>

using namespace devices::zcl;
using std::chrono::seconds;

namespace {

constexpr report_subject summation{toy_endpoint, cluster_id::metering, attribute_id(0x0000)};
constexpr report_subject supply{toy_endpoint, cluster_id::metering, attribute_id(0x0014)};

value reading(std::uint64_t n) { return of(data_type::uint48, n); }
sim::time_point at(int s) { return toy_time + seconds(s); }

} // namespace

TEST_CASE("a change is a difference of an analog value, and any change of another")
{
    struct row {
        const char* what;
        value before, now, change;
        bool differs;
    };
    auto i24 = [](std::int64_t n) { return of(data_type::int24, static_cast<std::uint64_t>(n)); };
    auto e8 = [](std::uint64_t n) { return of(data_type::enum8, n); };
    const row rows[] = {
        {"nothing", reading(5), reading(5), reading(0), false},
        {"anything", reading(5), reading(6), reading(0), true},
        {"too little", reading(5), reading(14), reading(10), false},
        {"enough", reading(5), reading(15), reading(10), true},
        {"enough downwards", reading(15), reading(5), reading(10), true},
        {"across zero, too little", i24(-4), i24(5), i24(10), false},
        {"across zero", i24(-5), i24(5), i24(10), true},
        {"across zero downwards", i24(5), i24(-5), i24(10), true},
        {"the whole range", reading(0), reading(0xFFFFFFFFFFFF), reading(0xFFFFFFFFFFFF), true},
        {"another state", e8(1), e8(2), {}, true},
        {"the same state", e8(2), e8(2), {}, false},
        {"another text", of_text(data_type::octet_string, "a"), of_text(data_type::octet_string, "b"), {}, true},
        {"from no value", {}, e8(2), {}, true},
    };
    for (const row& r : rows) {
        CAPTURE(r.what);
        CHECK(differs(r.before, r.now, r.change) == r.differs);
    }
}

TEST_CASE("a report is due after the maximum, and with a change after the minimum")
{
    const report_rule rule{seconds(30), seconds(60), reading(10)};
    const last_report last{at(0), reading(100)};
    CHECK(!is_due(rule, last, at(29), reading(200)));
    CHECK(is_due(rule, last, at(30), reading(200)));
    CHECK(!is_due(rule, last, at(30), reading(109)));
    CHECK(!is_due(rule, last, at(59), reading(100)));
    CHECK(is_due(rule, last, at(60), reading(100)));
    const report_rule on_change{seconds(0), seconds(0), reading(10)};
    CHECK(!is_due(on_change, last, at(100'000), reading(100)));
    CHECK(is_due(on_change, last, at(0), reading(110)));
}

TEST_CASE("nobody needs to look before something may be due")
{
    const last_report last{at(0), reading(100)};
    CHECK(next_look({seconds(0), seconds(10), {}}, last, at(0)) == at(10));
    CHECK(next_look({seconds(30), seconds(60), {}}, last, at(0)) == at(30));
    CHECK(next_look({seconds(45), seconds(0), {}}, last, at(0)) == at(45));
    CHECK(next_look({seconds(0), seconds(0), {}}, last, at(100)) == at(130));
}

TEST_CASE("a table reports what is due, first of all what is new")
{
    report_table t;
    CHECK(!t.next_look(at(0)));
    CHECK(t.set(supply, {seconds(0), seconds(0), {}}));
    CHECK(t.set(summation, {seconds(30), seconds(30), reading(0)}));
    CHECK(t.next_look(at(0)) == at(0));
    toy_meter meter;
    auto read = [&](const report_subject& s) { return toy_model().read(s, toy_time, meter); };
    auto due = t.take_due(at(0), read);
    REQUIRE(due.size() == 2);
    CHECK(due[0].first == summation);
    CHECK(due[0].second == reading(0x123456));
    CHECK(due[1].second == of(data_type::enum8, 2));
    CHECK(t.take_due(at(0), read).empty());
    CHECK(t.next_look(at(0)) == at(30));
    meter.supply = 0;
    due = t.take_due(at(10), read);
    REQUIRE(due.size() == 1);
    CHECK(due[0].first == supply);
    meter.summation += 1;
    due = t.take_due(at(30), read);
    REQUIRE(due.size() == 1);
    CHECK(due[0].second == reading(0x123457));
    meter.has_supply = false;
    t.remove(summation);
    CHECK(t.take_due(at(1000), read).empty());
}

TEST_CASE("a table is as long as its limit, and comes back from memory")
{
    report_table t;
    for (std::uint16_t i = 0; i < report_table::most; ++i)
        CHECK(t.set({toy_endpoint, cluster_id::metering, attribute_id(i)}, {seconds(i), seconds(60), reading(i)}));
    CHECK(!t.set({toy_endpoint, cluster_id::metering, attribute_id(0x1000)}, {}));
    CHECK(t.set({toy_endpoint, cluster_id::metering, attribute_id(3)}, {seconds(7), seconds(60), {}}));
    sim::writer out;
    t.save(out);
    report_table again;
    sim::reader in(out.data());
    again.restore(in);
    CHECK(!in.finish());
    REQUIRE(again.entries().size() == report_table::most);
    for (std::size_t i = 0; i < report_table::most; ++i) {
        CHECK(again.entries()[i].subject == t.entries()[i].subject);
        CHECK(again.entries()[i].rule == t.entries()[i].rule);
    }
    for (std::size_t cut = 0; cut < out.size(); ++cut) {
        report_table less;
        sim::reader short_in(sim::byte_view(out.data()).first(cut));
        less.restore(short_in);
        CHECK(!short_in.ok());
    }
}
