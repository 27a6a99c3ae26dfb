#include "devices/families/trilliant/hub_logs.hpp"

namespace devices::families::trilliant {

namespace {
constexpr std::uint16_t logs_layout = 1;
} // namespace

hub_logs::hub_logs(chf::hub& owner)
    : hub_(owner),
      cell_(owner.world().memory, owner.name(), "logs", logs_layout),
      logs_(cell_.get().value_or(contents{}))
{}

} // namespace devices::families::trilliant
