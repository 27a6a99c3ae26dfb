// The world's side of what is done to meters: by people at them, and by hand of the scenario.
#include "devices/esme/actions.hpp"
#include "devices/gsme/actions.hpp"
#include "scenarios/engine/world_places.hpp"

#include <algorithm>

namespace scenarios::engine {
namespace {

using devices::metering::meter;
using sim::arguments;

/// Null: it was not given.
template <class T>
const T* given(const arguments& args, std::string_view name)
{
    const auto it = args.find(name);
    return it == args.end() ? nullptr : &std::get<T>(it->second);
}

sim::error_code press(meter& m, const arguments&, sim::time_point now) { return m.press_button(now); }

sim::error_code draw(meter& m, const arguments& args, std::string_view how_much, sim::time_point now)
{
    const auto* per_hour = given<std::int64_t>(args, how_much);
    const auto* length = given<sim::duration>(args, "for");
    if (per_hour) return m.draw(*per_hour, length ? std::optional(now + *length) : std::nullopt, now);
    if (length) return sim::registry_errc::missing_argument;
    if (!m.powered()) return devices::metering::supply_errc::no_power;
    m.draw_as_usual(now);
    return {};
}

sim::error_code command_supply(meter& m, const arguments& args, sim::time_point now)
{
    const auto& to = *given<std::string>(args, "to");
    if (to == "disable") return m.disable_supply(now);
    return to == "arm" ? m.arm_supply(now) : m.enable_supply(now);
}

sim::error_code tamper(meter& m, const arguments& args, sim::time_point now)
{
    using namespace devices::metering;
    if (!m.powered()) return supply_errc::no_power;
    const auto at = std::ranges::find(tamper_words, *given<std::string>(args, "what"));
    const auto what = static_cast<tamper_kind>(at - std::begin(tamper_words));
    const auto* ended = given<bool>(args, "ended");
    ended&&* ended ? m.tamper_ended(what, now) : m.tamper(what, now);
    return {};
}

sim::error_code key_entry(meter& m, const arguments& args, sim::time_point now)
{
    const auto* token = given<std::string>(args, "token");
    const auto* pence = given<std::int64_t>(args, "pence");
    if (!token == !pence) return sim::registry_errc::missing_argument;
    if (token) return m.type_token(*token, now);
    if (*pence < 1 || *pence > devices::metering::most_token_pence) return sim::core_errc::out_of_range;
    return m.type_token(m.issue_token(static_cast<std::uint32_t>(*pence)), now);
}

} // namespace

template <class Meter, class Deed>
void world::bind_meter_action(const sim::action_type& type, std::unique_ptr<Meter> place::*which, Deed deed)
{
    sim_.names.bind(type, [this, which, deed](std::string_view on, const arguments& args) -> sim::error_code {
        auto* p = find(on);
        if (!p || !(p->*which)) return sim::registry_errc::unknown_subject;
        const auto ec = deed(*(p->*which), args, sim_.time.now());
        p->equipment->meters_touched();
        return ec;
    });
}

void world::bind_meter_actions()
{
    namespace esme = devices::esme;
    namespace gsme = devices::gsme;
    const auto load = [](meter& m, const arguments& args, sim::time_point now) { return draw(m, args, "watts", now); };
    const auto flow = [](meter& m, const arguments& args, sim::time_point now) {
        return draw(m, args, "litres_per_hour", now);
    };
    bind_meter_action(esme::press_button, &place::esme, press);
    bind_meter_action(esme::load, &place::esme, load);
    bind_meter_action(esme::supply_command, &place::esme, command_supply);
    bind_meter_action(esme::tamper, &place::esme, tamper);
    bind_meter_action(esme::key_entry, &place::esme, key_entry);
    bind_meter_action(gsme::press_button, &place::gsme, press);
    bind_meter_action(gsme::flow, &place::gsme, flow);
    bind_meter_action(gsme::supply_command, &place::gsme, command_supply);
    bind_meter_action(gsme::tamper, &place::gsme, tamper);
    bind_meter_action(gsme::key_entry, &place::gsme, key_entry);
}

} // namespace scenarios::engine
