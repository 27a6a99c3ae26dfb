#include "devices/call_home/outbox.hpp"

#include "devices/call_home/layouts.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

namespace devices::call_home {
namespace {

/// The octets of an envelope beside its payload, and of a batch beside its envelopes.
constexpr std::size_t envelope_overhead = 4 + 2 + 8 + 4 + 2;
constexpr std::size_t batch_overhead = limits::header + 1 + 1 + 1;

int worth(header_code code)
{
    switch (code) {
    case header_code::han_status: return 1;
    case header_code::esme_register:
    case header_code::gsme_register:
    case header_code::esme_account:
    case header_code::gsme_account: return 2;
    case header_code::boot_report: return 3;
    case header_code::esme_half_hours:
    case header_code::gsme_half_hours:
    case header_code::esme_export_half_hours: return 4;
    case header_code::event_log: return 5;
    case header_code::security_log: return 6;
    case header_code::alarm: return 7;
    case header_code::firmware_report: return 8;
    case header_code::command_result: return 9;
    case header_code::esme_billing:
    case header_code::gsme_billing: return 10;
    case header_code::esme_daily_read:
    case header_code::gsme_daily_read: return 11;
    }
    return 0;
}

template <class A, is<outbox_contents> V>
void layout(A& a, V& v)
{
    a.u32(v.next_sequence);
    auto n = static_cast<std::uint16_t>(v.items.size());
    a.u16(n);
    if constexpr (A::decodes)
        for (std::size_t i = 0; i < n && a.ok(); ++i) layout(a, v.items.emplace_back(empty_envelope()));
    else
        for (const auto& item : v.items) layout(a, item);
}

} // namespace

void encode(sim::writer& out, const outbox_contents& v)
{
    encoder a;
    layout(a, v);
    sim::check(!a.error(), "an outbox holds an envelope that the protocol cannot carry");
    out.raw(a.out().data());
}

outbox_contents decode(sim::reader& in, const outbox_contents*)
{
    outbox_contents v;
    decoder a(in.rest());
    layout(a, v);
    if (auto e = a.in().finish()) in.fail(e);
    return v;
}

outbox::outbox(std::size_t capacity, outbox_contents contents) : capacity_(capacity), contents_(std::move(contents))
{
    sim::check(capacity >= 1 && capacity <= 65535, "an outbox holds 1 to 65535 envelopes");
    while (contents_.items.size() > capacity_) drop_one();
}

outbox::put_result outbox::put(header_code code, sim::eui64 device, sim::time_point time, sim::bytes payload)
{
    sim::check(payload.size() <= limits::payload, "an envelope's payload is too long");
    sim::check(contents_.next_sequence != 0, "a hub has used up its sequence numbers");
    std::uint32_t sequence = contents_.next_sequence++;
    contents_.items.push_back({sequence, code, device, time, std::move(payload)});
    if (contents_.items.size() <= capacity_) return {sequence, {}};
    return {sequence, drop_one()};
}

envelope outbox::drop_one()
{
    auto& items = contents_.items;
    auto least = std::min_element(items.begin(), items.end(),
                                  [](const auto& a, const auto& b) { return worth(a.code) < worth(b.code); });
    envelope gone = std::move(*least);
    items.erase(least);
    return gone;
}

std::size_t outbox::acknowledge(std::span<const sequence_range> ranges)
{
    return std::erase_if(contents_.items, [&](const envelope& e) {
        return std::any_of(ranges.begin(), ranges.end(),
                           [&](const sequence_range& range) { return range.contains(e.sequence); });
    });
}

envelopes outbox::batch(std::uint32_t after, std::size_t octets) const
{
    envelopes out;
    std::size_t used = batch_overhead;
    for (const auto& item : contents_.items) {
        if (item.sequence <= after) continue;
        used += envelope_overhead + item.payload.size();
        bool fits = used <= std::min(octets, limits::message) && out.items.size() < limits::envelopes;
        if (!fits && !out.items.empty()) {
            out.more = true;
            break;
        }
        out.items.push_back(item);
    }
    return out;
}

bool outbox::has_after(std::uint32_t sequence) const { return !empty() && contents_.items.back().sequence > sequence; }

} // namespace devices::call_home
