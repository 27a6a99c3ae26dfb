// The kernel's private parts. For sim/kernel only.
#pragma once
#include "sim/kernel/clock_gate_impl.hpp"
#include "sim/kernel/compute.hpp"
#include "sim/kernel/event_heap.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/pacer.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace sim {

/// An event made by kernel::at. Kept in a pool, so that an id can be checked without a look-up.
class one_shot final : public event_node {
public:
    one_shot(kernel& owner, std::uint32_t index) : event_node(""), owner_(owner), index_(index) {}

private:
    friend class kernel;
    void fire() override;
    kernel& owner_;
    unique_function<void()> action_;
    std::uint64_t seq_{0};
    std::uint32_t index_;
};

struct ticket::node final : event_node {
    node(const char* label, std::string who, unique_function<void()> what)
        : event_node(label), owner(std::move(who)), action(std::move(what))
    {}
    void fire() override
    {
        auto keep = std::move(self);
        auto what = std::move(action);
        what();
    }
    bool ready() const override { return confirmed; }

    std::string owner;
    unique_function<void()> action;
    bool confirmed{false};
    std::shared_ptr<node> self; ///< the queue owns the node while it is armed
};

struct node_handle {
    std::uint32_t& operator()(event_node& node) const { return node.handle_; }
};

struct kernel::impl {
    struct stop_hook {
        const void* who;
        unique_function<void()> hook;
    };
    struct wall_hook {
        std::chrono::milliseconds interval;
        wall_clock::time_point next;
        unique_function<void()> hook;
    };

    explicit impl(kernel& k)
        : wire_work(wire.get_executor()), gate(k), pace_of_wall(k.options_.slice), jobs(k, k.options_.threads)
    {}

    boost::asio::io_context wire{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> wire_work;
    event_heap<event_node, node_handle> queue;
    std::uint64_t next_seq{1};
    std::uint32_t generation{0};
    bool firing{false};
    std::deque<one_shot> pool;
    std::vector<std::uint32_t> spare;
    clock_gate gate;
    pacer pace_of_wall;
    // Deques: a hook that registers another must not move while it runs.
    std::deque<unique_function<void()>> quiescent_hooks;
    std::vector<stop_hook> stop_hooks;
    std::deque<unique_function<void(time_point, time_point)>> leap_hooks;
    std::deque<wall_hook> wall_hooks;
    std::atomic<bool> stop{false};
    bool shut_down{false}, external{false}, frozen{false};
    unsigned steps{0};
    std::uint32_t turns{0};
    std::uint64_t fired_at_look{0};
    wall_clock::time_point last_outside{};
    event_node* waited_for{nullptr}; ///< the ticket that freezes time, and since when
    wall_clock::time_point waiting_since{};
    time_point run_end{time_point::max()}; ///< flowing time stops there
    std::uint32_t turns_here{0};           ///< turns without time moving
    compute jobs;
    /// Last, so that it dies first: the coroutines in it own timers, holds and streams.
    boost::asio::io_context world{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
};

} // namespace sim
