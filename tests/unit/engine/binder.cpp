#include "scenarios/engine/binder_types.hpp"

#include <doctest/doctest.h>

using namespace scenarios::engine;
using namespace std::chrono_literals;

namespace {

enum class colour { red, green };
struct inner {
    std::string name{"default"};
    std::uint8_t small{3};
};
struct outer {
    bool flag{false};
    std::int64_t number{7};
    sim::duration wait{90s};
    sim::time_point when{};
    sim::pace pace{};
    colour shade{colour::red};
    located<std::string> place;
    std::optional<inner> maybe;
    inner sub{};
    std::vector<inner> list;
    one_or_many<std::string> many;
    std::map<std::string, std::int64_t> shares;
    std::optional<yaml_node> raw;
};

} // namespace

namespace scenarios::engine {
template <>
struct choices<colour> {
    static constexpr std::array all{choice{"red", colour::red}, choice{"green", colour::green}};
};
template <>
struct table<inner> {
    static constexpr std::string_view what = "an inner thing";
    static constexpr std::tuple keys{required_key("name", &inner::name, "Its name.", bounds{1, 8}),
                                     optional_key("small", &inner::small, "A number.")};
};
template <>
struct table<outer> {
    static constexpr std::string_view what = "an outer thing";
    static constexpr std::tuple keys{
        optional_key("flag", &outer::flag, "A flag."),
        optional_key("number", &outer::number, "A number.", bounds{-5, 10}),
        optional_key("wait", &outer::wait, "A wait.", bounds{0, sim::duration(1h).count()}),
        optional_key("when", &outer::when, "A time."),
        optional_key("pace", &outer::pace, "A pace."),
        optional_key("shade", &outer::shade, "A colour."),
        optional_key("place", &outer::place, "A text."),
        optional_key("maybe", &outer::maybe, "Perhaps one."),
        optional_key("sub", &outer::sub, "One."),
        optional_key("list", &outer::list, "Several.", bounds{0, 2}),
        optional_key("many", &outer::many, "One or more.", bounds{1, 3}),
        optional_key("shares", &outer::shares, "Numbers by name.", bounds{0, 2}),
        optional_key("raw", &outer::raw, "Anything.")};
};
} // namespace scenarios::engine

namespace {

std::string errors_of(std::string_view text, outer* onto = nullptr, completeness demand = completeness::whole)
{
    diagnostics out("f");
    auto root = read_yaml(text, out);
    outer local;
    binding how{out, demand};
    bool good = root && bind_onto(*root, onto ? *onto : local, how);
    CHECK(good == out.empty());
    return out.text();
}

} // namespace

TEST_CASE("a wrong value says what was expected and what was found")
{
    struct row {
        std::string_view text, errors;
    };
    for (auto [text, errors] : std::initializer_list<row>{
             {"[a]\n", "f:1:1: expected a mapping, found a list\n"},
             {"flg: true\n", "f:1:1: unknown key `flg` in an outer thing; did you mean `flag`?\n"},
             {"zzz: true\n", "f:1:1: unknown key `zzz` in an outer thing\n"},
             {"flag: yes\n", "f:1:7: expected true or false, found `yes`\n"},
             {"flag: \"true\"\n", "f:1:7: expected true or false, found \"true\"\n"},
             {"flag:\n", "f:1:1: expected true or false, found nothing\n"},
             {"number: 11\n", "f:1:9: `11` is out of range: -5 … 10\n"},
             {"number: -6\n", "f:1:9: `-6` is out of range: -5 … 10\n"},
             {"number: 99999999999999999999\n", "f:1:9: `99999999999999999999` is out of range: -5 … 10\n"},
             {"number: 1.5\n", "f:1:9: expected an integer, found `1.5`\n"},
             {"number: 0x1\n", "f:1:9: expected an integer, found `0x1`\n"},
             {"number: \"1\"\n", "f:1:9: expected an integer, found \"1\"\n"},
             {"number: [1]\n", "f:1:9: expected an integer, found a list\n"},
             {"wait: 90\n", "f:1:7: expected a duration such as 90s, 30m, 48h, 7d or 1h30m, found `90`\n"},
             {"wait: 5 minutes\n",
              "f:1:7: expected a duration such as 90s, 30m, 48h, 7d or 1h30m, found `5 minutes`\n"},
             {"wait: 61m\n", "f:1:7: `61m` is out of range: at most 1h\n"},
             {"wait: 99999999d\n", "f:1:7: `99999999d` is out of range: at most 1h\n"},
             {"when: yesterday\n",
              "f:1:7: expected a time such as 2020-11-07T00:00:00Z (RFC 3339), found `yesterday`\n"},
             {"when: {}\n", "f:1:7: expected a time such as 2020-11-07T00:00:00Z (RFC 3339), found a mapping\n"},
             {"pace: fast\n", "f:1:7: expected leap, step or a rate such as 1x or 60x, found `fast`\n"},
             {"shade: gren\n", "f:1:8: expected one of red | green, found `gren`; did you mean `green`?\n"},
             {"shade: {}\n", "f:1:8: expected one of red | green, found a mapping\n"},
             {"place: [x]\n", "f:1:8: expected text, found a list\n"},
             {"sub: 5\n", "f:1:6: expected a mapping, found `5`\n"},
             {"sub: { small: 1 }\n", "f:1:6: the key `name` is missing from an inner thing\n"},
             {"maybe: {}\n", "f:1:8: the key `name` is missing from an inner thing\n"},
             {"sub: { name: \"\" }\n", "f:1:14: \"\" is out of range: 1 … 8 characters\n"},
             {"sub: { name: äöüäöüäöü }\n", "f:1:14: `äöüäöüäöü` is out of range: 1 … 8 characters\n"},
             {"sub: { name: x, small: 256 }\n", "f:1:24: `256` is out of range: 0 … 255\n"},
             {"list: { name: x }\n", "f:1:7: expected a list, found a mapping\n"},
             {"list:\n- name: x\n- nme: y\n- name: z\n", "f:2:1: 3 elements are out of range: at most 2\nf:3:3: "
                                                         "unknown key `nme` in an inner thing; did you mean `name`?\n"
                                                         "f:3:3: the key `name` is missing from an inner thing\n"},
             {"many: []\n", "f:1:7: 0 elements are out of range: 1 … 3\n"},
             {"many: [a, {}]\n", "f:1:11: expected text, found a mapping\n"},
             {"shares: { a: 1, b: 2, c: x }\n",
              "f:1:9: 3 elements are out of range: at most 2\nf:1:26: expected an integer, found `x`\n"}}) {
        CAPTURE(text);
        CHECK(errors_of(text) == errors);
    }
}

TEST_CASE("all errors of a file are told at once")
{
    CHECK(errors_of("number: x\nflag: x\nsub: { small: x }\n") ==
          "f:1:9: expected an integer, found `x`\nf:2:7: expected true or false, found `x`\n"
          "f:3:6: the key `name` is missing from an inner thing\nf:3:15: expected an integer, found `x`\n");
}

TEST_CASE("every type is read")
{
    outer o;
    CHECK(
        errors_of("flag: true\nnumber: -5\nwait: 1h\nwhen: 1970-01-01T00:00:05Z\npace: 60x\nshade: green\nplace: here\n"
                  "maybe: { name: m }\nsub: { name: s, small: 255 }\nlist: [{ name: a }, { name: b }]\nmany: one\n"
                  "shares: { a: 1 }\nraw: { any: [thing] }\n",
                  &o)
            .empty());
    CHECK(o.flag);
    CHECK(o.number == -5);
    CHECK(o.wait == 1h);
    CHECK(o.when == sim::time_point(5s));
    CHECK(o.pace.mode == sim::pace_mode::rate);
    CHECK(o.pace.rate == 60);
    CHECK(o.shade == colour::green);
    CHECK(*o.place == "here");
    CHECK(o.place.where == position{7, 8});
    CHECK(o.place.given);
    CHECK(o.maybe->name == "m");
    CHECK(o.sub.small == 255);
    CHECK(o.list.size() == 2);
    CHECK(o.many.all == std::vector<std::string>{"one"});
    CHECK(o.shares.at("a") == 1);
    CHECK(o.raw->find("any")->items[0].text == "thing");
}

TEST_CASE("a wrong value leaves its member as it was")
{
    outer o;
    o.number = 4;
    errors_of("number: 11\n", &o);
    CHECK(o.number == 4);
}

TEST_CASE("overrides change only what they name, and required keys may be absent")
{
    outer o;
    o.sub = {"kept", 9};
    o.maybe = inner{"also", 8};
    o.shares = {{"a", 1}};
    CHECK(errors_of("sub: { small: 10 }\nmaybe: { small: 11 }\nshares: { b: 2 }\n", &o, completeness::partial).empty());
    CHECK(o.sub.name == "kept");
    CHECK(o.sub.small == 10);
    CHECK(o.maybe->name == "also");
    CHECK(o.maybe->small == 11);
    CHECK(o.shares == std::map<std::string, std::int64_t>{{"a", 1}, {"b", 2}});
    CHECK(o.number == 7);
    CHECK(errors_of("sub: { smal: 10 }\n", &o, completeness::partial) ==
          "f:1:8: unknown key `smal` in an inner thing; did you mean `small`?\n");
}

TEST_CASE("the description says type, bounds, default and sentence of every key")
{
    CHECK(to_text(describe<outer>()) == "flag: true | false; default false. A flag.\n"
                                        "number: integer (-5 … 10); default 7. A number.\n"
                                        "wait: duration (at most 1h); default 1m30s. A wait.\n"
                                        "when: RFC 3339 time; default 1970-01-01T00:00:00Z. A time.\n"
                                        "pace: leap | step | Nx; default leap. A pace.\n"
                                        "shade: red | green; default red. A colour.\n"
                                        "place: text. A text.\n"
                                        "maybe: { name, small }. Perhaps one.\n"
                                        "  name: text (1 … 8 characters); required. Its name.\n"
                                        "  small: integer (0 … 255); default 3. A number.\n"
                                        "sub: { name, small }. One.\n"
                                        "  name: text (1 … 8 characters); required. Its name.\n"
                                        "  small: integer (0 … 255); default 3. A number.\n"
                                        "list: list of { name, small } (at most 2). Several.\n"
                                        "  name: text (1 … 8 characters); required. Its name.\n"
                                        "  small: integer (0 … 255); default 3. A number.\n"
                                        "many: text, or a list of it (1 … 3). One or more.\n"
                                        "shares: mapping of names to integer (at most 2). Numbers by name.\n"
                                        "raw: mapping. Anything.\n");
}
