#include "devices/dlms/obis.hpp"

#include <charconv>

namespace devices::dlms {

std::string obis::to_string() const
{
    std::string out;
    constexpr std::string_view separators = "-:...";
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i > 0) out += separators[i - 1];
        out += std::to_string(groups[i]);
    }
    return out;
}

sim::result<obis> obis::parse(std::string_view text)
{
    obis out;
    out.groups[5] = 255;
    constexpr std::string_view separators = "-:...";
    for (std::size_t i = 0; i < out.groups.size(); ++i) {
        if (i == 5 && text.empty()) break;
        if (i > 0) {
            if (!text.starts_with(separators[i - 1])) return sim::core_errc::malformed;
            text.remove_prefix(1);
        }
        auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out.groups[i]);
        if (failed != std::errc()) return sim::core_errc::malformed;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
    if (!text.empty()) return sim::core_errc::malformed;
    return out;
}

} // namespace devices::dlms
