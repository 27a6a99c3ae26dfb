// What both ends of a session share: what a machine tells its shell to do, and how a session ends.
//
// A machine does no input or output and has no clock. Every event returns the actions to take, in their order:
//   send_bytes      write them; they must be flushed before the stream is closed
//   start_timer     call timeout() after that time; replaces the timer that ran before
//   acknowledged    (hub) the head-end has these envelopes: forget them, and let that be durable
//   clock_received  (hub) the head-end's clock, at the instant of the message's arrival
//   finish          the last action, exactly once: stop the timer, flush, close the stream
// After finish every event returns nothing.
#pragma once
#include "devices/call_home/error.hpp"
#include "devices/call_home/framer.hpp"
#include "devices/call_home/messages.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace devices::call_home {

struct session_result {
    sim::error_code error;                  ///< none: the session came to its proper end
    sim::error_code cause;                  ///< with connection_lost: what the stream reported, where it did
    std::optional<bye_reason> reason;       ///< of the BYE that ended it
    optional_time call_back_at;             ///< what the hub was told
    std::optional<redirection> next_server; ///< what the hub was told; holds even when the session failed later
    std::uint32_t envelopes{0};             ///< sent by the hub, received by the head-end
    std::uint32_t acknowledged{0};          ///< envelopes of this session that the head-end has
    std::uint32_t requests{0};              ///< commands and settings that were answered
    std::uint32_t unsent{0};                ///< (head-end) commands and settings that were queued and not answered
};

struct send_bytes {
    sim::bytes data;
};
struct start_timer {
    sim::duration after;
};
struct acknowledged {
    std::vector<sequence_range> ranges;
};
struct clock_received {
    sim::time_point utc;
    std::chrono::minutes civil_offset;
};
struct finish {
    session_result result;
};
using action = std::variant<send_bytes, start_timer, acknowledged, clock_received, finish>;
using actions = std::vector<action>;

/// The part of a machine that does not depend on the side.
class session_base {
public:
    session_base(const session_base&) = delete;
    session_base& operator=(const session_base&) = delete;
    bool finished() const { return finished_; }

protected:
    explicit session_base(sim::duration limit) : limit_(limit) {}
    ~session_base() = default;

    void start(sim::time_point now) { ends_at_ = now + limit_; }
    void begin(sim::time_point now) { now_ = now; }
    /// Ends an event: adds the timer, if something changed what is waited for.
    actions take();
    /// A message that cannot be encoded is a programmer's error.
    void send(const message& m);
    /// What the next timer waits for; never beyond the session's limit.
    void wait(sim::duration after) { wait_ = after; }
    /// Says BYE and ends with an error.
    void fail(sim::error_code why, bye_reason reason);
    void end(sim::error_code error);
    /// Feeds bytes through the framer and the codec to `handle(message&)`.
    template <class Handle>
    void read(sim::byte_view data, Handle handle)
    {
        framer_.push(data);
        while (auto raw = framer_.next()) {
            auto m = decode_message(*raw);
            if (!m) return fail(m.error(), bye_reason::protocol_error);
            handle(*m);
            if (finished_) return;
        }
        if (framer_.error()) fail(framer_.error(), bye_reason::protocol_error);
    }

    sim::time_point now() const { return now_; }
    session_result& result() { return result_; }
    void add(action a) { actions_.push_back(std::move(a)); }

private:
    static sim::result<message> decode_message(sim::byte_view raw);

    sim::duration limit_;
    sim::time_point now_{}, ends_at_{};
    framer framer_;
    actions actions_;
    std::optional<sim::duration> wait_;
    session_result result_;
    bool finished_{false};
};

} // namespace devices::call_home
