// The IPv4 addresses that an access point hands out.
#pragma once
#include "sim/transport/stream.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sim::smwan {

/// A CIDR block whose first and last address are kept back, as on any subnet.
class address_pool {
public:
    /// `127.16.0.0/14`: prefix 1 … 30, no bits set behind it. Error: smwan_errc::bad_pool.
    static result<address_pool> parse(std::string_view cidr);

    /// Hosts that it holds.
    std::uint32_t size() const { return (std::uint32_t{1} << (32 - prefix_)) - 2; }
    /// The index-th host; empty from size() on.
    std::optional<transport::address> at(std::uint32_t index) const;
    /// The other way round; empty for an address that is not a host of the pool.
    std::optional<std::uint32_t> index_of(transport::address a) const;
    bool contains(transport::address a) const;
    bool overlaps(const address_pool& other) const;
    std::string to_string() const;

private:
    address_pool(std::uint32_t base, unsigned prefix) : base_(base), prefix_(prefix) {}
    std::uint32_t mask() const { return ~std::uint32_t{0} << (32 - prefix_); }

    std::uint32_t base_;
    unsigned prefix_;
};

} // namespace sim::smwan
