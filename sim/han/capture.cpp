#include "sim/han/capture.hpp"

namespace sim::han {

std::string key_log_line(std::string_view installation, logged_key kind, const crypto::aes_key& key)
{
    std::string line = "# ZIGBEE ";
    line += kind == logged_key::network ? "network" : "link";
    line += ' ';
    line += to_hex(key);
    line += ' ';
    line += installation;
    return line;
}

} // namespace sim::han
