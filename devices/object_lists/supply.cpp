#include "devices/object_lists/parts.hpp"

#include "devices/cosem/values.hpp"

namespace devices::object_lists {

using namespace cosem;

namespace {

using dlms::data_tag;
using metering::supply_state;

const obis disconnector = named("0-0:96.3.10"), supply_scripts = named("0-0:10.0.106");
constexpr std::uint16_t script_disable = 1, script_arm = 2, script_disable_and_arm = 3;

control_state state_of(supply_state s)
{
    switch (s) {
    case supply_state::enabled: return control_state::connected;
    case supply_state::disabled: return control_state::disconnected;
    case supply_state::armed: return control_state::ready_for_reconnection;
    }
    return control_state::disconnected;
}

action_result disable(const call& c) { return action_answer(device(c).meter.disable_supply(c.now())); }
action_result arm(const call& c) { return action_answer(device(c).meter.arm_supply(c.now())); }

/// What a load limit does is a script of its action.
script_reference script_of_action(esme::load_limit_action a)
{
    switch (a) {
    case esme::load_limit_action::none: break;
    case esme::load_limit_action::arm: return {supply_scripts, script_disable_and_arm};
    case esme::load_limit_action::disable: return {supply_scripts, script_disable};
    }
    return {};
}
std::optional<esme::load_limit_action> action_of_script(const script_reference& s)
{
    if (s.selector == 0) return esme::load_limit_action::none;
    if (s.table != supply_scripts) return {};
    if (s.selector == script_disable) return esme::load_limit_action::disable;
    if (s.selector == script_disable_and_arm) return esme::load_limit_action::arm;
    return {};
}

limiter limit_of(const call& c)
{
    const auto& limit = device(c).electricity->limit();
    limiter l{{class_id::register_, named("1-0:1.7.0")}};
    l.normal = limit.threshold_w;
    l.active = limit.threshold_w;
    l.over_seconds = static_cast<std::uint32_t>(limit.longer_than.count());
    l.under_seconds = static_cast<std::uint32_t>(limit.restoration.count());
    l.over = script_of_action(limit.action);
    if (limit.restoration.count() > 0) l.under = {supply_scripts, script_arm};
    return l;
}

data_access_result set_limit(const call& c, std::uint8_t, const limiter& l)
{
    const auto action = action_of_script(l.over);
    if (!action) return data_access_result::other_reason;
    esme::load_limit limit{l.normal, std::chrono::seconds(l.over_seconds), *action,
                           std::chrono::seconds(l.under_seconds)};
    return answer(device(c).electricity->set_limit(limit, c.now()));
}

/// In the order of the register monitor's thresholds.
constexpr std::int32_t esme::voltage_limits::*voltage_thresholds[] = {
    &esme::voltage_limits::extreme_under, &esme::voltage_limits::sag, &esme::voltage_limits::swell,
    &esme::voltage_limits::extreme_over};
constexpr std::int32_t millivolts_per_step = 100;

register_monitor voltage_monitor()
{
    register_monitor m{{class_id::register_, named("1-0:32.7.0")}, data_tag::long_unsigned};
    m.actions.resize(std::size(voltage_thresholds)); // alerts, no scripts
    m.thresholds = [](const call& c) {
        std::vector<std::int64_t> out;
        if (const auto& limits = device(c).electricity->monitored())
            for (auto t : voltage_thresholds) out.push_back((*limits).*t / millivolts_per_step);
        return out;
    };
    m.set_thresholds = [](const call& c, const std::vector<std::int64_t>& v) {
        auto& meter = *device(c).electricity;
        std::optional<esme::voltage_limits> limits;
        if (!v.empty()) {
            limits = meter.monitored().value_or(esme::voltage_limits{});
            for (std::size_t i = 0; i < v.size(); ++i)
                (*limits).*voltage_thresholds[i] = static_cast<std::int32_t>(v[i]) * millivolts_per_step;
        }
        return answer(meter.monitor_voltage(limits, c.now()));
    };
    return m;
}

} // namespace

void add_supply(object_list& list, control_mode mode)
{
    disconnect_control d;
    d.output = [](const call& c) { return device(c).meter.valve().state() == supply_state::enabled; };
    d.state = [](const call& c) { return state_of(device(c).meter.valve().state()); };
    d.mode = mode;
    d.disconnect = disable;
    d.reconnect = arm;
    list.push_back(make_disconnect_control(disconnector, "Supply: a client arms it, a person at the meter enables it",
                                           for_readers, std::move(d)));
    script_table t;
    t.scripts = {{script_disable, {{class_id::disconnect_control, disconnector, 1}}},
                 {script_arm, {{class_id::disconnect_control, disconnector, 2}}},
                 {script_disable_and_arm,
                  {{class_id::disconnect_control, disconnector, 1}, {class_id::disconnect_control, disconnector, 2}}}};
    t.execute = [](const call& c, const script& s) {
        if (s.number == script_arm) return arm(c);
        const auto off = disable(c);
        return off == action_result::success && s.number == script_disable_and_arm ? arm(c) : off;
    };
    list.push_back(make_script_table(supply_scripts, "Scripts of the supply: 1 off, 2 arm, 3 off and arm", for_readers,
                                     std::move(t)));
    if (mode == control_mode::reconnected_by_person) return; // gas: no power, no voltage
    list.push_back(make_limiter(named("0-0:17.0.0"),
                                "Load limit; what lasts under it is how long until the supply comes back by itself",
                                for_readers, {limit_of, set_limit, {4, 6, 7, 11}}));
    list.push_back(make_register_monitor(named("0-0:16.0.0"),
                                         "Voltage alerts: extreme under, sag, swell, extreme over; none: not watched",
                                         for_readers, voltage_monitor()));
}

} // namespace devices::object_lists
