#include "installation_world.hpp"

#include "scenarios/engine/declarations.hpp"
#include "scenarios/engine/family_file.hpp"

#include <doctest/doctest.h>

namespace tests {

namespace engine = scenarios::engine;

const engine::catalogue& whole_catalogue()
{
    static sim::simulation declared(0);
    static const engine::catalogue all = [] {
        engine::declare_everything(declared);
        return engine::catalogue{
            declared.names, devices::families::family_names(),
            [](std::string_view family, const engine::yaml_node& overrides, engine::diagnostics& out) {
                auto trial = engine::read_family(family);
                engine::override_family(overrides, trial, out);
            }};
    }();
    return all;
}

engine::scenario scenario_of(std::string_view rest)
{
    engine::diagnostics wrong("test.yaml");
    auto root = engine::read_yaml("s1sim: 1\nkind: scenario\nname: a test\n" + std::string(rest), wrong);
    auto plan = root ? engine::load_scenario(*root, whole_catalogue(), wrong) : std::nullopt;
    REQUIRE_MESSAGE(plan, wrong.text());
    return *plan;
}

namespace {

engine::world_options memory_options(const engine::scenario& plan, std::uint64_t seed)
{
    engine::world_options o;
    o.seed = seed;
    o.transport = sim::transport::network_kind::memory;
    o.time.start = plan.clock.start;
    return o;
}

} // namespace

installation_world::installation_world(std::string_view rest, std::uint64_t seed)
    : plan_(scenario_of(rest)), world_(plan_, memory_options(plan_, seed))
{
    sim().log.add_sink(told);
    world_.start();
}

installation_world::~installation_world() { sim().log.remove_sink(told); }

void installation_world::run(sim::duration until) { REQUIRE(sim().time.run_until(plan_.clock.start + until)); }

sim::duration installation_world::run_to(std::string_view event, std::size_t n, sim::duration limit)
{
    arrival_.run_to(event, n, limit);
    return now();
}

sim::error_code installation_world::try_to(std::string_view action, std::string_view on, const sim::arguments& with)
{
    sim::cause_scope root(sim().time);
    return sim().names.invoke(action, on, with);
}

void installation_world::act(std::string_view action, std::string_view on, const sim::arguments& with)
{
    auto ec = try_to(action, on, with);
    CAPTURE(std::string(action));
    REQUIRE_MESSAGE(!ec, ec.message());
}

std::string installation_world::state(std::string_view name, std::string_view on)
{
    auto value = sim().names.get(name, on);
    REQUIRE_MESSAGE(value.has_value(), std::string(name));
    return sim::to_text(*value);
}

sim::duration installation_world::first(std::string_view event, std::string_view on) const
{
    auto all = told.times(event, on);
    REQUIRE_MESSAGE(!all.empty(), std::string(event) << " never happened to " << std::string(on));
    return all.front() - plan_.clock.start;
}

sim::duration installation_world::last(std::string_view event, std::string_view on) const
{
    auto all = told.times(event, on);
    REQUIRE_MESSAGE(!all.empty(), std::string(event) << " never happened to " << std::string(on));
    return all.back() - plan_.clock.start;
}

} // namespace tests
