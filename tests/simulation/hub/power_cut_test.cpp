// The power is cut, and the path broken, at every point of a call: nothing falls over, and no envelope is lost.
//
// A point is a generation of events at one instant: what is queued when the instant begins fires first, in its order;
// what that makes for the same instant is the next generation.
#include "tests/support/hub_world.hpp"

namespace tests {
namespace {

struct point {
    sim::time_point at;
    int generation;
};

/// Fires before whatever else is due at `at`, and then once after each generation of that instant.
class probe {
public:
    probe(hub_world& w, sim::time_point at, std::function<bool(int generation)> look)
        : world_(w), look_(std::move(look))
    {
        world_.sim.time.at(at, "test.probe", [this] { fire(); });
    }

private:
    void fire()
    {
        auto& time = world_.sim.time;
        bool over = generation_ > 0 && time.events_fired() == fired_ + 1; // nobody but this probe
        if (over || !look_(generation_++)) return;
        fired_ = time.events_fired();
        time.soon("test.probe", [this] { fire(); });
    }

    hub_world& world_;
    std::function<bool(int)> look_;
    int generation_{0};
    std::uint64_t fired_{0};
};

hub_world::options quick()
{
    hub_world::options o;
    o.gas = false; // fewer envelopes, the same course
    o.chf.call_home.retry_after = 1min;
    return o;
}

void work_for(hub_world& w)
{
    w.smso.settings = {call_home::set_schedule{86400, {}, 0}};
    w.hub->power_restore();
}

/// Every point of the first call of a hub, from dialling to a little after its end.
const std::vector<point>& points()
{
    static const auto all = [] {
        std::vector<sim::time_point> instants;
        {
            hub_world w(quick());
            work_for(w);
            w.sim.time.at_quiescent([&] {
                auto now = w.sim.time.now();
                bool calling = w.told.count("tls.connecting") == 1;
                if (calling && (instants.empty() || instants.back() != now)) instants.push_back(now);
            });
            w.run_to("hub.called_home");
            w.run_for(5s);
        }
        std::vector<point> out;
        hub_world w(quick());
        std::deque<probe> probes;
        for (auto at : instants)
            probes.emplace_back(w, at, [&out, at](int generation) {
                out.push_back({at, generation});
                return true;
            });
        work_for(w);
        w.run_to("hub.called_home");
        w.run_for(5s);
        return out;
    }();
    return all;
}

/// The world goes on after the blow until a call has come to its end; then nothing may be missing.
void survives(const point& p, const std::function<void(hub_world&)>& blow)
{
    CAPTURE(p.at - hub_world::start);
    CAPTURE(p.generation);
    hub_world w(quick());
    bool fallen = false;
    probe striker(w, p.at, [&](int generation) {
        if (generation < p.generation) return true;
        blow(w);
        fallen = true;
        return false;
    });
    work_for(w);
    REQUIRE(w.sim.time.run_until(p.at));
    REQUIRE(fallen);
    w.run_for(10min);
    w.hub->running()->call_home(); // once more, so that a call that was complete in spite of the blow is not the last
    w.run_for(5min);
    const auto last = w.told.of("hub.called_home").back();
    REQUIRE(last.at >= p.at + 10min);
    CHECK(last.text("envelopes") == last.text("acknowledged"));
    // Numbers are never used twice (the head-end has compared what came again), and none is missing.
    std::uint32_t expected = 0;
    for (const auto& [sequence, times] : w.smso.received) {
        CHECK(sequence == ++expected);
        CHECK(times == 1);
    }
    CHECK(expected >= 4);
    CHECK(w.hub->running()->peer().empty());
    CHECK(w.told.count("tls.connecting") == w.told.count("tls.failed") + w.told.count("tls.established"));
    CHECK(w.told.count("tls.closed") == w.told.count("tls.established"));
    CHECK(w.told.count("tls.connecting") == w.told.count("hub.called_home") + w.told.count("hub.call_failed"));
}

TEST_CASE("a call consists of many points")
{
    MESSAGE(points().size() << " points of a call");
    CHECK(points().size() > 60);
}

TEST_CASE("the power is cut at every point of a call: the hub comes back and delivers everything")
{
    for (const auto& p : points())
        survives(p, [](hub_world& w) {
            w.hub->power_cut();
            w.sim.time.after(1min, "test.restore", [&w] { w.hub->power_restore(); });
        });
}

TEST_CASE("the hub is rebooted at every instant of a call")
{
    for (const auto& p : points())
        if (p.generation == 0) survives(p, [](hub_world& w) { w.hub->reboot(); });
}

TEST_CASE("the path turns into a black hole for five minutes, or is reset, at every instant of a call")
{
    using condition = sim::transport::path::condition;
    std::size_t n = 0;
    for (const auto& p : points()) {
        if (p.generation != 0) continue;
        auto next = n++ % 2 ? condition::refused : condition::black_hole;
        survives(p, [next](hub_world& w) {
            const auto* context = w.hub->modem().context();
            context->over->set_state(next);
            w.sim.time.after(5min, "test.restore", [over = context->over] { over->set_state(condition::up); });
        });
    }
}

} // namespace
} // namespace tests
