#include "tools/s1sim/describe_clusters.hpp"

#include "devices/zcl_objects/models.hpp"

#include <iomanip>
#include <iostream>

namespace tools::s1sim {
namespace {

namespace json = boost::json;
namespace zcl = devices::zcl;

std::string hexadecimal(std::uint16_t n, std::size_t octets)
{
    const std::uint8_t both[]{static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)};
    return "0x" + sim::to_hex(sim::byte_view(both).subspan(2 - octets));
}

/// "on CHF, ESME": the models for which `has` holds.
template <class Has>
json::array devices_with(zcl::cluster_id cluster, const Has& has)
{
    json::array names;
    for (const auto* model : devices::zcl_objects::all_models())
        for (const auto& endpoint : model->endpoints()) {
            bool found = false;
            for (const auto& side : endpoint.clusters) found = found || (side.spec().id == cluster && has(side));
            if (found && (names.empty() || names.back().as_string() != model->name()))
                names.emplace_back(model->name());
        }
    return names;
}

std::string_view letters(zcl::access rights)
{
    switch (rights) {
    case zcl::access::read: return "r-";
    case zcl::access::write: return "-w";
    case zcl::access::read_write: return "rw";
    }
    return {};
}

/// "CurrentTier[1..48]SummationDelivered".
std::string series_name(const zcl::attribute_spec& spec)
{
    std::string name(spec.name);
    auto put = [&name](unsigned first, unsigned count) {
        const auto at = name.find('#');
        if (at != std::string::npos)
            name.replace(at, 1, "[" + std::to_string(first) + ".." + std::to_string(first + count - 1) + "]");
    };
    if (spec.outer_count > 1) put(1, spec.outer_count);
    put(spec.first, spec.count);
    return name;
}

void add_attributes(json::array& out, const zcl::cluster_spec& cluster, zcl::direction side)
{
    for (const auto& spec : cluster.attributes_of(side)) {
        auto has = [&](const zcl::cluster_side& s) {
            for (const auto& entry : s.attributes())
                if (entry.spec == &spec) return true;
            return false;
        };
        out.push_back({{"id", hexadecimal(spec.id, 2)},
                       {"side", side == zcl::direction::to_server ? "server" : "client"},
                       {"name", series_name(spec)},
                       {"type", zcl::to_string(spec.type)},
                       {"access", letters(spec.rights)},
                       {"reportable", spec.reportable},
                       {"unit", spec.unit},
                       {"devices", devices_with(cluster.id, has)}});
    }
}

std::string_view presence_of(const zcl::field& f)
{
    switch (f.when) {
    case zcl::presence::always: return "always";
    case zcl::presence::if_left: return "optional";
    case zcl::presence::if_set: return "if_set";
    case zcl::presence::if_equal: return "if_equal";
    case zcl::presence::if_least: return "if_least";
    case zcl::presence::each_of: return "each_of";
    case zcl::presence::each_left: return "each_left";
    }
    return {};
}

json::array fields_of(zcl::layout layout)
{
    json::array out;
    for (const auto& f : layout) {
        const auto size = f.octets ? "octets(" + std::to_string(f.octets) + ")" : std::string("octets");
        const std::string type(f.type == zcl::data_type::unknown ? size : std::string(zcl::to_string(f.type)));
        json::object one{{"name", f.name}, {"type", type}, {"presence", presence_of(f)}};
        if (!f.other.empty()) one["decided_by"] = f.other;
        if (f.when == zcl::presence::if_set || f.when == zcl::presence::if_equal || f.when == zcl::presence::if_least)
            one["operand"] = f.operand;
        out.push_back(std::move(one));
    }
    return out;
}

void add_commands(json::array& out, const zcl::cluster_spec& cluster, zcl::direction to)
{
    for (const auto& c : cluster.commands_to(to)) {
        auto has = [&](const zcl::cluster_side& s) { return s.side() == to && s.find_command(c.id); };
        out.push_back({{"id", hexadecimal(c.id, 1)},
                       {"to", to == zcl::direction::to_server ? "server" : "client"},
                       {"name", c.name},
                       {"fields", fields_of(c.payload)},
                       {"devices", devices_with(cluster.id, has)}});
    }
}

std::string joined(const json::value& names)
{
    std::string out;
    for (const auto& n : names.as_array()) out += (out.empty() ? "" : ", ") + std::string(n.as_string());
    return out;
}

const char* shown_text(const json::value& v) { return v.as_string().c_str(); }

/// "name: type", with what decides whether it is there.
std::string shown(const json::value& f)
{
    std::string out = std::string(shown_text(f.at("name"))) + ": " + shown_text(f.at("type"));
    const std::string presence = shown_text(f.at("presence"));
    if (presence == "optional") return out + "?";
    if (presence == "each_left") return out + " *";
    if (presence == "each_of") return out + " * " + shown_text(f.at("decided_by"));
    if (presence == "always") return out;
    const auto operand = json::serialize(f.at("operand"));
    const char* relation = presence == "if_set" ? " has " : presence == "if_equal" ? " = " : " >= ";
    return out + " if " + shown_text(f.at("decided_by")) + relation + operand;
}

} // namespace

json::array describe_clusters()
{
    json::array out;
    for (const auto& cluster : zcl::clusters()) {
        json::array attributes, commands;
        for (auto side : {zcl::direction::to_server, zcl::direction::to_client}) {
            add_attributes(attributes, cluster, side);
            add_commands(commands, cluster, side);
        }
        const auto id = hexadecimal(static_cast<std::uint16_t>(cluster.id), 2);
        auto with = [&](zcl::direction d) {
            return joined(devices_with(cluster.id, [d](const zcl::cluster_side& s) { return s.side() == d; }));
        };
        auto named = [](std::string who) { return who.empty() ? std::string("none") : who; };
        const auto summary = "Cluster " + id + ", secured with a " + (cluster.link_key ? "link" : "network") +
                             " key; servers: " + named(with(zcl::direction::to_server)) +
                             "; clients: " + named(with(zcl::direction::to_client)) + ".";
        out.push_back({{"name", cluster.name},
                       {"summary", summary},
                       {"cluster", id},
                       {"link_key", cluster.link_key},
                       {"attributes", std::move(attributes)},
                       {"commands", std::move(commands)}});
    }
    return out;
}

void print_cluster(const json::object& cluster)
{
    constexpr int type_width = 10;
    for (const auto& a : cluster.at("attributes").as_array()) {
        std::cout << "      " << shown_text(a.at("id")) << ' ' << shown_text(a.at("access"))
                  << (a.at("reportable").as_bool() ? "p " : "- ") << std::left << std::setw(type_width)
                  << shown_text(a.at("type")) << shown_text(a.at("name"));
        if (!a.at("unit").as_string().empty()) std::cout << " (" << shown_text(a.at("unit")) << ')';
        if (const auto who = joined(a.at("devices")); !who.empty()) std::cout << " — " << who;
        std::cout << '\n';
    }
    for (const auto& c : cluster.at("commands").as_array()) {
        std::cout << "      " << shown_text(c.at("id")) << " to " << shown_text(c.at("to")) << ' '
                  << shown_text(c.at("name")) << '(';
        const char* separator = "";
        for (const auto& f : c.at("fields").as_array()) std::cout << std::exchange(separator, ", ") << shown(f);
        std::cout << ')';
        if (const auto who = joined(c.at("devices")); !who.empty()) std::cout << " — " << who;
        std::cout << '\n';
    }
}

} // namespace tools::s1sim
