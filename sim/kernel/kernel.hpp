// The discrete-event kernel: virtual time, one total order, and the single thread on which the world runs.
//
// Everything that happens is an event at (due, sequence); equal times fire first in, first out. Nothing here is thread
// safe except `stop`: devices, handlers and hooks all run on the thread that calls `run_until`.
// Header without Asio on purpose; completion tokens are in sim/kernel/asio_tokens.hpp.
#pragma once
#include "sim/core/unique_function.hpp"
#include "sim/kernel/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace boost::asio {
class io_context;
}

namespace sim {

class kernel;
class clock_gate;
class compute;
class one_shot;

/// Sequence number of a journal entry; 0 means none.
using journal_seq = std::uint64_t;

/// How virtual time follows the wall clock while nothing holds it.
enum class pace_mode {
    leap, ///< as fast as the machine can: time moves to the next event at once
    rate, ///< `rate` virtual seconds per wall second
    step, ///< time moves to the next event only when `kernel::step` asks for it
};
struct pace {
    pace_mode mode{pace_mode::leap};
    std::uint32_t rate{1}; ///< 1 … 1 000 000, for pace_mode::rate
};
/// `leap`, `step`, `1x`, `60x`. Error: `core_errc::malformed`.
result<pace> parse_pace(std::string_view text);
std::string to_text(const pace& p);

/// An error of the model: events breed events without time moving. Names the label of the event that went too far.
struct livelock : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What sits in the queue. Owners derive (timer, ticket) or let `kernel::at` make one.
class event_node {
public:
    event_node(const event_node&) = delete;
    event_node& operator=(const event_node&) = delete;
    bool armed() const { return handle_ != none; }

protected:
    /// `label` names the kind of event in diagnostics and must be a literal.
    explicit event_node(const char* label) : label_(label) {}
    virtual ~event_node() = default;

private:
    friend class kernel;
    friend struct node_handle;
    virtual void fire() = 0;
    /// A gated event that is due and not ready makes time stand still.
    virtual bool ready() const { return true; }

    static constexpr std::uint32_t none = 0xFFFFFFFF;
    const char* label_;
    journal_seq cause_{0};
    std::uint32_t handle_{none}; ///< in the queue
    std::uint32_t generation_{0};
};

/// A timer embedded in its owner; destroying it cancels it. Parking hundreds of thousands of these is what it is for.
class timer final : public event_node {
public:
    timer(kernel& k, const char* label, unique_function<void()> action);
    ~timer() override;
    /// Arms, or moves an armed timer. A `due` that has passed means now.
    void expires_at(time_point due);
    void expires_after(duration d);
    /// The action will not run; harmless when not armed.
    void cancel();
    /// Undefined unless armed.
    time_point due() const;

private:
    void fire() override;
    kernel& kernel_;
    unique_function<void()> action_;
};

/// Handle of an event made by `kernel::at`; does not own it.
class event_id {
public:
    event_id() = default;

private:
    friend class kernel;
    event_id(std::uint32_t index, std::uint64_t seq) : seq_(seq), index_(index) {}
    std::uint64_t seq_{0};
    std::uint32_t index_{0};
};

/// An event whose place in the order is fixed when its sender acts, and which fires when it is due *and* confirmed.
/// The world's thread confirms it, from a handler on the wire. A ticket that is due and not confirmed freezes time.
class ticket {
public:
    ticket() = default;
    ticket(ticket&& other) noexcept;
    ticket& operator=(ticket&& other) noexcept;
    /// Dropping a ticket confirms it: whoever would have confirmed it is gone.
    ~ticket() { confirm(); }
    void confirm();
    explicit operator bool() const { return node_ != nullptr; }

private:
    friend class kernel;
    struct node;
    explicit ticket(std::shared_ptr<node> n);
    std::shared_ptr<node> node_;
};

struct kernel_options {
    time_point start{};
    pace speed{};
    /// Threads in all, the world's own included: 1 … 64. One means that compute jobs run on the world's thread.
    unsigned threads{1};
    /// Virtual seconds per wall second while a flow hold stands.
    std::uint32_t pace_while_held{1};
    /// Longest stretch of waiting on the wire, so that an interrupt is noticed.
    std::chrono::milliseconds slice{10};
    /// Wall time without bytes, accepts or calls from outside before time may leap, once `external` is said.
    std::chrono::milliseconds settle{200};
    /// Wall limit of a hold that names none.
    std::chrono::seconds hold_limit{30};
};

class kernel {
public:
    explicit kernel(kernel_options options = {});
    kernel(const kernel&) = delete;
    kernel& operator=(const kernel&) = delete;
    ~kernel();

    time_point now() const { return now_; }
    const kernel_options& options() const { return options_; }

    // ---- events
    /// Runs `action` at `due` (now, if that has passed). `label` must be a literal.
    event_id at(time_point due, const char* label, unique_function<void()> action);
    event_id after(duration d, const char* label, unique_function<void()> action);
    event_id soon(const char* label, unique_function<void()> action);
    /// True when the event had not fired and now will not.
    bool cancel(event_id id);
    /// `owner` is named when it holds time up.
    ticket open_ticket(time_point due, const char* label, std::string owner, unique_function<void()> action);

    // ---- causes: the journal entry that led to what runs now; events inherit it when they are scheduled
    journal_seq cause() const { return cause_; }
    void set_cause(journal_seq seq) { cause_ = seq; }

    // ---- hooks
    /// Called each time the world has nothing left to do at this instant, before time moves ("end of a turn").
    void at_quiescent(unique_function<void()> hook);
    /// Called, last registered first, when the kernel stops for good, before the queue dies: breaks rings of parked
    /// operations that own what owns them. `who` identifies the hook for `forget`.
    void at_stop(const void* who, unique_function<void()> hook);
    void forget(const void* who);
    /// Called with the old and the new time whenever time leaps by at least `leap_worth_telling`.
    void on_leap(unique_function<void(time_point, time_point)> hook);
    static constexpr duration leap_worth_telling = std::chrono::minutes(1);
    /// Called about every `interval` of wall time while running.
    void every(std::chrono::milliseconds interval, unique_function<void()> hook);

    // ---- running
    /// Runs everything due up to and including `end` and leaves now() == end, unless stopped (returns false).
    /// Throws `blocked` (clock_gate.hpp) and `livelock`.
    bool run_until(time_point end);
    /// In pace `step`: lets time move to the next event, once.
    void step();
    void set_pace(pace p);
    pace speed() const { return speed_; }
    /// Makes run_until return soon; the only member that a signal handler or another thread may call.
    void stop();
    bool stopping() const;
    /// Says that peers outside this process take part: time then leaps only after `settle` without them.
    void external(bool yes);
    /// Plumbing that is about to enqueue something from outside: brings flowing time up to the wall.
    void touch();

    clock_gate& gate();
    compute& jobs();
    /// The I/O context of sockets, worker results and wall timers. Its handlers may only confirm tickets or enqueue.
    boost::asio::io_context& wire();
    /// The I/O context of coroutines in the world; polled until nothing is ready before time moves.
    boost::asio::io_context& world();

    /// Runs the at_stop hooks and drops all events and jobs; what is armed later never fires. The destructor does it
    /// too; call it earlier when handlers own things that must not outlive something else.
    void shut_down();

    std::uint64_t events_fired() const { return fired_; }
    std::uint64_t leaps() const { return leaps_; }
    std::size_t parked() const;

private:
    friend class timer;
    friend class one_shot;
    friend class clock_gate;
    struct impl;

    void arm(event_node& node, time_point due);
    void disarm(event_node& node);
    time_point due_of(const event_node& node) const;
    void recycle(one_shot& shot);
    void fire(event_node& node);
    bool drain_world();
    void freeze(event_node* due_node);
    bool quiet_turn();
    bool look_at_wire();
    void move_time(time_point end);
    void flow(time_point target, std::uint32_t rate);
    void leap_to(time_point target);
    void wait_for_wire(std::chrono::nanoseconds at_most);
    void look_at_wall();
    void restart_pacer();
    time_point horizon(time_point end) const;

    kernel_options options_;
    time_point now_{};
    pace speed_{};
    journal_seq cause_{0};
    std::uint64_t fired_{0}, leaps_{0};
    std::unique_ptr<impl> impl_;
};

/// Restores the ambient cause at the end of a block: for a loop whose rounds must not be each other's cause.
class cause_scope {
public:
    explicit cause_scope(kernel& k) : kernel_(k), saved_(k.cause()) {}
    cause_scope(const cause_scope&) = delete;
    cause_scope& operator=(const cause_scope&) = delete;
    ~cause_scope() { kernel_.set_cause(saved_); }

private:
    kernel& kernel_;
    journal_seq saved_;
};

} // namespace sim
