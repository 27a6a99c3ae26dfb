// What stands in a world. For world*.cpp only.
#pragma once
#include "devices/families/equipment.hpp"
#include "scenarios/engine/world.hpp"

namespace scenarios::engine {

inline constexpr std::string_view s1sp_name = "s1sp.dcc.example";
inline constexpr std::string_view device_authority = "Device CA", dcc_authority = "DCC CA";

/// The head-end of such a family calls, and its devices have symmetric keys. It is a TLS client too, and needs a
/// certificate that says so.
bool calls_its_hubs(std::string_view family);
/// Where a family's head-end listens; for pushes, where it is the head-end that calls.
std::uint16_t head_end_port(std::string_view family);
/// A family's certificates are valid from five years before the run to twenty after.
sim::crypto::validity usual_validity(sim::time_point start);

/// One SMSO: its profile, its authority, its head-end.
struct world::operator_company {
    std::string profile, head_end, authority;
    std::uint8_t index{0};          ///< 1 …: places it in the address ranges
    std::set<std::string> families; ///< of the installations that it operates
    std::shared_ptr<const devices::call_home::credential_store> trust;
    std::unique_ptr<reference::smso> system;
};

/// One installation with everything in it.
struct world::place {
    const installation* plan;
    const file::fleet_entry* entry;
    operator_company* company;
    installation_identities identities;
    sim::smwan::sim_card* sim{nullptr};
    std::unique_ptr<devices::esme::meter> esme{};
    std::unique_ptr<devices::gsme::meter> gsme{};
    std::unique_ptr<devices::families::equipment> equipment{};
    std::shared_ptr<const devices::chf::hub::make_application> software{};
    std::unique_ptr<devices::chf::hub> hub{};
    std::unique_ptr<sim::transport::listener> dlms_door{};            ///< where the fleet entry wants one
    std::vector<std::pair<std::string, std::string>> optical_ports{}; ///< device and path
};

} // namespace scenarios::engine
