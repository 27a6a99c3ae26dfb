// Any transport::stream (plain or TLS) as an Asio AsyncReadStream and AsyncWriteStream, for coroutines and for
// libraries that stand on Asio. Completion runs on the handler's executor, the world's by default. Per-operation
// cancellation.
#pragma once
#include "sim/kernel/asio_tokens.hpp"
#include "sim/transport/stream.hpp"

#include <boost/asio/buffer.hpp>

#include <memory>
#include <utility>

namespace sim::transport {

class asio_stream {
public:
    using executor_type = boost::asio::io_context::executor_type;
    using lowest_layer_type = asio_stream;

    explicit asio_stream(std::unique_ptr<stream> next) : next_(std::move(next)) {}

    executor_type get_executor() const { return next_->owner().world().get_executor(); }
    lowest_layer_type& lowest_layer() { return *this; }
    stream& next_layer() { return *next_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, boost::asio::mutable_buffer b) {
                auto done = prepare(std::move(handler));
                next_->read_some({static_cast<std::uint8_t*>(b.data()), b.size()}, std::move(done));
            },
            token, first<boost::asio::mutable_buffer>(buffers));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, boost::asio::const_buffer b) {
                auto done = prepare(std::move(handler));
                next_->write({static_cast<const std::uint8_t*>(b.data()), b.size()}, std::move(done));
            },
            token, first<boost::asio::const_buffer>(buffers));
    }

private:
    /// The first buffer that is not empty: "some" of a sequence may be one of its parts, but not nothing of it.
    template <class Buffer, class Buffers>
    static Buffer first(const Buffers& buffers)
    {
        auto it = boost::asio::buffer_sequence_begin(buffers), end = boost::asio::buffer_sequence_end(buffers);
        for (; it != end; ++it)
            if (Buffer b(*it); b.size()) return b;
        return {};
    }
    template <class Handler>
    io_handler prepare(Handler handler)
    {
        auto executor = boost::asio::get_associated_executor(handler, get_executor());
        auto slot = boost::asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) slot.assign([this](boost::asio::cancellation_type) { next_->cancel(); });
        return [executor, slot, h = std::move(handler)](error_code ec, std::size_t n) mutable {
            if (slot.is_connected()) slot.clear();
            boost::asio::post(executor, [h = std::move(h), ec, n]() mutable { std::move(h)(ec, n); });
        };
    }

    std::unique_ptr<stream> next_;
};

} // namespace sim::transport
