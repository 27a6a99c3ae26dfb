// What a family puts into an installation: the software of the hub, and what its meters need beside being meters.
#pragma once
#include "devices/chf/hub.hpp"
#include "devices/esme/meter.hpp"
#include "devices/families/family.hpp"
#include "devices/gsme/meter.hpp"

#include <memory>
#include <string>

namespace devices::families {

/// The meters behind a hub; null where a fuel is absent.
struct meters {
    esme::meter* electricity{nullptr};
    gsme::meter* gas{nullptr};
};

/// Of one installation; made before its hub, and outlives it.
class equipment {
public:
    virtual ~equipment() = default;
    /// The application of the hub, with each boot.
    virtual std::unique_ptr<chf::application> boot(chf::hub& hub) = 0;
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
