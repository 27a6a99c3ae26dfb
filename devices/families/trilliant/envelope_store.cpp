#include "devices/families/trilliant/envelope_store.hpp"

#include "devices/call_home/names.hpp"
#include "devices/families/trilliant/events.hpp"

namespace devices::families::trilliant {

namespace {
constexpr std::uint16_t outbox_layout = 1;
} // namespace

envelope_store::envelope_store(chf::hub& owner, std::size_t capacity)
    : hub_(owner),
      cell_(owner.world().memory, owner.name(), "outbox", outbox_layout),
      box_(capacity, cell_.get().value_or(call_home::outbox_contents{}))
{}

void envelope_store::put(call_home::header_code code, sim::eui64 device, sim::bytes payload)
{
    auto& world = hub_.world();
    auto result = box_.put(code, device, hub_.clock().stamp(world.time.now()), std::move(payload));
    if (!result.dropped) return;
    world.log.emit(
        envelope_dropped, hub_.about(),
        {{"sequence", std::int64_t{result.dropped->sequence}}, {"code", std::string(to_string(result.dropped->code))}});
}

void envelope_store::acknowledge(std::span<const call_home::sequence_range> ranges)
{
    box_.acknowledge(ranges);
    keep();
}

} // namespace devices::families::trilliant
