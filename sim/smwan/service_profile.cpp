#include "sim/smwan/service_profile.hpp"

#include "sim/smwan/errors.hpp"

#include <algorithm>

namespace sim::smwan {
namespace {

std::string lower(std::string_view host)
{
    std::string out(host);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return out;
}

} // namespace

const route* service_profile::find_route(std::string_view host) const
{
    auto it = routes.find(lower(host));
    return it == routes.end() ? nullptr : &it->second;
}

void service_profile::set_route(std::string_view host, route r) { routes.insert_or_assign(lower(host), std::move(r)); }

error_code service_profile::validate() const
{
    if (name.empty() || name.size() > name_limit) return smwan_errc::bad_profile_name;
    if (apns.empty() || apns.front().empty()) return smwan_errc::no_access_point;
    return {};
}

} // namespace sim::smwan
