// Structs bound to YAML mappings by a table: one line per key drives parsing, every error message and the description.
//
//     template <> struct table<limits> {
//         static constexpr std::string_view what = "limits";
//         static constexpr std::tuple keys{
//             optional_key("virtual", &limits::virtual_time, "How long the run may last.", bounds{…})};
//     };
//
// A default is whatever a default-constructed struct holds. Errors go to the diagnostics, all of them; a value that is
// wrong leaves its member as it was. How a type is read is `reader<T>`: see binder_types.hpp for those that exist.
#pragma once
#include "scenarios/engine/describe.hpp"
#include "scenarios/engine/suggest.hpp"
#include "scenarios/engine/yaml_tree.hpp"

#include <array>
#include <tuple>

namespace scenarios::engine {

/// Whether every required key must be there (a file), or only what is there counts (`overrides:` over a family's file).
enum class completeness { whole, partial };

struct binding {
    diagnostics& out;
    completeness demand{completeness::whole};
    bool refuse(position where, std::string message)
    {
        out.add(where, std::move(message));
        return false;
    }
};

/// `what` and `keys` for a struct.
template <class T>
struct table;
/// `static bool read(const yaml_node&, T& onto, const bounds&, binding&)`, `static type_description describe(const
/// bounds&)`, and `static std::string show(const T&)`: the value as the file would say it, or nothing.
template <class T>
struct reader;

template <class T>
concept tabled = requires
{
    table<T>::keys;
};

template <class Owner, class Member>
struct key {
    std::string_view name;
    Member Owner::*member;
    std::string_view summary;
    bounds within{};
    bool required{false};
};
template <class Owner, class Member>
constexpr key<Owner, Member> required_key(std::string_view name, Member Owner::*member, std::string_view summary,
                                          bounds within = {})
{
    return {name, member, summary, within, true};
}
template <class Owner, class Member>
constexpr key<Owner, Member> optional_key(std::string_view name, Member Owner::*member, std::string_view summary,
                                          bounds within = {})
{
    return {name, member, summary, within, false};
}

/// Says which of a mapping's keys do not exist, with the nearest that does.
void refuse_unknown_keys(const yaml_node& map, std::span<const std::string_view> known, std::string_view what,
                         binding& how);
/// "expected WANTED, found FOUND" at the node; false.
bool refuse_kind(const yaml_node& node, std::string_view wanted, binding& how);

template <tabled T>
constexpr auto key_names()
{
    return std::apply([](const auto&... k) { return std::array<std::string_view, sizeof...(k)>{k.name...}; },
                      table<T>::keys);
}

template <class Owner, class Member>
bool read_key(const yaml_node& map, const key<Owner, Member>& k, std::string_view what, Owner& onto, binding& how)
{
    if (const auto* node = map.find(k.name)) return reader<Member>::read(*node, onto.*k.member, k.within, how);
    if (!k.required || how.demand == completeness::partial) return true;
    return how.refuse(map.where, "the key `" + std::string(k.name) + "` is missing from " + std::string(what));
}

/// Reads a mapping onto `onto`: keys that are absent leave their member alone. True when nothing was wrong.
template <tabled T>
bool bind_onto(const yaml_node& node, T& onto, binding& how)
{
    if (!node.is_map()) return refuse_kind(node, "a mapping", how);
    auto before = how.out.size();
    static constexpr auto known = key_names<T>();
    refuse_unknown_keys(node, known, table<T>::what, how);
    std::apply([&](const auto&... k) { (read_key(node, k, table<T>::what, onto, how), ...); }, table<T>::keys);
    return how.out.size() == before;
}
/// `overrides:` of a fleet entry over what a family's file said.
template <tabled T>
bool apply_overrides(const yaml_node& node, T& onto, diagnostics& out)
{
    binding how{out, completeness::partial};
    return bind_onto(node, onto, how);
}
/// A whole file or section.
template <tabled T>
bool bind_whole(const yaml_node& node, T& onto, diagnostics& out)
{
    binding how{out, completeness::whole};
    return bind_onto(node, onto, how);
}

template <class Owner, class Member>
key_description describe_key(const key<Owner, Member>& k)
{
    // A required key has no default, even though its member has a value.
    auto fallback = k.required ? std::string() : reader<Member>::show(Owner{}.*k.member);
    return {std::string(k.name), std::string(k.summary), k.required, fallback, reader<Member>::describe(k.within)};
}
template <tabled T>
object_description describe()
{
    object_description d{std::string(table<T>::what), {}};
    std::apply([&](const auto&... k) { (d.keys.push_back(describe_key(k)), ...); }, table<T>::keys);
    return d;
}

template <tabled T>
struct reader<T> {
    static bool read(const yaml_node& node, T& onto, const bounds&, binding& how) { return bind_onto(node, onto, how); }
    static type_description describe(const bounds&)
    {
        type_description d{type_description::form::object, "mapping"};
        d.object = std::make_shared<object_description>(engine::describe<T>());
        return d;
    }
    static std::string show(const T&) { return {}; }
};

} // namespace scenarios::engine
