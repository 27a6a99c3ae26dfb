#include "scenarios/engine/world_places.hpp"

#include "devices/families/landis_gyr/device_keys.hpp"
#include "devices/families/landis_gyr/dlms_server.hpp"
#include "scenarios/engine/declarations.hpp"
#include "scenarios/engine/family_file.hpp"
#include "scenarios/reference/eligibility.hpp"
#include "sim/core/check.hpp"
#include "sim/smwan/catalogue.hpp"

#include <algorithm>
#include <set>

namespace scenarios::engine {

using devices::call_home::credential;
using devices::call_home::purpose;
using sim::transport::address;

namespace {

bool is_final_cohort(group_id group) { return group == group_id::EA || group == group_id::EB || group == group_id::EC; }

/// A family as an entry of the fleet has it. Groups other than EA, EB and EC reconnect in a way of their own; what an
/// entry itself says of `reconnect` is meant for it, whatever its group.
devices::families::family family_for(const file::fleet_entry& entry)
{
    auto family = read_family(*entry.family);
    auto& chf = family.chf;
    bool others = !is_final_cohort(entry.group);
    if (others) chf.reconnect = chf.reconnect_other_groups;
    if (!entry.overrides) return family;
    diagnostics out("overrides");
    override_family(*entry.overrides, family, out);
    sim::check(out.empty(), "overrides were not checked: " + out.text());
    const auto* said = entry.overrides->find("chf");
    if (others && said && !said->find("reconnect")) chf.reconnect = chf.reconnect_other_groups;
    return family;
}

sim::smwan::service_profile make_profile(std::string name, const std::string& pool)
{
    auto apn = name + ".example";
    return {std::move(name), {std::move(apn)}, sim::smwan::address_pool::parse(pool).value(), {}};
}

} // namespace

std::string smso_profile(group_id group)
{
    switch (group) {
    case group_id::EA: return "smso-a";
    case group_id::EB: return "smso-b";
    case group_id::EC: return "smso-c";
    case group_id::AA: return "smso-d";
    case group_id::BA: return "smso-e";
    case group_id::CA: return "smso-f";
    case group_id::CB: return "smso-g";
    case group_id::DA: return "smso-h";
    }
    return {};
}

world::world(const scenario& plan, world_options options)
    : plan_(plan),
      options_(std::move(options)),
      sim_(options_.seed, options_.time),
      internet_(sim_.time, sim_.dice, options_.transport),
      sims_(sim_),
      operators_(sim_, sims_),
      messages_(sim_, operators_),
      pki_(sim_.dice, usual_validity(options_.time.start))
{
    declare_everything(sim_);
    dcc_anchor_ = pki_.anchor(dcc_authority);
    for (const auto& entry : plan_.fleet) {
        families_.push_back(family_for(entry));
        family_names_.insert(families_.back().name);
        settings_.push_back(std::make_shared<const devices::families::chf_settings>(families_.back().chf));
    }
    make_profiles();
    make_systems();
    make_installations();
    bind_actions();
    bind_device_work();
    bind_states();
}

world::~world()
{
    // Sessions own handlers of hubs and systems: the events go first, then who made them.
    sim_.time.shut_down();
}

void world::make_profiles()
{
    std::map<std::string, std::set<std::string>> wanted; // families by profile
    for (std::size_t e = 0; e < plan_.fleet.size(); ++e)
        wanted[smso_profile(plan_.fleet[e].group)].insert(families_[e].name);
    for (auto& [name, families] : wanted) {
        auto company = std::make_unique<operator_company>();
        company->profile = name;
        company->families = std::move(families);
        company->index = static_cast<std::uint8_t>(name.back() - 'a' + 1);
        company->head_end = "hes." + name + ".example";
        company->authority = "SMSO " + std::string(1, static_cast<char>(name.back() - 'a' + 'A')) + " CA";
        auto pool = "127." + std::to_string(16 + 4 * (company->index - 1)) + ".0.0/14";
        sim::check(!sims_.add_profile(make_profile(name, pool)), "two profiles of one name");
        companies_.emplace(name, std::move(company));
    }
    sim::check(!sims_.add_profile(make_profile("dcc-foc", "127.128.0.0/14")), "two profiles of one name");
    sim::check(!sims_.add_profile(make_profile("dcc", "127.132.0.0/14")), "two profiles of one name");
}

std::string world::dcc_profile(group_id group) const { return is_final_cohort(group) ? "dcc-foc" : "dcc"; }

// ---- installations

std::shared_ptr<const devices::chf::hub_make> world::make_of(std::size_t entry)
{
    const auto& chf = families_[entry].chf;
    const auto& company = *companies_.at(smso_profile(plan_.fleet[entry].group));
    auto make = std::make_shared<devices::chf::hub_make>();
    make->manufacturer = chf.manufacturer;
    make->model = chf.model;
    make->firmware = chf.firmware;
    make->boot_time = chf.boot_time;
    make->context = chf.context;
    make->clock_ppm = chf.clock_ppm;
    make->trial = {chf.firmware_trial.trial_starts, chf.firmware_trial.trial_patience};
    make->head_end = {company.head_end, head_end_port(families_[entry].name)};
    make->trust = company.trust;
    if (plan_.handover == handover::preloaded_dcc) {
        make->prepared = devices::chf::head_end_address{std::string(s1sp_name), head_end_port(families_[entry].name)};
        make->trust = std::make_shared<const devices::call_home::credential_store>(std::vector<credential>{
            company.trust->all().front(), {purpose::head_end_ca, "", pki_.anchor(dcc_authority)}});
    }
    return make;
}

void world::make_installations()
{
    for (std::size_t e = 0; e < plan_.fleet.size(); ++e) {
        const auto& chf = families_[e].chf;
        makes_.push_back(make_of(e));
        plans_.push_back(std::make_shared<const sim::smwan::reconnect_plan>(chf.reconnect.plan()));
        sim::smwan::link_model link{{chf.link.round_trip_least, chf.link.round_trip_most},
                                    chf.link.bits_per_second_up,
                                    chf.link.bits_per_second_down,
                                    chf.link.loss_per_million};
        links_.push_back(std::make_shared<const sim::smwan::link_model>(link));
    }
    std::uint32_t number = 0;
    for (const auto& i : plan_.installations) make_installation(i, number++);
}

std::shared_ptr<const sim::crypto::identity> world::device_certificate(const std::string& name, sim::eui64 eui,
                                                                       bool valid, bool is_called)
{
    using who = sim::crypto::certificate_purpose;
    auto when = usual_validity(options_.time.start);
    if (!valid) when.not_after = options_.time.start - sim::days(1);
    sim::crypto::certificate_spec spec{eui.to_string(), "", {}, is_called ? who::server_and_client : who::client, when};
    return std::make_shared<const sim::crypto::identity>(pki_.issue(device_authority, name, spec));
}

void world::make_installation(const installation& what, std::uint32_t number)
{
    auto p = std::make_unique<place>(place{&what, &plan_.fleet[what.entry], nullptr, make_identities(number)});
    const auto& entry = *p->entry;
    const auto& family = families_[what.entry];
    const auto& ids = p->identities;
    p->company = companies_.at(smso_profile(entry.group)).get();
    sim::smwan::sim_spec spec{ids.sim, what.id, p->company->profile, plans_[what.entry], "chf", links_[what.entry]};
    p->sim = sims_.add_sim(std::move(spec)).value();
    auto installed = options_.time.start - sim::days(400); // thirteen months of history
    if (entry.fuels != fuel_set::gas) {
        devices::esme::identity who{
            ids.esme, ids.mpan, ids.esme_serial, family.esme.manufacturer, family.esme.model, family.esme.firmware};
        p->esme = std::make_unique<devices::esme::meter>(std::move(who), sim_.dice, what.id + ".esme", installed);
    }
    if (entry.fuels != fuel_set::electricity) {
        devices::gsme::identity who{
            ids.gsme, ids.mprn, ids.gsme_serial, family.gsme.manufacturer, family.gsme.model, family.gsme.firmware};
        p->gsme = std::make_unique<devices::gsme::meter>(std::move(who), sim_.dice, what.id + ".gsme", installed);
    }
    devices::families::equipment_parts parts{
        sim_, what.id, settings_[what.entry], ids.chf, {p->esme.get(), p->gsme.get()}};
    p->equipment = devices::families::make_equipment(family.name, std::move(parts));
    p->software = std::make_shared<const devices::chf::hub::make_application>(
        [equipment = p->equipment.get()](devices::chf::hub& hub) { return equipment->boot(hub); });
    bool valid = entry.migration.device_certificate == certificate_condition::valid;
    devices::chf::surroundings around{sim_, operators_, internet_, sims_};
    p->hub = std::make_unique<devices::chf::hub>(
        around, *p->sim, ids.chf, makes_[what.entry],
        device_certificate(what.id + ".chf", ids.chf, valid, calls_its_hubs(family.name)), p->software);
    open_ports(*p, what.number);
    hand_over(*p);
    in_order_.push_back(p.get());
    places_.emplace(what.id, std::move(p));
}

/// What people and their tools outside can reach of it. `number` counts from 1 where there are several of an entry.
void world::open_ports(place& p, std::uint32_t number)
{
    using devices::families::fuel;
    if (const auto& listen = p.entry->dlms_port) {
        sim::transport::endpoint real{address::parse(listen->value.address).value(), listen->value.port};
        p.dlms_door = internet_.forward(real, p.plan->id + ".chf", devices::families::landis_gyr::dlms_port,
                                        [hub = p.hub.get()] { return hub->modem().way_in(); });
    }
    if (!p.entry->optical_port) return;
    const auto& paths = **p.entry->optical_port;
    auto open = [&](fuel of, std::string path) {
        if (path.empty()) return;
        if (number) path += "-" + std::to_string(number);
        bool there = p.equipment->connect_optical_port(of, sim::transport::open_serial_port(sim_.time, path));
        sim::check(there, "an optical port without its meter was not refused");
        p.optical_ports.emplace_back(p.plan->id + (of == fuel::electricity ? ".esme" : ".gsme"), std::move(path));
    };
    bool only_gas = paths.one && p.entry->fuels == fuel_set::gas;
    open(only_gas ? fuel::gas : fuel::electricity, paths.electricity);
    open(fuel::gas, paths.gas);
}

/// To its SMSO from the first day; and to the S1SP, that it may be migrated some day.
void world::hand_over(const place& p)
{
    const auto& family = families_[p.plan->entry].name;
    reference::known_hub known{p.identities.chf, p.plan->id, p.sim, {{reference::device_part::chf, p.identities.chf}}};
    if (p.esme) known.devices.push_back({reference::device_part::esme, p.esme->who().eui64});
    if (p.gsme) known.devices.push_back({reference::device_part::gsme, p.gsme->who().eui64});
    s1sp_->take_over({family, known, p.sim, {p.company->head_end, head_end_port(family)}, p.company->trust->all()});
    if (calls_its_hubs(family)) share_keys(known, p.entry->migration.master_key == master_key_state::present);
    p.company->system->operate(family, std::move(known));
}

/// Working keys to the SMSO, and for the day of the migration to the DCO, which has the master keys too unless they are
/// not held.
void world::share_keys(reference::known_hub& known, bool held)
{
    std::vector<reference::device_keys> details;
    for (auto& d : known.devices) {
        auto keys = devices::families::landis_gyr::keys_as_made(sim_.dice, d.eui64);
        d.keys = {keys.encryption, keys.authentication};
        details.push_back({d.eui64, *d.keys});
        if (held) dco_->hold_master_key(d.eui64, keys.master);
    }
    dco_->hold_details(known.hub, std::move(details));
}

void world::start()
{
    for (auto* p : in_order_) {
        sim::cause_scope root(sim_.time);
        p->hub->power_restore();
    }
}

world::place* world::find(std::string_view on)
{
    auto it = places_.find(on);
    return it == places_.end() ? nullptr : it->second.get();
}

// ---- migration

reference::migration_plan world::plan_for(const place& p) const
{
    const auto& m = p.entry->migration;
    reference::migration_plan plan;
    plan.group = static_cast<reference::migration_group>(p.entry->group);
    plan.dcc_profile = dcc_profile(p.entry->group);
    switch (m.previous.from) {
    case previous_apn::source::automatic: plan.previous_apn = p.sim->profile().name; break;
    case previous_apn::source::missing: break;
    case previous_apn::source::given: plan.previous_apn = m.previous.name; break;
    }
    plan.handover = plan_.handover == handover::preloaded_dcc ? reference::handover_kind::preloaded_dcc
                                                              : reference::handover_kind::smso_credentials;
    plan.window_from = reference::parse_window_start(*m.window_from).value();
    return plan;
}

sim::error_code world::start_migration(std::string_view on, const sim::arguments& args)
{
    auto* p = find(on);
    if (!p) return sim::registry_errc::unknown_subject;
    const auto& e = *p->entry;
    reference::installation_facts facts;
    facts.electricity = static_cast<reference::dormancy>(e.status.electricity);
    facts.gas = static_cast<reference::dormancy>(e.status.gas);
    facts.dual_fuel = e.fuels == fuel_set::dual;
    facts.electricity_prepaid = e.fuels != fuel_set::gas && e.payment.electricity == payment_mode::prepayment;
    facts.electricity_supplier = e.supplier.electricity;
    facts.gas_supplier = e.supplier.gas;
    facts.failed_attempts = e.migration.attempts;
    facts.master_key_present = e.migration.master_key != master_key_state::missing;
    facts.device_certificate_valid = e.migration.device_certificate == certificate_condition::valid;
    auto plan = plan_for(*p);
    if (auto window = args.find("window"); window != args.end() && window->second != sim::value(std::string("auto"))) {
        auto length = sim::parse_duration(sim::to_text(window->second));
        if (!length) return length.error();
        plan.window = *length;
    }
    return s1sp_->start(on, std::move(plan), reference::obstacle(facts));
}

// ---- what people ask

std::string world::trust_of(const place& p) const
{
    bool smso = false, dcc = false, other = false;
    auto trusted = p.hub->trusted();
    for (const auto& c : trusted.all()) {
        if (c.certificate == p.company->trust->all().front().certificate)
            smso = true;
        else if (c.certificate == dcc_anchor_)
            dcc = true;
        else
            other = true;
    }
    if (other) return "other";
    if (smso && dcc) return "dcc+smso";
    return dcc ? "dcc" : smso ? "smso" : "none";
}

std::string world::hint(std::string_view installation) const
{
    auto it = places_.find(installation);
    if (it == places_.end()) return {};
    const auto& hub = *it->second->hub;
    if (hub.modem().wan_context() != "stale") return "wan: " + std::string(hub.modem().wan_state());
    auto due = hub.next_restart();
    if (!due) return "wan: old context";
    sim::duration left = std::chrono::floor<std::chrono::minutes>(*due - sim_.time.now());
    return "wan: old context, restart due in " + sim::to_text(left);
}

} // namespace scenarios::engine
