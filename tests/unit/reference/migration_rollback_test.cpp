// The way back: what is undone, in which order, how often it is tried, and what it is called in the end.
#include "tests/unit/reference/migration_driver.hpp"

using namespace scenarios::reference;
using namespace scenarios::reference::testing;
using enum migration_state;

namespace {

constexpr auto credentials = migration_part::credentials, address = migration_part::address,
               the_sim = migration_part::sim;

const std::string not_in_this_state = "error: " + make_error_code(migration_errc::not_in_this_state).message();
const std::string not_due = "error: " + make_error_code(migration_errc::not_due).message();

/// Fails the present step until the machine gives it up; the last answer.
std::string fail_all(driver& d, migration_part part, unsigned attempts)
{
    std::string out;
    for (unsigned i = 0; i < attempts; ++i) out = d(in::restore_failed{part, "no answer"});
    return out;
}

driver installing_with(std::initializer_list<migration_part> replaced)
{
    driver d;
    d.go(installing);
    for (auto part : replaced) d(in::replaced{part});
    return d;
}

} // namespace

TEST_CASE("a hub that never connected has nothing to undo but its SIM")
{
    driver d;
    d.go(sim_migrated);
    CHECK(d(192h, in::window_expired{}) ==
          "migration.timed_out window=8d; migration.rolling_back undo=sim; set_profile_back smso-a");
    CHECK(d.machine.summary() == "timed out, rolling back");
    CHECK(d(192h + 5s, in::restored{the_sim}) == "migration.rolled_back");
    CHECK(d.machine.summary() == "timed out, rolled back");
    CHECK(d.machine.since() == at(192h + 5s));
    CHECK(d(192h + 5min, in::smso_contact{}) == "migration.smso_restored");
    CHECK(d.machine.outcome() == migration_outcome::timed_out);
    CHECK(d.machine.summary() == "timed out, rolled back, SMSO restored");
}

TEST_CASE("an answer of the platform that never came leaves the SIM to be undone")
{
    driver d;
    d.go(validated);
    CHECK(d(in::failure{"the platform is silent"}) == "migration.failed reason=the platform is silent; "
                                                      "migration.rolling_back undo=sim; set_profile_back smso-a");
    d(in::restored{the_sim});
    CHECK(d.machine.summary() == "failed: the platform is silent, rolled back");
}

TEST_CASE("what was never touched is not rolled back: the end is the end")
{
    driver d;
    auto p = plan();
    p.window_from = window_start::requested;
    d.go(requested, p);
    auto cancelled_one = d;
    CHECK(d(192h, in::window_expired{}) == "migration.timed_out window=8d");
    CHECK(d.machine.state() == timed_out);
    CHECK(cancelled_one(in::cancel{}) == "stop_window; migration.cancelled");
    CHECK(cancelled_one.machine.state() == cancelled);
}

TEST_CASE("every way to end early leads from every state on the way to the rollback")
{
    struct row {
        migration_event_in event;
        const char* said;
        migration_outcome outcome;
    };
    for (const auto& [event, said, outcome] :
         {row{in::failure{"x"}, "migration.failed reason=x", migration_outcome::failed},
          row{in::rollback_demanded{}, "migration.failed reason=rollback demanded", migration_outcome::failed},
          row{in::cancel{}, "migration.cancelled", migration_outcome::cancelled}}) {
        for (auto from : {validated, sim_migrated, connected, installing}) {
            CAPTURE(said);
            CAPTURE(to_string(from));
            driver d;
            d.go(from);
            std::string window = from == validated ? "" : "stop_window; ";
            std::string stop = from == connected || from == installing ? "stop_install; " : "";
            CHECK(d(event) == window + said + "; " + stop + "migration.rolling_back undo=sim; set_profile_back smso-a");
            CHECK(d.machine.state() == rolling_back);
            CHECK(d.machine.outcome() == outcome);
            CHECK_FALSE(d.machine.window_end());
        }
    }
}

TEST_CASE("the window ends every state on the way")
{
    for (auto from : {sim_migrated, connected, installing}) {
        driver d;
        d.go(from);
        CHECK(d(192h, in::window_expired{}).starts_with("migration.timed_out window=8d; "));
        CHECK(d.machine.state() == rolling_back);
        CHECK(d.machine.outcome() == migration_outcome::timed_out);
    }
}

TEST_CASE("credentials first, then the address, the SIM last")
{
    auto d = installing_with({address, credentials});
    CHECK(d(in::failure{"device check"}) ==
          "stop_window; migration.failed reason=device check; stop_install; "
          "migration.rolling_back undo=credentials, address, sim; start_limit; restore credentials 1");
    CHECK(d(in::restored{address}) == not_in_this_state);
    CHECK(d(in::restored{the_sim}) == not_in_this_state);
    CHECK(d(in::hub_connected{}).empty());
    CHECK(d(in::restored{credentials}) == "restore address 1");
    CHECK(d(in::restored{address}) == "stop_limit; set_profile_back smso-a");
    CHECK(d(in::restored{the_sim}) == "migration.rolled_back");
}

TEST_CASE("all combinations of what was replaced and what could be restored")
{
    const std::vector<migration_part> parts{credentials, address, the_sim};
    for (unsigned replaced = 0; replaced < 4; ++replaced) {
        for (unsigned restorable = 0; restorable < 8; ++restorable) {
            CAPTURE(replaced);
            CAPTURE(restorable);
            driver d;
            d.go(installing);
            if (replaced & 1) d(in::replaced{credentials});
            if (replaced & 2) d(in::replaced{address});
            d(in::failure{"x"});
            unsigned touched = replaced | 4;
            for (unsigned i = 0; i < parts.size(); ++i) {
                if (!(touched >> i & 1)) continue;
                REQUIRE(d.machine.state() == rolling_back);
                if (restorable >> i & 1)
                    d(in::restored{parts[i]});
                else
                    fail_all(d, parts[i], 5);
            }
            bool all = (touched & ~restorable) == 0;
            CHECK(d.machine.state() == (all ? rolled_back : rollback_failed));
            for (unsigned i = 0; i < parts.size(); ++i) {
                CHECK(d.machine.touched(parts[i]) == bool(touched >> i & 1));
                CHECK(d.machine.restored(parts[i]) == bool(touched & restorable & 1u << i));
                bool named = d.machine.rollback_reason().find(std::string(to_string(parts[i])) +
                                                              " not restored (no answer)") != std::string::npos;
                CHECK(named == bool(touched & ~restorable & 1u << i));
            }
        }
    }
}

TEST_CASE("a step of the rollback is tried five times, a minute apart, and then given up")
{
    auto d = installing_with({credentials});
    d(in::failure{"x"});
    for (unsigned attempt = 2; attempt <= 5; ++attempt)
        CHECK(d(in::restore_failed{credentials, "no answer"}) ==
              "restore credentials " + std::to_string(attempt) + " in 1m");
    CHECK(d(in::restore_failed{credentials, "refused"}) == "stop_limit; set_profile_back smso-a");
    for (unsigned attempt = 2; attempt <= 5; ++attempt)
        CHECK(d(in::restore_failed{the_sim, "5926"}) == "set_profile_back smso-a in 1m");
    CHECK(d(in::restore_failed{the_sim, "5926"}) ==
          "migration.rollback_failed reason=credentials not restored (refused), sim not restored (5926)");
    CHECK(d.machine.summary() ==
          "failed: x, rollback failed: credentials not restored (refused), sim not restored (5926)");
}

TEST_CASE("a hub that stays away is given up after 48 hours, and its SIM goes back without it")
{
    auto d = installing_with({credentials, address});
    d(10h, in::failure{"x"});
    CHECK(d(58h - 1ns, in::rollback_limit_expired{}) == not_due);
    CHECK(d(58h, in::rollback_limit_expired{}) == "stop_restoring; set_profile_back smso-a");
    CHECK(d(in::restored{credentials}) == not_in_this_state);
    CHECK(d(in::rollback_limit_expired{}) == not_in_this_state);
    CHECK(d(in::restored{the_sim}) ==
          "migration.rollback_failed reason=credentials not restored (the hub did not come), "
          "address not restored (the hub did not come)");
}

TEST_CASE("what was restored before the hub was given up counts")
{
    auto d = installing_with({credentials, address});
    d(in::failure{"x"});
    d(in::restored{credentials});
    d(48h, in::rollback_limit_expired{});
    CHECK(d(in::restored{the_sim}) == "migration.rollback_failed reason=address not restored (the hub did not come)");
}

TEST_CASE("a failed rollback may be demanded again, for what is left")
{
    auto d = installing_with({credentials, address});
    d(in::failure{"x"});
    fail_all(d, credentials, 5);
    d(in::restored{address});
    fail_all(d, the_sim, 5);
    REQUIRE(d.machine.state() == rollback_failed);
    CHECK(d(in::rollback_demanded{}) ==
          "migration.rolling_back undo=credentials, sim; start_limit; restore credentials 1");
    CHECK(d(in::restored{credentials}) == "stop_limit; set_profile_back smso-a");
    CHECK(d(in::restored{the_sim}) == "migration.rolled_back");
    CHECK(d.machine.rollback_reason().empty());
    CHECK(d.machine.summary() == "failed: x, rolled back");
}

TEST_CASE("a hub that reaches its SMSO after a failed rollback is with its SMSO all the same")
{
    auto d = installing_with({credentials});
    d(in::cancel{});
    fail_all(d, credentials, 5);
    d(in::restored{the_sim});
    REQUIRE(d.machine.state() == rollback_failed);
    CHECK(d(in::smso_contact{}) == "migration.smso_restored");
    CHECK(d.machine.summary() == "cancelled, SMSO restored");
}

TEST_CASE("the rollback uses the PreviousAPN that the group held when it was used")
{
    driver d;
    d(in::start{plan()});
    d(in::use_group{"smso-b"});
    CHECK(d(in::cancel{}) == "migration.cancelled; migration.rolling_back undo=sim; set_profile_back smso-b");
}
