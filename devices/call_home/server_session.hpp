// The head-end's side of a call-home session.
//
// Course: opened → HELLO → batches, each acknowledged as the owner says → while the owner keeps the session open: its
// commands and settings go out one at a time, each after the answer to the one before → BYE. The owner is any head-end:
// it queues what it wants, whenever it wants, and decides when the session ends.
#pragma once
#include "devices/call_home/session.hpp"

#include <deque>

namespace devices::call_home {

/// What the owner answers to a batch; the head-end's clock is the session's present.
struct ack_plan {
    std::vector<sequence_range> ranges{}; ///< what is stored for good; envelope_ledger.hpp: everything_in(batch)
    ack_control control{ack_control::done};
    optional_time call_back_at{}; ///< with `call_back`
    std::chrono::minutes civil_offset{0};
    std::optional<redirection> next_server{};
};

/// The owner. From inside these calls it may queue, say BYE and nothing else of the session.
class server_handler {
public:
    virtual ~server_handler() = default;
    virtual void hello_received(const hello& m) = 0;
    virtual ack_plan envelopes_received(const envelopes& m) = 0;
    virtual void command_finished(const command_result& m) = 0;
    virtual void config_finished(const config_result& m) = 0;
    virtual void image_finished(const image_result& m) = 0;
    /// The session is open, everything queued is answered: queue more, say BYE, or leave it open until the time-out.
    virtual void idle() = 0;
};

/// Model choice; `idle` is shorter than the hub's, so that the head-end ends a session that nobody uses.
struct server_timeouts {
    sim::duration answer{std::chrono::seconds(60)};   ///< for HELLO, for the next batch, for the result of a request
    sim::duration idle{std::chrono::seconds(90)};     ///< for the owner; then BYE (complete)
    sim::duration farewell{std::chrono::seconds(30)}; ///< for the hub's BYE
    sim::duration session{std::chrono::minutes(35)};  ///< for all of it
};

class server_session final : public session_base {
public:
    /// `owner` must outlive the session.
    explicit server_session(server_handler& owner, server_timeouts timeouts = {});

    /// The id of the next request; not 0, and not below what it would be. A late result is known by the id alone: a
    /// head-end that waits for one gives no id of that hub's again.
    void set_next_id(std::uint32_t id);
    std::uint32_t next_id() const { return next_id_; }

    /// The stream is up, TLS included. First event, once.
    actions opened(sim::time_point now);
    actions received(sim::time_point now, sim::byte_view data);
    actions timeout(sim::time_point now);
    /// The stream ended; `why`: what it reported, or none.
    actions closed(sim::time_point now, sim::error_code why = {});

    /// Queues a request; the id is the session's and returned. Error: what encode() says of values that cannot travel.
    /// Outside of the owner's calls pump() must follow.
    sim::result<std::uint32_t> queue(config_operation operation);
    sim::result<std::uint32_t> queue(command c);
    sim::result<std::uint32_t> queue(image_operation operation);
    /// Ends the session: with `complete` after what is queued was answered, with any other reason at once.
    void say_bye(bye_reason reason, optional_time call_back_at = {});
    /// Sends what queue() and say_bye() left to send.
    actions pump(sim::time_point now);
    /// Renews the hub's patience while the owner thinks, by an ACK without ranges. Only while the session is open.
    actions keep_alive(sim::time_point now);

    bool is_open() const { return state_ == state::open; }
    /// Requests that are queued or not answered yet.
    std::size_t backlog() const { return queue_.size() + outstanding_.has_value(); }

private:
    enum class state {
        idle,
        awaiting_hello,
        awaiting_envelopes, ///< the first batch, or one that the last one announced
        open,
        dismissed, ///< the hub was told to end the session
        closing,   ///< BYE is out, the hub's is awaited
        over,
    };
    struct request {
        std::uint32_t id;
        message what;
    };
    void on(const hello& m);
    void on(const envelopes& m);
    void on(const command_result& m);
    void on(const config_result& m);
    void on(const image_result& m);
    void on(const bye& m);
    template <class Other>
    void on(const Other&);
    template <class Answer, class Request>
    bool answers_outstanding(const Answer& m);
    void advance();
    void enter(state next);
    void unexpected();
    void finish_with(sim::error_code error);
    sim::result<std::uint32_t> enqueue(message m, std::uint32_t id);
    bool listens() const { return state_ == state::awaiting_envelopes || state_ == state::open; }

    server_handler& owner_;
    server_timeouts timeouts_;
    state state_{state::idle};
    std::deque<request> queue_;
    std::optional<request> outstanding_;
    std::optional<bye> farewell_;
    std::chrono::minutes civil_offset_{0};
    std::uint32_t next_id_{1};
    bool idle_told_{false};
};

} // namespace devices::call_home
