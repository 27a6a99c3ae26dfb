// Rules that hold for everything that a world can tell, do and be asked.
#include "scenarios/engine/declarations.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace scenarios::engine;

namespace {

const sim::simulation& everything()
{
    static sim::simulation world(0);
    static const bool declared = [] {
        declare_everything(world);
        return true;
    }();
    REQUIRE(declared);
    return world;
}

bool is_name(std::string_view text, bool dotted)
{
    if (text.empty()) return false;
    for (char c : text)
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && !(dotted && c == '.')) return false;
    return text.front() != '.' && text.back() != '.';
}

void check_parameters(std::string_view of, std::span<const sim::parameter> list)
{
    std::set<std::string_view> names;
    for (const auto& p : list) {
        CAPTURE(of);
        CAPTURE(p.name);
        CHECK(is_name(p.name, false));
        CHECK(names.insert(p.name).second);
        CHECK(p.kind != sim::value_kind::none);
        CHECK_FALSE(p.summary.empty());
    }
}

void check_summary(std::string_view name, std::string_view summary)
{
    CAPTURE(name);
    CHECK(is_name(name, true));
    REQUIRE_FALSE(summary.empty());
    CHECK(summary.back() == '.');
}

TEST_CASE("no event has a field whose name is the journal's own")
{
    const std::set<std::string_view> reserved{"seq", "cause", "t", "on", "device", "event"};
    for (const auto* e : everything().names.events())
        for (const auto& f : e->fields) {
            CAPTURE(e->name);
            CHECK_FALSE(reserved.contains(f.name));
        }
}

TEST_CASE("every event, action, state and fault has a name, a sentence, and parameters that tell what they are")
{
    for (const auto* e : everything().names.events()) {
        check_summary(e->name, e->summary);
        check_parameters(e->name, e->fields);
    }
    for (const auto* a : everything().names.actions()) {
        check_summary(a->name, a->summary);
        check_parameters(a->name, a->parameters);
    }
    for (const auto* s : everything().names.states()) {
        check_summary(s->name, s->summary);
        CHECK((s->values.empty() || s->kind == sim::value_kind::text));
    }
    for (const auto* f : everything().faults.types()) {
        check_summary(f->name, f->summary);
        check_parameters(f->name, f->parameters);
    }
}

TEST_CASE("what users are promised is there")
{
    const auto& names = everything().names;
    for (auto event : {"wan.attached",
                       "wan.detached",
                       "wan.attach_rejected",
                       "wan.context_active",
                       "wan.context_lost",
                       "wan.online",
                       "wan.offline",
                       "sim.profile_changed",
                       "tls.connecting",
                       "tls.established",
                       "tls.failed",
                       "tls.closed",
                       "hub.called_home",
                       "credentials.replaced",
                       "credentials.restored",
                       "migration.requested",
                       "migration.validated",
                       "migration.rejected",
                       "migration.sim_migrated",
                       "migration.connected",
                       "migration.installing",
                       "migration.commissioned",
                       "migration.timed_out",
                       "migration.failed",
                       "migration.rolling_back",
                       "migration.rolled_back",
                       "migration.rollback_failed",
                       "migration.smso_restored",
                       "migration.cancelled",
                       "clock.jumped"}) {
        CAPTURE(event);
        CHECK(names.find_event(event));
    }
    for (auto action : {"migration.start", "migration.rollback", "migration.cancel", "sim.set_profile", "chf.power_cut",
                        "chf.power_restore", "chf.reboot", "chf.call_home", "chf.set_hes", "clock.pace", "log"}) {
        CAPTURE(action);
        CHECK(names.find_action(action));
    }
    for (auto state :
         {"wan.state", "sim.profile", "sim.state", "chf.address", "chf.apn", "chf.hes", "tls.peer", "credentials.trust",
          "esme.import_kwh", "gsme.volume_m3", "migration.state", "migration.outcome", "migration.step"}) {
        CAPTURE(state);
        CHECK(names.find_state(state));
    }
}

} // namespace
