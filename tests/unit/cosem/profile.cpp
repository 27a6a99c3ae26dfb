#include "tests/unit/cosem/sample.hpp"
#include "tests/unit/cosem/walk.hpp"

namespace {

using namespace tests;
using namespace devices::cosem;
using namespace std::chrono_literals;
using dlms::data;
using dlms::data_tag;

constexpr std::uint8_t by_range = 1, by_entry = 2;
const capture_object time_column{class_id::clock, named("0-0:1.0.0")};
const capture_object value_column{class_id::register_, named("1-0:1.8.0")};
const capture_object status_column{class_id::data, named("0-0:96.10.1")};

struct bench {
    sample device;
    object_server server{sample_model(), device};

    bench() { device.first_entry = noon; }

    data_access_result read(std::uint8_t selector, const sim::bytes& parameters, data& out)
    {
        auto what = attribute_of(*sample_model().find(named("1-0:99.1.0")), 2);
        what.selection = dlms::selective_access{selector, parameters};
        dlms::axdr_writer written;
        const auto result = server.read(caller_of(association::reading, noon), what, written);
        if (result == data_access_result::success) out = decoded(written.encoded());
        return result;
    }
    /// The numbers of the entries that come; empty with another result, too.
    std::vector<std::uint64_t> entries(std::uint8_t selector, const sim::bytes& parameters,
                                       data_access_result expected = data_access_result::success)
    {
        data out;
        CHECK(read(selector, parameters, out) == expected);
        std::vector<std::uint64_t> numbers;
        for (const auto& row : out.items) numbers.push_back(row.items.at(1).number);
        return numbers;
    }
};

sim::bytes entry_range(std::uint32_t from, std::uint32_t to, std::uint16_t from_column = 1, std::uint16_t to_column = 0)
{
    dlms::axdr_writer w;
    w.structure(4).double_long_unsigned(from).double_long_unsigned(to);
    return w.long_unsigned(from_column).long_unsigned(to_column).take();
}
sim::bytes range(const date_time& from, const date_time& to, const std::vector<capture_object>& columns = {},
                 const capture_object& restricting = time_column)
{
    dlms::axdr_writer w;
    w.structure(4);
    put(w, restricting);
    put(w, from);
    put(w, to);
    w.array(columns.size());
    for (const auto& c : columns) put(w, c);
    return w.take();
}
date_time at(sim::duration after_noon) { return to_date_time(noon + after_noon, {}); }
std::vector<std::uint64_t> numbers(std::uint64_t from, std::uint64_t to)
{
    std::vector<std::uint64_t> out;
    for (; from < to; ++from) out.push_back(from);
    return out;
}

TEST_CASE("entries are read by their numbers, the oldest is 1, and 0 is the end")
{
    bench b;
    b.device.entries = 10;
    CHECK(b.entries(by_entry, entry_range(1, 3)) == numbers(0, 3));
    CHECK(b.entries(by_entry, entry_range(8, 0)) == numbers(7, 10));
    CHECK(b.entries(by_entry, entry_range(10, 10)) == numbers(9, 10));
    CHECK(b.entries(by_entry, entry_range(9, 4'000'000'000)) == numbers(8, 10));
    CHECK(b.entries(by_entry, entry_range(11, 12)).empty());
    CHECK(b.entries(by_entry, entry_range(4'294'967'295, 4'294'967'295)).empty());
    CHECK(b.entries(by_entry, entry_range(5, 4)).empty());
    CHECK(b.entries(by_entry, entry_range(0, 4), data_access_result::scope_of_access_violated).empty());
}

TEST_CASE("columns of entries are a range too")
{
    bench b;
    data out;
    REQUIRE(b.read(by_entry, entry_range(1, 2, 2, 3), out) == data_access_result::success);
    CHECK(out.items.at(0).items.size() == 2);
    CHECK(out.items.at(1).items.at(0).tag == data_tag::double_long_unsigned);
    REQUIRE(b.read(by_entry, entry_range(1, 2, 1, 1), out) == data_access_result::success);
    CHECK(out.items.at(0).items.size() == 1);
    for (auto [from, to] : {std::pair<std::uint16_t, std::uint16_t>{0, 1}, {1, 4}, {3, 2}, {4, 0}})
        CHECK(b.read(by_entry, entry_range(1, 2, from, to), out) == data_access_result::scope_of_access_violated);
}

TEST_CASE("a range has both of its ends, and may have none")
{
    bench b;
    b.device.entries = 10;
    CHECK(b.entries(by_range, range(at(1h), at(2h))) == numbers(2, 5));
    CHECK(b.entries(by_range, range(at(1h + 1s), at(2h - 1s))) == numbers(3, 4));
    CHECK(b.entries(by_range, range(no_time, at(30min))) == numbers(0, 2));
    CHECK(b.entries(by_range, range(at(4h), no_time)) == numbers(8, 10));
    CHECK(b.entries(by_range, range(no_time, no_time)) == numbers(0, 10));
    CHECK(b.entries(by_range, range(at(-8760h), at(8760h))) == numbers(0, 10));
    CHECK(b.entries(by_range, range(at(10min), at(20min))).empty());
    CHECK(b.entries(by_range, range(at(2h), at(1h))).empty());
    CHECK(b.entries(by_range, range(at(-2h), at(-1h))).empty()); // before the installation
    CHECK(b.entries(by_range, range(at(20h), at(40h))).empty()); // not captured yet
}

TEST_CASE("the ends of a range may be local time: what counts is the instant")
{
    bench b;
    b.device.first_entry = sim::parse_rfc3339("2020-07-01T00:00:00Z").value();
    auto from = to_date_time(b.device.first_entry + 2h, {60min}); // 03:00, an hour ahead
    CHECK(b.entries(by_range, range(from, from)) == numbers(4, 5));
    from[9] = 0x80, from[10] = 0; // no deviation: 03:00 of British summer
    CHECK(b.entries(by_range, range(from, from)) == numbers(4, 5));
}

TEST_CASE("a range gives the columns that are asked for, in that order")
{
    bench b;
    data out;
    REQUIRE(b.read(by_range, range(at(0h), at(0h), {status_column, value_column}), out) == data_access_result::success);
    REQUIRE(out.items.size() == 1);
    CHECK(out.items[0].items.at(0).tag == data_tag::unsigned_integer);
    CHECK(out.items[0].items.at(1).tag == data_tag::double_long_unsigned);
    CHECK(b.read(by_range, range(at(0h), at(0h), {{class_id::register_, named("1-0:2.8.0")}}), out) ==
          data_access_result::scope_of_access_violated);
    CHECK(b.read(by_range, range(at(0h), at(0h), {}, value_column), out) ==
          data_access_result::scope_of_access_violated);
    CHECK(b.read(by_range, range(at(0h), at(0h), {}, {class_id::clock, named("0-0:1.0.1")}), out) ==
          data_access_result::scope_of_access_violated);
}

TEST_CASE("a profile without entries is an empty array however it is read")
{
    bench b;
    b.device.entries = 0;
    CHECK(b.entries(by_entry, entry_range(1, 0)).empty());
    CHECK(b.entries(by_range, range(no_time, no_time)).empty());
    dlms::axdr_writer out;
    const auto& o = *sample_model().find(named("1-0:99.1.0"));
    CHECK(b.server.read(caller_of(association::reading, noon), attribute_of(o, 2), out) == data_access_result::success);
    CHECK(sim::to_hex(out.encoded()) == "0100");
}

TEST_CASE("thirteen months come whole, from the first to the last half-hour")
{
    bench b;
    b.device.entries = 19'056;
    CHECK(b.entries(by_entry, entry_range(1, 0)) == numbers(0, 19'056));
    CHECK(b.entries(by_range, range(at(30min * 19'055), no_time)) == numbers(19'055, 19'056));
    CHECK(b.entries(by_range, range(at(0h), at(30min * 19'054))) == numbers(0, 19'055));
}

TEST_CASE("selectors and parameters of another kind are refused")
{
    bench b;
    data out;
    CHECK(b.read(0, entry_range(1, 0), out) == data_access_result::scope_of_access_violated);
    CHECK(b.read(3, entry_range(1, 0), out) == data_access_result::scope_of_access_violated);
    CHECK(b.read(by_range, entry_range(1, 0), out) == data_access_result::type_unmatched);
    CHECK(b.read(by_entry, range(no_time, no_time), out) == data_access_result::type_unmatched);
    CHECK(b.read(by_entry, {}, out) == data_access_result::type_unmatched);
    CHECK(b.read(by_entry, {0x02, 0x04, 0x06}, out) == data_access_result::type_unmatched);
    auto trailing = entry_range(1, 0);
    trailing.push_back(0);
    CHECK(b.read(by_entry, trailing, out) == data_access_result::type_unmatched);
    auto nonsense = at(0h);
    nonsense[2] = 13;
    CHECK(b.read(by_range, range(nonsense, no_time), out) == data_access_result::type_unmatched);
    auto what = attribute_of(*sample_model().find(named("1-0:99.1.0")), 3);
    what.selection = dlms::selective_access{by_entry, entry_range(1, 0)};
    dlms::axdr_writer written;
    CHECK(b.server.read(caller_of(association::reading, noon), what, written) ==
          data_access_result::scope_of_access_violated);
}

} // namespace
