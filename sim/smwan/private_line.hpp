// How a head-end reaches hubs: over a private line into the gateways of those profiles that its operator has
// contracted.
//
// Model choice, kept simple: what a line reaches is a list of profiles. An SMSO's reaches its own profile's addresses
// and nobody else's, the DCC's likewise; the address of another pool has no route, and a dial to it fails at once.
#pragma once
#include "sim/smwan/operator_network.hpp"

#include <string>
#include <vector>

namespace sim::smwan {

class private_line {
public:
    /// `source` is the head-end's own address in the fixed network.
    private_line(simulation& world, const sim_directory& directory, const operator_network& operators,
                 transport::network& internet, transport::address source, std::vector<std::string> profiles);

    /// The address belongs to the pool of one of its profiles, whether somebody has it or not.
    bool reaches(transport::address to) const;
    /// Dials a hub over the context that has this address in truth. Errors: network_unreachable, at once (another
    /// profile's address, or nobody's); timed_out (no context has it: the gateway drops the packets); and those of
    /// transport::network::dial.
    void dial(transport::endpoint to, transport::network::dial_handler handler) const;

private:
    simulation& world_;
    const sim_directory& directory_;
    const operator_network& operators_;
    transport::network& internet_;
    transport::address source_;
    std::vector<std::string> profiles_;
};

} // namespace sim::smwan
