// A look at handshake bytes before the engine gets them: whether a flight is complete, what it will cost to process,
// and which session a client offers. Pure functions of bytes that may be anything; what they cannot understand counts
// as complete, so that the engine can reject it.
#pragma once
#include "sim/core/bytes.hpp"

namespace sim::tls {

struct flight_view {
    /// The peer will send nothing more before it gets an answer: a hello, a hello done, a Finished, an alert.
    bool complete{false};
    /// Holds a message that takes public-key cryptography to process (or, for a client's hello, to answer).
    bool heavy{false};
};
/// `input` begins with the first record of a flight, RFC 5246 6.2.1 and 7.4.
flight_view look_at_flight(byte_view input);

struct offer_view {
    bytes session_id;   ///< empty: none
    bool ticket{false}; ///< with a ticket in it, RFC 5077 3.2
};
/// What a complete ClientHello offers to resume; nothing when `input` is not one.
offer_view look_at_offer(byte_view input);

} // namespace sim::tls
