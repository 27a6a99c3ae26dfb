// What stands in a world. For world*.cpp only.
#pragma once
#include "scenarios/engine/world.hpp"

namespace scenarios::engine {

/// One SMSO: its profile, its authority, its head-end.
struct world::operator_company {
    std::string profile, head_end, authority;
    std::uint8_t index{0}; ///< 1 …: places it in the address ranges
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
    std::shared_ptr<const devices::chf::hub::make_application> software{};
    std::unique_ptr<devices::chf::hub> hub{};
};

} // namespace scenarios::engine
