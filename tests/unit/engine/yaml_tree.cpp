#include "scenarios/engine/yaml_tree.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace scenarios::engine;
using namespace std::string_literals;

namespace {

std::string errors_of(std::string_view text)
{
    diagnostics out("f");
    read_yaml(text, out);
    return out.text();
}

yaml_node good(std::string_view text)
{
    diagnostics out("f");
    auto root = read_yaml(text, out);
    INFO(out.text());
    REQUIRE(out.empty());
    REQUIRE(root);
    return *root;
}

std::string errors_of_file(const std::string& path)
{
    diagnostics out("f");
    CHECK_FALSE(read_yaml_file(path, out));
    return out.text();
}

/// A folder of this test's own.
struct folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("s1sim_yaml_tree." + std::to_string(::getpid()));
    folder() { std::filesystem::create_directories(path); }
    ~folder() { std::filesystem::remove_all(path); }
};

} // namespace

TEST_CASE("what is doubtful in YAML is an error with its place")
{
    struct row {
        std::string_view text, errors;
    };
    for (auto [text, errors] : std::initializer_list<row>{
             {"", "f:1:1: the file is empty\n"},
             {"# nothing\n", "f:1:1: the file is empty\n"},
             {"a: 1\na: 2\n", "f:2:1: the key `a` stands here a second time\n"},
             {"x: {b: 1, c: 2, b: 3}\n", "f:1:17: the key `b` stands here a second time\n"},
             {"\"a\": 1\na: 2\n", "f:2:1: the key `a` stands here a second time\n"},
             {"a: 1\n---\nb: 2\n", "f:2:1: a second document begins here: one file, one document\n"},
             {"a: 1\n---\n", "f:2:1: a second document begins here: one file, one document\n"},
             {"a: 1\na: 2\n---\n", "f:2:1: the key `a` stands here a second time\nf:3:1: a second document begins "
                                   "here: one file, one document\n"},
             {"a: &x [1, *x]\n", "f:1:11: this alias stands inside its own anchor\n"},
             {"a: *x\n",
              "f:1:4: no anchor of this name stands above; a pattern that begins with * needs quotes: \"*\"\n"},
             {"on: *\n", "f:1:6: an alias needs a name; a pattern that begins with * needs quotes: \"*\"\n"},
             {"a: !thing 5\n", "f:1:4: the tag `!thing` is not supported: only YAML's core tags are\n"},
             {"a: !!set {b}\n", "f:1:4: the tag `tag:yaml.org,2002:set` is not supported: only YAML's core tags are\n"},
             {"a: !!binary aGk=\n", "f:1:4: the tag `!!binary` is not supported: only YAML's core tags are\n"},
             {"a: !!int five\n", "f:1:4: `five` does not fit its tag !!int\n"},
             {"a: !!bool yes\n", "f:1:4: `yes` does not fit its tag !!bool\n"},
             {"a: !!seq {b: 1}\n",
              "f:1:4: the tag `tag:yaml.org,2002:seq` is not supported: only YAML's core tags are\n"},
             {"? [a]\n: 1\n", "f:1:3: a key must be a word, not a list\n"},
             {"~: 1\n", "f:1:1: a key must be a word, not nothing\n"},
             {"a: &x {b: 1}\nc:\n  <<: *x\n", "f:3:3: merge keys (`<<`) are not part of YAML 1.2\n"},
             {"a: \"x\n", "f:1:4: YAML: the closing quote is missing\n"},
             {"a: &y 'it''s\n", "f:1:4: YAML: the closing quote is missing\n"},
             {"a: [1, 2\n", "f:2:1: YAML: end of sequence flow not found\n"},
             {"a: 1\n b: 2\n", "f:2:3: YAML: illegal map value\n"},
             {"a: { b: x? }\n", "f:1:10: YAML: end of map flow not found\n"},
             {"a: @b\n", "f:1:4: YAML: this character needs quotes around its text here\n"},
             {"a: \"x\" y\n", "f:1:8: YAML: end of map not found\n"},
             {"é: ü: x\n", "f:1:5: YAML: illegal map value\n"},
             {"a: b\xff\n", "f:1:5: not UTF-8 text\n"},
             {"é: \xed\xa0\x80\n", "f:1:4: not UTF-8 text\n"},
             {"a: \xc3", "f:1:4: not UTF-8 text\n"},
             {"\xfe\xff\x00\x61", "f:1:1: not UTF-8 text\n"},
             {"a: b\n\x01\n", "f:2:1: a control character\n"}}) {
        CAPTURE(text);
        CHECK(errors_of(text) == errors);
    }
}

TEST_CASE("a NUL byte is a control character") { CHECK(errors_of("a: b\0c\n"s) == "f:1:5: a control character\n"); }

TEST_CASE("nesting beyond the limit is refused, whatever the style")
{
    CHECK(errors_of(std::string(64, '[') + std::string(64, ']')).empty());
    CHECK(errors_of(std::string(65, '[') + std::string(65, ']')) == "f:1:65: nested too deeply: at most 64 levels\n");
    std::string dashes;
    for (int i = 0; i < 1000; ++i) dashes += "- ";
    CHECK(errors_of(dashes) == "f:1:129: nested too deeply: at most 64 levels\n");
    CHECK(errors_of(std::string(5000, '[')).find("nested too deeply") != std::string::npos);
}

TEST_CASE("an alias bomb is refused where it passes the limit")
{
    std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
    for (char c = 'b'; c <= 'i'; ++c) {
        auto before = "*"s + static_cast<char>(c - 1);
        bomb += c + ": &"s + c + " ["s + before;
        for (int i = 1; i < 10; ++i) bomb += ',' + before;
        bomb += "]\n";
    }
    auto errors = errors_of(bomb);
    CHECK(errors.find("f:5:") == 0);
    CHECK(errors.find("the file grows to more than 100000 nodes here, aliases expanded\n") != std::string::npos);
}

TEST_CASE("anchors inside anchors are a bomb too, and refused")
{
    std::string text;
    for (int i = 0; i < 50; ++i) text += "&a" + std::to_string(i) + " [";
    for (int i = 0; i < 20000; ++i) text += "x,";
    text += std::string(50, ']');
    CHECK(errors_of(text).find("the file grows to more than 100000 nodes here") != std::string::npos);
}

TEST_CASE("a long plain file is refused when it has too many nodes")
{
    std::string text;
    for (int i = 0; i < 100'001; ++i) text += "- x\n";
    CHECK(errors_of(text).find("the file grows to more than 100000 nodes here") != std::string::npos);
}

TEST_CASE("a file that is missing, a directory, a device or too large is refused without reading it")
{
    folder f;
    CHECK(errors_of_file(f.path / "none.yaml") == "f:1:1: the file cannot be found or read\n");
    CHECK(errors_of_file("") == "f:1:1: the file cannot be found or read\n");
    CHECK(errors_of_file(f.path) == "f:1:1: the file is a directory, not a file\n");
    CHECK(errors_of_file("/dev/zero") == "f:1:1: the file is not a regular file\n");
    auto large = f.path / "large.yaml";
    std::ofstream(large).put('x');
    std::filesystem::resize_file(large, 100'000'000);
    CHECK(errors_of_file(large) == "f:1:1: the file is too large: 100000000 bytes, at most 1048576\n");
    std::filesystem::resize_file(large, yaml_limits::bytes + 1);
    CHECK(errors_of_file(large) == "f:1:1: the file is too large: 1048577 bytes, at most 1048576\n");
}

TEST_CASE("a file at the limit of size is read")
{
    folder f;
    auto path = f.path / "full.yaml";
    std::string text = "a: b\n#";
    text.append(yaml_limits::bytes - text.size(), 'x');
    std::ofstream(path) << text;
    diagnostics out("f");
    auto root = read_yaml_file(path, out);
    REQUIRE(root);
    CHECK(root->find("a")->text == "b");
}

TEST_CASE("scalars stay text and remember their quotes")
{
    auto root =
        good("a: yes\nb: \"yes\"\nc: 'it''s'\nd: |\n  two\n  lines\ne: !!str 5\nf: ! 5\ng: !!int \"5\"\nh: 0x10\n");
    CHECK(root.find("a")->text == "yes");
    CHECK_FALSE(root.find("a")->quoted);
    CHECK(root.find("b")->text == "yes");
    CHECK(root.find("b")->quoted);
    CHECK(root.find("c")->text == "it's");
    CHECK(root.find("d")->text == "two\nlines\n");
    CHECK(root.find("d")->quoted);
    CHECK(root.find("e")->quoted);
    CHECK(root.find("f")->quoted);
    CHECK_FALSE(root.find("g")->quoted);
    CHECK(root.find("g")->text == "5");
    CHECK(root.find("h")->text == "0x10");
    CHECK(root.find("nothing") == nullptr);
}

TEST_CASE("null is empty, a tilde or the word, and stands at its key when it is not written")
{
    auto root = good("a:\nb: ~\nc: null\nd: \"null\"\nlist: [~]\n");
    CHECK(root.find("a")->is == yaml_node::kind::null);
    CHECK(root.find("a")->where == position{1, 1});
    CHECK(root.find("b")->is == yaml_node::kind::null);
    CHECK(root.find("b")->where == position{2, 4});
    CHECK(root.find("c")->is == yaml_node::kind::null);
    CHECK(root.find("d")->is_scalar());
    CHECK(root.find("list")->items[0].where == position{5, 8});
}

TEST_CASE("columns count characters, with or without a byte order mark")
{
    auto root = good("\xEF\xBB\xBFäöü: { é: €, x: y }\n");
    const auto& inner = *root.find("äöü");
    CHECK(inner.where == position{1, 6});
    CHECK(inner.entries[0].where == position{1, 8});
    CHECK(inner.entries[0].value.where == position{1, 11});
    CHECK(inner.entries[1].where == position{1, 14});
}

TEST_CASE("columns are right far into a long line, and cost no more there")
{
    std::string text = "[";
    for (int i = 0; i < 40'000; ++i) text += "äö€, ";
    auto root = good(text + "x]\n");
    CHECK(root.items[39'999].where == position{1, 2 + 5 * 39'999});
    CHECK(root.items[40'000].where == position{1, 2 + 5 * 40'000});
}

TEST_CASE("lines may end with carriage return and line feed")
{
    auto root = good("a: x\r\nb: y\r\n");
    CHECK(root.find("a")->text == "x");
    CHECK(root.entries[1].where == position{2, 1});
}

TEST_CASE("an alias has its own place and its anchor's content")
{
    auto root = good("a: &x { k: v }\nb: *x\nc: [*x, *x]\n");
    CHECK(root.find("b")->where == position{2, 4});
    CHECK(root.find("b")->find("k")->text == "v");
    CHECK(root.find("b")->find("k")->where == position{1, 12});
    CHECK(root.find("c")->items[1].where == position{3, 9});
}

TEST_CASE("a place inside a scalar is known when the text stands in the file as it is")
{
    auto root = good("a: b == c\nq: \"b == c\"\nd: 'it''s'\nf: >-\n  b\n  c\n");
    CHECK(root.find("a")->place_of(5) == position{1, 9});
    CHECK(root.find("q")->place_of(5) == position{2, 10});
    CHECK(root.find("d")->place_of(3) == position{3, 4});
    CHECK(root.find("f")->place_of(1) == position{4, 4});
}

TEST_CASE("errors are sorted by place, each told once")
{
    diagnostics out("f");
    out.add({2, 1}, "late");
    out.add({1, 5}, "b");
    out.add({1, 2}, "early");
    out.add({1, 5}, "a");
    out.add({1, 5}, "b");
    CHECK(out.text() == "f:1:2: early\nf:1:5: b\nf:1:5: a\nf:2:1: late\n");
}

TEST_CASE("the number of errors is limited")
{
    diagnostics out("f");
    for (std::uint32_t i = 0; i < 2 * diagnostics::capacity; ++i) out.add({i + 1, 1}, "x");
    CHECK(out.size() == diagnostics::capacity);
}
