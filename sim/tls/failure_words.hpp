// Says in our own words why a handshake failed: the library's messages vary with its version and stay out of journals.
#pragma once
#include "sim/tls/config.hpp"
#include "sim/tls/trust_policy.hpp"

#include <string>

namespace sim::tls {

/// What a failure of this end means, and the alert that RFC 5246 7.2.2 wants for it. `code` is the library's.
rejection rejection_for(int code, role own);
/// What a peer's alert says.
std::string words_for(alert received);

} // namespace sim::tls
