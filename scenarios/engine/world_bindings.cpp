// The world's side of the catalogue: what each action does, and where each state is read.
#include "devices/chf/events.hpp"
#include "devices/esme/states.hpp"
#include "devices/gsme/states.hpp"
#include "scenarios/engine/declarations.hpp"
#include "scenarios/engine/world_places.hpp"
#include "sim/smwan/catalogue.hpp"
#include "sim/smwan/states.hpp"

namespace scenarios::engine {

using sim::arguments;
using sim::registry_errc;
using sim::value;

namespace {

const std::string& text_of(const arguments& args, std::string_view name)
{
    return std::get<std::string>(args.find(name)->second); // registry::invoke has checked that it is there
}

} // namespace

void world::bind_hub_action(const sim::action_type& type,
                            std::function<sim::error_code(devices::chf::hub&, const arguments&)> act)
{
    sim_.names.bind(type, [this, act = std::move(act)](std::string_view on, const arguments& args) -> sim::error_code {
        auto* p = find(on);
        if (!p) return registry_errc::unknown_subject;
        return act(*p->hub, args);
    });
}

void world::bind_actions()
{
    namespace chf = devices::chf;
    sim::smwan::bind(sim_, sims_);
    sim::smwan::bind(sim_, sims_, messages_);
    auto simple = [this](const sim::action_type& type, auto act) {
        bind_hub_action(type, [act](chf::hub& hub, const arguments&) {
            act(hub);
            return sim::error_code{};
        });
    };
    simple(chf::power_cut, [](chf::hub& hub) { hub.power_cut(); });
    simple(chf::power_restore, [](chf::hub& hub) { hub.power_restore(); });
    simple(chf::reboot, [](chf::hub& hub) { hub.reboot(); });
    bind_hub_action(chf::call_home, [](chf::hub& hub, const arguments&) -> sim::error_code {
        if (!hub.running() || !hub.modem().context()) return registry_errc::refused;
        hub.running()->call_home();
        return {};
    });
    bind_hub_action(chf::set_hes, [](chf::hub& hub, const arguments& args) -> sim::error_code {
        auto port = std::get<std::int64_t>(args.at("port"));
        if (port < 1 || port > 65535) return sim::core_errc::out_of_range;
        hub.set_head_end({text_of(args, "name"), static_cast<std::uint16_t>(port)});
        return {};
    });
    bind_meter_actions();
    sim_.names.bind(reference::migration_action_type::start,
                    [this](std::string_view on, const arguments& args) { return start_migration(on, args); });
    sim_.names.bind(reference::migration_action_type::rollback,
                    [this](std::string_view on, const arguments&) { return s1sp_->demand_rollback(on); });
    sim_.names.bind(reference::migration_action_type::cancel,
                    [this](std::string_view on, const arguments&) { return s1sp_->cancel(on); });
    sim_.names.bind(set_pace_action, [this](std::string_view, const arguments& args) -> sim::error_code {
        auto pace = sim::parse_pace(text_of(args, "pace"));
        if (!pace) return pace.error();
        sim_.time.set_pace(*pace);
        return {};
    });
    sim_.names.bind(log_action, [this](std::string_view on, const arguments& args) -> sim::error_code {
        sim_.log.emit(log_event, {on, {}}, {{"message", text_of(args, "message")}});
        return {};
    });
}

void world::bind_place_state(const sim::state_type& type, std::function<std::optional<value>(const place&)> read)
{
    sim_.names.bind(type, [this, read = std::move(read)](std::string_view on) -> std::optional<value> {
        const auto* p = find(on);
        if (!p) return {};
        return read(*p);
    });
}

void world::bind_states()
{
    namespace smwan = sim::smwan;
    using text = std::string;
    bind_place_state(smwan::wan_state, [](const place& p) { return value(text(p.hub->modem().wan_state())); });
    bind_place_state(smwan::wan_context, [](const place& p) { return value(text(p.hub->modem().wan_context())); });
    bind_place_state(smwan::chf_address, [](const place& p) { return value(p.hub->modem().address()); });
    bind_place_state(smwan::chf_apn, [](const place& p) { return value(text(p.hub->modem().apn())); });
    bind_place_state(devices::chf::hes_state, [](const place& p) {
        auto at = p.hub->head_end();
        return value(at.name + ":" + std::to_string(at.port));
    });
    bind_place_state(devices::chf::firmware_state, [](const place& p) { return value(p.hub->firmware().version()); });
    bind_place_state(devices::chf::trust_state, [this](const place& p) { return value(trust_of(p)); });
    bind_place_state(devices::chf::peer_state, [](const place& p) {
        return value(text(p.hub->running() ? p.hub->running()->peer() : std::string_view()));
    });
    bind_place_state(devices::esme::import_kwh, [this](const place& p) -> std::optional<value> {
        if (!p.esme) return {};
        return value(p.esme->import_kwh(sim_.time.now()));
    });
    bind_place_state(devices::gsme::volume_m3, [this](const place& p) -> std::optional<value> {
        if (!p.gsme) return {};
        return value(p.gsme->volume_m3(sim_.time.now()));
    });
    bind_place_state(devices::esme::supply, [](const place& p) -> std::optional<value> {
        if (!p.esme) return {};
        return value(text(to_string(p.esme->valve().state())));
    });
    bind_place_state(devices::gsme::supply, [](const place& p) -> std::optional<value> {
        if (!p.gsme) return {};
        return value(text(to_string(p.gsme->valve().state())));
    });
    auto machine = [this](const place& p) { return s1sp_->find(p.plan->id); };
    bind_place_state(reference::migration_state_type::state,
                     [machine](const place& p) { return value(text(to_string(machine(p)->state()))); });
    bind_place_state(reference::migration_state_type::outcome,
                     [machine](const place& p) { return value(text(to_string(machine(p)->outcome()))); });
    bind_place_state(reference::migration_state_type::step,
                     [machine](const place& p) { return value(machine(p)->step()); });
}

} // namespace scenarios::engine
