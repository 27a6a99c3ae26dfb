// What keeps a meter alive in a world: one timer for what will change of itself, its non-volatile memory, and the
// journal's entries about it.
#pragma once
#include "devices/metering/meter.hpp"
#include "sim/kernel/simulation.hpp"

#include <functional>
#include <string>

namespace devices::families {

class meter_shell {
public:
    /// `part`: "esme" or "gsme", a literal. The meter, as made, is given what the memory has of it; it must outlive the
    /// shell. `on_alert`: for the hub, after the journal's entry.
    meter_shell(sim::simulation& world, std::string installation, std::string_view part, metering::meter& meter,
                std::function<void(const metering::alert&)> on_alert);
    meter_shell(const meter_shell&) = delete;
    meter_shell& operator=(const meter_shell&) = delete;
    ~meter_shell();

    /// Something was done to the meter, or may have been: stores what has changed, tells what has happened, and arms
    /// the timer anew.
    void touched();

private:
    struct contents {
        sim::bytes saved;
        friend void encode(sim::writer& out, const contents& c) { out.raw(c.saved); }
        friend contents decode(sim::reader& in, const contents*)
        {
            auto all = in.rest();
            return {sim::bytes(all.begin(), all.end())};
        }
    };
    using cell = sim::nvm_cell<contents>;
    cell block_cell(std::size_t number) const;
    void restore();
    void store();
    void store_blocks();
    void arm();
    void tell(const metering::meter_outcome& outcome);

    sim::simulation& world_;
    std::string installation_;
    std::string_view part_;
    metering::meter& meter_;
    std::function<void(const metering::alert&)> on_alert_;
    cell cell_;
    std::uint64_t stored_{0};           ///< the meter's revision in the cell
    std::uint32_t transfer_{0};         ///< the image whose blocks are in cells of their own
    std::size_t block_cells_{0};        ///< how many there may be
    std::unique_ptr<sim::timer> timer_; ///< made when first needed: a meter at rest has none
};

} // namespace devices::families
