// The event log and the security log: the newest hundred entries, eight octets each.
//
// Source: SMETS1 as recalled in the field: 100 entries each, the oldest gives way. Repeats of the newest entry's code
// within a minute are counted in it, so that a fault which stutters does not wipe the rest (model choice).
#pragma once
#include "devices/metering/alerts.hpp"
#include "sim/core/bytes.hpp"

namespace devices::metering {

struct log_entry {
    sim::time_point at; ///< in whole seconds
    alert_code code;
    std::uint16_t count; ///< how often within the minute after `at`; 1 at first
    bool operator==(const log_entry&) const = default;
};

class event_log {
public:
    static constexpr std::size_t most_entries = 100;

    /// Times do not go back; they are kept in seconds until 2106. False: it was counted as a repeat.
    bool add(alert_code code, sim::time_point t);
    /// The sequence goes on.
    void clear();

    std::size_t size() const { return entries_.size(); }
    /// `index` 0 is the oldest that is kept.
    log_entry at(std::size_t index) const;
    log_entry newest() const { return at(size() - 1); }
    /// How many entries there have ever been: the number of the newest, counted from 1.
    std::uint32_t sequence() const { return sequence_; }

    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    struct packed {
        std::uint32_t seconds;
        alert_code code;
        std::uint16_t count;
    };
    std::vector<packed> entries_; ///< a ring once it is full
    std::uint32_t sequence_{0};
    std::size_t first_{0}; ///< the oldest
};

} // namespace devices::metering
