#include "sim/smwan/errors.hpp"

namespace sim::smwan {

const boost::system::error_category& smwan_category() noexcept
{
    static const table_category instance("sim.smwan",
                                         {
                                             "the modem has no PDP context",
                                             "the APN's name service does not know the name",
                                             "there is no customer service profile of that name",
                                             "there is no such SIM",
                                             "the name or number is taken",
                                             "a profile's name has 1 to 32 characters",
                                             "the address pool is not a CIDR that holds a host, or overlaps another",
                                             "a profile needs at least one APN",
                                         });
    return instance;
}

error_code make_error_code(smwan_errc e) noexcept { return {static_cast<int>(e), smwan_category()}; }

} // namespace sim::smwan
