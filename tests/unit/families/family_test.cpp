#include "devices/families/family.hpp"

#include <doctest/doctest.h>

namespace devices::families {
namespace {

using sim::smwan::old_context;
using sim::smwan::reconnect_cause;
using namespace std::chrono_literals;

TEST_CASE("a family that is not known has no file")
{
    CHECK(family_file("").empty());
    CHECK(family_file("trilliant.yaml").empty());
    CHECK(family_file("Trilliant").empty());
}

TEST_CASE("every family that is named has a file that says its name")
{
    auto names = family_names();
    CHECK(names == std::vector<std::string_view>{"landis_gyr", "trilliant"});
    for (auto name : names) CHECK(family_file(name).find("name: " + std::string(name)) != std::string_view::npos);
}

TEST_CASE("a way to reconnect follows its cause, and a pin outranks it")
{
    way_settings way{reconnect_cause::network_cancel, old_context::refused, {}};
    CHECK(way.policy() == sim::smwan::reconnect_policy{reconnect_cause::network_cancel, old_context::refused, {}});
    way.after = 168h;
    CHECK(way.policy() == sim::smwan::reconnect_policy{reconnect_cause::pinned, old_context::refused, 168h});
    way.after = 0h;
    CHECK(way.policy().cause == reconnect_cause::pinned);
}

TEST_CASE("a pin holds for the way there; without a word about it the way back follows the cause")
{
    reconnect_settings r;
    r.after = 191h;
    auto plan = r.plan();
    CHECK(plan.there == sim::smwan::reconnect_policy{reconnect_cause::pinned, old_context::black_hole, 191h});
    CHECK(plan.back() == sim::smwan::reconnect_policy{reconnect_cause::weekly_restart, old_context::black_hole, {}});
}

TEST_CASE("the way back has a cause, an old context and a pin of its own where it is told one")
{
    reconnect_settings r;
    r.rollback = way_settings{reconnect_cause::never, old_context::served, {}};
    CHECK(r.plan().back() == sim::smwan::reconnect_policy{reconnect_cause::never, old_context::served, {}});
    r.rollback->after = 5min;
    CHECK(r.plan().back() == sim::smwan::reconnect_policy{reconnect_cause::pinned, old_context::served, 5min});
    CHECK(r.plan().there == sim::smwan::reconnect_policy{reconnect_cause::weekly_restart, old_context::black_hole, {}});
}

} // namespace
} // namespace devices::families
