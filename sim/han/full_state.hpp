// What a device needs in mode full beside what both modes need.
#pragma once
#include "sim/han/device.hpp"

#include <map>
#include <vector>

namespace sim::han {

struct device::full_state {
    explicit full_state(kernel& time, air_user& user, unique_function<void()> on_exchange)
        : lane(time, user), exchanges(time, "HAN exchange", std::move(on_exchange))
    {}

    air lane; ///< frames of routine exchanges, which are in nobody's way
    timer exchanges;
    std::optional<air::burst> window; ///< of the exchange under way
    bool spoilt{false};               ///< conditions have changed in it
    struct handed {
        end to;
        message what;
    };
    std::vector<handed> held; ///< heard in this window, for its end

    struct partial {
        message what;
        std::uint8_t blocks{0};
    };
    std::map<std::pair<end, std::uint8_t>, partial> partials; ///< by receiver and APS counter
    std::array<std::uint8_t, 2> next_aps{};
};

} // namespace sim::han
