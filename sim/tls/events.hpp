// The journal's words for TLS connections. Whoever owns a connection emits them; sim/tls makes their fields.
#pragma once
#include "sim/kernel/journal.hpp"
#include "sim/tls/error.hpp"
#include "sim/tls/outcome.hpp"

#include <string>
#include <string_view>

namespace sim::tls {

namespace event_fields {

inline constexpr parameter peer{"peer", value_kind::text, "role of the other end, as the route names it"};
inline constexpr parameter name{"name", value_kind::text, "common name of the peer's certificate", false};
inline constexpr parameter alert{"alert", value_kind::text, "name of the fatal alert, RFC 5246 7.2", false};
inline constexpr parameter reason{"reason", value_kind::text, "why, in words"};
inline constexpr parameter by{"by", value_kind::text, "who ended it: us, peer or transport"};

inline constexpr parameter connecting[] = {
    peer, {"name", value_kind::text, "name that the peer's certificate must carry", false}};
inline constexpr parameter established[] = {
    peer,
    name,
    {"suite", value_kind::text, "cipher suite, by its IANA name"},
    {"resumed", value_kind::boolean, "an earlier session was resumed, by id or ticket"}};
inline constexpr parameter failed[] = {peer, name, by, alert, reason};
inline constexpr parameter rejected[] = {
    {"by", value_kind::text, "name of the end that turned its peer away"}, peer, name, alert, reason};
inline constexpr parameter closed[] = {
    peer, {"clean", value_kind::boolean, "ended by close_notify, so that nothing is missing"}, reason};

} // namespace event_fields

inline constexpr event_type tls_connecting{"tls.connecting", "A TLS handshake begins.", event_fields::connecting};
inline constexpr event_type tls_established{"tls.established", "A TLS handshake has succeeded.",
                                            event_fields::established};
inline constexpr event_type tls_failed{"tls.failed", "A TLS connection could not be established, or broke.",
                                       event_fields::failed};
inline constexpr event_type tls_rejected{"tls.rejected", "This end turned its peer away with a fatal alert.",
                                         event_fields::rejected};
inline constexpr event_type tls_closed{"tls.closed", "An established TLS connection has ended.", event_fields::closed};

/// `peer` is the other end's role ("smso"); empty when nobody knows it. Names and peers must outlive the call only.
fields connecting_fields(std::string_view peer, std::string_view expected_name);
fields established_fields(std::string_view peer, const outcome& o);
/// `ec` is what the handshake's handler got; it speaks when the outcome knows nothing: a transport's error.
fields failed_fields(std::string_view peer, const outcome& o, error_code ec);
/// `by`: the name under which this end was reached.
fields rejected_fields(std::string_view by, std::string_view peer, const outcome& o);
/// `ec`: what ended reading; end of file after close_notify, or no error when this end closed, is clean.
fields closed_fields(std::string_view peer, error_code ec);

} // namespace sim::tls
