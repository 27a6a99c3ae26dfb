#include "sim/han/pan_error.hpp"

namespace sim::han {

const boost::system::error_category& pan_category() noexcept
{
    static const table_category category("s1sim.pan", {
                                                          "the hub has no power",
                                                          "the device has no power",
                                                          "the device belongs to a network, or is looking for one",
                                                          "the device is not a member of the hub's network",
                                                          "the hub keeps no more addresses and install codes",
                                                      });
    return category;
}

error_code make_error_code(pan_errc e) noexcept { return {static_cast<int>(e), pan_category()}; }

} // namespace sim::han
