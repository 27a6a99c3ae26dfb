// Hostile messages of the ZigBee device profile. The first two octets are the cluster, low one first.
#include "sim/core/check.hpp"
#include "sim/han/zdp.hpp"

using namespace sim::han;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    sim::reader in(sim::byte_view(data, size));
    const cluster_id cluster{in.u16_le()};
    if (!in.ok()) return 0;
    const auto message = zdp::decode(cluster, in.rest());
    if (!message) return 0;
    sim::writer out;
    zdp::encode(out, message->sequence, message->value);
    const auto again = zdp::decode(zdp::cluster_of(message->value), out.data());
    sim::check(again.has_value() && *again == *message, "a message changes on its way");
    return 0;
}
