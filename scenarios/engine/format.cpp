#include "scenarios/engine/format.hpp"

#include "scenarios/engine/format_words.hpp"

#include <charconv>

namespace scenarios::engine {

// ---- types of this file alone
template <class T>
struct table<per_fuel<T>> {
    static constexpr std::string_view what = "a value for each fuel";
    static constexpr std::tuple keys{
        required_key("electricity", &per_fuel<T>::electricity, "For the electricity meter."),
        required_key("gas", &per_fuel<T>::gas, "For the gas meter.")};
};
template <class T>
struct reader<per_fuel<T>> {
    static bool read(const yaml_node& node, per_fuel<T>& onto, const bounds& within, binding& how)
    {
        if (node.is_map()) return bind_onto(node, onto, how);
        if (!reader<T>::read(node, onto.electricity, within, how)) return false;
        onto.gas = onto.electricity;
        return true;
    }
    static type_description describe(const bounds& within)
    {
        type_description both{type_description::form::object, "mapping"};
        both.object = std::make_shared<object_description>(engine::describe<per_fuel<T>>());
        return {type_description::form::either, "either", {}, {}, {reader<T>::describe(within), std::move(both)}};
    }
    static std::string show(const per_fuel<T>& value) { return reader<T>::show(value.electricity); }
};

template <>
struct reader<previous_apn> {
    static bool read(const yaml_node& node, previous_apn& onto, const bounds&, binding& how)
    {
        constexpr std::string_view wanted = "auto, missing or the name of a profile";
        std::string word;
        if (!node.is_scalar()) return refuse_kind(node, wanted, how);
        if (!reader<std::string>::read(node, word, {0, 64}, how)) return false;
        // Wrong names are wanted here, so a slip could not be told from one: this word is the likely one.
        if (word == "none" && !node.quoted)
            return how.refuse(node.where,
                              "expected " + std::string(wanted) + ", found `none`; did you mean `missing`?");
        using source = previous_apn::source;
        bool automatic = word == "auto", missing = word == "missing";
        onto.from = automatic ? source::automatic : missing ? source::missing : source::given;
        onto.name = automatic || missing ? std::string() : word;
        return true;
    }
    static type_description describe(const bounds&)
    {
        return {type_description::form::text, "auto | missing | name of a profile"};
    }
    static std::string show(const previous_apn&) { return "auto"; }
};

template <>
struct reader<endpoint> {
    static bool read(const yaml_node& node, endpoint& onto, const bounds&, binding& how)
    {
        auto parsed = node.is_scalar() ? parse_endpoint(node.text) : std::nullopt;
        if (!parsed) return refuse_kind(node, "an IPv4 address and a port such as 127.0.0.1:7443", how);
        onto = std::move(*parsed);
        return true;
    }
    static type_description describe(const bounds&) { return {type_description::form::text, "address:port"}; }
    static std::string show(const endpoint& value) { return value.address + ':' + std::to_string(value.port); }
};

constexpr bounds path_length{1, 1000};
template <>
struct table<optical_paths> {
    static constexpr std::string_view what = "`optical_port`";
    static constexpr std::tuple keys{
        optional_key("electricity", &optical_paths::electricity, "Of the electricity meter.", path_length),
        optional_key("gas", &optical_paths::gas, "Of the gas meter.", path_length)};
};
template <>
struct reader<optical_paths> {
    static bool read(const yaml_node& node, optical_paths& onto, const bounds&, binding& how)
    {
        if (node.is_map()) return bind_onto(node, onto, how);
        onto.one = true;
        return reader<std::string>::read(node, onto.electricity, path_length, how);
    }
    static type_description describe(const bounds&)
    {
        type_description both{type_description::form::object, "mapping"};
        both.object = std::make_shared<object_description>(engine::describe<optical_paths>());
        return {type_description::form::either,
                "either",
                {},
                {},
                {reader<std::string>::describe(path_length), std::move(both)}};
    }
    static std::string show(const optical_paths& value) { return value.electricity; }
};

// ---- tables
namespace {
constexpr bounds entries{0, file::most_entries};
constexpr bounds name_length{1, 200};
constexpr bounds text_length{0, 2000};
constexpr bounds run_time{std::chrono::nanoseconds(std::chrono::seconds(1)).count(), file::longest_run.count()};
constexpr bounds wall_time{std::chrono::nanoseconds(std::chrono::seconds(1)).count(), file::longest_wall.count()};
constexpr bounds span{0, file::longest_run.count()};
} // namespace

template <>
struct table<file::clock> {
    static constexpr std::string_view what = "clock";
    static constexpr std::tuple keys{
        optional_key("start", &file::clock::start, "The virtual time at which the devices are switched on."),
        optional_key("pace", &file::clock::pace,
                     "How virtual time follows the wall clock: leap from event to event, N virtual seconds per second, "
                     "or step by step.")};
};
template <>
struct table<file::limits> {
    static constexpr std::string_view what = "limits";
    static constexpr std::tuple keys{
        optional_key("virtual", &file::limits::virtual_time,
                     "Virtual time after which the run ends; what still pends then is broken.", run_time),
        optional_key("wall", &file::limits::wall_time, "Wall-clock time after which the run is given up as BLOCKED.",
                     wall_time)};
};
template <>
struct table<file::role> {
    static constexpr std::string_view what = "a system";
    static constexpr std::tuple keys{
        optional_key("use", &file::role::use, "Who plays the role: the simulator's own reference system."),
        optional_key("listen", &file::role::listen,
                     "Address and port of a real socket on which the role is served as well; port 0 means any.")};
};
template <>
struct table<file::systems> {
    static constexpr std::string_view what = "systems";
    static constexpr std::tuple keys{
        optional_key("smso", &file::systems::smso, "The operator before the migration."),
        optional_key("s1sp", &file::systems::s1sp, "The service provider that migrates the devices.")};
};
template <>
struct table<file::capture> {
    static constexpr std::string_view what = "capture";
    static constexpr std::tuple keys{
        optional_key("wan", &file::capture::wan,
                     "Writes wan.pcapng, with keys.log to decrypt it, into the report folder."),
        optional_key("han", &file::capture::han,
                     "Writes han.pcapng, with the network keys in keys.log, into the report folder; the HAN is then "
                     "worked out in full.")};
};
template <>
struct table<file::migration> {
    static constexpr std::string_view what = "migration";
    static constexpr std::tuple keys{
        optional_key("previous_apn", &file::migration::previous,
                     "PreviousAPN of the migration file: the SIM's profile, left out, or this name."),
        optional_key("attempts", &file::migration::attempts,
                     "Failed attempts at migrating this installation before this one.", bounds{0, 1000}),
        optional_key("master_key", &file::migration::master_key,
                     "Whether the devices' master keys are to be had; `lost`: not by the DCO."),
        optional_key("device_certificate", &file::migration::device_certificate,
                     "The certificate with which the hub shows itself."),
        optional_key("window_from", &file::migration::window_from,
                     "The event at which the window for the installation begins.")};
};
template <>
struct table<file::fleet_entry> {
    static constexpr std::string_view what = "a fleet entry";
    static constexpr std::tuple keys{
        required_key("id", &file::fleet_entry::id, "The installation's name; with `count` the names are id-1 … id-n."),
        optional_key("count", &file::fleet_entry::count, "How many installations of this kind.",
                     bounds{1, file::most_of_an_entry}),
        required_key("family", &file::fleet_entry::family, "The device family, a file of devices/families."),
        optional_key("group", &file::fleet_entry::group, "The migration group; it decides the length of the window."),
        optional_key("status", &file::fleet_entry::status,
                     "Whether a supplier uses the installation's smart functions."),
        optional_key("payment", &file::fleet_entry::payment, "How the customer pays."),
        optional_key("fuels", &file::fleet_entry::fuels, "Which meters there are."),
        optional_key("supplier", &file::fleet_entry::supplier, "The supplier's name; two names are a split supply.",
                     bounds{1, 64}),
        optional_key("migration", &file::fleet_entry::migration, "What the migration files say about it."),
        optional_key(
            "dlms_port", &file::fleet_entry::dlms_port,
            "Address and port of a real socket that leads to the hub's DLMS server; port 0 means any, one each."),
        optional_key("optical_port", &file::fleet_entry::optical_port,
                     "Path at which a meter's optical port can be opened as a serial line; with `count` it is PATH-n."),
        optional_key("overrides", &file::fleet_entry::overrides, "Keys of the family's file that differ here.")};
};
template <>
struct table<file::trigger> {
    static constexpr std::string_view what = "after";
    static constexpr std::tuple keys{
        required_key("event", &file::trigger::event, "The event that is waited for; its first occurrence counts."),
        optional_key("on", &file::trigger::on,
                     "The installations of which any may raise it; without it, each of the step's own for itself.",
                     bounds{1, file::most_entries}),
        optional_key("plus", &file::trigger::plus, "Virtual time between the event and the action.", span)};
};
template <>
struct table<file::step> {
    static constexpr std::string_view what = "a step";
    static constexpr std::tuple keys{
        optional_key("at", &file::step::at, "Virtual time since the start; either this or `after`.", span),
        optional_key("after", &file::step::after, "The event after which the action is done; either this or `at`."),
        required_key("do", &file::step::action, "The action."),
        optional_key("on", &file::step::on, "The installations to which it is done.", bounds{1, file::most_entries}),
        optional_key("with", &file::step::with, "The action's arguments by name.")};
};
template <>
struct table<file::expectation> {
    static constexpr std::string_view what = "an expectation";
    static constexpr std::tuple keys{
        required_key("id", &file::expectation::id, "Its name in reports."),
        optional_key("that", &file::expectation::that,
                     "The condition: `STATE == VALUE` or `count(EVENT) <= N`; either this or `never`."),
        optional_key("never", &file::expectation::never, "The event that must not happen; either this or `that`."),
        optional_key("on", &file::expectation::on, "The installations, each judged by itself.",
                     bounds{1, file::most_entries}),
        optional_key("where", &file::expectation::where,
                     "Values of the event's fields: only events with all of them count."),
        optional_key("within", &file::expectation::within, "How long after `since`, the last instant included.", span),
        optional_key("since", &file::expectation::since,
                     "The event from whose first occurrence on it counts, or `start`."),
        optional_key("vacuous", &file::expectation::vacuous, "`allow`: holds also when `since` never happened.")};
};
template <>
struct table<file::scenario> {
    static constexpr std::string_view what = "the scenario";
    static constexpr std::tuple keys{
        required_key("s1sim", &file::scenario::version, "Version of the format.", bounds{1, 1}),
        required_key("kind", &file::scenario::kind, "What the file is: `scenario`."),
        required_key("name", &file::scenario::name, "What it is about, for people.", name_length),
        optional_key("description", &file::scenario::description, "What it proves.", text_length),
        optional_key("seed", &file::scenario::seed, "Decides everything that is random."),
        optional_key("clock", &file::scenario::clock, "Virtual time."),
        optional_key("limits", &file::scenario::limits, "When to end."),
        optional_key("systems", &file::scenario::systems, "Who plays the roles around the devices."),
        optional_key("handover", &file::scenario::handover, "How the S1SP is trusted at first contact."),
        optional_key("capture", &file::scenario::capture, "What is recorded."),
        optional_key("han", &file::scenario::han,
                     "Whether every frame of the HAN is worked out, or only what somebody looks at; the end state is "
                     "the same."),
        optional_key("transport", &file::scenario::transport,
                     "Real loopback sockets, or streams in memory; virtual times are the same."),
        required_key("fleet", &file::scenario::fleet, "The installations.", bounds{1, file::most_entries}),
        optional_key("steps", &file::scenario::steps, "What is done to them from outside.", entries),
        optional_key("expect", &file::scenario::expect, "What must become of them.", entries),
        optional_key("expected_verdict", &file::scenario::expected_verdict,
                     "The verdict that counts as success, for scenarios about the simulator itself.")};
};

namespace {

template <class N>
bool take_number(std::string_view& text, N most, N& onto)
{
    std::uint32_t number = 0;
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc{} || number > most) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    onto = static_cast<N>(number);
    return true;
}

} // namespace

std::optional<endpoint> parse_endpoint(std::string_view text)
{
    auto left = text;
    std::uint8_t octet = 0;
    for (char after : {'.', '.', '.', ':'}) {
        if (!take_number<std::uint8_t>(left, 255, octet) || !left.starts_with(after)) return {};
        left.remove_prefix(1);
    }
    endpoint made{std::string(text.substr(0, text.size() - left.size() - 1)), 0};
    if (!take_number<std::uint16_t>(left, 65535, made.port) || !left.empty()) return {};
    return made;
}

file::scenario bind_scenario(const yaml_node& root, diagnostics& out)
{
    file::scenario made;
    bind_whole(root, made, out);
    return made;
}

object_description describe_scenario() { return describe<file::scenario>(); }

std::string_view kind_of(const yaml_node& root)
{
    const auto* kind = root.find("kind");
    return kind ? std::string_view(kind->text) : std::string_view();
}

} // namespace scenarios::engine
