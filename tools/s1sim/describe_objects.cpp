#include "tools/s1sim/describe_objects.hpp"

#include "devices/object_lists/lists.hpp"

#include <cstdio>
#include <iomanip>
#include <iostream>

namespace tools::s1sim {
namespace {

namespace json = boost::json;
namespace cosem = devices::cosem;

std::string letters(bool read, bool write, bool execute)
{
    return {read ? 'r' : '-', write ? 'w' : '-', execute ? 'x' : '-'};
}

std::string number(cosem::class_id of) { return std::to_string(static_cast<unsigned>(of)); }

/// By association; `f` gives the letters.
template <class F>
json::object by_association(F f)
{
    json::object out;
    for (const auto& a : cosem::association_specs) out[a.name] = f(a.which);
    return out;
}

json::array attributes_of(const cosem::object& o)
{
    json::array out;
    for (const auto& a : o.of().attributes)
        out.push_back({{"index", a.index},
                       {"name", a.name},
                       {"access", by_association([&](cosem::association by) {
                            return letters(o.readable(a.index, by), o.writable(a.index, by), false).substr(0, 2);
                        })}});
    return out;
}

json::array methods_of(const cosem::object& o)
{
    json::array out;
    for (const auto& m : o.of().methods)
        if (o.find_method(m.index))
            out.push_back({{"index", m.index},
                           {"name", m.name},
                           {"access", by_association([&](cosem::association by) {
                                return letters(false, false, o.executable(m.index, by)).substr(2);
                            })}});
    return out;
}

std::string access_of(const cosem::object& o, cosem::association by)
{
    bool read = false, write = false, execute = false;
    for (const auto& a : o.of().attributes) {
        read = read || o.readable(a.index, by);
        write = write || o.writable(a.index, by);
    }
    for (const auto& m : o.of().methods) execute = execute || o.executable(m.index, by);
    return letters(read, write, execute);
}

json::object describe(const cosem::object& o)
{
    return {{"logical_name", o.name().to_string()},
            {"class", static_cast<unsigned>(o.of().id)},
            {"version", o.of().version},
            {"class_name", o.of().name},
            {"meaning", o.meaning()},
            {"access", by_association([&](cosem::association by) { return access_of(o, by); })},
            {"attributes", attributes_of(o)},
            {"methods", methods_of(o)}};
}

std::string clients()
{
    std::string out;
    for (const auto& a : cosem::association_specs)
        out += (out.empty() ? "" : ", ") + std::string(a.name) + " (" + std::to_string(a.client) + ")";
    return out;
}

const char* text(const json::value& v) { return v.as_string().c_str(); }

} // namespace

json::array describe_objects()
{
    json::array out;
    for (const auto* list : devices::object_lists::all_lists()) {
        json::array objects;
        for (const auto& o : list->objects()) objects.push_back(describe(o));
        const auto summary = "Logical device " + std::to_string(list->sap()) + " with " +
                             std::to_string(objects.size()) + " objects: name, class/version, access of the clients " +
                             clients() + ", meaning.";
        out.push_back(
            {{"name", list->name()}, {"summary", summary}, {"sap", list->sap()}, {"objects", std::move(objects)}});
    }
    return out;
}

json::array describe_classes()
{
    json::array out;
    for (const auto& c : cosem::interface_classes()) {
        json::array attributes, methods;
        for (const auto& a : c.attributes)
            attributes.push_back(
                {{"index", a.index}, {"name", a.name}, {"type", a.type}, {"static", a.kept == cosem::kept::fixed}});
        for (const auto& m : c.methods)
            methods.push_back(
                {{"index", m.index}, {"name", m.name}, {"parameter", m.parameter}, {"returned", m.returned}});
        out.push_back({{"name", c.name},
                       {"summary", "Class " + number(c.id) + ", version " + std::to_string(c.version) + "."},
                       {"class", static_cast<unsigned>(c.id)},
                       {"version", c.version},
                       {"attributes", std::move(attributes)},
                       {"methods", std::move(methods)}});
    }
    return out;
}

void print_objects(const json::object& logical_device)
{
    constexpr int name_width = 18, class_width = 8;
    for (const auto& entry : logical_device.at("objects").as_array()) {
        const auto kind = json::serialize(entry.at("class")) + "/" + json::serialize(entry.at("version"));
        std::cout << "      " << std::left << std::setw(name_width) << text(entry.at("logical_name"))
                  << std::setw(class_width) << kind;
        for (const auto& [client, access] : entry.at("access").as_object()) std::cout << text(access) << ' ';
        std::cout << ' ' << text(entry.at("meaning")) << '\n';
    }
}

void print_class(const json::object& interface_class)
{
    for (const auto& a : interface_class.at("attributes").as_array())
        std::cout << "      attribute " << json::serialize(a.at("index")) << ' ' << text(a.at("name")) << ": "
                  << text(a.at("type")) << (a.at("static").as_bool() ? "" : ", dynamic") << '\n';
    for (const auto& m : interface_class.at("methods").as_array())
        std::cout << "      method " << json::serialize(m.at("index")) << ' ' << text(m.at("name")) << '('
                  << text(m.at("parameter")) << ')' << (m.at("returned").as_string().empty() ? "" : " gives ")
                  << text(m.at("returned")) << '\n';
}

} // namespace tools::s1sim
