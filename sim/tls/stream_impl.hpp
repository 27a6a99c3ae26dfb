// The stream's inside, shared by stream.cpp (handshake, flushing, endings) and stream_data.cpp (reads and writes).
#pragma once
#include "sim/tls/stream.hpp"

#include <array>
#include <optional>

namespace sim::tls {

struct stream::impl : std::enable_shared_from_this<impl> {
    enum class phase {
        fresh,   ///< nobody has asked for the handshake yet
        shaking, ///< a job runs, or a flight is awaited or flushed
        open,    ///< data may flow
        broken,  ///< `error` says why; nothing works any more
    };
    enum class after_flush { nothing, receive, finish_handshake };
    struct pending_read {
        std::span<std::uint8_t> buffer;
        transport::io_handler handler;
        event_id start{};
        std::optional<error_code> failed{}; ///< told once the alert has been flushed
    };
    struct pending_write {
        std::size_t size;
        transport::io_handler handler;
    };

    impl(std::unique_ptr<transport::stream> l, stream_options o);
    void abandon();
    bool alive() const { return lower != nullptr; }
    kernel& time() { return lower->owner(); }
    /// Runs `f` as an event of now, unless the stream has died by then.
    template <class F>
    event_id post(const char* label, F f)
    {
        return time().soon(label, [weak = weak_from_this(), f = std::move(f)]() mutable {
            if (auto self = weak.lock(); self && self->alive()) f(*self);
        });
    }

    // ---- handshake
    void start(handshake_handler handler);
    void submit(duration cost);
    void on_step(const engine::step& done);
    void on_flight_bytes(error_code ec, std::size_t size);
    duration cost_of_input();
    void merge();
    void finish_handshake();
    void give_up(error_code why);

    // ---- the lower stream
    void receive();
    void on_received(error_code ec, std::size_t size);
    void collect_output();
    void flush();
    void on_flushed(error_code ec);
    void drained();
    void end_lower();
    void shut(bool reading_too);

    // ---- data
    void read(std::span<std::uint8_t> buffer, transport::io_handler handler);
    void pump_read();
    void on_data(error_code ec, std::size_t size);
    void finish_read(error_code ec, std::size_t size);
    void write(byte_view data, transport::io_handler handler);
    void finish_write(error_code ec);
    void cancel();
    void abort_pending();

    std::unique_ptr<transport::stream> lower; ///< null once the stream has been destroyed
    stream_options options;
    std::shared_ptr<tls::engine> tls; ///< shared with a running job
    phase now{phase::fresh};
    error_code error;
    handshake_handler on_handshake;
    error_code handshake_result;
    outcome result; ///< a copy: a job may still be at work on the engine's when somebody asks
    after_flush next{after_flush::nothing};
    bytes session_id;

    std::array<std::uint8_t, 4096> received;
    bytes outgoing;
    bool working{false}; ///< a job has the engine: nobody else touches it
    bool receiving{false}, flushing{false}, flush_cancelled{false};
    bool offer_looked_up{false}, close_notify_sealed{false}, fin_due{false}, close_due{false};
    std::optional<pending_read> reading;
    std::optional<pending_write> writing;
};

} // namespace sim::tls
