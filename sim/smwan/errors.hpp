// What can go wrong at the SMWAN's own interfaces; causes that travel over the air are in causes.hpp.
#pragma once
#include "sim/core/error.hpp"

namespace sim::smwan {

enum class smwan_errc {
    no_context = 1,   ///< the modem believes in no PDP context
    unknown_name,     ///< the APN's name service does not know the name
    unknown_profile,  ///< no customer service profile of that name
    unknown_sim,      ///< no SIM of that ICCID, IMSI or installation
    duplicate,        ///< the name, number or installation is taken
    bad_profile_name, ///< empty, or longer than 32 characters
    bad_pool,         ///< not a CIDR that holds a host, or it overlaps another profile's
    no_access_point,  ///< a profile without an APN
};
const boost::system::error_category& smwan_category() noexcept;
error_code make_error_code(smwan_errc e) noexcept;

} // namespace sim::smwan

template <>
struct boost::system::is_error_code_enum<sim::smwan::smwan_errc> : std::true_type {};
