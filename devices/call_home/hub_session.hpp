// The hub's side of a call-home session.
//
// Course: opened → HELLO and the first batch (perhaps empty) → ACK → further batches, each acknowledged → while the
// head-end keeps the session open: its commands and settings are answered, new envelopes are pushed → BYE.
#pragma once
#include "devices/call_home/outbox.hpp"
#include "devices/call_home/session.hpp"

namespace devices::call_home {

/// What the hub does when it is told to. Pure calls: they must not call back into the session.
class hub_handler {
public:
    virtual ~hub_handler() = default;
    struct answer {
        config_status status;
        std::vector<credential> credentials{}; ///< of an export
    };
    /// Carries out a setting, durably, before it returns.
    virtual answer apply(const config_operation& operation) = 0;
    struct image_answer {
        image_status status;
        image_state state;
        std::uint32_t next;
    };
    /// Takes a step of a firmware transfer, durably, before it returns.
    virtual image_answer transfer(const image_operation& operation) = 0;
    /// Carries out a command before its deadline by the hub's clock, or answers `expired`. None: it takes time; tell
    /// completed(), or answer `queued` there and put the result into the outbox.
    virtual std::optional<command_result> execute(const command& c) = 0;
};

/// Model choice, for GPRS with its round trips of about a second and its stalls.
struct hub_timeouts {
    sim::duration answer{std::chrono::seconds(60)};  ///< for an ACK
    sim::duration idle{std::chrono::seconds(120)};   ///< for the next message while the session is kept open
    sim::duration session{std::chrono::minutes(30)}; ///< for all of it
    sim::duration command{std::chrono::seconds(45)}; ///< for a device; then the owner answers `queued`
};

class hub_session final : public session_base {
public:
    static constexpr std::size_t default_batch_octets = 4096;

    /// `first.queue` is filled in. `waiting` and `handler` must outlive the session; the shell applies `acknowledged`.
    hub_session(hello first, const outbox& waiting, hub_handler& handler, hub_timeouts timeouts = {},
                std::size_t batch_octets = default_batch_octets);

    /// The stream is up, TLS included. First event, once.
    actions opened(sim::time_point now);
    /// Bytes came, in whatever pieces.
    actions received(sim::time_point now, sim::byte_view data);
    actions timeout(sim::time_point now);
    /// The stream ended; `why`: what it reported, or none.
    actions closed(sim::time_point now, sim::error_code why = {});
    /// The outbox has grown.
    actions pending(sim::time_point now);
    /// The answer to a command for which execute() had none. Ignored when the session no longer waits for it: returns
    /// nothing, and the result belongs into the outbox.
    actions completed(sim::time_point now, const command_result& answer);
    bool awaits_result(std::uint32_t id) const;

private:
    enum class state {
        idle,    ///< not opened yet
        pushing, ///< HELLO and a batch are out, the head-end has not said anything yet
        open,    ///< the head-end leads; the hub answers and pushes what is new
        over,
    };
    void push_batch();
    void on(const ack& m);
    void on(const command& m);
    void on(const config& m);
    void on(const image& m);
    void on(const bye& m);
    template <class Other>
    void on(const Other&);
    void acknowledge(const std::vector<sequence_range>& ranges);
    bool take_id(std::uint32_t id);
    void stop(sim::error_code error);

    hello first_;
    const outbox& outbox_;
    hub_handler& handler_;
    hub_timeouts timeouts_;
    std::size_t batch_octets_;
    state state_{state::idle};
    bool ack_due_{false};
    bool more_{false};
    std::uint32_t first_sent_{0}, last_sent_{0};
    std::optional<std::uint32_t> last_id_;
    std::vector<std::uint32_t> open_commands_;
};

} // namespace devices::call_home
