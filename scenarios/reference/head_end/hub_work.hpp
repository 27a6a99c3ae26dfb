// What a head-end still has to say to one hub, and what it waits for from it. Sans-I/O: the session asks for the next
// request, and tells what came of it.
//
// Commands first, in their order; then the image, block by block from where the hub says it stands, in as many sessions
// as it takes. A command whose session was lost before its answer is told as `lost` and not said again, since the hub
// may have it: its result comes late, as that of one that was queued.
#pragma once
#include "scenarios/reference/head_end/device_work.hpp"

#include <deque>
#include <functional>
#include <map>
#include <variant>

namespace scenarios::reference {

class hub_work {
public:
    using request = std::variant<devices::call_home::command, devices::call_home::image_operation>;
    struct told {
        std::function<void(const sim::fields&)> command, firmware;
    };
    /// `tell` writes journal entries.
    explicit hub_work(told tell) : tell_(std::move(tell)) {}

    void add(device_command c) { commands_.push_back(std::move(c)); }
    /// In the place of one for the same device that is under way.
    void add(firmware_job job);
    void redirect(devices::call_home::redirection to) { redirection_ = std::move(to); }

    /// There is something to say in a session.
    bool waiting() const { return !commands_.empty() || !jobs_.empty(); }
    std::optional<devices::call_home::redirection> take_redirection() { return std::exchange(redirection_, {}); }
    /// Empty: nothing more at present. `sent` or `session_over` must follow one.
    std::optional<request> next();
    /// The request has this id.
    void sent(std::uint32_t id);
    void finished(const devices::call_home::command_result& r);
    void finished(const devices::call_home::image_result& r);
    void session_over();
    /// An envelope of the hub's.
    void take(const devices::call_home::envelope& e);

private:
    struct job {
        firmware_job what;
        devices::call_home::fingerprint digest;
        std::optional<devices::call_home::image_result> standing{}; ///< what the hub said last in this session
    };
    struct asked {
        sim::eui64 device;
        bool queued{false};
    };
    devices::call_home::image_operation next_step(const job& j) const;
    void tell_command(std::uint32_t id, sim::eui64 device, std::string_view status, sim::byte_view frame);
    void tell_firmware(const firmware_job& j, std::string_view what);

    told tell_;
    std::deque<device_command> commands_;
    std::deque<job> jobs_;
    std::optional<devices::call_home::redirection> redirection_;
    std::optional<device_command> current_; ///< taken by next(), without its id yet
    std::map<std::uint32_t, asked> asked_;  ///< commands whose result has not come
};

} // namespace scenarios::reference
