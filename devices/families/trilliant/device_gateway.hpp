// The devices of an installation as the hub's software reaches them: the hub itself, the meters, the IHD.
//
// Sessions with the head-end end and begin; what is asked of a device goes on. So the software keeps what is owed to
// the head-end (command_runner.hpp), and a gateway only carries frames to devices and brings their answers.
#pragma once
#include "devices/call_home/messages.hpp"
#include "sim/core/unique_function.hpp"

#include <algorithm>
#include <vector>

namespace devices::families::trilliant {

class device_gateway {
public:
    /// `frame`: the device's own answer; empty unless the status is `ok` or `failed`. Never `queued`: that is for the
    /// software to say.
    using completion = sim::unique_function<void(call_home::command_status status, sim::bytes frame)>;
    virtual ~device_gateway() = default;

    /// Takes a command to its device. `done` is called exactly once, from inside this call or later, as the last thing
    /// of its event: an electricity meter answers within a fraction of a second, a gas meter after its next wake, which
    /// may be long. A device that is not there: `unknown_device`; an endpoint or cluster that nobody has, and no frame
    /// of the device to say so: `unsupported`. `key` is the caller's name for it, new among those under way.
    virtual void execute(std::uint32_t key, const call_home::command& c, completion done) = 0;
    /// Takes a command back. True: nothing of it has left for the device, nothing will, and `done` is not called.
    /// False: it is on its way, or unknown; `done` comes as ever.
    virtual bool withdraw(std::uint32_t key) = 0;
    /// The hub has lost its power, or restarts: forgets all commands and calls nobody.
    virtual void cancel_all() = 0;
    /// The firmware image that the hub holds for a device has come, was released, or is gone
    /// (call_home_client::meter_image).
    virtual void image_changed(sim::eui64 /*device*/) {}
};

/// A hub without a HAN: no device takes frames, and whoever addresses one is told which of the two it is.
class no_devices final : public device_gateway {
public:
    explicit no_devices(std::vector<sim::eui64> known) : known_(std::move(known)) {}
    void execute(std::uint32_t, const call_home::command& c, completion done) override
    {
        using call_home::command_status;
        bool known = std::find(known_.begin(), known_.end(), c.device) != known_.end();
        done(known ? command_status::unsupported : command_status::unknown_device, {});
    }
    bool withdraw(std::uint32_t) override { return false; }
    void cancel_all() override {}

private:
    std::vector<sim::eui64> known_;
};

} // namespace devices::families::trilliant
