#include "devices/metering/metered_supply.hpp"

#include "devices/metering/civil_time.hpp"
#include "sim/core/check.hpp"

namespace devices::metering {
namespace {

/// One rate, no blocks: what meters leave the works with.
std::shared_ptr<const tariff> plain_tariff()
{
    static const auto plain = std::make_shared<const tariff>();
    return plain;
}

} // namespace

metered_supply::metered_supply(const load_shape& shape, const sim::rng& dice, std::string_view name,
                               sim::time_point installed, bool remote_enable)
    : flow_(consumption(shape, dice, name), installed), valve_(flow_, remote_enable), tariff_(plain_tariff())
{
    since_.at = flow_.installed();
}

reading metered_supply::daily_read(sim::time_point t) const
{
    auto at = midnight(day_of(t));
    return {at, total(at)};
}

void metered_supply::change_tariff(tariff next, sim::time_point t)
{
    sim::check(next.fault().empty(), "a tariff is checked before it is put into force");
    since_ = registers(t);
    since_.in_period = 0;
    tariff_ = std::make_shared<const tariff>(std::move(next));
    latest_.reset();
}

tally metered_supply::registers(sim::time_point t) const
{
    sim::check(t >= since_.at, "registers are known from the tariff in force on");
    if (!latest_ || latest_->at > t) latest_ = std::make_unique<tally>(since_);
    advance(*latest_, *tariff_, flow_, t);
    return *latest_;
}

void metered_supply::save(sim::writer& out) const
{
    flow_.save(out);
    valve_.save(out);
    encode(out, *tariff_);
    encode(out, since_);
}

void metered_supply::restore(sim::reader& in)
{
    flow_.restore(in);
    valve_.restore(in);
    tariff_ = std::make_shared<const tariff>(decode(in, static_cast<const tariff*>(nullptr)));
    since_ = decode(in, static_cast<const tally*>(nullptr));
    latest_.reset();
}

} // namespace devices::metering
