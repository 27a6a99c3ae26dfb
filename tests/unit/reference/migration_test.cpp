// The way forward: every arrow up to `commissioned`, the windows, and what is refused in each state.
#include "tests/unit/reference/migration_driver.hpp"

using namespace scenarios::reference;
using namespace scenarios::reference::testing;
using enum migration_state;

namespace {

const std::string not_in_this_state = "error: " + make_error_code(migration_errc::not_in_this_state).message();
const std::string window_over = "error: " + make_error_code(migration_errc::window_over).message();
const std::string not_due = "error: " + make_error_code(migration_errc::not_due).message();
const std::string not_replaced = "error: " + make_error_code(migration_errc::not_replaced).message();

/// Every kind of event, with a name for messages.
struct named_event {
    const char* name;
    migration_event_in event;
};
const std::vector<named_event>& every_event()
{
    static const std::vector<named_event> all{
        {"start", in::start{plan()}},
        {"check_failed", in::check_failed{"15.6.2", "x"}},
        {"use_group", in::use_group{"smso-a"}},
        {"sim_change_confirmed", in::sim_change_confirmed{}},
        {"hub_connected", in::hub_connected{}},
        {"details_received", in::details_received{}},
        {"replaced", in::replaced{migration_part::credentials}},
        {"commission_done", in::commission_done{}},
        {"failure", in::failure{"x"}},
        {"window_expired", in::window_expired{}},
        {"rollback_demanded", in::rollback_demanded{}},
        {"cancel", in::cancel{}},
        {"restored", in::restored{migration_part::sim}},
        {"restore_failed", in::restore_failed{migration_part::sim, "x"}},
        {"rollback_limit_expired", in::rollback_limit_expired{}},
        {"smso_contact", in::smso_contact{}},
    };
    return all;
}

/// Leads to `goal` by the shortest way.
void reach(driver& d, migration_state goal)
{
    auto missing = plan();
    missing.previous_apn.reset();
    switch (goal) {
    case rejected: d(in::start{missing}); break;
    case timed_out: {
        auto early = plan();
        early.window_from = window_start::requested;
        d.go(requested, early);
        d(192h, in::window_expired{});
        break;
    }
    case failed: d.go(none); break; // lasts only where nothing was touched, and only a touched one can fail
    case cancelled:
        d.go(requested);
        d(in::cancel{});
        break;
    case rolling_back:
        d.go(sim_migrated);
        d(in::failure{"x"});
        break;
    case rolled_back:
    case smso_restored:
        reach(d, rolling_back);
        d(in::restored{migration_part::sim});
        if (goal == smso_restored) d(in::smso_contact{});
        break;
    case rollback_failed:
        reach(d, rolling_back);
        for (unsigned i = 0; i < migration_machine::sim_attempts; ++i) d(in::restore_failed{migration_part::sim, "x"});
        break;
    case none:
    case requested:
    case validated:
    case sim_migrated:
    case connected:
    case installing:
    case commissioned: d.go(goal); break;
    }
}

} // namespace

TEST_CASE("an event that has no meaning in a state is refused, and nothing changes")
{
    struct row {
        migration_state state;
        std::vector<std::string> accepted;
    };
    const std::vector<row> rows{
        {none, {"start"}},
        {requested, {"check_failed", "use_group", "cancel"}},
        {validated, {"sim_change_confirmed", "failure", "rollback_demanded", "cancel"}},
        {rejected, {"start"}},
        {sim_migrated, {"hub_connected", "failure", "rollback_demanded", "cancel"}},
        {connected, {"hub_connected", "details_received", "failure", "rollback_demanded", "cancel"}},
        {installing, {"hub_connected", "replaced", "failure", "rollback_demanded", "cancel"}},
        {commissioned, {}},
        {timed_out, {"start"}},
        {cancelled, {"start"}},
        {rolling_back, {"hub_connected", "restored", "restore_failed"}},
        {rolled_back, {"start", "smso_contact"}},
        {rollback_failed, {"rollback_demanded", "smso_contact"}},
        {smso_restored, {"start"}},
    };
    for (const auto& [state, accepted] : rows) {
        for (const auto& [name, event] : every_event()) {
            CAPTURE(to_string(state));
            CAPTURE(name);
            driver d;
            reach(d, state);
            REQUIRE(d.machine.state() == state);
            auto said = d.machine.summary();
            auto out = d(event);
            bool expected = std::find(accepted.begin(), accepted.end(), name) != accepted.end();
            CHECK(!out.starts_with("error") == expected);
            if (expected) continue;
            CHECK(d.machine.state() == state);
            CHECK(d.machine.summary() == said);
        }
    }
}

TEST_CASE("a missing PreviousAPN is rejected on receipt, before the SIM is touched")
{
    for (auto previous : {std::optional<std::string>{}, std::optional<std::string>{""}}) {
        driver d;
        auto p = plan();
        p.previous_apn = previous;
        CHECK(d(in::start{p}) == "migration.requested group=EA window=8d; "
                                 "migration.rejected step=15.6.1 reason=PreviousAPN missing");
        CHECK(d.machine.state() == rejected);
        CHECK(d.machine.outcome() == migration_outcome::rejected);
        CHECK(d.machine.step() == "15.6.1");
        CHECK_FALSE(d.machine.touched(migration_part::sim));
        CHECK(d.machine.summary() == "rejected 15.6.1: PreviousAPN missing");
        CHECK(d(in::use_group{"smso-a"}) == not_in_this_state);
    }
}

TEST_CASE("a PreviousAPN that is missing only when the group is used is rejected at that step")
{
    driver d;
    d.go(requested);
    CHECK(d(in::use_group{}) == "migration.rejected step=15.7.1 reason=PreviousAPN missing");
    CHECK(d.machine.state() == rejected);
    CHECK_FALSE(d.machine.touched(migration_part::sim));
}

TEST_CASE(
    "another failed check is rejected with its own step and reason, and stops a window that counts from the request")
{
    driver d;
    auto p = plan();
    p.window_from = window_start::requested;
    CHECK(d(in::start{p}) == "migration.requested group=EA window=8d; start_window 8d");
    CHECK(d(in::check_failed{"5.10", "change of supplier"}) ==
          "stop_window; migration.rejected step=5.10 reason=change of supplier");
    CHECK(d(192h, in::window_expired{}) == not_in_this_state);
}

TEST_CASE("a wrong but present PreviousAPN passes both checks")
{
    driver d;
    auto p = plan();
    p.previous_apn = "nobody";
    d(in::start{p});
    CHECK(d(in::use_group{p.previous_apn}) == "migration.validated; set_profile dcc-foc");
}

TEST_CASE("the straight way says each state and asks for each step")
{
    driver d;
    CHECK(d(in::start{plan()}) == "migration.requested group=EA window=8d");
    CHECK(d.machine.state() == requested);
    CHECK(d(in::use_group{"smso-a"}) == "migration.validated; set_profile dcc-foc");
    CHECK(d.machine.state() == validated);
    CHECK(d(in::sim_change_confirmed{}) == "migration.sim_migrated profile=dcc-foc; start_window 8d");
    CHECK(d.machine.window_end() == at(192h));
    CHECK(d(100h, in::hub_connected{}) == "migration.connected; request_details");
    CHECK(d(in::details_received{}) == "migration.installing; install");
    CHECK(d(in::replaced{migration_part::credentials}).empty());
    CHECK(d(in::replaced{migration_part::address}).empty());
    CHECK(d(101h, in::hub_connected{}).empty());
    CHECK(d(in::commission_done{}) == "stop_window; migration.commissioned");
    CHECK(d.machine.state() == commissioned);
    CHECK(d.machine.outcome() == migration_outcome::commissioned);
    CHECK(d.machine.since() == at(101h));
    CHECK_FALSE(d.machine.window_end());
    CHECK(d.machine.summary() == "commissioned");
}

TEST_CASE("nothing is commissioned before credentials and address are replaced")
{
    for (auto only : {migration_part::credentials, migration_part::address}) {
        driver d;
        d.go(installing);
        CHECK(d(in::commission_done{}) == not_replaced);
        d(in::replaced{only});
        CHECK(d(in::commission_done{}) == not_replaced);
        CHECK(d.machine.state() == installing);
    }
}

TEST_CASE("a hub that was told the DCC's address beforehand is commissioned without a new one")
{
    driver d;
    auto p = plan();
    p.handover = handover_kind::preloaded_dcc;
    d.go(installing, p);
    CHECK(d(in::commission_done{}) == not_replaced);
    d(in::replaced{migration_part::credentials});
    CHECK(d(in::commission_done{}) == "stop_window; migration.commissioned");
}

TEST_CASE("the SIM is not something that an installation replaces")
{
    driver d;
    d.go(installing);
    CHECK(d(in::replaced{migration_part::sim}) == not_in_this_state);
}

TEST_CASE("the window ends to the nanosecond: the last one before it is in time, its end is too late")
{
    for (auto group :
         {migration_group::ea, migration_group::eb, migration_group::ec, migration_group::aa, migration_group::da}) {
        auto window = installation_window(group);
        driver d;
        d.go(installing, plan(group));
        d(in::replaced{migration_part::credentials});
        d(in::replaced{migration_part::address});
        CHECK(d(window - 1ns, in::window_expired{}) == not_due);

        auto in_time = d, too_late = d;
        CHECK(in_time(in::commission_done{}) == "stop_window; migration.commissioned");
        CHECK(too_late(window, in::commission_done{}) == window_over);
        CHECK(too_late.machine.state() == installing);
        CHECK(too_late(in::window_expired{}).starts_with("migration.timed_out"));
        CHECK(too_late.machine.state() == rolling_back);
        CHECK(in_time(window, in::window_expired{}) == not_in_this_state);
    }
}

TEST_CASE("each step of the way is too late at the window's end, and in time a nanosecond before")
{
    struct row {
        migration_state from;
        migration_event_in event;
        migration_state to;
    };
    auto p = plan(migration_group::aa);
    p.window_from = window_start::requested;
    for (const auto& [from, event, to] :
         {row{requested, in::use_group{"smso-a"}, validated}, row{validated, in::sim_change_confirmed{}, sim_migrated},
          row{sim_migrated, in::hub_connected{}, connected}, row{connected, in::details_received{}, installing}}) {
        CAPTURE(to_string(from));
        driver d;
        d.go(from, p);
        auto late = d;
        CHECK(late(48h, event) == window_over);
        CHECK(late.machine.state() == from);
        d(48h - 1ns, event);
        CHECK(d.machine.state() == to);
    }
}

TEST_CASE("the window counts from where the plan says")
{
    struct row {
        window_start from;
        const char* name;
        sim::duration end;
    };
    for (auto [from, name, end] : {row{window_start::requested, "migration.requested", 192h},
                                   row{window_start::validated, "migration.validated", 193h},
                                   row{window_start::sim_profile_changed, "sim.profile_changed", 194h}}) {
        CHECK(parse_window_start(name).value() == from);
        driver d;
        auto p = plan();
        p.window_from = from;
        d(0h, in::start{p});
        d(1h, in::use_group{"smso-a"});
        d(2h, in::sim_change_confirmed{});
        CHECK(d.machine.window_end() == at(end));
    }
    CHECK(parse_window_start("sim_profile_changed").error() == sim::core_errc::malformed);
}

TEST_CASE("a plan's own window outranks its group's")
{
    driver d;
    auto p = plan();
    p.window = 1h;
    d.go(sim_migrated, p);
    CHECK(d.machine.window_end() == at(1h));
    CHECK(d(1h, in::window_expired{}).starts_with("migration.timed_out window=1h;"));
}

TEST_CASE("an attempt that ended without harm may be followed by another, which remembers nothing of it")
{
    for (auto ended : {rejected, cancelled, timed_out, rolled_back, smso_restored}) {
        CAPTURE(to_string(ended));
        driver d;
        reach(d, ended);
        CHECK(d(300h, in::start{plan(migration_group::aa)}) == "migration.requested group=AA window=2d");
        CHECK(d.machine.outcome() == migration_outcome::pending);
        CHECK(d.machine.step().empty());
        CHECK(d.machine.reason().empty());
        CHECK_FALSE(d.machine.touched(migration_part::sim));
        CHECK_FALSE(d.machine.window_end());
    }
}

TEST_CASE("the names of states and events agree")
{
    for (const auto* type : migration_event::all) {
        auto name = type->name.substr(std::string_view("migration.").size());
        CAPTURE(name);
        CHECK(type->name.starts_with("migration."));
        CHECK(std::find(migration_value::states.begin(), migration_value::states.end(), name) !=
              migration_value::states.end());
    }
    CHECK(migration_event::all.size() + 1 == migration_value::states.size()); // `none` is no event
    CHECK(to_string(smso_restored) == "smso_restored");
    CHECK(to_string(rolling_back) == "rolling_back");
    CHECK(to_string(migration_outcome::cancelled) == "cancelled");
}
