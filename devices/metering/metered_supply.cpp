#include "devices/metering/metered_supply.hpp"

#include "devices/metering/civil_time.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

namespace devices::metering {
namespace {

/// One rate, no blocks: what meters leave the works with.
std::shared_ptr<const tariff> plain_tariff()
{
    static const auto plain = std::make_shared<const tariff>();
    return plain;
}

std::shared_ptr<const price_list> nothing_costs()
{
    static const auto nothing = std::make_shared<const price_list>();
    return nothing;
}

} // namespace

metered_supply::metered_supply(const load_shape& shape, const sim::rng& dice, std::string_view name,
                               sim::time_point installed, bool remote_enable)
    : flow_(consumption(shape, dice, name), installed),
      valve_(flow_, remote_enable),
      tariff_(plain_tariff()),
      prices_(nothing_costs())
{
    since_.at = flow_.installed();
}

reading metered_supply::daily_read(sim::time_point t) const
{
    auto at = midnight(day_of(t));
    return {at, total(at)};
}

void metered_supply::begin_epoch(sim::time_point t, bool new_blocks)
{
    auto now = registers(t);
    if (new_blocks) now.in_period = 0;
    if (since_.at < t) { // what is replaced in the instant in which it began was never in force
        sim::writer out;
        out.u16(static_cast<std::uint16_t>(late_.count()));
        encode(out, since_);
        past_.push_back({since_.at, tariff_, prices_, out.take()});
        if (past_.size() > most_epochs) past_.erase(past_.begin());
    }
    since_ = now;
    latest_.reset();
}

void metered_supply::change_tariff(tariff next, sim::time_point t)
{
    change_tariff(std::make_shared<const tariff>(std::move(next)), t);
}

void metered_supply::change_tariff(std::shared_ptr<const tariff> next, sim::time_point t)
{
    sim::check(next->fault().empty(), "a tariff is checked before it is put into force");
    sim::check(t >= since_.at, "tariffs change in the order of time");
    begin_epoch(t, true);
    if (*next != *tariff_) tariff_ = std::move(next); // equal ones are kept once
}

void metered_supply::change_prices(price_list next, sim::time_point t)
{
    change_prices(std::make_shared<const price_list>(std::move(next)), t);
}

void metered_supply::change_prices(std::shared_ptr<const price_list> next, sim::time_point t)
{
    sim::check(next->fault().empty(), "prices are checked before they are put into force");
    sim::check(t >= since_.at, "prices change in the order of time");
    begin_epoch(t, false);
    if (*next != *prices_) prices_ = std::move(next);
}

void metered_supply::change_lateness(std::chrono::seconds late, sim::time_point t)
{
    sim::check(t >= since_.at, "the randomised offset changes in the order of time");
    begin_epoch(t, false);
    late_ = late;
}

std::size_t metered_supply::epoch_of(sim::time_point t) const
{
    if (t >= since_.at) return past_.size();
    for (auto i = past_.size(); i-- > 0;)
        if (t >= past_[i].from) return i;
    sim::broken("registers are not remembered that far back", std::source_location::current());
}

tally metered_supply::beginning(std::size_t index) const
{
    if (index == past_.size()) return since_;
    sim::reader in(past_[index].registers);
    in.u16();
    return decode(in, static_cast<const tally*>(nullptr));
}

const tariff& metered_supply::under(std::size_t index) const
{
    return index == past_.size() ? *tariff_ : *past_[index].under;
}

const price_list& metered_supply::prices_of(std::size_t index) const
{
    return index == past_.size() ? *prices_ : *past_[index].prices;
}

std::chrono::seconds metered_supply::late_in(std::size_t index) const
{
    return index == past_.size() ? late_ : std::chrono::seconds(sim::reader(past_[index].registers).u16());
}

tally metered_supply::registers(sim::time_point t) const
{
    if (latest_ && t >= latest_->at) {
        advance(*latest_, *tariff_, flow_, t, late_);
        return *latest_;
    }
    const auto index = epoch_of(t);
    auto then = beginning(index);
    advance(then, under(index), flow_, t, late_in(index));
    if (index == past_.size() && !latest_ && !tariff_->plain()) latest_ = std::make_unique<tally>(then);
    return then;
}

money metered_supply::cost(sim::time_point t) const
{
    if (prices_->free()) return {};
    const bool by_block = !tariff_->thresholds.empty();
    return prices_->cost(registers(t), by_block) - prices_->cost(since_, by_block);
}

void metered_supply::visit(std::span<const sim::time_point> instants, const register_visitor& each) const
{
    if (instants.empty()) return;
    auto index = epoch_of(instants.front());
    auto here = registers(instants.front());
    money sum;
    for (auto instant : instants) {
        for (;;) {
            const bool last = index == past_.size();
            const auto next = last ? tally{} : beginning(index + 1);
            const auto end = last ? instant : std::min(instant, next.at);
            const auto& prices = prices_of(index);
            const bool by_block = !under(index).thresholds.empty();
            const auto before = prices.cost(here, by_block);
            advance(here, under(index), flow_, end, late_in(index));
            sum += prices.cost(here, by_block) - before;
            if (last || next.at > instant) break;
            here = next; // the same registers; blocks may begin anew
            ++index;
        }
        each(here, sum);
    }
}

money metered_supply::standing_charges(sim::time_point from, sim::time_point to) const
{
    from = std::max(from, remembered_since());
    money sum;
    while (from < to) {
        const auto index = epoch_of(from);
        const auto end = index >= past_.size() ? to : std::min(to, beginning(index + 1).at);
        sum += prices_of(index).standing_charge * (day_of(end) - day_of(from)).count();
        from = end;
    }
    return sum;
}

std::optional<sim::time_point> metered_supply::when_cost(sim::time_point from, money room, sim::time_point limit,
                                                         const std::function<money(sim::time_point)>& daily) const
{
    if (from >= limit || (prices_->free() && daily(limit) < room)) return {};
    const bool by_block = !tariff_->thresholds.empty();
    auto here = registers(from);
    const auto start = prices_->cost(here, by_block);
    auto spent = [&](const tally& r) { return prices_->cost(r, by_block) - start + daily(r.at); };
    auto next = here;
    for (;;) {
        const auto end = std::min(limit, midnight(day_of(here.at) + std::chrono::days(1)));
        advance(next, *tariff_, flow_, end, late_);
        if (spent(next) >= room) break;
        if (end == limit) return {};
        here = next;
    }
    // Whole seconds of the clock, so that the answer does not depend on where the search begins.
    auto least = sim::to_unix_seconds(here.at), most = sim::to_unix_seconds(next.at) + 1;
    while (most - least > 1) {
        const auto middle = least + (most - least) / 2;
        auto probe = here;
        advance(probe, *tariff_, flow_, sim::from_unix_seconds(middle), late_);
        (spent(probe) < room ? least : most) = middle;
    }
    const auto at = sim::from_unix_seconds(most);
    return at <= limit ? std::optional(at) : std::nullopt;
}

void metered_supply::save(sim::writer& out) const
{
    flow_.save(out);
    valve_.save(out);
    encode(out, *tariff_);
    encode(out, *prices_);
    encode(out, since_);
    out.u16(static_cast<std::uint16_t>(late_.count()));
    out.u8(static_cast<std::uint8_t>(past_.size()));
    for (const auto& e : past_) {
        encode(out, *e.under);
        encode(out, *e.prices);
        out.raw(e.registers);
    }
}

void metered_supply::restore(sim::reader& in)
{
    flow_.restore(in);
    valve_.restore(in);
    tariff_ = std::make_shared<const tariff>(decode(in, static_cast<const tariff*>(nullptr)));
    prices_ = std::make_shared<const price_list>(decode(in, static_cast<const price_list*>(nullptr)));
    since_ = decode(in, static_cast<const tally*>(nullptr));
    late_ = std::chrono::seconds(in.u16());
    past_.clear();
    for (auto left = in.u8(); left > 0 && in.ok(); --left) {
        epoch e;
        e.under = std::make_shared<const tariff>(decode(in, static_cast<const tariff*>(nullptr)));
        e.prices = std::make_shared<const price_list>(decode(in, static_cast<const price_list*>(nullptr)));
        const auto late = in.u16();
        const auto then = decode(in, static_cast<const tally*>(nullptr));
        e.from = then.at;
        sim::writer out;
        out.u16(late);
        encode(out, then);
        e.registers = out.take();
        past_.push_back(std::move(e));
    }
    latest_.reset();
}

} // namespace devices::metering
