// Puts into the hub's store what has come about since it was there last: the meters' registers, profiles, daily reads,
// billing data, accounts and logs, the hub's own logs, the state of the HAN.
//
// Model choices: half-hours and midnights are UTC; a collection reaches back a week for half-hours and 14 days for
// daily reads, and a day when there was none before; accounts are told of meters in prepayment mode, export of those
// that have exported; the HAN when it is not as it was told last.
#pragma once
#include "devices/families/trilliant/call_memory.hpp"
#include "devices/families/trilliant/client_parts.hpp"
#include "devices/families/trilliant/envelope_store.hpp"
#include "devices/families/trilliant/hub_logs.hpp"

namespace devices::families::trilliant {

class collector {
public:
    /// All must outlive it.
    collector(chf::hub& owner, const client_parts& parts, const hub_logs& logs, call_memory& memory,
              envelope_store& into)
        : hub_(owner), parts_(parts), logs_(logs), memory_(memory), store_(into)
    {}
    /// `memory` and the store have changed when it returns true; the caller keeps both.
    bool collect();

private:
    struct codes;
    template <class Meter>
    bool collect_meter(const Meter& meter, std::int64_t& until_s, const codes& as);
    template <class Meter>
    void collect_registers(const Meter& meter, sim::time_point newest, const codes& as);
    bool collect_log(const metering::event_log& log, told_log which, sim::eui64 device, sim::time_point newest);
    bool collect_han();
    void put(call_home::header_code code, sim::eui64 device, sim::bytes payload)
    {
        store_.put(code, device, std::move(payload));
    }

    chf::hub& hub_;
    const client_parts& parts_;
    const hub_logs& logs_;
    call_memory& memory_;
    envelope_store& store_;
};

} // namespace devices::families::trilliant
