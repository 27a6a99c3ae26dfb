#include "devices/families/meter_shell.hpp"

#include "devices/esme/states.hpp"
#include "devices/gsme/states.hpp"
#include "devices/metering/events.hpp"
#include "sim/core/check.hpp"

namespace devices::families {

namespace {

constexpr std::uint16_t layout = 3;

std::string code_text(metering::alert_code code)
{
    auto number = static_cast<std::uint16_t>(code);
    return "0x" + sim::to_hex(sim::bytes{static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)});
}

} // namespace

meter_shell::meter_shell(sim::simulation& world, std::string installation, std::string_view part,
                         metering::meter& meter, std::function<void(const metering::alert&)> on_alert)
    : world_(world),
      installation_(std::move(installation)),
      part_(part),
      meter_(meter),
      on_alert_(std::move(on_alert)),
      cell_(world.memory, installation_ + "." + std::string(part), "meter", layout)
{
    restore();
    stored_ = meter_.revision();
    arm();
}

meter_shell::~meter_shell() = default;

void meter_shell::restore()
{
    auto kept = cell_.get();
    if (!kept) return;
    sim::reader in(kept->saved);
    meter_.restore(in);
    sim::check(!in.finish(), "damaged non-volatile memory of a meter: " + installation_);
    transfer_ = meter_.image().transfers();
    block_cells_ = meter_.image().blocks();
    for (std::size_t n = 0; n < block_cells_; ++n)
        if (auto block = block_cell(n).get())
            sim::check(!meter_.restore_block(n, block->saved), "damaged block of an image: " + installation_);
}

void meter_shell::store()
{
    if (meter_.revision() != stored_) {
        sim::writer out;
        meter_.save(out);
        cell_.set({out.take()});
        stored_ = meter_.revision();
    }
    store_blocks();
}

meter_shell::cell meter_shell::block_cell(std::size_t number) const
{
    return {world_.memory, installation_ + "." + std::string(part_), "image/" + std::to_string(number), layout};
}

/// An image is written block by block: else each block would write all of it again.
void meter_shell::store_blocks()
{
    const auto& image = meter_.image();
    if (image.transfers() != transfer_ || image.blocks() == 0)
        for (std::size_t n = 0; n < block_cells_; ++n) block_cell(n).reset();
    transfer_ = image.transfers();
    block_cells_ = image.blocks();
    for (auto n : meter_.take_fresh_blocks()) {
        if (!image.has(n)) continue; // it was verified in the same turn
        auto octets = image.block(n);
        block_cell(n).set({sim::bytes(octets.begin(), octets.end())});
    }
}

void meter_shell::touched()
{
    store();
    tell(meter_.take_outcome());
    arm();
}

void meter_shell::arm()
{
    auto next = meter_.next_event();
    if (!next) {
        if (timer_) timer_->cancel();
        return;
    }
    if (!timer_)
        timer_ = std::make_unique<sim::timer>(world_.time, "meter", [this] {
            meter_.settle(world_.time.now());
            touched();
        });
    timer_->expires_at(*next);
}

void meter_shell::tell(const metering::meter_outcome& outcome)
{
    sim::subject about{installation_, part_};
    const auto& state = part_ == "esme" ? esme::supply : gsme::supply;
    for (const auto& s : outcome.supply) {
        sim::cause_scope one(world_.time);
        world_.names.changed(state, installation_);
        world_.log.emit(metering::supply_changed, about,
                        {{"state", std::string(to_string(s.state))}, {"by", std::string(to_string(s.cause))}});
    }
    for (const auto& a : outcome.alerts) {
        sim::cause_scope one(world_.time);
        world_.log.emit(metering::alert_raised, about,
                        {{"code", code_text(a.code)}, {"meaning", std::string(to_string(a.code))}});
        if (on_alert_) on_alert_(a);
    }
}

} // namespace devices::families
