// The reference S1SP: migrates installations, whatever their family. Each has a migration machine; this carries out
// what it says, over the family's head-end and, for the SIM, at the operator's platform.
//
// Model choices: the platform confirms a profile change after a fixed time; the contact that has given a hub its new
// head-end is followed by another half a minute later; clocks are set when they are further off than ten seconds.
#pragma once
#include "scenarios/reference/dco.hpp"
#include "scenarios/reference/head_end/service.hpp"
#include "scenarios/reference/migration.hpp"
#include "sim/kernel/simulation.hpp"
#include "sim/smwan/sim_directory.hpp"

namespace scenarios::reference {

inline constexpr sim::parameter reading_fields[] = {
    {"meter", sim::value_kind::text, "EUI-64 of the meter"},
    {"register", sim::value_kind::integer, "its newest cumulative register: Wh or dm3"},
    {"half_hours", sim::value_kind::integer, "entries of its load profile for the day before; 0 where they are pushed"},
};
inline constexpr sim::event_type s1sp_reading{
    "s1sp.reading", "The S1SP has read a meter of a commissioned installation.", reading_fields};

/// A head-end's name and port, as a hub is told it.
struct head_end_name {
    std::string name;
    std::uint16_t port{0};
};

struct s1sp_settings {
    std::string name;                                      ///< under which commissioned hubs know it
    credential authority;                                  ///< the DCC CA, as hubs get it
    sim::duration platform_delay{std::chrono::seconds(2)}; ///< from asking for a profile change to its confirmation
    sim::duration call_back{std::chrono::seconds(30)};     ///< from the first contact of an installation to the second
    sim::duration clock_tolerance{std::chrono::seconds(10)};
};

/// What the SMSO hands over with an installation.
struct handed_over {
    std::string family;
    known_hub hub; ///< without keys: those come from the DCO
    sim::smwan::sim_card* sim;
    head_end_name smso;                   ///< the hub's head-end now, and again after a rollback
    std::vector<credential> certificates; ///< what restores communication to the SMSO (TMAD 5.1(c))
};

class s1sp final : public head_end_owner {
public:
    s1sp(sim::simulation& world, sim::smwan::sim_directory& sims, dco& keys, s1sp_settings settings);
    s1sp(const s1sp&) = delete;
    s1sp& operator=(const s1sp&) = delete;
    ~s1sp();

    /// Once for each family. Services are made for their owner: this. `port`: where commissioned hubs find it.
    void add_family(std::string family, std::unique_ptr<head_end_service> service, std::uint16_t port);
    /// Null: it has none of that family.
    head_end_service* service(const std::string& family) const;
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
    struct served {
        std::unique_ptr<head_end_service> service;
        std::uint16_t port{0};
    };

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
    void take_details(record& r, std::vector<device_keys> keys);
    void steer(record& r);
    bool wants(const record& r) const;
    std::vector<std::string> identities(const record& r) const;
    void abandon_request(record& r);
    void close_idle(record& r);

    // ---- Device Installation (s1sp_installation.cpp)
    void proceed(record& r);
    void import_authority(record& r);
    void replace_address(record& r);
    void adjust_clock(record& r, std::size_t device);
    void adjust_clock(record& r, std::size_t device, sim::time_point shown);
    void make_keys(record& r);
    void renew_keys(record& r);
    void remove_smso(record& r);
    void check(record& r);
    void read_meter(record& r, std::size_t device);
    void read_profile(record& r, std::size_t device, register_value newest);
    void failed(record& r, sim::error_code why, std::string_view what);
    void restore_now(record& r);
    void restore_keys(record& r);
    void restore_certificates(record& r);
    void restored(record& r, migration_part part, sim::error_code ec);
    /// A handler of a request's answer: not called any more once the request was abandoned.
    template <class Handle>
    auto answered(record& r, Handle handle);

    sim::simulation& world_;
    sim::smwan::sim_directory& sims_;
    dco& dco_;
    s1sp_settings settings_;
    std::map<std::string, served> families_;
    std::map<std::string, std::unique_ptr<record>, std::less<>> records_;
    std::map<sim::eui64, record*> by_hub_;
};

} // namespace scenarios::reference
