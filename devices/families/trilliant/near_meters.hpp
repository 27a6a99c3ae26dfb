// The view of a hub whose meters are always near: it has their data up to the present.
#pragma once
#include "devices/esme/meter.hpp"
#include "devices/families/trilliant/han_view.hpp"
#include "devices/gsme/meter.hpp"

namespace devices::families::trilliant {

class near_meters final : public han_view {
public:
    /// Null where a fuel is absent.
    near_meters(const esme::meter* electricity, const gsme::meter* gas)
    {
        constexpr std::uint8_t best = 255;
        if (electricity)
            devices_.push_back({electricity->who().eui64, device_kind::esme, device_link::joined, best, {}});
        if (gas) devices_.push_back({gas->who().eui64, device_kind::gsme, device_link::joined, best, {}});
    }
    std::vector<han_device> devices(sim::time_point t) const override
    {
        auto all = devices_;
        for (auto& d : all) d.heard = t;
        return all;
    }
    std::optional<sim::time_point> reported(sim::eui64, sim::time_point t) const override { return t; }

private:
    std::vector<han_device> devices_;
};

} // namespace devices::families::trilliant
