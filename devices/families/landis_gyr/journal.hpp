// How what happens at a device becomes journal entries.
#pragma once
#include "devices/families/family.hpp"
#include "devices/families/landis_gyr/connection.hpp"
#include "sim/kernel/simulation.hpp"

namespace devices::families::landis_gyr {

/// Tells of all of them, and then their devices' watchers. `peer`: role of the head-end; empty: nobody knows.
void tell(sim::simulation& world, std::string_view installation, std::string_view peer, dlms_journal level,
          const std::vector<device_event>& events);

} // namespace devices::families::landis_gyr
