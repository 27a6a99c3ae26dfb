// Key log lines in the format that NSS introduced and tshark reads: what decrypts a capture. Secrets: a file of them
// has mode 0600, and they never go into a journal.
#pragma once
#include "sim/core/bytes.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace sim::tls {

/// Takes one line, without its newline; called on the world's thread, in the order of the handshakes' completion.
using key_log = std::function<void(std::string_view line)>;

/// `CLIENT_RANDOM <client random> <master secret>`, for TLS 1.2.
std::string key_log_line(byte_view client_random, byte_view master_secret);

} // namespace sim::tls
