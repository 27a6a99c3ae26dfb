// The air between a hub and one device: frames one after the other, with back-off, air time, acknowledgement and up to
// three repetitions (IEEE 802.15.4-2006, 7.5.1 and 7.5.6), at times that both modes compute alike.
//
// Model choices: the two ends take turns in the order of their sending; other devices' frames are not in the way (what
// they cost is in the link's loss and in the back-off); an acknowledgement is never lost alone.
#pragma once
#include "sim/core/unique_function.hpp"
#include "sim/han/link.hpp"
#include "sim/han/packet.hpp"
#include "sim/kernel/kernel.hpp"

#include <array>
#include <deque>
#include <optional>

namespace sim::han {

/// How one frame fares.
struct flight {
    unsigned attempts{1};
    bool heard{false};
    std::array<time_point, frame_attempts> ends{}; ///< the last octet of each attempt
    time_point done{};                             ///< the acknowledgement is over, or its sender gave up waiting
};
/// `draw`: 0 … 3 (link.hpp). `receives`: somebody listens at the other end, and the link is open.
flight fly(const link& over, time_point start, std::size_t octets, bool acknowledged, bool receives, unsigned draw);
/// The same without luck: one attempt, no back-off.
flight fly_at_once(time_point start, std::size_t octets, bool acknowledged, bool receives);
/// No frame takes longer, with all its attempts.
inline constexpr duration longest_flight = 50ms;

class air_user {
public:
    virtual const link& over() const = 0;
    virtual bool listens(end at) const = 0;
    /// When a frame that is not routine may begin, at `t` or later.
    virtual time_point turn(time_point t) const = 0;
    /// A fault takes this frame.
    virtual bool struck() = 0;
    /// The frame is about to be sent: the counters are given out in the order of sending.
    virtual void about_to_send(packet& p) = 0;
    /// Mode full: makes the frame; an empty one means that there are no frames.
    virtual bytes render(const packet& p) = 0;
    /// Mode full: the frame, or an acknowledgement, ends now.
    virtual void on_air(const packet& p, byte_view frame) = 0;
    virtual void acknowledgement_on_air(const packet& p, byte_view frame) = 0;
    /// The other end has it. `frame` is empty in mode lazy.
    virtual void heard(const packet& p, byte_view frame) = 0;

protected:
    ~air_user() = default;
};

class air {
public:
    using done_handler = unique_function<void(bool acknowledged)>;

    /// A burst is what is sent within a routine exchange's window: it meets the link as it was at the beginning, does
    /// not wait for its turn, and is over with the window.
    struct burst {
        time_point begin, end;
    };

    air(kernel& time, air_user& user) : time_(time), user_(user) {}
    air(const air&) = delete;
    air& operator=(const air&) = delete;
    ~air();

    /// `done` is called after the other end's `heard`; never for a frame that is dropped.
    void send(packet p, done_handler done = {}, std::optional<burst> within = {});
    /// The same before all that waits, from inside a `done`: the next block of a message.
    void send_next(packet p, done_handler done);
    /// That end has lost its power.
    void drop(end from);
    bool idle() const { return queue_.empty(); }

private:
    struct item {
        packet what;
        done_handler done;
        std::optional<burst> within;
    };
    void next();
    void begin();
    void land();
    void capture_attempt(unsigned n);
    void stop();

    kernel& time_;
    air_user& user_;
    std::deque<item> queue_; ///< the front one is under way while busy_
    bool busy_{false}, landing_{false};
    flight flight_{};
    bytes frame_;
    event_id step_, capture_;
};

} // namespace sim::han
