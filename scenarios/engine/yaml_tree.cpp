#include "scenarios/engine/yaml_tree.hpp"

#include "scenarios/engine/source_text.hpp"
#include "scenarios/engine/yaml_builder.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace scenarios::engine {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string reworded(const YAML::ParserException& e)
{
    std::string_view message = e.msg;
    // yaml-cpp says "bad file" when its own limit on recursion is hit, which lies above ours but counts other things.
    if (message == "bad file") return "nested too deeply";
    if (message == "alias not found after *")
        return "an alias needs a name; a pattern that begins with * needs quotes: \"*\"";
    if (message == "the referenced anchor is not defined")
        return "no anchor of this name stands above; a pattern that begins with * needs quotes: \"*\"";
    if (message == "unknown token") return "YAML: this character needs quotes around its text here";
    return "YAML: " + std::string(message);
}

std::optional<std::string> read_bytes(const std::string& path, diagnostics& out)
{
    struct stat info {};
    std::string problem;
    if (::stat(path.c_str(), &info) != 0)
        problem = "cannot be found or read";
    else if (S_ISDIR(info.st_mode))
        problem = "is a directory, not a file";
    else if (!S_ISREG(info.st_mode))
        problem = "is not a regular file";
    else if (static_cast<std::uint64_t>(info.st_size) > yaml_limits::bytes)
        problem =
            "is too large: " + std::to_string(info.st_size) + " bytes, at most " + std::to_string(yaml_limits::bytes);
    std::string bytes;
    if (problem.empty()) {
        std::ifstream in(path, std::ios::binary);
        bytes.resize(static_cast<std::size_t>(info.st_size));
        if (!in.read(bytes.data(), info.st_size)) problem = "cannot be found or read";
    }
    if (problem.empty()) return bytes;
    out.add({}, "the file " + problem);
    return {};
}

void parse(const source_text& source, yaml_builder& builder, diagnostics& out)
{
    std::istringstream in{std::string(source.text())};
    try {
        YAML::Parser parser(in);
        while (parser.HandleNextDocument(builder)) {}
    } catch (const yaml_builder::enough&) {
        // What made the builder stop is among the diagnostics.
    } catch (const YAML::ParserException& e) {
        builder.spoil();
        out.add(e.mark.is_null() ? position{} : source.at(static_cast<std::size_t>(e.mark.pos)), reworded(e));
    }
}

} // namespace

const yaml_node* yaml_node::find(std::string_view key) const
{
    for (const auto& e : entries)
        if (e.key == key) return &e.value;
    return nullptr;
}

position yaml_node::place_of(std::size_t offset) const
{
    if (text_offset < 0) return where;
    auto column = where.column + static_cast<std::size_t>(text_offset) +
                  count_characters(std::string_view(text).substr(0, offset));
    return {where.line, static_cast<std::uint32_t>(column)};
}

std::optional<yaml_node> read_yaml(std::string_view text, diagnostics& out)
{
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    source_text source(text);
    if (text.size() > yaml_limits::bytes) {
        out.add({}, "the text is too large: at most " + std::to_string(yaml_limits::bytes) + " bytes");
        return {};
    }
    if (auto bad = source.first_bad_byte()) {
        out.add(source.at(*bad),
                static_cast<unsigned char>(text[*bad]) < 0x80 ? "a control character" : "not UTF-8 text");
        return {};
    }
    yaml_builder builder(source, out);
    parse(source, builder, out);
    auto root = builder.take();
    if (!root && out.empty()) out.add({}, "the file is empty");
    return root;
}

std::optional<yaml_node> read_yaml_file(const std::string& path, diagnostics& out)
{
    auto bytes = read_bytes(path, out);
    return bytes ? read_yaml(*bytes, out) : std::nullopt;
}

std::string_view kind_words(const yaml_node& node)
{
    switch (node.is) {
    case yaml_node::kind::null: return "nothing";
    case yaml_node::kind::scalar: return node.quoted ? "quoted text" : "text";
    case yaml_node::kind::list: return "a list";
    case yaml_node::kind::map: return "a mapping";
    }
    return "";
}

std::string found_words(const yaml_node& node)
{
    constexpr std::size_t longest = 40;
    if (!node.is_scalar()) return std::string(kind_words(node));
    auto quote = node.quoted ? "\"" : "`";
    if (node.text.size() <= longest) return quote + node.text + quote;
    // Cut between characters, never inside one.
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(node.text[end]) & 0xC0) == 0x80) --end;
    return quote + node.text.substr(0, end) + "…" + quote;
}

} // namespace scenarios::engine
