// The hub's envelopes in non-volatile memory, stamped by the hub's clock. What has no room is told to the journal.
#pragma once
#include "devices/call_home/outbox.hpp"
#include "devices/chf/hub.hpp"

namespace devices::families::trilliant {

class envelope_store {
public:
    envelope_store(chf::hub& owner, std::size_t capacity);

    /// Durable after keep(): a number that was given must never be given again.
    void put(call_home::header_code code, sim::eui64 device, sim::bytes payload);
    void acknowledge(std::span<const call_home::sequence_range> ranges);
    void keep() { cell_.set(box_.contents()); }
    const call_home::outbox& box() const { return box_; }

private:
    chf::hub& hub_;
    sim::nvm_cell<call_home::outbox_contents> cell_;
    call_home::outbox box_;
};

} // namespace devices::families::trilliant
