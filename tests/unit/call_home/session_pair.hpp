// Both ends of a call-home session, joined by queues: what one machine sends, the other receives 600 ms later. Any one
// event may be replaced by a fault.
#pragma once
#include "devices/call_home/credential_store.hpp"
#include "devices/call_home/envelope_ledger.hpp"
#include "devices/call_home/hub_session.hpp"
#include "devices/call_home/server_session.hpp"
#include "samples.hpp"
#include "toy_inspector.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

namespace call_home_samples {

using namespace std::chrono_literals;

/// A hub's application: a trust store, and commands that echo their frame.
class test_hub : public hub_handler {
public:
    credential_store trust{{{purpose::head_end_ca, "", {0x30, 0x01}}}};
    std::optional<set_server> server;
    std::optional<set_schedule> schedule;
    std::vector<command> executed;
    std::vector<image_operation> steps;
    bool answers_commands{true};

    answer apply(const config_operation& operation) override
    {
        return std::visit([this](const auto& o) { return carry_out(o); }, operation);
    }
    image_answer transfer(const image_operation& o) override
    {
        steps.push_back(o);
        return {image_status::ok, image_state::receiving, static_cast<std::uint32_t>(steps.size())};
    }
    std::optional<command_result> execute(const command& c) override
    {
        if (c.deadline && *c.deadline < one_o_clock) return command_result{c.id, command_status::expired, {}};
        executed.push_back(c);
        if (!answers_commands) return {};
        return command_result{c.id, command_status::ok, c.frame};
    }

private:
    answer carry_out(const set_server& o) { return server = o, answer{config_status::ok}; }
    answer carry_out(const set_schedule& o) { return schedule = o, answer{config_status::ok}; }
    answer carry_out(const credential_export& o) { return {config_status::ok, trust.find(o.purpose)}; }
    answer carry_out(const credential_import& o) { return {trust.import(o.credential, toy_inspector())}; }
    answer carry_out(const credential_remove& o)
    {
        return {trust.remove(o.fingerprint, o.allow_last, toy_inspector())};
    }
};

/// A head-end that stores what it gets, once, and has a list of things to do with an open session.
class test_head_end : public server_handler {
public:
    server_session* session{nullptr};
    std::vector<config_operation> settings;
    std::vector<command> commands;
    std::vector<image_operation> images;
    ack_plan plan{{}, ack_control::keep_open, {}, 0min, {}};
    bool says_bye_when_idle{true};
    optional_time call_back_at;

    std::vector<hello> hellos;
    std::map<std::uint32_t, envelope> stored;
    std::size_t duplicates{0};
    std::vector<command_result> command_results;
    std::vector<config_result> config_results;
    std::vector<image_result> image_results;

    void hello_received(const hello& m) override
    {
        hellos.push_back(m);
        for (auto& o : settings) CHECK(session->queue(std::move(o)));
        for (auto& c : commands) CHECK(session->queue(std::move(c)));
        settings.clear();
        for (auto& i : images) CHECK(session->queue(std::move(i)));
        commands.clear();
        images.clear();
    }
    ack_plan envelopes_received(const envelopes& m) override
    {
        for (const auto& e : m.items) {
            if (ledger_.record(hellos.back().hub, e.sequence))
                stored.emplace(e.sequence, e);
            else
                ++duplicates;
        }
        auto p = plan;
        p.ranges = everything_in(m);
        return p;
    }
    void command_finished(const command_result& m) override { command_results.push_back(m); }
    void config_finished(const config_result& m) override { config_results.push_back(m); }
    void image_finished(const image_result& m) override { image_results.push_back(m); }
    void idle() override
    {
        if (says_bye_when_idle) session->say_bye(bye_reason::complete, call_back_at);
    }

private:
    envelope_ledger ledger_;
};

enum class fault { closed, timeout, garbage };

class session_pair {
public:
    static constexpr sim::duration delay = 600ms;

    session_pair(outbox& box, test_hub& hub_application, test_head_end& head_end, sim::time_point start = one_o_clock)
        : now(start),
          box_(box),
          hub_(hello{hub, call_reason::boot, 0, start, "T100", "2.1", {}}, box, hub_application, {}, 200),
          server_(head_end)
    {
        head_end.session = &server_;
    }

    /// Plays the session to its end; event `n`, counted from 0, is replaced by `f`.
    void run(std::optional<std::size_t> n = {}, fault f = fault::closed)
    {
        fault_at_ = n;
        fault_ = f;
        apply(server_side, server_.opened(now));
        apply(hub_side, hub_.opened(now));
        while (step()) {}
    }
    /// One event; false when there is none left.
    bool step()
    {
        if (!wire_.empty()) {
            event e = std::move(wire_.front());
            wire_.pop_front();
            now = std::max(now, e.due);
            deliver(e);
            return true;
        }
        auto side = earliest_timer();
        if (!side) return false;
        now = *timer_[*side];
        deliver({*side, {}, now, kind::timeout});
        return true;
    }
    void opened()
    {
        apply(server_side, server_.opened(now));
        apply(hub_side, hub_.opened(now));
    }
    void from_server(actions a) { apply(server_side, std::move(a)); }
    void from_hub(actions a) { apply(hub_side, std::move(a)); }

    hub_session& hub_machine() { return hub_; }
    server_session& server_machine() { return server_; }

    enum side_index : std::size_t { hub_side = 0, server_side = 1 };
    std::optional<session_result> result[2];
    int finishes[2]{0, 0};
    std::size_t events{0};
    std::optional<side_index> faulted; ///< who met the fault
    std::vector<clock_received> clocks;
    std::vector<sim::bytes> sent[2];
    sim::time_point now;

private:
    enum class kind { bytes, closed, timeout };
    struct event {
        side_index to;
        sim::bytes data;
        sim::time_point due;
        kind what;
    };

    static side_index other(side_index s) { return s == hub_side ? server_side : hub_side; }
    std::optional<side_index> earliest_timer() const
    {
        if (!timer_[0] && !timer_[1]) return {};
        if (!timer_[1]) return hub_side;
        if (!timer_[0]) return server_side;
        return *timer_[0] <= *timer_[1] ? hub_side : server_side;
    }
    void deliver(event e)
    {
        if (fault_at_ == events++) {
            faulted = e.to;
            // The connection is gone: what was under way goes with it, and the other side notices later.
            if (fault_ == fault::closed) {
                wire_.clear();
                wire_.push_back({other(e.to), {}, now + delay, kind::closed});
                e.what = kind::closed;
            }
            if (fault_ == fault::timeout) e.what = kind::timeout;
            if (fault_ == fault::garbage) e = {e.to, sim::bytes(40, 0x2A), now, kind::bytes};
        }
        if (e.what == kind::timeout) timer_[e.to].reset();
        switch (e.what) {
        case kind::bytes: return with(e.to, [&](auto& m) { return m.received(now, e.data); });
        case kind::closed: return with(e.to, [&](auto& m) { return m.closed(now); });
        case kind::timeout: return with(e.to, [&](auto& m) { return m.timeout(now); });
        }
    }
    template <class Event>
    void with(side_index to, Event tell)
    {
        apply(to, to == hub_side ? tell(hub_) : tell(server_));
    }
    void apply(side_index from, actions list)
    {
        for (auto& a : list) {
            CHECK(finishes[from] == 0);
            std::visit([&](auto& one) { carry_out(from, one); }, a);
        }
    }
    void carry_out(side_index from, send_bytes& a)
    {
        sent[from].push_back(a.data);
        wire_.push_back({other(from), std::move(a.data), now + delay, kind::bytes});
    }
    void carry_out(side_index from, start_timer& a) { timer_[from] = now + a.after; }
    void carry_out(side_index, acknowledged& a) { box_.acknowledge(a.ranges); }
    void carry_out(side_index, clock_received& a) { clocks.push_back(a); }
    void carry_out(side_index from, finish& a)
    {
        ++finishes[from];
        result[from] = a.result;
        timer_[from].reset();
        wire_.push_back({other(from), {}, now + delay, kind::closed});
    }

    outbox& box_;
    hub_session hub_;
    server_session server_;
    std::deque<event> wire_;
    std::optional<sim::time_point> timer_[2];
    std::optional<std::size_t> fault_at_;
    fault fault_{fault::closed};
};

} // namespace call_home_samples
