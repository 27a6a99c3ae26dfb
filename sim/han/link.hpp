// The radio link between a hub and one of its devices, as a pure function of (dice, settings, time).
//
// All of this is model choice. What a frame meets is decided in two steps, so that whoever elides traffic can still say
// how it would have gone: the link is open or closed for a *block* of two seconds, and in an open block a frame needs
// one to four attempts. A closed block takes every frame, with all its retries; it is as likely as four losses in a
// row. So a burst within a block has one fate, which can be known without sending anything.
#pragma once
#include "sim/kernel/rng.hpp"
#include "sim/kernel/time.hpp"

#include <cstdint>

namespace sim::han {

/// The channel's coherence: conditions inside a block are the same. Blocks are counted from 1970.
inline constexpr duration block_length = 2s;
/// Attempts of one frame: the first and macMaxFrameRetries, whose default is 3 (IEEE 802.15.4-2006, 7.4.2).
inline constexpr unsigned frame_attempts = 4;

/// Interference at a home: on some days, once, for a while.
struct interference_settings {
    std::uint32_t loss_per_million{300'000}; ///< added while it lasts
    std::uint16_t days_per_mille{100};
    std::uint16_t least_minutes{5}, most_minutes{40}; ///< a window ends on the day on which it began
};

struct link_settings {
    std::int16_t path_loss_db{65}; ///< at 2.4 GHz, with distance and walls; 0 … 200
    interference_settings interference{};
    bool reachable{true}; ///< false: out of range, whatever the rest says
};

struct link_quality {
    std::int16_t rssi_dbm;          ///< what the receiver measures
    std::uint8_t lqi;               ///< 0 … 255
    std::uint32_t loss_per_million; ///< of a single attempt
};

class link {
public:
    /// `home`: dice that all links of an installation share (interference); `own`: this link's.
    link(const random_stream& home, const random_stream& own, const link_settings& settings)
        : home_(home), own_(own), settings_(settings)
    {}
    /// A path loss for a device of this kind, when nobody says one: 50 … 70 dB, and 15 dB more `far` away.
    static std::int16_t draw_path_loss(const random_stream& own, bool far);

    const link_settings& settings() const { return settings_; }
    /// For all times: whoever knows what was true before has to keep it.
    void set(const link_settings& settings) { settings_ = settings; }

    link_quality at(time_point t) const;
    /// False: no frame gets through in the block of `t`.
    bool open(time_point t) const;
    /// True: all blocks of that hour (counted from 1970) are open. False says nothing.
    bool quiet(std::int64_t hour) const;
    /// Attempts that a frame needs, 1 … 4, in an open block. `draw` tells frames of one instant apart, 0 … 3.
    unsigned attempts(time_point t, unsigned draw) const;
    /// Unit back-off periods before an attempt, 0 … 7 (macMinBE 3).
    unsigned back_off(time_point t, unsigned draw, unsigned attempt) const;

private:
    std::uint32_t loss_without_interference(std::int64_t hour) const;
    std::int16_t rssi(std::int64_t hour) const;
    struct window {
        std::int64_t from{0}, until{0}; ///< seconds since 1970; empty when equal
    };
    window interference_on(std::int64_t day) const;

    random_stream home_, own_;
    link_settings settings_;
};

} // namespace sim::han
