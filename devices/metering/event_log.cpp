#include "devices/metering/event_log.hpp"

#include "devices/metering/packed_time.hpp"
#include "sim/core/check.hpp"

#include <algorithm>
#include <limits>

namespace devices::metering {
namespace {

constexpr std::uint32_t repeat_within_seconds = 60;

std::uint32_t log_seconds(sim::time_point t)
{
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(sim::to_unix_seconds(t), 0, std::numeric_limits<std::uint32_t>::max()));
}

} // namespace

bool event_log::add(alert_code code, sim::time_point t)
{
    const auto seconds = log_seconds(t);
    if (!entries_.empty()) {
        auto& newest = entries_[(first_ + entries_.size() - 1) % entries_.size()];
        if (newest.code == code && seconds - newest.seconds < repeat_within_seconds &&
            newest.count < std::numeric_limits<std::uint16_t>::max()) {
            ++newest.count;
            return false;
        }
    }
    ++sequence_;
    if (entries_.size() < most_entries) {
        if (entries_.size() == entries_.capacity()) // no room beyond what it will ever hold
            entries_.reserve(std::clamp<std::size_t>(entries_.size() * 2, 4, most_entries));
        entries_.push_back({seconds, code, 1});
        return true;
    }
    entries_[first_] = {seconds, code, 1};
    first_ = (first_ + 1) % most_entries;
    return true;
}

void event_log::clear()
{
    entries_.clear();
    first_ = 0;
}

log_entry event_log::at(std::size_t index) const
{
    sim::check(index < entries_.size(), "a log is asked for an entry that it has");
    const auto& e = entries_[(first_ + index) % entries_.size()];
    return {sim::from_unix_seconds(e.seconds), e.code, e.count};
}

void event_log::save(sim::writer& out) const
{
    out.u32(sequence_).u8(static_cast<std::uint8_t>(entries_.size()));
    std::uint32_t last = 0;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const auto& e = entries_[(first_ + i) % entries_.size()];
        write_varint(out, e.seconds - last); // wraps where an interruption is noted late
        last = e.seconds;
        out.u16(static_cast<std::uint16_t>(e.code));
        write_varint(out, e.count);
    }
}

void event_log::restore(sim::reader& in)
{
    clear();
    sequence_ = in.u32();
    const auto count = in.u8();
    if (count > most_entries) in.fail(sim::codec_errc::out_of_range);
    if (in.ok()) entries_.reserve(count);
    std::uint32_t seconds = 0;
    for (auto left = count; left > 0 && in.ok(); --left) {
        seconds += static_cast<std::uint32_t>(read_varint(in));
        const auto code = static_cast<alert_code>(in.u16());
        entries_.push_back({seconds, code, static_cast<std::uint16_t>(read_varint(in))});
    }
}

} // namespace devices::metering
