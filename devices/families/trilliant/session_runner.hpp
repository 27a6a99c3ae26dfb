// Runs a call-home machine, of either side, over a stream: bytes in, actions out. The machine decides; this carries
// out.
#pragma once
#include "devices/call_home/session.hpp"
#include "sim/tls/error.hpp"
#include "sim/transport/stream.hpp"

#include <array>
#include <memory>

namespace devices::families::trilliant {

/// What a machine's owner hears. Each call comes as the last thing of an event.
class session_listener {
public:
    virtual void on_acknowledged(const std::vector<call_home::sequence_range>& ranges) = 0;
    virtual void on_clock(sim::time_point utc, std::chrono::minutes civil_offset) = 0;
    /// Once, as an event of its own: the runner may be destroyed here.
    virtual void on_finished(const call_home::session_result& result) = 0;

protected:
    ~session_listener() = default;
};

template <class Machine>
class session_runner {
public:
    /// `machine` and `owner` must outlive the runner.
    session_runner(std::unique_ptr<sim::transport::stream> stream, Machine& machine, session_listener& owner)
        : kernel_(stream->owner()),
          stream_(std::move(stream)),
          machine_(machine),
          owner_(owner),
          timer_(kernel_, "call_home.timer", [this] { perform(machine_.timeout(kernel_.now())); })
    {}
    session_runner(const session_runner&) = delete;
    session_runner& operator=(const session_runner&) = delete;
    ~session_runner() { kernel_.cancel(finished_); }

    /// Once: takes the machine's first actions and begins to read.
    void start(call_home::actions first)
    {
        perform(std::move(first));
        read();
    }
    void perform(call_home::actions list)
    {
        for (auto& a : list) std::visit([this](auto& act) { this->take(act); }, a);
    }
    sim::transport::stream& stream() { return *stream_; }

private:
    void take(call_home::send_bytes& a)
    {
        outgoing_.insert(outgoing_.end(), a.data.begin(), a.data.end());
        write();
    }
    void take(call_home::start_timer& a) { timer_.expires_after(a.after); }
    void take(call_home::acknowledged& a) { owner_.on_acknowledged(a.ranges); }
    void take(call_home::clock_received& a) { owner_.on_clock(a.utc, a.civil_offset); }
    void take(call_home::finish& a)
    {
        timer_.cancel();
        result_ = a.result;
        done_ = true;
        if (!writing_) end();
    }

    void write()
    {
        if (writing_ || outgoing_.empty()) return;
        writing_ = true;
        auto data = std::exchange(outgoing_, {});
        stream_->write(data, [this](sim::error_code ec, std::size_t) {
            writing_ = false;
            if (ec) {
                outgoing_.clear();
                perform(machine_.closed(kernel_.now(), ec));
            }
            write();
            if (done_ && !writing_) end();
        });
    }
    void read()
    {
        stream_->read_some(buffer_, [this](sim::error_code ec, std::size_t n) {
            if (ec)
                perform(machine_.closed(kernel_.now(), ec == sim::tls::end_of_file() ? sim::error_code{} : ec));
            else
                perform(machine_.received(kernel_.now(), sim::byte_view(buffer_).first(n)));
            if (!ec && !done_) read();
        });
    }
    void end()
    {
        if (std::exchange(ended_, true)) return;
        stream_->close();
        // The result on its own: the runner may be destroyed in there.
        finished_ = kernel_.soon("call_home.finished", [this] {
            auto result = std::move(result_);
            owner_.on_finished(result);
        });
    }

    sim::kernel& kernel_;
    std::unique_ptr<sim::transport::stream> stream_;
    Machine& machine_;
    session_listener& owner_;
    sim::timer timer_;
    sim::bytes outgoing_;
    std::array<std::uint8_t, 2048> buffer_{};
    call_home::session_result result_;
    sim::event_id finished_;
    bool writing_{false}, done_{false}, ended_{false};
};

} // namespace devices::families::trilliant
