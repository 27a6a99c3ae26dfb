#include "scenarios/engine/yaml_builder.hpp"

#include <algorithm>
#include <charconv>

namespace scenarios::engine {
namespace {

constexpr std::string_view core = "tag:yaml.org,2002:";

bool is_number(std::string_view text)
{
    double number = 0;
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    return ec == std::errc{} && end == text.data() + text.size();
}

bool is_integer(std::string_view text)
{
    return is_number(text) &&
           std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

bool is_null_word(std::string_view text)
{
    return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

} // namespace

std::optional<yaml_node> yaml_builder::take() { return spoilt_ ? std::nullopt : std::move(root_); }

void yaml_builder::stop(position where, std::string message)
{
    out_.add(where, std::move(message));
    spoil();
    throw enough{};
}

void yaml_builder::charge(std::size_t nodes, position where)
{
    nodes_ += nodes;
    if (nodes_ > yaml_limits::nodes)
        stop(where,
             "the file grows to more than " + std::to_string(yaml_limits::nodes) + " nodes here, aliases expanded");
}

void yaml_builder::OnDocumentStart(const YAML::Mark& mark)
{
    if (begun_) {
        // The first document is whole: what is wrong with it is worth telling too.
        out_.add(at(mark), "a second document begins here: one file, one document");
        throw enough{};
    }
    begun_ = true;
}

void yaml_builder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor)
{
    yaml_node node;
    node.where = at(mark);
    // yaml-cpp gives a value that is not there the place of what follows it.
    auto offset = static_cast<std::size_t>(mark.pos);
    bool written = source_.has(offset, "~") || source_.has(offset, "null") || source_.has(offset, "Null") ||
                   source_.has(offset, "NULL");
    if (!written && !open_.empty() && open_.back().awaits_value) node.where = open_.back().entry.where;
    charge(1, node.where);
    counted made{std::move(node), 1};
    remember(anchor, made);
    place(std::move(made));
}

void yaml_builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor)
{
    auto known = anchors_.find(anchor);
    if (known == anchors_.end()) stop(at(mark), "this alias stands inside its own anchor");
    charge(known->second.weight, at(mark));
    counted made = known->second;
    made.node.where = at(mark);
    made.node.text_offset = -1;
    place(std::move(made));
}

void yaml_builder::check_scalar_tag(yaml_node& node, const std::string& tag)
{
    std::string_view name = tag;
    if (name == "?" || name.empty()) return;
    node.quoted = name == "!";
    if (node.quoted) return;
    bool ours = name.starts_with(core);
    name.remove_prefix(ours ? core.size() : 0);
    std::string_view text = node.text;
    bool fits = true;
    if (ours && name == "str")
        node.quoted = true;
    else if (ours && name == "int")
        fits = is_integer(text);
    else if (ours && name == "float")
        fits = is_number(text);
    else if (ours && name == "bool")
        fits = text == "true" || text == "false";
    else if (ours && name == "null") {
        fits = is_null_word(text);
        node.is = yaml_node::kind::null;
    } else
        out_.add(node.where, "the tag `" + std::string(ours ? "!!" : "") + std::string(name) +
                                 "` is not supported: only YAML's core tags are");
    if (!fits) out_.add(node.where, found_words(node) + " does not fit its tag !!" + std::string(name));
}

void yaml_builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                            const std::string& text)
{
    auto offset = static_cast<std::size_t>(mark.pos);
    yaml_node node;
    node.is = yaml_node::kind::scalar;
    node.where = at(mark);
    node.text = text;
    check_scalar_tag(node, tag);
    // yaml-cpp takes the end of the file for the missing quote.
    if (!source_.quotes_close(offset)) stop(node.where, "YAML: the closing quote is missing");
    if (source_.has(offset, text))
        node.text_offset = 0;
    else if (node.quoted && (source_.has(offset, '"' + text + '"') || source_.has(offset, '\'' + text + '\'')))
        node.text_offset = 1;
    charge(1, node.where);
    counted made{std::move(node), 1};
    remember(anchor, made);
    place(std::move(made));
}

void yaml_builder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                   YAML::EmitterStyle::value)
{
    open(yaml_node::kind::list, "seq", mark, tag, anchor);
}

void yaml_builder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                              YAML::EmitterStyle::value)
{
    open(yaml_node::kind::map, "map", mark, tag, anchor);
}

void yaml_builder::open(yaml_node::kind kind, std::string_view core_tag, const YAML::Mark& mark, const std::string& tag,
                        YAML::anchor_t anchor)
{
    auto where = at(mark);
    if (open_.size() >= yaml_limits::depth)
        stop(where, "nested too deeply: at most " + std::to_string(yaml_limits::depth) + " levels");
    if (tag != "?" && tag != "!" && !tag.empty() && tag != std::string(core) + std::string(core_tag))
        out_.add(where, "the tag `" + tag + "` is not supported: only YAML's core tags are");
    charge(1, where);
    open_node node;
    node.made.node.is = kind;
    node.made.node.where = where;
    node.anchor = anchor;
    open_.push_back(std::move(node));
}

void yaml_builder::close()
{
    auto done = std::move(open_.back());
    open_.pop_back();
    remember(done.anchor, done.made);
    place(std::move(done.made));
}

void yaml_builder::remember(YAML::anchor_t anchor, const counted& made)
{
    if (anchor == YAML::NullAnchor) return;
    // Anchors inside anchors are kept once for each: that is charged like an alias, or it would be a bomb of its own.
    charge(made.weight, made.node.where);
    anchors_.insert_or_assign(anchor, made);
}

void yaml_builder::place(counted made)
{
    if (open_.empty()) {
        root_ = std::move(made.node);
        return;
    }
    auto& parent = open_.back();
    parent.made.weight += made.weight;
    if (parent.made.node.is_map())
        place_in_map(parent, std::move(made));
    else
        parent.made.node.items.push_back(std::move(made.node));
}

void yaml_builder::place_in_map(open_node& map, counted made)
{
    if (!map.awaits_value) {
        map.awaits_value = true;
        begin_entry(map, made.node);
        return;
    }
    map.awaits_value = false;
    if (!map.key_usable) return;
    map.entry.value = std::move(made.node);
    map.made.node.entries.push_back(std::move(map.entry));
}

void yaml_builder::begin_entry(open_node& map, const yaml_node& key)
{
    map.entry = {key.text, key.where, {}};
    map.key_usable = false;
    if (!key.is_scalar())
        out_.add(key.where, "a key must be a word, not " + std::string(kind_words(key)));
    else if (key.text == "<<" && !key.quoted)
        out_.add(key.where, "merge keys (`<<`) are not part of YAML 1.2");
    else if (!map.keys.insert(key.text).second)
        out_.add(key.where, "the key " + found_words(key) + " stands here a second time");
    else
        map.key_usable = true;
}

} // namespace scenarios::engine
