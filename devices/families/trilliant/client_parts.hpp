// What the hub's software is given with each boot.
#pragma once
#include "devices/esme/meter.hpp"
#include "devices/families/family.hpp"
#include "devices/families/trilliant/device_gateway.hpp"
#include "devices/families/trilliant/han_view.hpp"
#include "devices/gsme/meter.hpp"

#include <memory>

namespace devices::families::trilliant {

/// What is referred to must outlive the software.
struct client_parts {
    std::shared_ptr<const chf_settings> settings;
    const esme::meter* electricity{nullptr}; ///< null where the fuel is absent
    const gsme::meter* gas{nullptr};
    device_gateway& devices;
    const han_view& han;
};

} // namespace devices::families::trilliant
