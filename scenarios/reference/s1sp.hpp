// The reference S1SP: migrates installations. Each has a migration machine; this carries out what it says, over a
// head-end that hubs reach through the DCC's APN and, for the SIM, at the operator's platform.
//
// Model choices: the platform confirms a profile change, and the DCO answers, after a fixed time; the hub is asked to
// call back half a minute after it was given its new head-end.
#pragma once
#include "scenarios/reference/head_end/trilliant.hpp"
#include "scenarios/reference/migration.hpp"
#include "sim/smwan/sim_directory.hpp"

namespace scenarios::reference {

/// A head-end's name and port, as a hub is told it.
struct head_end_name {
    std::string name;
    std::uint16_t port{0};
};

struct s1sp_settings {
    trilliant_service_settings service;
    head_end_name own;                                     ///< where commissioned hubs call
    credential authority;                                  ///< the DCC CA, as hubs get it
    sim::duration platform_delay{std::chrono::seconds(2)}; ///< from asking for a profile change to its confirmation
    sim::duration dco_delay{std::chrono::seconds(3)};      ///< from asking the DCO for details to its answer
    sim::duration call_back{std::chrono::seconds(30)};     ///< from the first session of an installation to the second
};

/// What the SMSO hands over with an installation.
struct handed_over {
    std::string installation;
    sim::eui64 hub;
    sim::smwan::sim_card* sim;
    head_end_name smso;                   ///< where the hub calls now, and shall call again after a rollback
    std::vector<credential> certificates; ///< what restores communication to the SMSO (TMAD 5.1(c))
};

class s1sp final : head_end_owner {
public:
    s1sp(sim::simulation& world, sim::transport::network& internet, sim::smwan::sim_directory& sims,
         s1sp_settings settings);
    s1sp(const s1sp&) = delete;
    s1sp& operator=(const s1sp&) = delete;
    ~s1sp();

    trilliant_service& service() { return service_; }
    void take_over(handed_over installation);

    /// Errors: registry_errc::unknown_subject; what the machine says (migration_errc).
    /// `obstacle`: what the other checks of the files have found; empty: nothing.
    sim::error_code start(std::string_view installation, migration_plan plan, std::optional<std::string> obstacle = {});
    sim::error_code demand_rollback(std::string_view installation);
    sim::error_code cancel(std::string_view installation);
    /// The hub has completed a session with its SMSO.
    void smso_contact(sim::eui64 hub);

    /// Null: not known.
    const migration_machine* find(std::string_view installation) const;

private:
    struct record;

    bool wants(sim::eui64 hub, const std::string& identity) override;
    void on_contact(head_end& contact) override;
    void on_contact_ended(head_end& contact, bool complete) override;

    sim::error_code feed(record& r, const migration_event_in& what);
    void perform(record& r, const migration_action& a);
    void carry_out(record& r, const migration_do::set_profile& a);
    void carry_out(record& r, const migration_do::start_window& a);
    void carry_out(record& r, const migration_do::stop_window& a);
    void carry_out(record& r, const migration_do::request_details& a);
    void carry_out(record& r, const migration_do::install& a);
    void carry_out(record& r, const migration_do::stop_install& a);
    void carry_out(record& r, const migration_do::restore& a);
    void carry_out(record& r, const migration_do::stop_restoring& a);
    void carry_out(record& r, const migration_do::start_rollback_limit& a);
    void carry_out(record& r, const migration_do::stop_rollback_limit& a);
    void carry_out(record& r, const migration_do::emit& a);

    void change_profile(record& r, const std::string& profile, bool back);
    void proceed(record& r);
    void replace_credentials(record& r);
    void replace_address(record& r);
    void complete(record& r);
    void check(record& r);
    void abandon_request(record& r);
    void close_idle(record& r);
    void failed(record& r, sim::error_code why, std::string_view what);
    void restore_now(record& r);
    void restored(record& r, migration_part part, sim::error_code ec);

    sim::simulation& world_;
    sim::smwan::sim_directory& sims_;
    s1sp_settings settings_;
    trilliant_service service_;
    std::map<std::string, std::unique_ptr<record>, std::less<>> records_;
    std::map<sim::eui64, record*> by_hub_;
};

} // namespace scenarios::reference
