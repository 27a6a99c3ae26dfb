// The scenario file as it is written: structs that format.cpp binds to keys, and what their words mean.
// Everything here has been read and is within its bounds; whether names exist and ids fit together is scenario.hpp's.
#pragma once
#include "scenarios/engine/binder_types.hpp"
#include "scenarios/report/verdict.hpp"

namespace scenarios::engine {

using report::verdict;

enum class file_kind { scenario };
enum class role_use { reference };
enum class handover {
    smso_credentials, ///< the S1SP shows a certificate that the SMSO handed over
    preloaded_dcc,    ///< the hub already trusts the DCC CA and has the new name
};
enum class transport_kind { tcp, memory };
/// What of the HAN is worked out: what matters to the end state, or every frame.
enum class han_detail { lazy, full };
enum class group_id { AA, BA, CA, CB, DA, EA, EB, EC };
enum class installation_status { active, recently_dormant, historically_dormant };
enum class payment_mode { credit, prepayment };
enum class fuel_set { dual, electricity, gas };
enum class vacuity { refuse, allow };
/// Whether the device's master key is to be had: `lost` is one that the files promise and the DCO does not hold.
enum class master_key_state { present, missing, lost };
enum class certificate_condition { valid, expired };

/// An address of the machine that runs the simulator.
struct endpoint {
    std::string address; ///< IPv4, dotted
    std::uint16_t port{0};
};
/// "127.0.0.1:7443"; no names, no IPv6.
std::optional<endpoint> parse_endpoint(std::string_view text);

/// One value for both fuels, or one each.
template <class T>
struct per_fuel {
    T electricity{};
    T gas{};
};

/// Where tools find a meter's optical port; empty: nowhere.
struct optical_paths {
    std::string electricity, gas;
    bool one{false}; ///< one path for the meter that there is: the electricity meter, if there are two
};

/// What the migration file names as the SIM's profile before the migration.
struct previous_apn {
    enum class source {
        automatic, ///< the profile that the SIM has when the file is made
        missing,   ///< the element is absent
        given,     ///< `name`, right or wrong, possibly empty
    };
    source from{source::automatic};
    std::string name;
};

namespace file {

/// Maxima are model choices: far above any test, low enough that a slip of the finger is told and not tried.
inline constexpr std::int64_t most_of_an_entry = 100'000;
inline constexpr std::size_t most_installations = 200'000;
inline constexpr std::int64_t most_entries = 1'000; ///< of fleet, steps, expect, and of a list of selectors
inline constexpr sim::duration longest_run = sim::days(3650);
inline constexpr sim::duration longest_wall = sim::days(30);

struct clock {
    sim::time_point start{std::chrono::sys_days(std::chrono::year(2020) / 11 / 7).time_since_epoch()};
    sim::pace pace{};
};
struct limits {
    sim::duration virtual_time{sim::days(30)};
    sim::duration wall_time{std::chrono::minutes(10)};
};
struct role {
    role_use use{role_use::reference};
    std::optional<endpoint> listen; ///< a real socket besides the simulated network; port 0: any
};
struct systems {
    role smso;
    role s1sp;
};
struct capture {
    bool wan{false};
    bool han{false};
};
struct migration {
    previous_apn previous{};
    std::uint32_t attempts{0};
    master_key_state master_key{master_key_state::present};
    certificate_condition device_certificate{certificate_condition::valid};
    located<std::string> window_from{"sim.profile_changed"};
};
struct fleet_entry {
    located<std::string> id;
    std::optional<std::uint32_t> count;
    located<std::string> family;
    group_id group{group_id::EA};
    per_fuel<installation_status> status{};
    per_fuel<payment_mode> payment{};
    fuel_set fuels{fuel_set::dual};
    per_fuel<std::string> supplier{"SUP1", "SUP1"};
    file::migration migration{};
    std::optional<located<endpoint>> dlms_port;         ///< a real socket of the hub's DLMS server; port 0: any
    std::optional<located<optical_paths>> optical_port; ///< of pseudo-terminals
    std::optional<yaml_node> overrides;                 ///< bound by the family, over its own file
};
struct trigger {
    located<std::string> event;
    std::optional<one_or_many<located<std::string>>> on;
    sim::duration plus{0};
};
struct step {
    std::optional<located<sim::duration>> at;
    std::optional<located<trigger>> after;
    located<std::string> action;
    std::optional<one_or_many<located<std::string>>> on;
    std::optional<yaml_node> with;
};
struct expectation {
    located<std::string> id;
    std::optional<yaml_node> that;
    located<std::string> never;
    std::optional<one_or_many<located<std::string>>> on;
    std::optional<yaml_node> where;
    std::optional<located<sim::duration>> within;
    located<std::string> since{"start"};
    located<vacuity> vacuous;
};
struct scenario {
    std::uint32_t version{1};
    file_kind kind{file_kind::scenario};
    std::string name;
    std::string description;
    std::uint64_t seed{1};
    file::clock clock{};
    file::limits limits{};
    file::systems systems{};
    engine::handover handover{engine::handover::smso_credentials};
    file::capture capture{};
    han_detail han{han_detail::lazy};
    transport_kind transport{transport_kind::tcp};
    std::vector<located<fleet_entry>> fleet;
    std::vector<located<step>> steps;
    std::vector<located<expectation>> expect;
    std::optional<verdict> expected_verdict;
};

} // namespace file

/// Binds the whole file; what is wrong goes to `out`.
file::scenario bind_scenario(const yaml_node& root, diagnostics& out);
/// Every key with its type, default and sentence: what the documentation and a schema are made from.
object_description describe_scenario();
/// The value of the file's `kind:`; empty when there is none. For finding the scenarios in a folder.
std::string_view kind_of(const yaml_node& root);

} // namespace scenarios::engine
