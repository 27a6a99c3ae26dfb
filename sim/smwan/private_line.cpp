#include "sim/smwan/private_line.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace sim::smwan {

private_line::private_line(simulation& world, const sim_directory& directory, const operator_network& operators,
                           transport::network& internet, transport::address source, std::vector<std::string> profiles)
    : world_(world),
      directory_(directory),
      operators_(operators),
      internet_(internet),
      source_(source),
      profiles_(std::move(profiles))
{}

bool private_line::reaches(transport::address to) const
{
    const auto* profile = directory_.profile_at(to);
    return profile && std::find(profiles_.begin(), profiles_.end(), profile->name) != profiles_.end();
}

void private_line::dial(transport::endpoint to, transport::network::dial_handler handler) const
{
    auto fail = [&](duration after, error_code why) {
        world_.time.after(after, "line dial", [why, h = std::move(handler)]() mutable { h(why, nullptr); });
    };
    if (!reaches(to.host)) return fail({}, boost::asio::error::network_unreachable);
    const auto* context = operators_.context_at(to.host);
    if (!context) return fail(transport::network::connect_timeout, boost::asio::error::timed_out);
    internet_.dial(source_, context->over, to.port, std::move(handler));
}

} // namespace sim::smwan
