#include "sim/core/check.hpp"
#include "sim/kernel/registry.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace sim;

namespace {

constexpr std::string_view ways[] = {"gently", "at once"};
constexpr parameter profile_parameters[] = {
    {"profile", value_kind::text, "the profile's name"},
    {"delay", value_kind::elapsed, "how long the platform takes", false},
    {"how", value_kind::text, "how it is done", false, ways},
};
constexpr action_type set_profile{"sim.set_profile", "Moves a SIM card.", profile_parameters};
constexpr action_type pause_all{"clock.wait", "Waits.", {}, false};
constexpr action_type unbound{"chf.power_cut", "Cuts the power."};
constexpr state_type wan_state{"wan.state", value_kind::text, "Where the hub stands."};
constexpr state_type unread{"chf.hes", value_kind::text, "Whom it calls."};
constexpr event_type online{"wan.online", "The context is up."};

struct world {
    world()
    {
        names.declare(set_profile);
        names.declare(pause_all);
        names.declare(unbound);
        names.declare(wan_state);
        names.declare(unread);
        names.declare(online);
        names.bind(set_profile, [this](std::string_view on, const arguments& args) -> error_code {
            if (!states.contains(std::string(on))) return registry_errc::unknown_subject;
            called.push_back(std::string(on) + " " + to_text(args.at("profile")));
            return {};
        });
        names.bind(pause_all, [this](std::string_view on, const arguments&) {
            called.push_back("wait" + std::string(on));
            return error_code(registry_errc::refused);
        });
        names.bind(wan_state, [this](std::string_view on) -> std::optional<value> {
            auto it = states.find(std::string(on));
            if (it == states.end()) return {};
            return it->second;
        });
    }
    void set(const std::string& on, const std::string& state)
    {
        states[on] = state;
        names.changed(wan_state, on);
    }

    kernel time;
    registry names{time};
    std::map<std::string, std::string> states{{"tri-1", "off"}, {"tri-2", "off"}};
    std::vector<std::string> called;
};
using lines = std::vector<std::string>;

} // namespace

TEST_CASE("a name is declared once, and bound after it is declared")
{
    kernel k;
    registry names(k);
    names.declare(set_profile);
    names.declare(wan_state);
    names.declare(online);
    CHECK_THROWS_WITH_AS(names.declare(set_profile), doctest::Contains("sim.set_profile"), broken_invariant);
    CHECK_THROWS_AS(names.declare(wan_state), broken_invariant);
    CHECK_THROWS_AS(names.declare(online), broken_invariant);
    CHECK_THROWS_AS(names.bind(pause_all, {}), broken_invariant);
    CHECK_THROWS_AS(names.bind(unread, {}), broken_invariant);
    CHECK_THROWS_AS(names.watch_state("chf.hes", "", {}), broken_invariant);
}

TEST_CASE("the catalogue finds by name and lists in the order of names")
{
    world w;
    CHECK(w.names.find_action("sim.set_profile") == &set_profile);
    CHECK(w.names.find_state("wan.state") == &wan_state);
    CHECK(w.names.find_event("wan.online") == &online);
    CHECK(w.names.find_action("wan.state") == nullptr);
    CHECK(w.names.find_state("sim.set_profile") == nullptr);
    CHECK(w.names.find_event("") == nullptr);
    CHECK(w.names.actions() == std::vector<const action_type*>{&unbound, &pause_all, &set_profile});
    CHECK(w.names.states() == std::vector<const state_type*>{&unread, &wan_state});
    CHECK(w.names.events() == std::vector<const event_type*>{&online});
}

TEST_CASE("arguments are checked by name and kind before anything is called")
{
    world w;
    struct row {
        arguments args;
        registry_errc why;
        const char* culprit;
    };
    for (const auto& r : {
             row{{}, registry_errc::missing_argument, "profile"},
             row{{{"delay", duration(1s)}}, registry_errc::missing_argument, "profile"},
             row{{{"profile", std::int64_t(1)}}, registry_errc::wrong_kind, "profile"},
             row{{{"profile", std::string("x")}, {"delay", std::string("1s")}}, registry_errc::wrong_kind, "delay"},
             row{{{"profile", std::string("x")}, {"colour", true}}, registry_errc::unknown_argument, "colour"},
             row{{{"profile", std::string("x")}, {"how", std::string("gentle")}}, registry_errc::unknown_value, "how"},
         }) {
        std::string culprit;
        CHECK(w.names.validate(set_profile, r.args, &culprit) == r.why);
        CHECK(culprit == r.culprit);
        CHECK(w.names.invoke("sim.set_profile", "tri-1", r.args) == r.why);
    }
    CHECK(w.names.validate(set_profile, {}) == registry_errc::missing_argument); // nobody asks who
    CHECK(w.called.empty());
}

TEST_CASE("an action is invoked by name, on a subject where it needs one")
{
    world w;
    arguments good{{"profile", std::string("dcc-foc")}};
    CHECK(w.names.invoke("sim.fly", "tri-1") == registry_errc::unknown_name);
    CHECK(w.names.invoke("chf.power_cut", "tri-1") == registry_errc::unknown_name); // nobody has bound it
    CHECK(w.names.invoke("sim.set_profile", "", good) == registry_errc::unknown_subject);
    CHECK(w.names.invoke("sim.set_profile", "tri-9", good) == registry_errc::unknown_subject);
    CHECK(w.called.empty());
    CHECK_FALSE(w.names.invoke("sim.set_profile", "tri-1", good));
    good.emplace("delay", duration(1s));
    CHECK_FALSE(w.names.invoke("sim.set_profile", "tri-2", good));
    CHECK(w.names.invoke("clock.wait", "") == registry_errc::refused); // the handler's own error comes through
    CHECK(w.called == lines{"tri-1 dcc-foc", "tri-2 dcc-foc", "wait"});
}

TEST_CASE("a state is read by name and subject")
{
    world w;
    CHECK(w.names.get("wan.colour", "tri-1").error() == registry_errc::unknown_name);
    CHECK(w.names.get("chf.hes", "tri-1").error() == registry_errc::unknown_name); // nobody has bound it
    CHECK(w.names.get("wan.state", "tri-9").error() == registry_errc::unknown_subject);
    CHECK(w.names.get("wan.state", "tri-1").value() == value(std::string("off")));
}

TEST_CASE("watchers of a subject and of all subjects are told once per change, at its instant, with the state at hand")
{
    world w;
    lines told;
    auto tell = [&](std::string who) {
        return [&told, &w, who](std::string_view on) {
            told.push_back(to_text(w.time.now() - time_point{}) + " " + who + ": " + std::string(on) + " " +
                           to_text(*w.names.get("wan.state", on)));
        };
    };
    auto all = w.names.watch_state("wan.state", "", tell("all"));
    auto one = w.names.watch_state("wan.state", "tri-1", tell("one"));
    auto other = w.names.watch_state("wan.state", "tri-9", tell("other"));
    w.time.after(1s, "t", [&] {
        w.set("tri-1", "attached");
        w.set("tri-2", "attached");
        w.set("tri-1", "online");
        CHECK(told.empty()); // not inside the event
    });
    w.time.after(2s, "t", [&] { w.set("tri-2", "online"); });
    w.time.run_until(time_point(5s));
    CHECK(told ==
          lines{"1s one: tri-1 online", "1s all: tri-1 online", "1s all: tri-2 attached", "2s all: tri-2 online"});

    one.reset();
    all.reset();
    w.time.after(1s, "t", [&] { w.set("tri-1", "off"); });
    w.time.run_until(time_point(10s));
    CHECK(told.size() == 4);
}

TEST_CASE("an observer may end its own watch, and another's, and change the state again")
{
    world w;
    lines told;
    std::unique_ptr<registry::watch> mine, victim;
    std::string long_enough_to_own_memory = "an observer that owns something, used after its watch has ended";
    mine = w.names.watch_state("wan.state", "tri-1", [&, said = long_enough_to_own_memory](std::string_view on) {
        mine.reset();
        victim.reset();
        told.push_back("mine " + std::string(on));
        CHECK(said == long_enough_to_own_memory);
        w.set("tri-1", "again");
    });
    victim = w.names.watch_state("wan.state", "tri-1", [&](std::string_view) { told.push_back("victim"); });
    auto stays = w.names.watch_state("wan.state", "tri-1",
                                     [&](std::string_view) { told.push_back("stays " + w.states["tri-1"]); });
    w.time.after(1s, "t", [&] { w.set("tri-1", "online"); });
    w.time.run_until(time_point(5s));
    CHECK(told == lines{"mine tri-1", "stays again", "stays again"});
}

TEST_CASE("what an observer says is caused by the change that it was told of")
{
    world w;
    journal j(w.time);
    struct keeping final : journal_sink {
        std::vector<std::pair<std::string, journal_seq>> causes;
        bool write(const journal_entry& e) override
        {
            causes.emplace_back(e.about.on, e.cause);
            return true;
        }
    } sink;
    j.add_sink(sink);
    auto all =
        w.names.watch_state("wan.state", "", [&](std::string_view on) { j.emit(online, {"saw " + std::string(on)}); });
    for (const char* on : {"tri-1", "tri-2"})
        w.time.after(1s, "t", [&, on] {
            j.emit(online, {on});
            w.set(on, "online");
        });
    w.time.run_until(time_point(5s));
    REQUIRE(sink.causes.size() == 4);
    CHECK(sink.causes[2].second == 1);
    CHECK(sink.causes[3].second == 2);
}

TEST_CASE("a change of a state that nobody watches costs no event")
{
    world w;
    w.set("tri-1", "online");
    CHECK(w.time.parked() == 0);
}

TEST_CASE("each error of the registry says a sentence")
{
    CHECK(error_code(registry_errc::unknown_subject).message() == "there is no such installation or device");
    CHECK(error_code(registry_errc::refused).message() == "it cannot do that in its present state");
}
