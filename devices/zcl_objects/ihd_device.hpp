// An in-home display: it shows what the hub publishes. It is joined and passive.
#pragma once
#include "devices/zcl_objects/meter_device.hpp"

namespace devices::zcl_objects {

struct ihd_device {
    std::string manufacturer, model, firmware;
    std::optional<zcl_objects::message> message{};
    /// What a unit of electricity and of gas costs, as it was published last: digits as in that message.
    std::array<std::optional<std::uint64_t>, 2> prices{};
};

} // namespace devices::zcl_objects
