// What a hub knows of the devices on its HAN when it tells its head-end about them.
#pragma once
#include "sim/core/ids.hpp"
#include "sim/kernel/time.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace devices::families::trilliant {

enum class device_kind : std::uint8_t { esme = 1, gsme = 2, ihd = 3 };
enum class device_link : std::uint8_t {
    joined = 0,  ///< a member, and heard when it was due
    lost = 1,    ///< a member that has not been heard when it was due
    removed = 2, ///< known to the hub, and no member
};

struct han_device {
    sim::eui64 eui64;
    device_kind kind;
    device_link link;
    std::uint8_t lqi;                     ///< of its last frame; 0: none yet
    std::optional<sim::time_point> heard; ///< its last frame; none: never, since the hub has started
    bool operator==(const han_device&) const = default;
};

class han_view {
public:
    virtual ~han_view() = default;
    /// In the order in which they joined.
    virtual std::vector<han_device> devices(sim::time_point t) const = 0;
    /// Up to which instant the hub has a meter's data at `t`: what the meter is in the meantime, the hub cannot know.
    /// For a gas meter the time of its last report. None: it has none.
    virtual std::optional<sim::time_point> reported(sim::eui64 meter, sim::time_point t) const = 0;
};

} // namespace devices::families::trilliant
