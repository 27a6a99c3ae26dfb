#include "scenarios/engine/condition.hpp"

#include "test_catalogue.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace scenarios::engine;
using namespace std::chrono_literals;

namespace {

condition good(std::string_view text)
{
    auto parsed = parse_condition(text, test::names());
    if (auto* error = std::get_if<condition_error>(&parsed)) FAIL(text, ": ", error->message);
    return std::get<condition>(parsed);
}

} // namespace

TEST_CASE("a wrong condition says where and how")
{
    struct row {
        std::string_view text;
        std::size_t offset;
        std::string_view message;
    };
    for (auto [text, offset, message] : std::array{
             row{"", 0, "expected `STATE == VALUE` or `count(EVENT) <= N`"},
             row{"== x", 0, "expected `STATE == VALUE` or `count(EVENT) <= N`"},
             row{"migration.stat == commissioned", 0,
                 "unknown state `migration.stat`; did you mean `migration.state`?"},
             row{"zzzzzz == commissioned", 0, "unknown state `zzzzzz`"},
             row{"migration.state", 15, "expected one of == != < <= > >= here"},
             row{"migration.state = commissioned", 16, "expected one of == != < <= > >= here"},
             row{"migration.state ==", 18, "a value is missing after the comparison"},
             row{"migration.state == comissioned", 19,
                 "`migration.state` is never `comissioned`; did you mean `commissioned`?"},
             row{"migration.state < commissioned", 16, "`migration.state` has no order: only == and != make sense"},
             row{"migration.state == \"commissioned", 19, "the closing quote is missing"},
             row{"chf.on >= true", 7, "`chf.on` has no order: only == and != make sense"},
             row{"chf.on == yes", 10, "`chf.on` is a boolean, which `yes` is not"},
             row{"chf.calls == 1x", 13, "`chf.calls` is a integer, which `1x` is not"},
             row{"chf.calls == 1.5", 13, "`chf.calls` is a integer, which `1.5` is not"},
             row{"meter.kwh < 1.2345", 12, "`meter.kwh` is a decimal, which `1.2345` is not"},
             row{"gsme.mirror_age < 30", 18, "`gsme.mirror_age` is a duration, which `30` is not"},
             row{"sim.since > yesterday", 12, "`sim.since` is a time, which `yesterday` is not"},
             row{"count(wan.onlin) == 1", 6, "unknown event `wan.onlin`; did you mean `wan.online`?"},
             row{"count(wan.online == 1", 17, "expected `)` after the event"},
             row{"count(wan.online) 1", 18, "expected one of == != < <= > >= here"},
             row{"count(wan.online) == many", 21, "a count is compared with a whole number, not with `many`"},
             row{"count(wan.online) >= -1", 21, "a count is compared with a whole number, not with `-1`"},
             row{"count(wan.online) >=", 20, "a value is missing after the comparison"}}) {
        CAPTURE(text);
        auto parsed = parse_condition(text, test::names());
        REQUIRE(std::holds_alternative<condition_error>(parsed));
        CHECK(std::get<condition_error>(parsed).offset == offset);
        CHECK(std::get<condition_error>(parsed).message == message);
    }
}

TEST_CASE("a condition reads its literal as the state's kind")
{
    CHECK(std::get<state_condition>(good("migration.state == commissioned")).literal ==
          sim::value(std::string("commissioned")));
    CHECK(std::get<state_condition>(good("migration.state != 'rolled_back' ")).literal ==
          sim::value(std::string("rolled_back")));
    CHECK(std::get<state_condition>(good("wan.state == \"a b\"")).literal == sim::value(std::string("a b")));
    CHECK(std::get<state_condition>(good("wan.state == 12")).literal == sim::value(std::string("12")));
    CHECK(std::get<state_condition>(good("chf.calls>=-3")).literal == sim::value(std::int64_t(-3)));
    CHECK(std::get<state_condition>(good("meter.kwh < 12.5")).literal == sim::value(sim::milli{12500}));
    CHECK(std::get<state_condition>(good("meter.kwh < -0.005")).literal == sim::value(sim::milli{-5}));
    CHECK(std::get<state_condition>(good("meter.kwh < 3")).literal == sim::value(sim::milli{3000}));
    CHECK(std::get<state_condition>(good("gsme.mirror_age <= 30m")).literal == sim::value(sim::duration(30min)));
    CHECK(std::get<state_condition>(good("sim.since > 1970-01-01T00:00:01Z")).literal ==
          sim::value(sim::time_point(1s)));
    CHECK(std::get<state_condition>(good("chf.on == true")).literal == sim::value(true));
    auto count = std::get<count_condition>(good("count( wan.online ) <= 5"));
    CHECK(count.event == "wan.online");
    CHECK(count.compare == comparison::at_most);
    CHECK(count.number == 5);
}

TEST_CASE("decimals have at most three places and no other shape")
{
    for (auto text : {"", "-", ".", "1.", ".5", "--1", "1.-5", "1e3", "1.2.3", "+1", "9999999999999999999", "1,5"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_literal(text, sim::value_kind::decimal));
    }
    CHECK(parse_literal("1.005", sim::value_kind::decimal) == sim::value(sim::milli{1005}));
    CHECK(parse_literal("-1.5", sim::value_kind::decimal) == sim::value(sim::milli{-1500}));
}

TEST_CASE("a condition's text reads back as the same condition")
{
    for (auto text :
         {"migration.state == commissioned", "meter.kwh <= 1.500", "count(wan.online) != 3", "gsme.mirror_age > 1h30m"})
        CHECK(to_text(good(text)) == text);
}

TEST_CASE("each comparison holds on its side of the boundary")
{
    struct row {
        comparison c;
        bool below, same, above;
    };
    for (auto [c, below, same, above] :
         std::array{row{comparison::equal, false, true, false}, row{comparison::not_equal, true, false, true},
                    row{comparison::less, true, false, false}, row{comparison::at_most, true, true, false},
                    row{comparison::more, false, false, true}, row{comparison::at_least, false, true, true}}) {
        CAPTURE(to_string(c));
        sim::value five = std::int64_t(5);
        CHECK(holds(c, std::int64_t(4), five) == below);
        CHECK(holds(c, std::int64_t(5), five) == same);
        CHECK(holds(c, std::int64_t(6), five) == above);
        CHECK_FALSE(holds(c, sim::value(), five));
        CHECK_FALSE(holds(c, sim::value(), sim::value()));
        CHECK_FALSE(holds(c, std::string("5"), five));
    }
}
