// The hub's own firmware: the image on its way, the two banks, the switch at its time, the trial after it.
#pragma once
#include "devices/call_home/payloads.hpp"
#include "devices/chf/dual_image.hpp"
#include "devices/chf/hub_clock.hpp"
#include "devices/chf/stored_image.hpp"
#include "sim/kernel/simulation.hpp"

#include <functional>

namespace devices::chf {

/// Model choices of a trial.
struct firmware_trial {
    std::uint32_t starts{3}; ///< with the new image and no session; the next one runs the old again
    sim::duration patience{std::chrono::hours(6)}; ///< a start without a session ends with a restart
};

class firmware {
public:
    enum class restart_reason : std::uint8_t { switched, watchdog };
    struct parts {
        sim::simulation& world;
        std::string device; ///< "tri-1.chf"
        std::string model, as_made;
        const hub_clock& clock;
        firmware_trial trial;
        std::function<void(restart_reason)> restart; ///< as the last thing of an event
        /// For journal and head-end: what has become of which version.
        std::function<void(call_home::firmware_event, const std::string& version)> tell;
    };
    explicit firmware(parts p);

    // ---- the power
    /// The hub starts: whichever bank it runs is decided here.
    void started();
    void stopped();

    const std::string& version() const { return banks_.running().version; }
    /// False: this software starts, and does nothing more.
    bool works() const { return banks_.running().works; }
    bool on_trial() const { return banks_.on_trial(); }
    /// The hub has been in a session with its head-end.
    void confirm();

    // ---- the image
    const stored_image& image() const { return image_; }
    call_home::image_state state() const;
    call_home::image_status offer(const call_home::image_offer& what);
    call_home::image_status put(std::uint32_t offset, sim::byte_view data);
    /// None: with `switch_now`.
    call_home::image_status activate(const call_home::fingerprint& digest, std::optional<sim::time_point> at);
    call_home::image_status drop();
    /// An activation without a time waits.
    bool switch_asked() const { return asked_; }
    /// Restarts with the new image, if there is an activation that is due.
    void switch_now();

private:
    void arm();
    void due();
    void keep();

    parts parts_;
    sim::nvm_cell<dual_image> cell_;
    dual_image banks_;
    stored_image image_;
    sim::timer timer_; ///< the switch, or the end of patience
    bool asked_{false};
};

} // namespace devices::chf
