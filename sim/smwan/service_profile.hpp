// Customer service profile: the named bundle of APN, address pool and routes that a SIM belongs to. Moving a SIM from
// one profile to another is the SIM migration.
#pragma once
#include "sim/smwan/address_pool.hpp"

#include <map>
#include <string>
#include <vector>

namespace sim::smwan {

/// Where a name leads from inside an APN.
struct route {
    transport::endpoint
        to;           ///< port 0: the port that was asked for; any other replaces it, as a forwarding gateway does
    std::string role; ///< who is there, for journals and expectations: "smso", "s1sp"
};

struct service_profile {
    /// Limit of the platform whose interface is modelled.
    static constexpr std::size_t name_limit = 32;

    std::string name;
    std::vector<std::string> apns; ///< the first is what the network chooses for a device that asks for none
    address_pool pool;             ///< disjoint from every other profile's
    std::map<std::string, route, std::less<>> routes; ///< by host name, in lower case

    const std::string& apn() const { return apns.front(); }
    /// Case does not matter, as in the DNS. Null: the name service of the APN does not know the name.
    const route* find_route(std::string_view host) const;
    /// Adds or replaces.
    void set_route(std::string_view host, route r);
    /// Errors: bad_profile_name, no_access_point.
    error_code validate() const;
};

} // namespace sim::smwan
