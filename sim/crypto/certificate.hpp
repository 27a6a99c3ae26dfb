// What a certificate says, for people, journals and trust decisions; and its PEM form.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/crypto/error.hpp"
#include "sim/crypto/identity.hpp"
#include "sim/kernel/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::crypto {

struct certificate_info {
    std::string subject; ///< all of it: "O=SMSO A, CN=hes.smso-a.example"
    std::string subject_common_name;
    std::string issuer_common_name;
    std::vector<std::string> dns_names; ///< dNSName entries of the subject's alternative names
    time_point not_before{};
    time_point not_after{};  ///< time_point::max() from the year 2200 on ("no well-defined expiration date")
    std::string serial;      ///< upper-case hex
    std::string fingerprint; ///< SHA-256 of the DER, upper-case hex
    bool is_authority{false};
    std::optional<key_type> key; ///< none: a kind that is not used here
};

/// Error: malformed_certificate.
result<certificate_info> inspect(byte_view der);

std::string certificate_to_pem(byte_view der);
/// Every certificate of the text, in its order. Error: malformed_certificate, also when there is none.
result<std::vector<bytes>> certificates_from_pem(std::string_view pem);

} // namespace sim::crypto
