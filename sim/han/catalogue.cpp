#include "sim/han/catalogue.hpp"

#include "sim/han/events.hpp"
#include "sim/han/pan.hpp"
#include "sim/han/states.hpp"

namespace sim::han {
namespace {

using deed = error_code (*)(pan&, member&);

void bind_deed(simulation& world, const find_pan& find, const action_type& type, deed what)
{
    world.names.bind(type, [find, what](std::string_view on, const arguments& args) -> error_code {
        auto* p = find(on);
        if (!p) return registry_errc::unknown_subject;
        auto it = args.find("device");
        if (it == args.end()) return registry_errc::missing_argument;
        const auto* part = std::get_if<std::string>(&it->second);
        if (!part) return registry_errc::wrong_kind;
        auto* m = p->find(*part);
        return m ? what(*p, *m) : make_error_code(registry_errc::unknown_subject);
    });
}

error_code set_reachable(pan& p, member& m, bool yes)
{
    auto settings = p.link_of(m);
    settings.reachable = yes;
    p.set_link(m, settings);
    return {};
}

void bind_part(simulation& world, const find_pan& find, const state_type& type, std::string_view part)
{
    world.names.bind(type, [find, part](std::string_view on) -> std::optional<value> {
        auto* p = find(on);
        auto* m = p ? p->find(part) : nullptr;
        if (!m) return {};
        return std::string(to_string(m->state()));
    });
}

} // namespace

void declare(simulation& world)
{
    for (const auto* e : {&han_joining, &han_joined, &han_join_refused, &han_left, &han_removed, &han_network_lost,
                          &han_lost, &han_search_failed, &han_rejoined, &han_rejoin_refused, &han_message_dropped,
                          &han_replay_refused, &han_key_changed})
        world.names.declare(*e);
    for (const auto* s : {&han_members, &han_lost_members, &han_esme, &han_gsme, &han_ihd}) world.names.declare(*s);
    for (const auto* a :
         {&unpair_action, &join_action, &leave_action, &lose_action, &restore_action, &change_key_action})
        world.names.declare(*a);
    for (const auto* f : {&frame_lost_fault, &join_denied_fault, &replay_fault}) world.faults.declare(*f);
}

void bind(simulation& world, const find_pan& find)
{
    bind_deed(world, find, unpair_action, [](pan& p, member& m) { return p.remove(m); });
    bind_deed(world, find, leave_action, [](pan& p, member& m) { return p.leave(m); });
    bind_deed(world, find, lose_action, [](pan& p, member& m) { return set_reachable(p, m, false); });
    bind_deed(world, find, restore_action, [](pan& p, member& m) { return set_reachable(p, m, true); });
    bind_deed(world, find, join_action, [](pan& p, member& m) {
        if (auto ec = p.permit(m.address(), m.install_key())) return ec;
        return p.join(m);
    });
    world.names.bind(change_key_action, [find](std::string_view on, const arguments&) -> error_code {
        auto* p = find(on);
        return p ? p->change_network_key() : make_error_code(registry_errc::unknown_subject);
    });
    world.names.bind(han_members, [find](std::string_view on) -> std::optional<value> {
        auto* p = find(on);
        if (!p) return {};
        return static_cast<std::int64_t>(p->members());
    });
    world.names.bind(han_lost_members, [find](std::string_view on) -> std::optional<value> {
        auto* p = find(on);
        if (!p) return {};
        std::int64_t lost = 0;
        for (const auto& m : p->devices()) lost += p->is_lost(*m);
        return lost;
    });
    bind_part(world, find, han_esme, "esme");
    bind_part(world, find, han_gsme, "gsme");
    bind_part(world, find, han_ihd, "ihd");
}

} // namespace sim::han
