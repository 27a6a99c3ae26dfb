#include "scenarios/reference/head_end/head_end.hpp"

namespace scenarios::reference {

const boost::system::error_category& head_end_category() noexcept
{
    static const sim::table_category instance("scenarios.head_end", {
                                                                        "the session ended before the answer came",
                                                                        "the hub refused",
                                                                        "no value of that device has come yet",
                                                                        "the family has no way to do that",
                                                                        "no such device is known behind the hub",
                                                                    });
    return instance;
}

sim::error_code make_error_code(head_end_errc e) noexcept { return {static_cast<int>(e), head_end_category()}; }

} // namespace scenarios::reference
