#include "smwan_world.hpp"

#include <algorithm>
#include <set>

namespace sim::smwan {
namespace {

using namespace test;

TEST_CASE(
    "a fleet of weekly restarts comes back uniformly over seven days, and nobody later (Kolmogorov-Smirnov at 1 %)")
{
    constexpr std::size_t hubs = 1000;
    constexpr duration change = 1h;
    world w;
    for (std::size_t i = 0; i < hubs; ++i) w.add_hub().radio.power_on();
    w.run(change);
    w.told.lines.clear();
    for (std::size_t i = 0; i < hubs; ++i) w.set_profile("dcc-foc", i);
    w.run(change + 168h + to_online);
    std::vector<duration> delays;
    for (const auto& l : w.told.of("wan.online")) delays.push_back(l.at - time_point(change) - to_online);
    REQUIRE(delays.size() == hubs);
    std::sort(delays.begin(), delays.end());
    double n = static_cast<double>(hubs), distance = 0;
    for (std::size_t i = 0; i < hubs; ++i) {
        double expected = static_cast<double>(delays[i].count()) / static_cast<double>(week.count());
        distance =
            std::max({distance, expected - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - expected});
    }
    CHECK(distance < 0.0514); // 1.628 / sqrt(1000)
    for (auto& h : w.hubs) CHECK(h.radio.apn() == "dcc-foc.apn");
}

/// Does something to some hub every few seconds, drawn from its own stream.
struct churn {
    world& w;
    random_stream dice;
    std::uint64_t step{0};

    void act()
    {
        auto i = dice.below(step * 2, w.hubs.size());
        auto& h = w.hubs[i];
        switch (dice.below(step * 2 + 1, 6)) {
        case 0: h.radio.power_on(); break;
        case 1: h.radio.power_off(); break;
        case 2: w.set_profile("dcc-foc", i); break;
        case 3: w.set_profile("smso-a", i); break;
        case 4: w.directory.set_state(w.card(i), sim_state::suspend); break;
        default: w.directory.set_state(w.card(i), sim_state::live); break;
        }
        ++step;
    }
};

void check_contexts(world& w)
{
    std::set<transport::address> live;
    std::size_t held = 0;
    for (std::size_t i = 0; i < w.hubs.size(); ++i) {
        auto& radio = w.hubs[i].radio;
        held += w.operators.context(w.card(i)) != nullptr;
        CHECK((radio.wan_state() == "online") == (radio.context() != nullptr));
        if (radio.wan_context() == "none") continue;
        // What carries packets is what the network holds, and no two devices share an address.
        CHECK((radio.wan_context() == "live") == (w.operators.context(w.card(i)) == radio.context()));
        if (radio.wan_context() == "live") CHECK(live.insert(radio.context()->address).second);
    }
    CHECK(held == w.operators.contexts());
    CHECK(held == live.size());
}

TEST_CASE("whatever happens, a SIM has at most one context, and it is the one that carries packets")
{
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CAPTURE(seed);
        world w(seed, {});
        const old_context fates[] = {old_context::black_hole, old_context::refused, old_context::served};
        const reconnect_cause causes[] = {reconnect_cause::weekly_restart, reconnect_cause::network_cancel,
                                          reconnect_cause::pinned, reconnect_cause::never};
        for (auto cause : causes)
            for (auto fate : fates) w.add_hub(plan_of(cause, fate, 10min), {});
        churn c{w, w.sim.dice.stream("churn")};
        for (int i = 1; i <= 2000; ++i) {
            w.run(i * 7s);
            c.act();
            check_contexts(w);
        }
    }
}

TEST_CASE("two runs of one seed write the same journal")
{
    auto journal_of = [](std::uint64_t seed) {
        world w(seed, {});
        for (int i = 0; i < 20; ++i) w.add_hub({}, {}).radio.power_on();
        churn c{w, w.sim.dice.stream("churn")};
        for (int i = 1; i <= 500; ++i) {
            w.run(i * 60s);
            c.act();
        }
        std::string text;
        for (const auto& l : w.told.lines)
            text += to_rfc3339(l.at) + l.on + l.event + l.text("reason") + l.text("address") + '\n';
        return text;
    };
    auto first = journal_of(7);
    CHECK(first.size() > 1000);
    CHECK(first == journal_of(7));
    CHECK(first != journal_of(8));
}

} // namespace
} // namespace sim::smwan
