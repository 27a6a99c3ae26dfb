// The hub's store of envelopes that no head-end has acknowledged yet.
//
// It is bounded: when it is full the least worth keeping goes, and the caller is told what, for the journal. The order
// of going is a model choice: what the meter can be asked for again goes first, what is lost for good goes last —
// the state of the HAN, register reads and accounts, boot reports, half-hour blocks, logs, alarms, firmware reports,
// command results, billing data, daily reads; within a kind the oldest.
// Codes that this version does not know go before all others.
#pragma once
#include "devices/call_home/messages.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace devices::call_home {

/// What survives a power cut: keep it in a sim::nvm_cell<outbox_contents>.
struct outbox_contents {
    std::uint32_t next_sequence{1}; ///< never goes back, so that no number is used twice
    std::vector<envelope> items;    ///< ascending by sequence
    bool operator==(const outbox_contents&) const = default;
};
void encode(sim::writer& out, const outbox_contents& v);
outbox_contents decode(sim::reader& in, const outbox_contents*);

class outbox {
public:
    static constexpr std::size_t default_capacity = 128;

    /// Capacity: 1 to 65535 envelopes. Contents above it lose what `put` would drop.
    explicit outbox(std::size_t capacity = default_capacity, outbox_contents contents = {});

    struct put_result {
        std::uint32_t sequence;          ///< of the new envelope
        std::optional<envelope> dropped; ///< what had to go; perhaps the new one itself
    };
    /// Adds an envelope under the next sequence number. `payload` is at most limits::payload long.
    put_result put(header_code code, sim::eui64 device, sim::time_point time, sim::bytes payload);

    /// Forgets what the head-end has; numbers that are not here are ignored. Returns how many were.
    std::size_t acknowledge(std::span<const sequence_range> ranges);

    /// The oldest envelopes behind `after` that fit into a message of `octets` (at least one, if there is one), and
    /// whether more follow them.
    envelopes batch(std::uint32_t after, std::size_t octets) const;

    bool has_after(std::uint32_t sequence) const;
    std::size_t size() const { return contents_.items.size(); }
    bool empty() const { return contents_.items.empty(); }
    const outbox_contents& contents() const { return contents_; }

private:
    envelope drop_one();

    std::size_t capacity_;
    outbox_contents contents_;
};

} // namespace devices::call_home
