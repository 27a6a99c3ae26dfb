#include "scenarios/engine/family_file.hpp"

#include "scenarios/engine/binder_types.hpp"
#include "sim/core/check.hpp"

namespace scenarios::engine {

namespace families = devices::families;

template <>
struct choices<sim::smwan::reconnect_cause> {
    static constexpr std::array all{choice{"weekly_restart", sim::smwan::reconnect_cause::weekly_restart},
                                    choice{"network_cancel", sim::smwan::reconnect_cause::network_cancel},
                                    choice{"never", sim::smwan::reconnect_cause::never}};
};
template <>
struct choices<sim::smwan::old_context> {
    static constexpr std::array all{choice{"black_hole", sim::smwan::old_context::black_hole},
                                    choice{"refused", sim::smwan::old_context::refused},
                                    choice{"served", sim::smwan::old_context::served}};
};
template <>
struct choices<families::resumption> {
    static constexpr std::array all{choice{"none", families::resumption::none},
                                    choice{"session_id", families::resumption::session_id},
                                    choice{"ticket", families::resumption::ticket}};
};

template <>
struct choices<sim::smwan::context_mode> {
    static constexpr std::array all{choice{"always", sim::smwan::context_mode::always},
                                    choice{"on_demand", sim::smwan::context_mode::on_demand}};
};
template <>
struct choices<families::dlms_transport> {
    static constexpr std::array all{choice{"tls", families::dlms_transport::tls},
                                    choice{"plain", families::dlms_transport::plain}};
};
template <>
struct choices<families::dlms_journal> {
    static constexpr std::array all{choice{"associations", families::dlms_journal::associations},
                                    choice{"requests", families::dlms_journal::requests}};
};

constexpr bounds durations(sim::duration least, sim::duration most) { return {least.count(), most.count()}; }
using std::chrono::minutes;
using std::chrono::seconds;

template <>
struct table<families::way_settings> {
    static constexpr std::string_view what = "a way to reconnect";
    static constexpr std::tuple keys{
        optional_key("cause", &families::way_settings::cause, "Why it takes as long as it does."),
        optional_key("old_context", &families::way_settings::old_context,
                     "What becomes of the context that the hub still believes in."),
        optional_key("after", &families::way_settings::after, "Pins the hub's restart to this long after the change.",
                     durations({}, sim::days(365)))};
};
/// `rollback: network_cancel` is short for `rollback: { cause: network_cancel }`.
template <>
struct reader<std::optional<families::way_settings>> {
    static bool read(const yaml_node& node, std::optional<families::way_settings>& onto, const bounds& within,
                     binding& how)
    {
        families::way_settings way;
        bool good = node.is_map() ? reader<families::way_settings>::read(node, way, within, how)
                                  : reader<sim::smwan::reconnect_cause>::read(node, way.cause, within, how);
        if (good) onto = way;
        return good;
    }
    static type_description describe(const bounds& within) { return reader<families::way_settings>::describe(within); }
    static std::string show(const std::optional<families::way_settings>&) { return {}; }
};
template <>
struct table<families::reconnect_settings> {
    using settings = families::reconnect_settings;
    static constexpr std::string_view what = "`reconnect`";
    static constexpr std::tuple keys{
        optional_key("cause", &settings::cause, "Why it takes as long as it does."),
        optional_key("old_context", &settings::old_context,
                     "What becomes of the context that the hub still believes in."),
        optional_key("after", &settings::after, "Pins the hub's restart to this long after the first change.",
                     durations({}, sim::days(365))),
        optional_key("rollback", &settings::rollback, "The same for the way back; the cause again if absent.")};
};
template <>
struct table<families::tls_settings> {
    static constexpr std::string_view what = "`tls`";
    static constexpr std::tuple keys{
        optional_key("handshake_cost", &families::tls_settings::handshake_cost,
                     "What one handshake step costs the hub's CPU.", durations({}, seconds(60))),
        optional_key("resume", &families::tls_settings::resume, "How the hub resumes sessions."),
        optional_key("time_limit", &families::tls_settings::time_limit, "Time for a handshake to complete.",
                     durations(seconds(1), minutes(10)))};
};
template <>
struct table<families::call_home_settings> {
    static constexpr std::string_view what = "`call_home`";
    static constexpr std::tuple keys{
        optional_key("interval", &families::call_home_settings::interval,
                     "Between scheduled calls; the phase is the hub's own.", durations(minutes(5), sim::days(31))),
        optional_key("retry_after", &families::call_home_settings::retry_after,
                     "From a failed call to the next attempt.", durations(seconds(1), sim::days(1))),
        optional_key("retries", &families::call_home_settings::retries,
                     "Such attempts before the hub waits for its schedule.", bounds{0, 100}),
        optional_key("after_online", &families::call_home_settings::after_online,
                     "From a new context to the first call.", durations({}, std::chrono::hours(1))),
        optional_key("store", &families::call_home_settings::store,
                     "Envelopes that the hub holds until they are acknowledged.", bounds{8, 4096}),
        optional_key("wake_up_messages", &families::call_home_settings::wake_up_messages,
                     "Wake-up messages that it takes before the hub calls.", bounds{1, 5}),
        optional_key("wake_up_window", &families::call_home_settings::wake_up_window,
                     "Each of them within so long of the one before.", durations(seconds(10), sim::days(1))),
        optional_key("alarm_after", &families::call_home_settings::alarm_after,
                     "From an urgent alarm to the call that brings it.", durations({}, std::chrono::hours(1))),
        optional_key("alarm_gap", &families::call_home_settings::alarm_gap, "At least so long between such calls.",
                     durations({}, sim::days(1))),
        optional_key("fallback_after", &families::call_home_settings::fallback_after,
                     "Failed calls in a row to where a redirection led, after which the hub goes back; 0: never.",
                     bounds{0, 100})};
};
template <>
struct table<families::firmware_settings> {
    static constexpr std::string_view what = "`firmware_trial`";
    static constexpr std::tuple keys{
        optional_key("starts", &families::firmware_settings::trial_starts,
                     "Starts of new firmware without a session, after which the hub goes back.", bounds{1, 20}),
        optional_key("patience", &families::firmware_settings::trial_patience,
                     "A start of new firmware without a session ends with a restart after so long.",
                     durations(minutes(1), sim::days(31)))};
};
template <>
struct table<families::dlms_settings> {
    static constexpr std::string_view what = "`dlms`";
    static constexpr std::tuple keys{
        optional_key("transport", &families::dlms_settings::transport, "With TLS, or the bare TCP wrapper for labs."),
        optional_key("journal", &families::dlms_settings::journal,
                     "What is written of DLMS: associations and refusals, or each request too."),
        optional_key("inactivity", &families::dlms_settings::inactivity,
                     "A connection on which nothing comes for so long is closed.", durations(seconds(1), sim::days(1))),
        optional_key("connections", &families::dlms_settings::connections, "Connections at a time; more are reset.",
                     bounds{1, 100})};
};
template <>
struct table<families::push_settings> {
    static constexpr std::string_view what = "`push`";
    static constexpr std::tuple keys{optional_key("retry_after", &families::push_settings::retry_after,
                                                  "From a failed push to the next attempt.",
                                                  durations(seconds(1), sim::days(1))),
                                     optional_key("retries", &families::push_settings::retries,
                                                  "Such attempts before it is given up.", bounds{0, 100})};
};
template <>
struct table<families::link_settings> {
    static constexpr std::string_view what = "`link`";
    static constexpr std::tuple keys{
        optional_key("round_trip_least", &families::link_settings::round_trip_least,
                     "Shortest round trip of a hub; each has its own.", durations({}, minutes(1))),
        optional_key("round_trip_most", &families::link_settings::round_trip_most, "Longest round trip of a hub.",
                     durations({}, minutes(1))),
        optional_key("bits_per_second_up", &families::link_settings::bits_per_second_up,
                     "Rate from the hub; 0 is unlimited.", bounds{0, 1'000'000'000}),
        optional_key("bits_per_second_down", &families::link_settings::bits_per_second_down,
                     "Rate to the hub; 0 is unlimited.", bounds{0, 1'000'000'000}),
        optional_key("loss_per_million", &families::link_settings::loss_per_million,
                     "Chunks lost, each a retransmission time-out late.", bounds{0, 500'000})};
};
template <>
struct table<families::chf_settings> {
    static constexpr std::string_view what = "`chf`";
    static constexpr std::tuple keys{
        optional_key("manufacturer", &families::chf_settings::manufacturer, "Who made the hub."),
        optional_key("model", &families::chf_settings::model, "Its model."),
        optional_key("firmware", &families::chf_settings::firmware, "Its firmware version."),
        optional_key("boot_time", &families::chf_settings::boot_time, "From power to the first search for a cell.",
                     durations({}, std::chrono::hours(1))),
        optional_key("reconnect", &families::chf_settings::reconnect,
                     "How the hub comes back after its SIM was moved."),
        optional_key("reconnect_other_groups", &families::chf_settings::reconnect_other_groups,
                     "The same for groups other than EA, EB and EC."),
        optional_key("tls", &families::chf_settings::tls, "TLS on the hub."),
        optional_key("call_home", &families::chf_settings::call_home, "When the hub calls its head-end."),
        optional_key("clock_ppm", &families::chf_settings::clock_ppm,
                     "Largest error of the clock's crystal, in millionths; each hub has its own.", bounds{0, 1000}),
        optional_key("firmware_trial", &families::chf_settings::firmware_trial,
                     "What a hub does that has switched to new firmware."),
        optional_key("link", &families::chf_settings::link, "The radio link."),
        optional_key("context", &families::chf_settings::context,
                     "When the hub has a PDP context: always, or on demand."),
        optional_key("context_idle", &families::chf_settings::context_idle,
                     "On demand: a context that nobody uses for so long is given up.",
                     durations(seconds(1), sim::days(1))),
        optional_key("dlms", &families::chf_settings::dlms, "How a hub that is called is talked to."),
        optional_key("push", &families::chf_settings::push, "How such a hub pushes to its head-end.")};
};
template <>
struct table<families::meter_settings> {
    static constexpr std::string_view what = "a meter";
    static constexpr std::tuple keys{
        optional_key("manufacturer", &families::meter_settings::manufacturer, "Who made the meter."),
        optional_key("model", &families::meter_settings::model, "Its model."),
        optional_key("firmware", &families::meter_settings::firmware, "Its firmware version.")};
};
template <>
struct table<families::family> {
    static constexpr std::string_view what = "a family";
    static constexpr std::tuple keys{required_key("name", &families::family::name, "The family's name."),
                                     required_key("summary", &families::family::summary, "What it is, in a sentence."),
                                     required_key("chf", &families::family::chf, "The communications hub."),
                                     required_key("esme", &families::family::esme, "The electricity meter."),
                                     required_key("gsme", &families::family::gsme, "The gas meter.")};
};

namespace {

void check_family(const yaml_node& node, const families::family& f, diagnostics& out)
{
    if (f.chf.link.round_trip_least > f.chf.link.round_trip_most)
        out.add(node.where, "chf.link: round_trip_least is longer than round_trip_most");
}

} // namespace

families::family read_family(std::string_view name)
{
    diagnostics out(std::string(name) + "/family.yaml");
    families::family f;
    if (auto root = read_yaml(families::family_file(name), out)) {
        bind_whole(*root, f, out);
        check_family(*root, f, out);
    }
    sim::check(out.empty(), "a family's file is wrong: " + out.text());
    return f;
}

/// Keys that mean nothing to this family's hubs.
void check_meaning(const yaml_node& overrides, const families::family& family, diagnostics& out)
{
    const auto* chf = overrides.find("chf");
    if (!chf || !chf->is_map()) return;
    bool called = family.name == "landis_gyr";
    auto refuse = [&](std::string_view key, std::string_view why) {
        const auto* said = chf->find(key);
        if (said) out.add(said->where, "chf." + std::string(key) + ": " + std::string(why));
    };
    if (called) refuse("call_home", "a hub of `landis_gyr` does not call home: its head-end calls it");
    if (called)
        for (std::string_view key : {"clock_ppm", "firmware_trial"})
            refuse(key, "not modelled for hubs of `landis_gyr`");
    if (called) return;
    for (std::string_view key : {"context", "context_idle", "dlms", "push"})
        refuse(key, "a hub of `" + family.name + "` has no such thing: it calls its head-end");
}

bool override_family(const yaml_node& overrides, families::family& family, diagnostics& out)
{
    auto before = out.size();
    check_meaning(overrides, family, out);
    apply_overrides(overrides, family, out);
    check_family(overrides, family, out);
    return out.size() == before;
}

object_description describe_family() { return describe<families::family>(); }

} // namespace scenarios::engine
