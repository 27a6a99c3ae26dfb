#include "scenarios/engine/declarations.hpp"

#include "devices/chf/events.hpp"
#include "devices/esme/actions.hpp"
#include "devices/esme/states.hpp"
#include "devices/families/landis_gyr/events.hpp"
#include "devices/families/trilliant/events.hpp"
#include "devices/gsme/actions.hpp"
#include "devices/gsme/states.hpp"
#include "devices/metering/events.hpp"
#include "scenarios/reference/head_end/device_actions.hpp"
#include "scenarios/reference/head_end/landis_gyr.hpp"
#include "scenarios/reference/migration_events.hpp"
#include "scenarios/reference/s1sp.hpp"
#include "sim/smwan/catalogue.hpp"
#include "sim/tls/events.hpp"

namespace scenarios::engine {

void declare_everything(sim::simulation& world)
{
    auto& names = world.names;
    sim::smwan::declare(world);
    for (const auto* e : devices::chf::all_events) names.declare(*e);
    for (const auto* a : devices::chf::all_actions) names.declare(*a);
    for (const auto* s : devices::chf::all_states) names.declare(*s);
    for (const auto* e : {&sim::tls::tls_connecting, &sim::tls::tls_established, &sim::tls::tls_failed,
                          &sim::tls::tls_rejected, &sim::tls::tls_closed})
        names.declare(*e);
    namespace trilliant = devices::families::trilliant;
    for (const auto* e : trilliant::all_events) names.declare(*e);
    for (const auto* e : devices::families::landis_gyr::all_events) names.declare(*e);
    for (const auto* e : devices::metering::all_events) names.declare(*e);
    for (const auto* a : devices::esme::all_actions) names.declare(*a);
    for (const auto* a : devices::gsme::all_actions) names.declare(*a);
    names.declare(devices::esme::import_kwh);
    names.declare(devices::gsme::volume_m3);
    names.declare(devices::esme::supply);
    names.declare(devices::gsme::supply);
    names.declare(reference::head_end_contact);
    for (const auto* e : reference::device_work_events) names.declare(*e);
    for (const auto* a : reference::device_actions) names.declare(*a);
    names.declare(reference::head_end_pushed);
    names.declare(reference::s1sp_reading);
    for (const auto* e : reference::migration_event::all) names.declare(*e);
    for (const auto* s : reference::migration_state_type::all) names.declare(*s);
    for (const auto* a : reference::migration_action_type::all) names.declare(*a);
    names.declare(set_pace_action);
    names.declare(log_action);
    names.declare(log_event);
    names.declare(step_done);
    names.declare(step_refused);
}

} // namespace scenarios::engine
