// Association LN, SAP assignment and security setup (IEC 62056-6-2, classes 15, 17, 64).
#pragma once
#include "devices/cosem/content.hpp"
#include "devices/cosem/logical_device.hpp"
#include "devices/dlms/security_suite.hpp"

#include <variant>

namespace devices::cosem {

// ---- association LN

struct association_object {
    /// Empty: the one through which it is read (0-0:40.0.0.255), whichever that is.
    std::optional<association> of;
    /// Of an association with a password or keys; empty: it has none.
    std::optional<obis> security_setup{};
    /// Takes a new LLS secret; nobody reads it. Empty: nobody changes it.
    std::function<data_access_result(const call&, association of, sim::byte_view secret)> set_secret{};
};
/// Its object_list is made from the list that it is part of, with the rights that its association has there.
/// The third pass of HLS is the server's matter (dlms::server_association): once it is over,
/// reply_to_HLS_authentication is answered with other_reason. Model choice: version 2, without users.
object make_association(obis name, std::string meaning, rights access, association_object value);

// ---- SAP assignment

struct logical_device_name {
    std::uint16_t sap;
    std::string name; ///< COSEM logical device name: up to 16 octets, the first three the manufacturer's
};
object make_sap_assignment(obis name, std::string meaning, rights access,
                           std::function<std::vector<logical_device_name>(const call&)> list);

// ---- security setup, version 1

/// security_policy: its bits for authenticated and encrypted requests, and for such responses.
inline constexpr std::uint8_t everything_ciphered = 0x04 | 0x08 | 0x20 | 0x40;

enum class key_kind : std::uint8_t { unicast_encryption = 0, broadcast_encryption = 1, authentication = 2, master = 3 };
struct wrapped_key {
    key_kind kind;
    sim::bytes wrapped;
};

enum class certificate_entity : std::uint8_t { server = 0, client = 1, authority = 2, other = 3 };
enum class certificate_type : std::uint8_t { digital_signature = 0, key_agreement = 1, tls = 2, other = 3 };
struct certificate_info {
    certificate_entity entity;
    certificate_type type;
    sim::bytes serial_number;
    sim::bytes issuer, subject, subject_alternative; ///< as the device writes names; often text
};
/// certificate_identification.
struct certificate_of_entity {
    certificate_entity entity;
    certificate_type type;
    sim::bytes system_title;
};
struct certificate_with_serial {
    sim::bytes serial_number, issuer;
};
using certificate_identification = std::variant<certificate_of_entity, certificate_with_serial>;

struct security_setup {
    std::function<std::uint8_t(const call&)> policy;
    std::function<sim::bytes(const call&)> client_title; ///< of the client that is associated; empty: unknown
    std::function<sim::bytes(const call&)> server_title;
    std::function<std::vector<certificate_info>(const call&)> certificates;
    // Methods; an empty one is not there. The suite is 0: keys are wrapped, none is agreed on.
    std::function<action_result(const call&, std::uint8_t policy)> activate{};
    /// All of them or none.
    std::function<action_result(const call&, const std::vector<wrapped_key>&)> transfer_keys{};
    std::function<action_result(const call&, sim::byte_view der)> import_certificate{};
    std::function<action_result(const call&, const certificate_identification&, sim::bytes& der)> export_certificate{};
    std::function<action_result(const call&, const certificate_identification&)> remove_certificate{};
};
object make_security_setup(obis name, std::string meaning, rights access, security_setup value);

} // namespace devices::cosem
