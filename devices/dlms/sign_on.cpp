#include "devices/dlms/sign_on.hpp"

#include <algorithm>

namespace devices::dlms {
namespace {

constexpr char acknowledge = '\x06', hdlc_protocol = '2', hdlc_mode = '2';
/// Of a request with the longest address; what is longer is noise.
constexpr std::size_t longest_line = 2 + 32 + 3;

} // namespace

std::optional<std::uint32_t> baud_rate(char z)
{
    if (z < '0' || z > '6') return {};
    return std::uint32_t{300} << (z - '0');
}

void sign_on::timeout()
{
    identified_ = false;
    line_.clear();
}

sign_on::outcome sign_on::received(sim::byte_view octets)
{
    for (auto octet : octets) {
        const auto c = static_cast<char>(octet & 0x7F);
        if (c == '/' || c == acknowledge) line_.clear(); // whatever stood before was a wake-up sequence, or noise
        line_ += c;
        if (line_.size() > longest_line) line_.clear();
        if (!line_.ends_with("\r\n")) continue;
        line_.resize(line_.size() - 2);
        const auto line = std::exchange(line_, {});
        auto out = line_ended(line);
        if (out.hdlc_at || !out.send.empty()) return out; // what follows at once was sent too early to count
    }
    return {};
}

sign_on::outcome sign_on::line_ended(const std::string& line)
{
    outcome out;
    const auto text = std::string_view(line);
    if (text.starts_with("/?") && text.ends_with("!")) {
        const auto address = text.substr(2, text.size() - 3);
        identified_ = address.empty() || address == options_.address;
        if (!identified_) return out;
        const auto answer = '/' + options_.manufacturer + options_.baud + "\\2" + options_.identification + "\r\n";
        const auto characters = sim::as_bytes(answer);
        out.send.assign(characters.begin(), characters.end());
        return out;
    }
    const bool selected = identified_ && text.size() == 4 && text[0] == acknowledge && text[1] == hdlc_protocol &&
                          text[3] == hdlc_mode && text[2] <= options_.baud;
    identified_ = false;
    if (!selected || !baud_rate(text[2])) return out;
    out.hdlc_at = baud_rate(text[2]);
    const auto answer = line + "\r\n";
    const auto characters = sim::as_bytes(answer);
    out.send.assign(characters.begin(), characters.end());
    return out;
}

} // namespace devices::dlms
