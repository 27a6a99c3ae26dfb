// A scenario's world: the operator, the systems, the installations, all bound to one catalogue.
#pragma once
#include "devices/chf/hub.hpp"
#include "devices/esme/meter.hpp"
#include "devices/families/family.hpp"
#include "devices/gsme/meter.hpp"
#include "scenarios/engine/identities.hpp"
#include "scenarios/engine/scenario.hpp"
#include "scenarios/reference/s1sp.hpp"
#include "scenarios/reference/smso.hpp"
#include "sim/crypto/simulation_pki.hpp"
#include "sim/smwan/sms_centre.hpp"

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace scenarios::engine {

struct world_options {
    std::uint64_t seed{1};
    sim::transport::network_kind transport{sim::transport::network_kind::tcp};
    sim::kernel_options time;
    sim::tls::key_log log_keys; ///< may be empty
};

class world {
public:
    /// Throws boost::system::system_error when an address is taken.
    world(const scenario& plan, world_options options);
    world(const world&) = delete;
    world& operator=(const world&) = delete;
    ~world();

    sim::simulation& sim() { return sim_; }
    sim::transport::network& internet() { return internet_; }
    /// Gives every installation its power.
    void start();

    // ---- for reports
    const reference::migration_machine* migration(std::string_view installation) const
    {
        return s1sp_->find(installation);
    }
    const std::string& family_of(const installation& i) const { return families_[i.entry].name; }
    /// Something to say about what an installation waits for; empty: nothing.
    std::string hint(std::string_view installation) const;
    /// What peers and tools from outside can reach: names, and real endpoints or paths.
    std::vector<std::pair<std::string, std::string>> listening() const;
    /// What a peer from outside needs to take part (and one to be refused), in PEM by file name.
    std::map<std::string, std::string> peer_files();

private:
    struct place;
    struct operator_company;

    void make_profiles();
    void make_systems();
    void make_smso(operator_company& company);
    void make_s1sp();
    void add_to_smso(operator_company& company, const std::string& family);
    void add_to_s1sp(const std::string& family);
    struct service_place;
    std::unique_ptr<reference::head_end_service> make_service(const std::string& family, const service_place& at,
                                                              reference::head_end_owner& runs_it);
    std::shared_ptr<const sim::crypto::identity> head_end_certificate(const std::string& authority,
                                                                      const std::string& owner, const std::string& name,
                                                                      const std::string& family);
    void make_installations();
    void make_installation(const installation& what, std::uint32_t number);
    void hand_over(const place& p);
    void share_keys(reference::known_hub& known, bool held);
    std::shared_ptr<const devices::chf::hub_make> make_of(std::size_t entry);
    std::shared_ptr<const sim::crypto::identity> device_certificate(const std::string& name, sim::eui64 eui, bool valid,
                                                                    bool is_called = false);
    void open_ports(place& p, std::uint32_t number);
    void add_caller_files(std::map<std::string, std::string>& out);
    void add_device_keys(const place& p, std::string& json) const;
    reference::migration_plan plan_for(const place& p) const;
    sim::error_code start_migration(std::string_view on, const sim::arguments& args);

    struct addressed {
        sim::eui64 eui64;
        std::string model;
    };
    reference::head_end_service* service_of(const place& p, const sim::arguments& args) const;
    std::optional<addressed> device_of(const place& p, const sim::arguments& args) const;
    sim::error_code send_command(const place& p, const sim::arguments& args);
    sim::error_code offer_firmware(const place& p, const sim::arguments& args);
    sim::error_code redirect_hub(const place& p, const sim::arguments& args);
    void bind_device_work();

    void bind_actions();
    void bind_meter_actions();
    template <class Meter, class Deed>
    void bind_meter_action(const sim::action_type& type, std::unique_ptr<Meter> place::*which, Deed deed);
    void bind_states();
    void bind_hub_action(const sim::action_type& type,
                         std::function<sim::error_code(devices::chf::hub&, const sim::arguments&)> act);
    void bind_place_state(const sim::state_type& type, std::function<std::optional<sim::value>(const place&)> read);
    place* find(std::string_view on);
    std::string trust_of(const place& p) const;
    std::string dcc_profile(group_id group) const;

    const scenario& plan_;
    world_options options_;
    sim::simulation sim_;
    sim::transport::network internet_;
    sim::smwan::sim_directory sims_;
    sim::smwan::operator_network operators_;
    sim::smwan::sms_centre messages_;
    sim::crypto::simulation_pki pki_;
    sim::bytes dcc_anchor_;
    std::vector<devices::families::family> families_; ///< by fleet entry, with its overrides
    std::vector<std::shared_ptr<const devices::families::chf_settings>> settings_;
    std::vector<std::shared_ptr<const devices::chf::hub_make>> makes_;
    std::vector<std::shared_ptr<const sim::smwan::reconnect_plan>> plans_;
    std::vector<std::shared_ptr<const sim::smwan::link_model>> links_;
    std::set<std::string> family_names_;                                 ///< that the fleet has
    std::map<std::string, std::unique_ptr<operator_company>> companies_; ///< by profile name
    std::unique_ptr<reference::dco> dco_;
    std::unique_ptr<reference::s1sp> s1sp_;
    std::map<std::string, std::unique_ptr<place>, std::less<>> places_;
    std::vector<place*> in_order_;
};

/// The customer service profile of the SMSO that operates a group. Model choice: EA is SMSO A's, EB B's, EC C's, and
/// each of the other groups has one of its own.
std::string smso_profile(group_id group);

} // namespace scenarios::engine
