#include "scenarios/engine/resolver.hpp"

namespace scenarios::engine {
namespace {

std::string place_text(position where) { return "line " + std::to_string(where.line); }

} // namespace

void resolver::take_settings(file::scenario& from)
{
    made_.name = std::move(from.name);
    made_.description = std::move(from.description);
    made_.seed = from.seed;
    made_.clock = from.clock;
    made_.limits = from.limits;
    made_.systems = std::move(from.systems);
    made_.handover = from.handover;
    made_.capture = from.capture;
    made_.han = from.han;
    made_.transport = from.transport;
    made_.expected_verdict = from.expected_verdict;
}

void resolver::take_fleet(std::vector<located<file::fleet_entry>>& from)
{
    for (auto& entry : from) {
        check_entry(*entry);
        if (is_installation_id(*entry->id)) add_installations(*entry, made_.fleet.size());
        made_.fleet.push_back(std::move(entry.value));
    }
    for (const auto& i : made_.installations) ids_.push_back(i.id);
}

void resolver::check_entry(const file::fleet_entry& entry)
{
    if (entry.id.given && !entry.id->empty() && !is_installation_id(*entry.id))
        refuse(entry.id.where, "an installation's id has letters, digits, - and _, begins with a letter or digit, and "
                               "has at most 64 characters");
    if (entry.id.given && entry.id->empty()) refuse(entry.id.where, "an installation's id cannot be empty");
    bool known = std::ranges::find(known_.families, *entry.family) != known_.families.end();
    if (entry.family.given && !entry.family->empty() && !known)
        refuse(entry.family.where,
               "unknown device family `" + *entry.family + '`' + did_you_mean(*entry.family, known_.families));
    check_ports(entry);
    if (entry.migration.window_from.given) find_event(entry.migration.window_from);
    if (entry.overrides && !entry.overrides->is_map())
        refuse(entry.overrides->where, "expected a mapping, found " + found_words(*entry.overrides));
    else if (entry.overrides && known && known_.check_overrides)
        known_.check_overrides(*entry.family, *entry.overrides, out_);
}

/// What leads from outside to devices that speak DLMS.
void resolver::check_ports(const file::fleet_entry& entry)
{
    bool speaks_dlms = *entry.family != "trilliant";
    if (entry.dlms_port) {
        auto where = entry.dlms_port->where;
        if (!speaks_dlms)
            refuse(where, "a hub of `trilliant` has no DLMS server: `dlms_port` is for families whose hubs are called");
        if (entry.count.value_or(1) > 1 && (*entry.dlms_port)->port != 0)
            refuse(where, "several hubs cannot share a port: with `count` it is ADDRESS:0, a port of its own for each");
    }
    if (!entry.optical_port) return;
    auto where = entry.optical_port->where;
    const auto& paths = **entry.optical_port;
    if (!speaks_dlms) refuse(where, "meters of `trilliant` have no optical port that is modelled");
    if (paths.one) return;
    if (paths.electricity.empty() && paths.gas.empty()) refuse(where, "an optical port needs a path");
    if (!paths.electricity.empty() && paths.electricity == paths.gas)
        refuse(where, "two meters cannot share an optical port");
    if ((!paths.electricity.empty() && entry.fuels == fuel_set::gas) ||
        (!paths.gas.empty() && entry.fuels == fuel_set::electricity))
        refuse(where, "there is no such meter: `fuels` says which there are");
}

void resolver::add_installations(const file::fleet_entry& entry, std::size_t index)
{
    auto count = entry.count.value_or(1);
    if (made_.installations.size() + count > file::most_installations)
        return refuse(entry.id.where,
                      "more than " + std::to_string(file::most_installations) + " installations in all");
    for (std::uint32_t n = 1; n <= count; ++n) {
        auto id = entry.count ? *entry.id + '-' + std::to_string(n) : *entry.id;
        auto [known, fresh] = id_places_.emplace(id, entry.id.where);
        // One message tells enough: the entries' ids collide.
        if (!fresh)
            return refuse(entry.id.where, "the installation `" + id + "` exists already: " + place_text(known->second));
        made_.installations.push_back({std::move(id), index, entry.count ? n : 0});
    }
}

std::string resolver::selector_hint(const std::string& text) const
{
    for (const auto& entry : made_.fleet)
        if (entry.count && *entry.id == text) return ": the entry has a count; did you mean `" + text + "-*`?";
    // Enough of a large fleet to find a slip of the finger.
    constexpr std::size_t looked_at = 1000;
    std::vector<std::string_view> near(ids_.begin(),
                                       ids_.begin() + static_cast<std::ptrdiff_t>(std::min(looked_at, ids_.size())));
    return did_you_mean(text, near);
}

std::vector<std::string> resolver::select_installations(const selectors& from)
{
    std::vector<selector> parsed;
    for (const auto& text : from.all) {
        auto one = selector::parse(*text);
        if (!one) {
            refuse(text.where, '`' + *text + "`: " + one.error().message());
            continue;
        }
        bool found = one->is_name() ? id_places_.contains(*text)
                                    : std::ranges::any_of(ids_, [&](const auto& id) { return one->matches(id); });
        // In a fleet that is itself in error, what is missing here may be only a consequence.
        if (!found && !ids_.empty())
            refuse(text.where, '`' + *text + "` selects no installation" + selector_hint(*text));
        parsed.push_back(std::move(*one));
    }
    return select(parsed, ids_);
}

const sim::event_type* resolver::find_event(const located<std::string>& name)
{
    const auto* event = known_.names.find_event(*name);
    if (!event) refuse(name.where, "unknown event `" + *name + '`' + did_you_mean(*name, event_names(known_.names)));
    return event;
}

std::optional<sim::value> resolver::take_value(const yaml_node& node, const sim::parameter& wanted)
{
    bool any_text = wanted.kind == sim::value_kind::text || wanted.kind == sim::value_kind::none;
    std::optional<sim::value> value;
    if (node.is_scalar() && (any_text || !node.quoted)) value = parse_literal(node.text, wanted.kind);
    if (!value) {
        auto kind = any_text ? std::string_view("text") : sim::to_string(wanted.kind);
        refuse(node.where,
               '`' + std::string(wanted.name) + "` is a " + std::string(kind) + ", found " + found_words(node));
    } else if (!wanted.values.empty() && std::ranges::find(wanted.values, node.text) == wanted.values.end()) {
        refuse(node.where, "unknown value `" + node.text + "` of `" + std::string(wanted.name) + '`' +
                               did_you_mean(node.text, wanted.values));
        value.reset();
    }
    return value;
}

} // namespace scenarios::engine
