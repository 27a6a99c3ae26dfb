#include "scenarios/reference/s1sp.hpp"

#include "sim/core/check.hpp"

namespace scenarios::reference {

struct s1sp::record {
    using unique_action = sim::unique_function<void()>;
    record(sim::kernel& k, handed_over what, unique_action on_window, unique_action on_limit, unique_action on_retry)
        : given(std::move(what)),
          window(k, "s1sp.window", std::move(on_window)),
          limit(k, "s1sp.rollback_limit", std::move(on_limit)),
          retry(k, "s1sp.restore", std::move(on_retry))
    {}

    handed_over given;
    migration_machine machine;
    sim::timer window, limit, retry;
    head_end* contact{nullptr}; ///< while the hub is in contact
    bool installing{false};     ///< the machine has said `install` and not stopped it
    bool busy{false};           ///< a request to the hub is under way
    std::optional<migration_part> restoring;
    /// Counts what was begun: an answer that comes after it was stopped is nobody's.
    std::uint32_t turn{0};
};

s1sp::s1sp(sim::simulation& world, sim::transport::network& internet, sim::smwan::sim_directory& sims,
           s1sp_settings settings)
    : world_(world), sims_(sims), settings_(std::move(settings)), service_(world, internet, settings_.service, *this)
{}

s1sp::~s1sp() = default;

void s1sp::take_over(handed_over installation)
{
    auto name = installation.installation;
    auto hub = installation.hub;
    service_.know(hub, name);
    auto& slot = records_[name];
    sim::check(!slot, "an installation is handed over once: " + name);
    // The closures find the record by its place in the map, which stands.
    slot = std::make_unique<record>(
        world_.time, std::move(installation), [this, r = &slot] { feed(**r, migration_input::window_expired{}); },
        [this, r = &slot] { feed(**r, migration_input::rollback_limit_expired{}); },
        [this, r = &slot] { restore_now(**r); });
    by_hub_[hub] = slot.get();
}

sim::error_code s1sp::start(std::string_view installation, migration_plan plan, std::optional<std::string> obstacle)
{
    auto it = records_.find(installation);
    if (it == records_.end()) return sim::registry_errc::unknown_subject;
    auto& r = *it->second;
    auto previous = plan.previous_apn;
    if (auto ec = feed(r, migration_input::start{std::move(plan)})) return ec;
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
    if (r.machine.state() == before) return {};
    for (const auto* type : migration_state_type::all) world_.names.changed(*type, r.given.installation);
    return {};
}

// ---- what the machine wants

void s1sp::perform(record& r, const migration_action& a)
{
    std::visit([&](const auto& act) { carry_out(r, act); }, a);
}

void s1sp::carry_out(record& r, const migration_do::emit& a)
{
    world_.log.emit(*a.type, {r.given.installation, {}}, a.content);
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
    world_.time.after(settings_.dco_delay, "s1sp.details",
                      [this, &r] { feed(r, migration_input::details_received{}); });
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

bool s1sp::wants(sim::eui64 hub, const std::string&)
{
    auto& r = *by_hub_.at(hub);
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

// ---- Device Installation: once under the SMSO's name, where the hub still trusts it, and once under our own

void s1sp::proceed(record& r)
{
    if (!r.contact || r.busy) return;
    r.busy = true;
    if (r.contact->identity() == settings_.own.name)
        complete(r);
    else
        replace_credentials(r);
}

void s1sp::replace_credentials(record& r)
{
    feed(r, migration_input::replaced{migration_part::credentials});
    r.contact->replace_credentials({settings_.authority}, {}, [this, &r, turn = r.turn](sim::error_code ec) {
        if (turn != r.turn) return;
        if (ec) return failed(r, ec, "importing the DCC's authority");
        replace_address(r);
    });
}

void s1sp::replace_address(record& r)
{
    feed(r, migration_input::replaced{migration_part::address});
    r.contact->set_head_end(settings_.own.name, settings_.own.port, [this, &r, turn = r.turn](sim::error_code ec) {
        if (turn != r.turn) return;
        if (ec) return failed(r, ec, "setting the head-end's address");
        if (r.contact->identity() == settings_.own.name) return check(r);
        r.busy = false;
        r.contact->close(world_.time.now() + settings_.call_back);
    });
}

void s1sp::complete(record& r)
{
    // The hub has come under its new trust: what its SMSO could use goes.
    feed(r, migration_input::replaced{migration_part::credentials});
    r.contact->replace_credentials({}, r.given.certificates, [this, &r, turn = r.turn](sim::error_code ec) {
        if (turn != r.turn) return;
        if (ec) return failed(r, ec, "removing the SMSO's certificates");
        // A hub that was prepared for us comes here by itself, and still holds its SMSO's address as its own.
        if (r.machine.touched(migration_part::address)) return check(r);
        replace_address(r);
    });
}

void s1sp::check(record& r)
{
    r.contact->read_inventory([this, &r, turn = r.turn](sim::result<inventory> found) {
        if (turn != r.turn) return;
        if (!found) return failed(r, found.error(), "reading the hub's trust store");
        r.busy = r.installing = false;
        bool ours = found->trust.size() == 1 && found->trust.front().certificate == settings_.authority.certificate;
        if (ours)
            feed(r, migration_input::commission_done{});
        else
            feed(r,
                 migration_input::failure{"the hub trusts others than the DCC after its certificates were replaced"});
        close_idle(r);
    });
}

void s1sp::failed(record& r, sim::error_code why, std::string_view what)
{
    r.busy = false;
    if (why == head_end_errc::contact_lost) return; // the hub will call again; the window decides how often
    feed(r, migration_input::failure{std::string(what) + ": " + why.message()});
}

// ---- the way back

void s1sp::restore_now(record& r)
{
    if (!r.contact || !r.restoring || r.busy || r.retry.armed()) return;
    r.busy = true;
    auto answered = [this, &r, turn = r.turn, part = *r.restoring](sim::error_code ec) {
        if (turn == r.turn) restored(r, part, ec);
    };
    // What the SMSO had prepared the hub with stays.
    std::vector<credential> ours;
    if (r.machine.plan().handover == handover_kind::smso_credentials) ours.push_back(settings_.authority);
    if (*r.restoring == migration_part::credentials)
        r.contact->replace_credentials(r.given.certificates, std::move(ours), std::move(answered));
    else
        r.contact->set_head_end(r.given.smso.name, r.given.smso.port, std::move(answered));
}

void s1sp::restored(record& r, migration_part part, sim::error_code ec)
{
    r.busy = false;
    r.restoring.reset();
    if (ec)
        feed(r, migration_input::restore_failed{part, ec.message()});
    else
        feed(r, migration_input::restored{part});
    close_idle(r);
}

} // namespace scenarios::reference
