// What hubs of all families do about TLS: whom they trust, in which words they tell of a failure, how they show
// themselves.
#pragma once
#include "devices/chf/hub.hpp"
#include "devices/families/family.hpp"
#include "sim/tls/stream.hpp"

#include <string>

namespace devices::families {

/// Words of our own where the error's depend on the platform.
std::string connection_words(sim::error_code ec);

/// For a head-end that the hub calls by `name`: credentials without a binding, and those bound to it.
std::shared_ptr<const sim::tls::trust_policy> trust_in(const chf::hub& hub, const std::string& name);
/// For head-ends that call the hub. The name in a caller's certificate decides which bound credentials may vouch for it
/// (model choice: a credential vouches for what names it as its issuer).
std::shared_ptr<const sim::tls::trust_policy> trust_in_callers(const chf::hub& hub);
/// "; a credential is bound to hes.other.example", where a binding may be why nobody vouches for the head-end `name`.
std::string bindings_against(const chf::hub& hub, const std::string& name, const sim::tls::outcome& o);

/// Of one connection; `number` names its dice below "<hub>/tls", and must be new in the hub's life.
sim::tls::stream_options tls_options(chf::hub& hub, const tls_settings& settings, sim::tls::config_options identity,
                                     std::shared_ptr<const sim::tls::trust_policy> trust, std::string_view number);

} // namespace devices::families
