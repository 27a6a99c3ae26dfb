// The client's end of an association: for the head-ends that are built in, and for tests of the server.
//
// Source: IEC 62056-5-3. Sans-I/O: each call gives the APDU to send, `received` says what came of it. One request at a
// time: a call while another is under way is a programmer's error. Blocks in both directions are the machine's matter.
#pragma once
#include "devices/dlms/acse.hpp"
#include "devices/dlms/apdu.hpp"
#include "devices/dlms/ciphered_message.hpp"
#include "devices/dlms/general_block.hpp"
#include "devices/dlms/initiate.hpp"
#include "devices/dlms/notification.hpp"

#include <memory>
#include <variant>

namespace devices::dlms {

struct client_settings {
    application_context context{application_context::logical_names};
    mechanism authentication{mechanism::none}; ///< none, lls or hls_gmac
    sim::bytes password;
    system_title title{};                      ///< sent with ciphered contexts and hls_gmac
    std::optional<security_control> control{}; ///< of requests, in a ciphered context
    bool general{false};                       ///< general-glo- and general-ded-ciphering
    std::optional<key128> encryption_key{}, authentication_key{};
    std::optional<key128> dedicated_key{}; ///< given to the server, and used for services
    sim::bytes challenge;                  ///< CtoS of hls_gmac: 8 … 64 octets
    counter_values counters{};             ///< of the encryption key
    conformance proposed{conformance::none};
    std::uint16_t max_pdu{1024}; ///< that we can receive; 0: 65535
    std::uint8_t window{1};      ///< of general block transfer
    std::size_t longest_value{1U << 20};
};

namespace client_result {

struct opened {
    initiate_response terms;
    sim::bytes server_title;
};
/// There is no association.
struct refused {
    association_result result{association_result::rejected_permanent};
    association_diagnostic diagnostic{association_diagnostic::null};
    std::optional<initiate_error> error{};
};
struct values {
    std::vector<read_result> results; ///< one, or as many as were listed
};
struct written {
    std::vector<data_access_result> results;
};
struct acted {
    std::vector<response::action_outcome> outcomes;
};
struct released {};
/// The server could not do it at all; the association stands.
struct exception {
    exception_response why;
};
/// What came makes no sense or is not genuine; the connection is best closed.
struct failed {
    sim::error_code why;
};
struct notified {
    received_notification what;
};

} // namespace client_result
using client_event = std::variant<client_result::opened, client_result::refused, client_result::values,
                                  client_result::written, client_result::acted, client_result::released,
                                  client_result::exception, client_result::failed, client_result::notified>;

struct client_outcome {
    std::vector<sim::bytes> send;
    std::optional<client_event> event; ///< empty: the exchange goes on
};

class client_association {
public:
    explicit client_association(client_settings settings);
    client_association(client_association&&) noexcept;
    client_association& operator=(client_association&&) noexcept;
    ~client_association();

    using apdus = std::vector<sim::bytes>;
    // Each gives what to send. Error: as `protect` (a counter at its end, no key), too_long for what cannot be sent.
    sim::result<apdus> open();
    sim::result<apdus> get(const attribute& what);
    sim::result<apdus> get(const std::vector<attribute>& what);
    sim::result<apdus> set(const attribute& what, const encoded_data& value);
    sim::result<apdus> set(const std::vector<attribute>& what, const std::vector<encoded_data>& values);
    sim::result<apdus> action(const method& what, const std::optional<encoded_data>& parameters = std::nullopt);
    sim::result<apdus> action(const std::vector<method>& what, const std::vector<encoded_data>& parameters);
    sim::result<apdus> release();

    client_outcome received(sim::byte_view apdu);

    bool associated() const;
    /// What the server has agreed to.
    const initiate_response& terms() const;
    /// To be kept for the next association under this encryption key.
    counter_values counters() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace devices::dlms
