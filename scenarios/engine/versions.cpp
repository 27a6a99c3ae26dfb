#include "scenarios/engine/run_files.hpp"
#include "sim/tls/error.hpp"

#include <boost/version.hpp>

namespace scenarios::engine {

std::vector<std::pair<std::string, std::string>> program_versions()
{
    constexpr int major = BOOST_VERSION / 100000, minor = BOOST_VERSION / 100 % 1000;
    return {{"s1sim", S1SIM_VERSION},
            {"Boost", std::to_string(major) + "." + std::to_string(minor)},
            {"mbedTLS", sim::tls::library_version()}};
}

} // namespace scenarios::engine
