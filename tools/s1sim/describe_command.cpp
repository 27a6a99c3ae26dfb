// The catalogue, as text or JSON, from the registries that the engine runs on.
#include "scenarios/engine/family_file.hpp"
#include "tools/s1sim/commands.hpp"
#include "tools/s1sim/describe_clusters.hpp"
#include "tools/s1sim/describe_objects.hpp"
#include "tools/s1sim/files.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <cstdio>
#include <iostream>

namespace tools::s1sim {
namespace {

namespace json = boost::json;

json::array parameters_of(std::span<const sim::parameter> list)
{
    json::array out;
    for (const auto& p : list)
        out.push_back({{"name", p.name},
                       {"kind", sim::to_string(p.kind)},
                       {"summary", p.summary},
                       {"required", p.required},
                       {"values", json::array(p.values.begin(), p.values.end())}});
    return out;
}

json::array describe_actions(const sim::simulation& s)
{
    json::array out;
    for (const auto* a : s.names.actions())
        out.push_back({{"name", a->name},
                       {"summary", a->summary},
                       {"needs_subject", a->needs_subject},
                       {"parameters", parameters_of(a->parameters)}});
    return out;
}

json::array describe_events(const sim::simulation& s)
{
    json::array out;
    for (const auto* e : s.names.events())
        out.push_back({{"name", e->name}, {"summary", e->summary}, {"fields", parameters_of(e->fields)}});
    return out;
}

json::array describe_faults(const sim::simulation& s)
{
    json::array out;
    for (const auto* f : s.faults.types())
        out.push_back({{"name", f->name}, {"summary", f->summary}, {"parameters", parameters_of(f->parameters)}});
    return out;
}

json::array describe_states(const sim::simulation& s)
{
    json::array out;
    for (const auto* t : s.names.states()) {
        json::array values(t->values.begin(), t->values.end());
        out.push_back(
            {{"name", t->name}, {"summary", t->summary}, {"kind", sim::to_string(t->kind)}, {"values", values}});
    }
    return out;
}

json::array describe_families(const sim::simulation&)
{
    json::array out;
    for (auto name : devices::families::family_names()) {
        auto family = scenarios::engine::read_family(name);
        out.push_back(
            {{"name", family.name}, {"summary", family.summary}, {"file", devices::families::family_file(name)}});
    }
    return out;
}

struct topic {
    const char* name;
    const char* title;
    json::array (*describe)(const sim::simulation&);
};
constexpr topic topics[] = {{"actions", "Actions: what steps can do", describe_actions},
                            {"events", "Events: what the journal tells", describe_events},
                            {"faults", "Faults: what can be made to go wrong", describe_faults},
                            {"states", "States: what expectations can ask", describe_states},
                            {"families", "Families of devices (all values are model choices)", describe_families},
                            {"objects", "Objects: what devices show over DLMS/COSEM",
                             [](const sim::simulation&) { return describe_objects(); }},
                            {"classes", "Interface classes of DLMS/COSEM (IEC 62056-6-2)",
                             [](const sim::simulation&) { return describe_classes(); }},
                            {"clusters",
                             "Clusters of ZigBee Smart Energy: attributes, commands, and which devices have them",
                             [](const sim::simulation&) { return describe_clusters(); }}};

void print_parameters(const json::value& entry, const char* key)
{
    const auto* list = entry.as_object().if_contains(key);
    if (!list) return;
    for (const auto& p : list->as_array()) {
        std::cout << "      " << p.at("name").as_string().c_str() << ": " << p.at("kind").as_string().c_str()
                  << (p.at("required").as_bool() ? "" : ", optional") << " — " << p.at("summary").as_string().c_str();
        const char* separator = ": ";
        for (const auto& v : p.at("values").as_array())
            std::cout << std::exchange(separator, ", ") << v.as_string().c_str();
        std::cout << '\n';
    }
}

void print(const json::value& entry)
{
    std::cout << "  " << entry.at("name").as_string().c_str() << "\n      " << entry.at("summary").as_string().c_str()
              << '\n';
    print_parameters(entry, "parameters");
    print_parameters(entry, "fields");
    if (const auto* kind = entry.as_object().if_contains("kind")) {
        std::cout << "      " << kind->as_string().c_str();
        const char* separator = ": ";
        for (const auto& v : entry.at("values").as_array())
            std::cout << std::exchange(separator, " | ") << v.as_string().c_str();
        std::cout << '\n';
    }
    if (entry.as_object().contains("objects")) print_objects(entry.as_object());
    if (entry.as_object().contains("commands"))
        print_cluster(entry.as_object());
    else if (entry.as_object().contains("attributes"))
        print_class(entry.as_object());
    if (const auto* file = entry.as_object().if_contains("file"))
        std::cout << '\n' << file->as_string().c_str() << '\n';
}

void describe(const std::string& what, bool as_json)
{
    known_names known;
    json::object all;
    for (const auto& t : topics) {
        if (!what.empty() && what != t.name) continue;
        auto list = t.describe(known.declared());
        if (as_json) {
            all[t.name] = std::move(list);
            continue;
        }
        std::cout << t.title << "\n\n";
        for (const auto& entry : list) print(entry);
        std::cout << '\n';
    }
    if (as_json) std::cout << json::serialize(all) << '\n';
}

} // namespace

void add_describe(CLI::App& program, int&)
{
    auto what = std::make_shared<std::string>();
    auto as_json = std::make_shared<bool>(false);
    auto* command = program.add_subcommand(
        "describe", "Print the catalogue: actions, events, faults, states, families, DLMS objects, ZigBee clusters");
    std::vector<std::string> names;
    for (const auto& t : topics) names.emplace_back(t.name);
    command->add_option("TOPIC", *what, "One of them; all of them if absent")->check(CLI::IsMember(names));
    command->add_flag("--json", *as_json, "As JSON");
    command->callback([what, as_json] { describe(*what, *as_json); });
}

} // namespace tools::s1sim
