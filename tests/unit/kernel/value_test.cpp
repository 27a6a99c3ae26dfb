#include "sim/kernel/value.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace sim;

namespace {
std::string json_string(std::string_view text)
{
    std::string out;
    append_json_string(out, text);
    return out;
}
constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
constexpr auto highest = std::numeric_limits<std::int64_t>::max();
} // namespace

TEST_CASE("a value knows its kind, its text and its JSON")
{
    struct row {
        value content;
        value_kind kind;
        const char* kind_name;
        const char* text;
        const char* json;
    };
    for (const auto& r : {
             row{{}, value_kind::none, "none", "", "null"},
             row{true, value_kind::boolean, "boolean", "true", "true"},
             row{false, value_kind::boolean, "boolean", "false", "false"},
             row{std::int64_t(-12), value_kind::integer, "integer", "-12", "-12"},
             row{milli{3500}, value_kind::decimal, "decimal", "3.500", "3.500"},
             row{milli{-7}, value_kind::decimal, "decimal", "-0.007", "-0.007"},
             row{milli{-1007}, value_kind::decimal, "decimal", "-1.007", "-1.007"},
             row{milli{lowest}, value_kind::decimal, "decimal", "-9223372036854775.808", "-9223372036854775.808"},
             row{duration(90min), value_kind::elapsed, "duration", "1h30m", "\"1h30m\""},
             row{time_point(1s), value_kind::instant, "time", "1970-01-01T00:00:01.000000000Z",
                 "\"1970-01-01T00:00:01.000000000Z\""},
             row{std::string("a \"b\""), value_kind::text, "text", "a \"b\"", R"("a \"b\"")"},
         }) {
        CAPTURE(r.json);
        CHECK(kind_of(r.content) == r.kind);
        CHECK(to_string(r.kind) == r.kind_name);
        CHECK(to_text(r.content) == r.text);
        CHECK(to_json(r.content) == r.json);
    }
}

TEST_CASE("JSON strings escape what JSON must and keep all other UTF-8")
{
    CHECK(json_string("") == "\"\"");
    CHECK(json_string("\"\\/") == R"("\"\\/")");
    CHECK(json_string(std::string_view("\0\x01\n\t\x1f\x7f", 6)) == "\"\\u0000\\u0001\\u000a\\u0009\\u001f\x7f\"");
    for (const char* good : {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF",
                             "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "m\xC2\xB3 \xE2\x82\xAC"})
        CHECK(json_string(good) == '"' + std::string(good) + '"');
}

TEST_CASE("bytes that are not UTF-8 are replaced, each by one U+FFFD")
{
    struct row {
        const char* text;
        const char* json;
    };
    for (auto [text, json] : {
             row{"\x80", R"("\ufffd")"},                                 // a continuation without a lead
             row{"\xFF", R"("\ufffd")"},                                 //
             row{"a\xC3", R"("a\ufffd")"},                               // truncated
             row{"\xC3z", R"("\ufffdz")"},                               // broken off by another character
             row{"\xC0\xAF", R"("\ufffd\ufffd")"},                       // overlong
             row{"\xC1\xBF", R"("\ufffd\ufffd")"},                       // overlong
             row{"\xE0\x9F\xBF", R"("\ufffd\ufffd\ufffd")"},             // overlong
             row{"\xED\xA0\x80", R"("\ufffd\ufffd\ufffd")"},             // a surrogate
             row{"\xF0\x8F\xBF\xBF", R"("\ufffd\ufffd\ufffd\ufffd")"},   // overlong
             row{"\xF4\x90\x80\x80", R"("\ufffd\ufffd\ufffd\ufffd")"},   // beyond U+10FFFF
             row{"\xF5\x80\x80\x80.", R"("\ufffd\ufffd\ufffd\ufffd.")"}, //
             row{"\xE2\x82", R"("\ufffd\ufffd")"},                       // truncated after two
         }) {
        CAPTURE(json);
        CHECK(json_string(text) == json);
    }
}

TEST_CASE("values of a kind are ordered, those of different kinds are not")
{
    using order = std::partial_ordering;
    CHECK(compare(std::int64_t(1), std::int64_t(2)) == order::less);
    CHECK(compare(milli{1}, milli{1}) == order::equivalent);
    CHECK(compare(duration(2h), duration(90min)) == order::greater);
    CHECK(compare(time_point(1s), time_point(2s)) == order::less);
    CHECK(compare(std::string("b"), std::string("a")) == order::greater);
    CHECK(compare(false, true) == order::less);
    CHECK(compare({}, {}) == order::equivalent);

    CHECK(compare(std::string("1"), std::int64_t(1)) == order::unordered);
    CHECK(compare(true, std::int64_t(1)) == order::unordered);
    CHECK(compare(duration(1s), time_point(1s)) == order::unordered);
    CHECK(compare({}, std::int64_t(0)) == order::unordered);
    CHECK(compare(milli{0}, {}) == order::unordered);
}

TEST_CASE("an integer is compared with a decimal exactly, however large")
{
    using order = std::partial_ordering;
    struct row {
        std::int64_t whole;
        milli decimal;
        order expected;
    };
    for (const auto& r : {
             row{3, {3000}, order::equivalent}, row{3, {3001}, order::less}, row{3, {2999}, order::greater},
             row{0, {-1}, order::greater}, row{0, {1}, order::less}, row{-1, {-1000}, order::equivalent},
             row{-1, {-1001}, order::greater}, row{-1, {-999}, order::less},
             row{highest, {highest}, order::greater}, // three orders of magnitude apart
             row{lowest, {lowest}, order::less}, row{9223372036854775, {highest}, order::less}, // …775 against …775.807
         }) {
        CAPTURE(r.whole);
        CAPTURE(r.decimal.thousandths);
        CHECK(compare(r.whole, r.decimal) == r.expected);
        CHECK(compare(r.decimal, r.whole) == (0 <=> r.expected));
    }
}
