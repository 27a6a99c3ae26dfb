// The server of one logical device towards one client over one connection: it associates, checks protections, takes
// services apart and answers them. Wrapper or HDLC say who the client is.
//
// Source: IEC 62056-5-3 (application layer), IEC 62056-6-2 class 15 for the third and fourth pass of HLS. Sans-I/O: an
// APDU in, the answer and what happened out. Nothing throws, and what a client can make grow has a limit.
//
// Model choices where clients and meters in the field differ:
// - AARQ in an open association ends it and is taken as the first, so that a client that lost its state comes back.
// - In a ciphered context an InitiateRequest may come plain, unless it brings a dedicated key; services may not.
// - A repeated counter in an AARQ is answered by an exception response, which says the lowest counter that would do;
// any
//   other failure to decipher by an AARE.
// - Blocks of GET, SET and ACTION come before general blocks where both are negotiated and the request came in none:
//   clients are about that negotiate general blocks and do not speak them.
// - Blocks of ACTION carry the parameters, and what is given back, as bare data; of a list, the list.
// - A release may come plain in a ciphered association.
// - An answer is protected as its request was, and no less than the policy says; exception responses are plain.
#pragma once
#include "devices/dlms/acse.hpp"
#include "devices/dlms/association_keys.hpp"
#include "devices/dlms/ciphered_message.hpp"
#include "devices/dlms/general_block.hpp"
#include "devices/dlms/initiate.hpp"
#include "devices/dlms/object_access.hpp"

#include <chrono>
#include <memory>
#include <variant>

namespace devices::dlms {

struct protection {
    bool authenticated{false};
    bool encrypted{false};
    bool operator==(const protection&) const = default;
};

/// What a client SAP may do; shared by all devices of a kind.
struct server_settings {
    std::uint16_t client{0}; ///< its SAP
    bool plain_context{true};
    bool ciphered_context{false};
    mechanism authentication{mechanism::none}; ///< none, lls or hls_gmac
    protection requests, answers; ///< the least that is accepted, and sent; not for plain contexts' answers
    conformance offered{conformance::none};
    std::uint16_t max_pdu{1024};         ///< octets of an APDU that the server receives; 0: 65535
    std::uint8_t window{1};              ///< of general block transfer: 1 … 63
    std::size_t longest_value{1U << 20}; ///< octets of a long request, and of a long answer (model choice)
    /// How long the client's next general block may take before it is asked for; three times, then the transfer is
    /// given up. Model choice: the standard leaves the time-out to the receiver; this is well beyond a round trip over
    /// GPRS.
    std::chrono::milliseconds block_patience{5000};
};

/// What happened: for the journal and the meter's security log.
namespace happened {

/// With HLS: after its last pass.
struct associated {
    application_context context;
    mechanism authentication;
    sim::bytes client_title; ///< empty: it has none
};
struct refused {
    association_result result;
    association_diagnostic diagnostic;
};
struct released {
    bool by_client; ///< asked for; else replaced by a new AARQ, or its connection has ended
};
enum class service : std::uint8_t { get, set, action };
/// One attribute or method was asked for, and what came of it.
struct accessed {
    happened::service service;
    std::uint16_t class_id;
    obis instance;
    std::uint8_t index;
    std::uint8_t result; ///< data_access_result or action_result
};
/// A request that came to nothing.
struct rejected {
    exception_response why;
};
enum class incident_kind : std::uint8_t {
    wrong_password,
    wrong_reply_to_challenge,
    not_deciphered, ///< wrong tag, no such key, another sender, malformed
    repeated_counter,
    policy_violated, ///< less protected than the policy says
};
/// For the security log.
struct incident {
    incident_kind kind;
    std::uint32_t counter; ///< that was received, with repeated_counter
};

} // namespace happened
using server_event = std::variant<happened::associated, happened::refused, happened::released, happened::accessed,
                                  happened::rejected, happened::incident>;
/// "policy violated"
std::string_view to_string(happened::incident_kind kind);

struct server_outcome {
    std::vector<sim::bytes> send; ///< APDUs, in this order; mostly one, none for unconfirmed services
    std::vector<server_event> events;
};

class server_association {
public:
    /// All three must outlive the association.
    server_association(const server_settings& settings, association_keys& keys, object_access& objects);
    server_association(server_association&&) noexcept;
    server_association& operator=(server_association&&) noexcept;
    ~server_association();

    server_outcome received(sim::time_point now, sim::byte_view apdu);
    /// When the client's next general block is overdue; empty: nothing is waited for. The caller calls `timeout` then.
    std::optional<sim::time_point> due() const;
    /// Asks for what is overdue, or gives the transfer up; nothing before it is due.
    server_outcome timeout(sim::time_point now);
    /// The connection has gone. Counters that were set aside and not used are given back.
    void reset();
    /// A notification for the client of an open association, protected as the policy of answers says; in general blocks
    /// when it is longer than what the client receives and they are negotiated. Errors: missing_key without an
    /// association; too_long for a client without general blocks; operation_in_progress while another transfer is under
    /// way; as `protect`. Without an association: notification.hpp.
    sim::result<std::vector<sim::bytes>> notify(const data_notification& what);

    /// Associated, and the client has proved itself.
    bool associated() const;
    const server_settings& settings() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// The answer to a client whose SAP the logical device does not know.
sim::bytes refuse_unknown_client(sim::byte_view apdu);

} // namespace devices::dlms
