#include "sim/transport/stream.hpp"

#include <charconv>

namespace sim::transport {

std::string address::to_string() const
{
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) {
        if (!out.empty()) out += '.';
        out += std::to_string(value >> shift & 255);
    }
    return out;
}

result<address> address::parse(std::string_view text)
{
    address out;
    for (int part = 0; part < 4; ++part) {
        if (part && (text.empty() || text.front() != '.')) return core_errc::malformed;
        if (part) text.remove_prefix(1);
        unsigned octet = 0;
        auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), octet);
        if (ec != std::errc{} || octet > 255) return core_errc::malformed;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        out.value = out.value << 8 | octet;
    }
    if (!text.empty()) return core_errc::malformed;
    return out;
}

std::string endpoint::to_string() const { return host.to_string() + ":" + std::to_string(port); }

} // namespace sim::transport
