// How each type of a member is read. Include it where tables are used; the tables themselves need only binder.hpp.
#pragma once
#include "scenarios/engine/binder.hpp"
#include "sim/kernel/kernel.hpp"

#include <algorithm>
#include <concepts>
#include <map>
#include <optional>

namespace scenarios::engine {

/// A value with its place, for checks that come after the reading.
template <class T>
struct located {
    T value{};
    position where{};
    bool given{false}; ///< the file says it
    const T& operator*() const { return value; }
    const T* operator->() const { return &value; }
};

/// `x`, or `[x, y]`.
template <class T>
struct one_or_many {
    std::vector<T> all{};
};

/// The names of an enumeration: `static constexpr std::array all{choice{"leap", pace_mode::leap}, …};`
template <class E>
struct choice {
    std::string_view name;
    E value;
};
template <class E>
choice(const char*, E) -> choice<E>; // clang 16 does not find this by itself
template <class E>
struct choices;
template <class E>
concept named = std::is_enum_v<E> && requires
{
    choices<E>::all;
};
template <named E>
constexpr std::string_view name_of(E value)
{
    for (const auto& c : choices<E>::all)
        if (c.value == value) return c.name;
    return {};
}

// ---- scalars: each is refused, with what was wanted, when it is of another kind or out of its bounds
bool read_integer(const yaml_node& node, std::int64_t& onto, const bounds& within, binding& how);
bool read_choice(const yaml_node& node, std::span<const std::string_view> names, std::size_t& index, binding& how);

template <>
struct reader<bool> {
    static bool read(const yaml_node& node, bool& onto, const bounds& within, binding& how);
    static type_description describe(const bounds& within);
    static std::string show(bool value);
};
template <>
struct reader<std::string> {
    static bool read(const yaml_node& node, std::string& onto, const bounds& within, binding& how);
    static type_description describe(const bounds& within);
    static std::string show(const std::string& value);
};
template <>
struct reader<sim::duration> {
    static bool read(const yaml_node& node, sim::duration& onto, const bounds& within, binding& how);
    static type_description describe(const bounds& within);
    static std::string show(sim::duration value);
};
template <>
struct reader<sim::time_point> {
    static bool read(const yaml_node& node, sim::time_point& onto, const bounds& within, binding& how);
    static type_description describe(const bounds& within);
    static std::string show(sim::time_point value);
};
template <>
struct reader<sim::pace> {
    static bool read(const yaml_node& node, sim::pace& onto, const bounds& within, binding& how);
    static type_description describe(const bounds& within);
    static std::string show(const sim::pace& value);
};

template <std::integral I>
requires(!std::same_as<I, bool>) struct reader<I> {
    static constexpr bounds narrowed(bounds within)
    {
        // A 64-bit unsigned number is read as far as the signed one goes.
        constexpr auto top = static_cast<std::uint64_t>(std::numeric_limits<I>::max());
        constexpr auto ceiling = std::min<std::uint64_t>(top, std::numeric_limits<std::int64_t>::max());
        return {std::max(within.least, static_cast<std::int64_t>(std::numeric_limits<I>::min())),
                std::min(within.most, static_cast<std::int64_t>(ceiling))};
    }
    static bool read(const yaml_node& node, I& onto, const bounds& within, binding& how)
    {
        std::int64_t number = 0;
        if (!read_integer(node, number, narrowed(within), how)) return false;
        onto = static_cast<I>(number);
        return true;
    }
    static type_description describe(const bounds& within)
    {
        return {type_description::form::integer, "integer", narrowed(within)};
    }
    static std::string show(I value) { return std::to_string(value); }
};

template <named E>
struct reader<E> {
    static bool read(const yaml_node& node, E& onto, const bounds&, binding& how)
    {
        std::array<std::string_view, choices<E>::all.size()> names;
        std::ranges::transform(choices<E>::all, names.begin(), &choice<E>::name);
        std::size_t index = 0;
        if (!read_choice(node, names, index, how)) return false;
        onto = choices<E>::all[index].value;
        return true;
    }
    static type_description describe(const bounds&)
    {
        type_description d{type_description::form::choice, "one of"};
        for (const auto& c : choices<E>::all) d.choices.emplace_back(c.name);
        return d;
    }
    static std::string show(E value) { return std::string(name_of(value)); }
};

/// Kept as it is, for somebody who knows its struct.
template <>
struct reader<yaml_node> {
    static bool read(const yaml_node& node, yaml_node& onto, const bounds&, binding&)
    {
        onto = node;
        return true;
    }
    static type_description describe(const bounds&) { return {type_description::form::any, "mapping"}; }
    static std::string show(const yaml_node&) { return {}; }
};

// ---- wrappers
template <class T>
struct reader<std::optional<T>> {
    static bool read(const yaml_node& node, std::optional<T>& onto, const bounds& within, binding& how)
    {
        // Present even when it is wrong: that it is missing too would be a second, false, complaint.
        if (!onto) onto.emplace();
        return reader<T>::read(node, *onto, within, how);
    }
    static type_description describe(const bounds& within) { return reader<T>::describe(within); }
    static std::string show(const std::optional<T>& value) { return value ? reader<T>::show(*value) : std::string(); }
};

template <class T>
struct reader<located<T>> {
    static bool read(const yaml_node& node, located<T>& onto, const bounds& within, binding& how)
    {
        onto.where = node.where;
        onto.given = true;
        return reader<T>::read(node, onto.value, within, how);
    }
    static type_description describe(const bounds& within) { return reader<T>::describe(within); }
    static std::string show(const located<T>& value) { return reader<T>::show(value.value); }
};

/// Says that a list or mapping has too few or too many elements.
bool check_count(const yaml_node& node, std::size_t count, const bounds& within, binding& how);

/// A list replaces what was there. `within` bounds the number of elements.
template <class T>
struct reader<std::vector<T>> {
    static bool read(const yaml_node& node, std::vector<T>& onto, const bounds& within, binding& how)
    {
        if (!node.is_list()) return refuse_kind(node, "a list", how);
        std::vector<T> list;
        bool good = check_count(node, node.items.size(), within, how);
        for (const auto& item : node.items) {
            T element{};
            good = reader<T>::read(item, element, {}, how) && good;
            list.push_back(std::move(element));
        }
        onto = std::move(list);
        return good;
    }
    static type_description describe(const bounds& within)
    {
        return {type_description::form::list, "list", within, {}, {reader<T>::describe({})}};
    }
    static std::string show(const std::vector<T>&) { return {}; }
};

template <class T>
struct reader<one_or_many<T>> {
    static bool read(const yaml_node& node, one_or_many<T>& onto, const bounds& within, binding& how)
    {
        if (node.is_list()) return reader<std::vector<T>>::read(node, onto.all, within, how);
        T element{};
        if (!reader<T>::read(node, element, {}, how)) return false;
        onto.all.assign(1, std::move(element));
        return true;
    }
    static type_description describe(const bounds& within)
    {
        return {type_description::form::one_or_many, "one or many", within, {}, {reader<T>::describe({})}};
    }
    static std::string show(const one_or_many<T>&) { return {}; }
};

/// Values by names of the file's own choosing; merged into what was there.
template <class T>
struct reader<std::map<std::string, T>> {
    static bool read(const yaml_node& node, std::map<std::string, T>& onto, const bounds& within, binding& how)
    {
        if (!node.is_map()) return refuse_kind(node, "a mapping", how);
        bool good = check_count(node, node.entries.size(), within, how);
        for (const auto& entry : node.entries) good = reader<T>::read(entry.value, onto[entry.key], {}, how) && good;
        return good;
    }
    static type_description describe(const bounds& within)
    {
        return {type_description::form::mapping, "mapping", within, {}, {reader<T>::describe({})}};
    }
    static std::string show(const std::map<std::string, T>&) { return {}; }
};

} // namespace scenarios::engine
