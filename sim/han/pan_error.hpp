// Why the network does not do what it is asked to.
#pragma once
#include "sim/core/error.hpp"

namespace sim::han {

enum class pan_errc {
    hub_off = 1,
    device_off,
    already_joined,
    not_a_member,
    table_full, ///< the hub keeps no more addresses and install codes
};
const boost::system::error_category& pan_category() noexcept;
error_code make_error_code(pan_errc e) noexcept;

} // namespace sim::han

template <>
struct boost::system::is_error_code_enum<sim::han::pan_errc> : std::true_type {};
