// Virtual time for Asio: waits with any completion token, and the world's executor for coroutines.
//
// Cancellation is per operation: `wait || wait` cancels the loser, which completes with operation_aborted. The only
// header of the kernel that includes Asio.
#pragma once
#include "sim/kernel/kernel.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <memory>

namespace sim {

/// Coroutines that live in the world are spawned on this executor.
inline auto world_executor(kernel& k) { return k.world().get_executor(); }

namespace detail {

template <class Handler>
struct parked_wait {
    kernel& owner;
    Handler handler;
    event_id id{};

    void complete(error_code ec)
    {
        auto executor = boost::asio::get_associated_executor(handler, owner.world().get_executor());
        boost::asio::post(executor, [h = std::move(handler), ec]() mutable { std::move(h)(ec); });
    }
};

} // namespace detail

template <class Token>
auto async_wait_until(kernel& k, time_point due, Token&& token)
{
    return boost::asio::async_initiate<Token, void(error_code)>(
        [&k](auto handler, time_point at) {
            using parked = detail::parked_wait<decltype(handler)>;
            auto wait = std::make_shared<parked>(parked{k, std::move(handler)});
            auto slot = boost::asio::get_associated_cancellation_slot(wait->handler);
            wait->id = k.at(at, "asio wait", [wait, slot]() mutable {
                if (slot.is_connected()) slot.clear();
                wait->complete({});
            });
            if (!slot.is_connected()) return;
            slot.assign([weak = std::weak_ptr(wait)](boost::asio::cancellation_type) {
                auto w = weak.lock();
                if (w && w->owner.cancel(w->id)) w->complete(boost::asio::error::operation_aborted);
            });
        },
        token, due);
}

template <class Token>
auto async_wait_for(kernel& k, duration d, Token&& token)
{
    return async_wait_until(k, k.now() + d, std::forward<Token>(token));
}

} // namespace sim
