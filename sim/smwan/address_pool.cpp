#include "sim/smwan/address_pool.hpp"

#include "sim/smwan/errors.hpp"

#include <charconv>

namespace sim::smwan {

result<address_pool> address_pool::parse(std::string_view cidr)
{
    auto slash = cidr.find('/');
    if (slash == std::string_view::npos) return smwan_errc::bad_pool;
    auto base = transport::address::parse(cidr.substr(0, slash));
    auto digits = cidr.substr(slash + 1);
    unsigned prefix = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (!base || error != std::errc{} || end != digits.data() + digits.size()) return smwan_errc::bad_pool;
    if (prefix < 1 || prefix > 30) return smwan_errc::bad_pool;
    address_pool pool(base->value, prefix);
    if ((base->value & ~pool.mask()) != 0) return smwan_errc::bad_pool;
    return pool;
}

std::optional<transport::address> address_pool::at(std::uint32_t index) const
{
    if (index >= size()) return {};
    return transport::address{base_ + 1 + index};
}

std::optional<std::uint32_t> address_pool::index_of(transport::address a) const
{
    auto index = a.value - base_ - 1; // below the first host: far beyond the last
    if (index >= size()) return {};
    return index;
}

bool address_pool::contains(transport::address a) const { return (a.value & mask()) == base_; }

bool address_pool::overlaps(const address_pool& other) const
{
    return contains({other.base_}) || other.contains({base_});
}

std::string address_pool::to_string() const
{
    return transport::address{base_}.to_string() + '/' + std::to_string(prefix_);
}

} // namespace sim::smwan
