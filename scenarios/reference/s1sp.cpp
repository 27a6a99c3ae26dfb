#include "scenarios/reference/s1sp_record.hpp"
#include "sim/core/check.hpp"

namespace scenarios::reference {

s1sp::s1sp(sim::simulation& world, sim::smwan::sim_directory& sims, dco& keys, s1sp_settings settings)
    : world_(world), sims_(sims), dco_(keys), settings_(std::move(settings))
{}

s1sp::~s1sp() = default;

void s1sp::add_family(std::string family, std::unique_ptr<head_end_service> service, std::uint16_t port)
{
    families_[std::move(family)] = {std::move(service), port};
}

head_end_service* s1sp::service(const std::string& family) const
{
    auto it = families_.find(family);
    return it == families_.end() ? nullptr : it->second.service.get();
}

void s1sp::take_over(handed_over installation)
{
    auto name = installation.hub.installation;
    auto hub = installation.hub.hub;
    auto& by = families_.at(installation.family);
    by.service->know(installation.hub);
    auto& slot = records_[name];
    sim::check(!slot, "an installation is handed over once: " + name);
    // The closures find the record by its place in the map, which stands.
    slot = std::make_unique<record>(
        world_.time, std::move(installation), [this, r = &slot] { feed(**r, migration_input::window_expired{}); },
        [this, r = &slot] { feed(**r, migration_input::rollback_limit_expired{}); },
        [this, r = &slot] { restore_now(**r); });
    slot->service = by.service.get();
    slot->own_port = by.port;
    by_hub_[hub] = slot.get();
}

sim::error_code s1sp::start(std::string_view installation, migration_plan plan, std::optional<std::string> obstacle)
{
    auto it = records_.find(installation);
    if (it == records_.end()) return sim::registry_errc::unknown_subject;
    auto& r = *it->second;
    auto previous = plan.previous_apn;
    if (auto ec = feed(r, migration_input::start{std::move(plan)})) return ec;
    ++r.attempts;
    r.own_keys.clear();
    if (r.machine.state() != migration_state::requested) return {};
    if (obstacle) return feed(r, migration_input::check_failed{"eligibility", std::move(*obstacle)});
    return feed(r, migration_input::use_group{std::move(previous)});
}

sim::error_code s1sp::demand_rollback(std::string_view installation)
{
    auto it = records_.find(installation);
    if (it == records_.end()) return sim::registry_errc::unknown_subject;
    return feed(*it->second, migration_input::rollback_demanded{});
}

sim::error_code s1sp::cancel(std::string_view installation)
{
    auto it = records_.find(installation);
    if (it == records_.end()) return sim::registry_errc::unknown_subject;
    return feed(*it->second, migration_input::cancel{});
}

void s1sp::smso_contact(sim::eui64 hub)
{
    auto it = by_hub_.find(hub);
    // Before a migration and during one the hub talks to its SMSO all the time: that is nothing to note.
    if (it != by_hub_.end()) feed(*it->second, migration_input::smso_contact{});
}

const migration_machine* s1sp::find(std::string_view installation) const
{
    auto it = records_.find(installation);
    return it == records_.end() ? nullptr : &it->second->machine;
}

sim::error_code s1sp::feed(record& r, const migration_event_in& what)
{
    auto before = r.machine.state();
    auto actions = r.machine.handle(what, world_.time.now());
    if (!actions) return actions.error();
    for (const auto& a : *actions) perform(r, a);
    steer(r);
    if (r.machine.state() == before) return {};
    for (const auto* type : migration_state_type::all) world_.names.changed(*type, r.given.hub.installation);
    return {};
}

// ---- what the machine wants

void s1sp::perform(record& r, const migration_action& a)
{
    std::visit([&](const auto& act) { carry_out(r, act); }, a);
}

void s1sp::carry_out(record& r, const migration_do::emit& a)
{
    world_.log.emit(*a.type, {r.given.hub.installation, {}}, a.content);
}
void s1sp::carry_out(record& r, const migration_do::start_window& a) { r.window.expires_at(a.due); }
void s1sp::carry_out(record& r, const migration_do::stop_window&) { r.window.cancel(); }
void s1sp::carry_out(record& r, const migration_do::start_rollback_limit& a) { r.limit.expires_at(a.due); }
void s1sp::carry_out(record& r, const migration_do::stop_rollback_limit&) { r.limit.cancel(); }

void s1sp::carry_out(record& r, const migration_do::set_profile& a)
{
    world_.time.after(settings_.platform_delay + a.delay, "s1sp.set_profile",
                      [this, &r, profile = a.profile, back = a.back] { change_profile(r, profile, back); });
}

void s1sp::change_profile(record& r, const std::string& profile, bool back)
{
    auto ec = sims_.set_profile(*r.given.sim, profile);
    if (!back && ec)
        feed(r, migration_input::failure{"the SIM platform refused the profile " + profile + ": " + ec.message()});
    else if (!back)
        feed(r, migration_input::sim_change_confirmed{});
    else if (ec)
        feed(r, migration_input::restore_failed{migration_part::sim, ec.message()});
    else
        feed(r, migration_input::restored{migration_part::sim});
}

void s1sp::carry_out(record& r, const migration_do::request_details&)
{
    dco_.details(r.given.hub.hub, [this, &r](std::vector<device_keys> keys) { take_details(r, std::move(keys)); });
}

void s1sp::take_details(record& r, std::vector<device_keys> keys)
{
    auto told = r.given.hub;
    for (auto& device : told.devices)
        for (const auto& k : keys)
            if (k.device == device.eui64) device.keys = k.keys;
    r.smso_keys = std::move(keys);
    r.service->know(std::move(told));
    feed(r, migration_input::details_received{});
}

void s1sp::carry_out(record& r, const migration_do::install&)
{
    r.installing = true;
    proceed(r);
}

void s1sp::carry_out(record& r, const migration_do::stop_install&)
{
    r.installing = false;
    abandon_request(r);
}

void s1sp::carry_out(record& r, const migration_do::restore& a)
{
    r.restoring = a.part;
    r.retry.expires_after(a.delay);
}

void s1sp::carry_out(record& r, const migration_do::stop_restoring&)
{
    r.restoring.reset();
    r.retry.cancel();
    abandon_request(r);
}

// ---- contacts

bool s1sp::wants(sim::eui64 hub, const std::string&) { return wants(*by_hub_.at(hub)); }

bool s1sp::wants(const record& r) const
{
    switch (r.machine.state()) {
    case migration_state::sim_migrated:
    case migration_state::connected:
    case migration_state::installing: return true;
    case migration_state::rolling_back: return r.restoring.has_value();
    case migration_state::none:
    case migration_state::requested:
    case migration_state::validated:
    case migration_state::rejected:
    case migration_state::commissioned:
    case migration_state::timed_out:
    case migration_state::failed:
    case migration_state::cancelled:
    case migration_state::rolled_back:
    case migration_state::rollback_failed:
    case migration_state::smso_restored: return false;
    }
    return false;
}

void s1sp::on_contact(head_end& contact)
{
    auto& r = *by_hub_.at(contact.hub());
    // A hub calls again when it has lost the session before: whatever that one still waits for will not come.
    if (std::exchange(r.contact, &contact)) abandon_request(r);
    feed(r, migration_input::hub_connected{}); // in some states it is nothing new
    if (r.installing) proceed(r);
    if (r.restoring) restore_now(r);
    close_idle(r);
}

void s1sp::on_contact_ended(head_end& contact, bool)
{
    auto& r = *by_hub_.at(contact.hub());
    if (r.contact == &contact) r.contact = nullptr;
}

/// A request's answer is nobody's any more.
void s1sp::abandon_request(record& r)
{
    r.busy = false;
    ++r.turn;
}

/// Ends a contact that there is nothing to do with.
void s1sp::close_idle(record& r)
{
    bool waits = r.machine.state() == migration_state::connected || r.machine.state() == migration_state::installing;
    if (r.contact && !waits && !r.restoring) r.contact->close({});
}

/// What the machine wants of the hub, as the family's service hears it.
void s1sp::steer(record& r)
{
    if (wants(r))
        r.service->seek(r.given.hub.hub, identities(r));
    else
        r.service->rest(r.given.hub.hub);
}

/// Under which names the hub may accept us, the likeliest first: while it has been told nothing it knows its SMSO, and
/// what it knows in the middle nobody can say whose answer was lost.
std::vector<std::string> s1sp::identities(const record& r) const
{
    bool prepared = r.machine.plan().handover == handover_kind::preloaded_dcc;
    if (prepared || r.machine.touched(migration_part::address)) return {settings_.name, r.given.smso.name};
    if (r.machine.touched(migration_part::credentials)) return {r.given.smso.name, settings_.name};
    return {r.given.smso.name};
}

} // namespace scenarios::reference
