#include "devices/metering/supply.hpp"

namespace devices::metering {

std::string_view to_string(supply_state s)
{
    switch (s) {
    case supply_state::enabled: return "enabled";
    case supply_state::disabled: return "disabled";
    case supply_state::armed: return "armed";
    }
    return "";
}

const boost::system::error_category& supply_category() noexcept
{
    static const sim::table_category instance("metering.supply",
                                              {
                                                  "the supply is not armed",
                                                  "the supply is not disabled",
                                                  "only a person at the meter can enable this supply",
                                                  "the meter has no power",
                                              });
    return instance;
}

sim::error_code make_error_code(supply_errc e) noexcept { return {static_cast<int>(e), supply_category()}; }

void supply::become(supply_state next, sim::time_point t)
{
    if (state_ == next) return;
    state_ = next;
    since_ = t;
    if (next == supply_state::enabled)
        flow_.resume(t);
    else
        flow_.stop(t);
}

void supply::disable(sim::time_point t) { become(supply_state::disabled, t); }

sim::error_code supply::arm(sim::time_point t)
{
    if (state_ == supply_state::enabled) return supply_errc::not_disabled;
    become(supply_state::armed, t);
    return {};
}

sim::error_code supply::enable(sim::time_point t)
{
    if (!remote_enable_) return supply_errc::never_from_afar;
    become(supply_state::enabled, t);
    return {};
}

sim::error_code supply::press_button(sim::time_point t)
{
    if (state_ != supply_state::armed) return supply_errc::not_armed;
    become(supply_state::enabled, t);
    return {};
}

void supply::save(sim::writer& out) const
{
    out.u8(static_cast<std::uint8_t>(state_)).i64(since_.time_since_epoch().count());
}

void supply::restore(sim::reader& in)
{
    const auto state = in.u8();
    if (state > static_cast<std::uint8_t>(supply_state::armed)) in.fail(sim::codec_errc::out_of_range);
    since_ = sim::time_point(sim::duration(in.i64()));
    if (in.ok()) state_ = static_cast<supply_state>(state);
}

} // namespace devices::metering
