#include "test_catalogue.hpp"

#include "sim/core/check.hpp"

namespace test {
namespace {

using sim::value_kind;

constexpr sim::parameter online_fields[] = {{"apn", value_kind::text, "the access point"},
                                            {"attempt", value_kind::integer, "which attempt"},
                                            {"secure", value_kind::boolean, "whether"}};
constexpr std::string_view migration_values[] = {"requested", "installing", "commissioned", "rolled_back"};
constexpr sim::state_type states[] = {{"migration.state", value_kind::text, "How far it is.", migration_values},
                                      {"wan.state", value_kind::text, "How the hub is connected."},
                                      {"chf.calls", value_kind::integer, "Calls made."},
                                      {"meter.kwh", value_kind::decimal, "The register."},
                                      {"gsme.mirror_age", value_kind::elapsed, "Age of the mirror."},
                                      {"sim.since", value_kind::instant, "When the profile was set."},
                                      {"chf.on", value_kind::boolean, "Whether it has power."}};
constexpr sim::parameter established_fields[] = {{"peer", value_kind::text, "who"}};
constexpr sim::event_type others[] = {{"sim.profile_changed", "The SIM was moved."},
                                      {"wan.attach_rejected", "It was refused."},
                                      {"tls.established", "They talk.", established_fields},
                                      {"han.joined", "It is a member."}};
constexpr std::string_view orders[] = {"oldest", "newest"};
constexpr sim::parameter start_parameters[] = {{"window", value_kind::text, "auto or a length", false},
                                               {"order", value_kind::text, "which first", false, orders}};
constexpr sim::parameter profile_parameters[] = {{"profile", value_kind::text, "the new one"},
                                                 {"urgent", value_kind::boolean, "whether", false},
                                                 {"times", value_kind::integer, "how often", false}};
constexpr sim::parameter wait_parameters[] = {{"by", value_kind::elapsed, "how long"}};
constexpr sim::action_type actions[] = {{"han.lose", "Cuts its link."},
                                        {"migration.start", "Starts it.", start_parameters},
                                        {"sim.set_profile", "Sets it.", profile_parameters},
                                        {"clock.wait", "Waits.", wait_parameters, false}};

struct override_reconnect {
    std::optional<sim::duration> after;
    std::string cause;
};
struct override_chf {
    override_reconnect reconnect{};
};
struct override_family {
    override_chf chf{};
};

} // namespace

constinit const sim::event_type online{"wan.online", "It can send.", online_fields};
constinit const sim::event_type offline{"wan.offline", "It cannot."};
constinit const sim::event_type commissioned{"migration.commissioned", "It is done."};
constinit const sim::event_type requested{"migration.requested", "It is wanted."};
constinit const sim::event_type jumped{"clock.jumped", "Time leapt."};

const sim::registry& names()
{
    static sim::kernel time;
    static sim::registry all(time);
    static const bool declared = [] {
        for (const auto& event : others) all.declare(event);
        for (const auto* event : {&online, &offline, &commissioned, &requested, &jumped}) all.declare(*event);
        for (const auto& state : states) all.declare(state);
        for (const auto& action : actions) all.declare(action);
        return true;
    }();
    sim::check(declared, "the catalogue of the test");
    return all;
}

} // namespace test

namespace scenarios::engine {
template <>
struct table<test::override_reconnect> {
    static constexpr std::string_view what = "reconnect";
    static constexpr std::tuple keys{optional_key("after", &test::override_reconnect::after, "Pinned delay."),
                                     optional_key("cause", &test::override_reconnect::cause, "Why.")};
};
template <>
struct table<test::override_chf> {
    static constexpr std::string_view what = "chf";
    static constexpr std::tuple keys{optional_key("reconnect", &test::override_chf::reconnect, "Reconnection.")};
};
template <>
struct table<test::override_family> {
    static constexpr std::string_view what = "the family";
    static constexpr std::tuple keys{required_key("chf", &test::override_family::chf, "The hub.")};
};
} // namespace scenarios::engine

namespace test {

engine::catalogue catalogue()
{
    return {names(),
            {"trilliant", "landis_gyr"},
            [](std::string_view, const engine::yaml_node& overrides, engine::diagnostics& out) {
                override_family family;
                engine::apply_overrides(overrides, family, out);
            }};
}

loaded load(std::string_view text)
{
    engine::diagnostics out("f");
    loaded made;
    if (auto root = engine::read_yaml(text, out)) made.scenario = engine::load_scenario(*root, catalogue(), out);
    made.errors = out.text();
    return made;
}

} // namespace test
