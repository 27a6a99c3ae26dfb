// What a family puts into an installation: the software of the hub, and what its meters need beside being meters.
#pragma once
#include "devices/chf/hub.hpp"
#include "devices/esme/meter.hpp"
#include "devices/families/family.hpp"
#include "devices/gsme/meter.hpp"
#include "sim/transport/serial_port.hpp"

#include <memory>
#include <string>

namespace devices::families {

/// The meters behind a hub; null where a fuel is absent.
struct meters {
    esme::meter* electricity{nullptr};
    gsme::meter* gas{nullptr};
};

enum class fuel : std::uint8_t { electricity, gas };

/// Of one installation; made before its hub, and outlives it.
class equipment {
public:
    virtual ~equipment() = default;
    /// The application of the hub, with each boot.
    virtual std::unique_ptr<chf::application> boot(chf::hub& hub) = 0;
    /// The meter with that fuel has an optical port, which is at the end of this line from now on. False: this family's
    /// meters have none, or there is no such meter.
    virtual bool connect_optical_port(fuel of, std::unique_ptr<sim::transport::serial_port> line) = 0;
    /// After something was done to the meters by other hands: a person, a scenario.
    virtual void meters_touched() {}
};

struct equipment_parts {
    sim::simulation& world;
    std::string installation; ///< "lg-1"
    std::shared_ptr<const chf_settings> settings;
    sim::eui64 hub;
    meters behind; ///< must outlive the equipment
};

/// `family` must be one of family_names().
std::unique_ptr<equipment> make_equipment(std::string_view family, equipment_parts parts);

} // namespace devices::families
