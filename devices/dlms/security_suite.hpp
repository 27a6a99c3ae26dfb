// Security suite 0 of DLMS/COSEM: AES-GCM-128 over APDUs, HLS authentication with GMAC, AES-128 key wrap.
//
// IEC 62056-5-3, cryptographic protection with security suite 0 (Green Book 9.2). Pure: random octets (challenges,
// dedicated keys) and non-volatile memory are the caller's. Whether a protection is enough for an association is a
// matter of its security policy, which is the caller's too.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/crypto/aead.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>

namespace devices::dlms {

enum class security_errc {
    unknown_suite = 1,   ///< the security control byte names another suite than 0
    compressed,          ///< suite 0 has no compression
    no_protection,       ///< neither authenticated nor encrypted
    missing_key,         ///< the context has no key of the kind that is asked for
    too_long,            ///< the APDU exceeds max_protected_apdu
    repeated_counter,    ///< the received invocation counter is below the lowest acceptable one
    counter_exhausted,   ///< the invocation counter stands at its end: the key must be replaced
    wrong_tag,           ///< the authentication tag does not fit
    wrong_challenge,     ///< a challenge of less than 8 or more than 64 octets
    wrong_authenticator, ///< the reply to a challenge does not have the form of mechanism 5
    wrong_system_title,  ///< not 8 octets
    wrong_key_data,      ///< key data that is not a wrapped key of 16 octets under this master key
};
const boost::system::error_category& security_category() noexcept;
sim::error_code make_error_code(security_errc e) noexcept;

/// Why something that was received is not taken.
struct refusal {
    sim::error_code reason;
    /// With repeated_counter: the lowest counter that would have been taken (an exception response can carry it).
    std::uint32_t lowest_acceptable{0};

    bool operator==(const refusal&) const = default;
};
template <class T>
using checked = boost::system::result<T, refusal>;
/// What `checked<T>::value()` throws: boost::system::system_error.
[[noreturn]] void throw_exception_from_error(const refusal& why, const boost::source_location& where);

/// A symmetric key: encryption key (EK), authentication key (AK) or master key (KEK).
using key128 = std::array<std::uint8_t, 16>;

/// Names a client or a server uniquely: three letters of the manufacturer and five octets of its own (Green
/// Book 4.3.4).
struct system_title {
    std::array<std::uint8_t, 8> octets{};

    /// Error: wrong_system_title.
    static sim::result<system_title> from_octets(sim::byte_view octets);
    auto operator<=>(const system_title&) const = default;
};

/// SC, the first octet of a security header (IEC 62056-5-3, security header; Green Book 9.2.7.2.4.1).
struct security_control {
    std::uint8_t suite{0}; ///< 0 to 15, bits 3..0
    bool authenticated{false};
    bool encrypted{false};
    bool broadcast{false}; ///< key set: global broadcast instead of unicast encryption key; not with a dedicated key
    bool compressed{false};

    /// Every octet has a meaning; whether it is one that we speak, `unprotect` says.
    static security_control from_octet(std::uint8_t octet);
    std::uint8_t to_octet() const;
    bool operator==(const security_control&) const = default;
};
constexpr security_control authenticated_only{.authenticated = true};
constexpr security_control encrypted_only{.encrypted = true};
constexpr security_control authenticated_and_encrypted{.authenticated = true, .encrypted = true};

/// What non-volatile memory keeps per encryption key. A new key begins at 0 and 0.
struct counter_values {
    std::uint32_t next_own{0};          ///< what our next message carries
    std::uint32_t lowest_acceptable{0}; ///< the least that a received message may carry

    bool operator==(const counter_values&) const = default;
};

/// The invocation counters of one encryption key. Each value serves once, since a repeated initialization vector breaks
/// GCM; they never wrap: 2^32-1 is the end of the key, neither sent nor taken.
///
/// Storing is the caller's: `values()` out, the constructor in. So that not every message costs a write, store our own
/// counter ahead, as a ceiling (next_own plus some hundreds, not above 2^32-1), before it is reached, and begin at the
/// ceiling after a loss of power: values are skipped, none is used twice. The received counter cannot be stored ahead,
/// which would refuse an honest peer: store it as it is.
class invocation_counters {
public:
    explicit invocation_counters(counter_values stored = {}) : values_(stored) {}

    /// The counter for a message of ours. Error: counter_exhausted, for ever.
    sim::result<std::uint32_t> take();
    /// Whether a received counter may be taken; `lowest` stands in for the lowest acceptable one of the values.
    /// Errors: repeated_counter, counter_exhausted (2^32-1).
    checked<void> check(std::uint32_t received, std::optional<std::uint32_t> lowest = std::nullopt) const;
    /// To be called once the message has proved genuine: lower and equal counters are refused from now on.
    void accept(std::uint32_t received);

    const counter_values& values() const { return values_; }

private:
    counter_values values_;
};

/// An encryption key that is ready for use; about 0.7 KiB, so make it when an association opens and keep the key128 and
/// the counter values at rest.
struct encryption_key {
    explicit encryption_key(const key128& key, counter_values stored = {}) : cipher(key), counters(stored) {}

    sim::crypto::aes_gcm cipher;
    invocation_counters counters;
};

/// Who talks to whom under which keys. The encryption keys are the caller's, must outlive the context, and may be
/// shared by contexts of one security setup; a null one is not there.
struct security_context {
    system_title own;
    system_title peer;
    key128 authentication_key{};
    encryption_key* unicast{nullptr};   ///< global unicast encryption key (GUEK)
    encryption_key* broadcast{nullptr}; ///< global broadcast encryption key (GBEK)
    encryption_key* dedicated{nullptr}; ///< of this association, from the AARQ's InitiateRequest
};

/// glo- and general-glo-ciphering, or ded- and general-ded-ciphering.
enum class ciphering { global, dedicated };

/// Octets of the security header and of the tag (Green Book 9.2.7.2.4).
constexpr std::size_t security_header_size = 5;
constexpr std::size_t authentication_tag_size = 12;
/// Octets of an APDU under protection. Model choice: a load profile of 13 months fits into general block transfer.
constexpr std::size_t max_protected_apdu = 1 << 20;

/// SH = SC || IC.
struct security_header {
    security_control control;
    std::uint32_t invocation_counter{0};

    bool operator==(const security_header&) const = default;
};

/// The content of a ciphered APDU's octet string: header, then APDU or ciphertext, then the tag if authenticated.
struct protected_view {
    security_header header;
    sim::byte_view content; ///< views the octets that were read
};
/// Splits off the header. Error: sim::codec_errc::truncated.
sim::result<protected_view> read_security_header(sim::byte_view octets);

/// Protects an APDU with the next counter of the key that `kind` and `control` choose; gives SC || IC || content.
/// Errors: unknown_suite, compressed, no_protection, missing_key, too_long, counter_exhausted. No counter is used up by
/// the others.
sim::result<sim::bytes> protect(security_context& context, ciphering kind, const security_control& control,
                                sim::byte_view apdu);

/// The APDU of a message from the context's peer; its counter is refused from then on. Nothing changes on an error.
/// Errors: as protect's, repeated_counter, wrong_tag, sim::codec_errc::truncated (no room for the tag).
checked<sim::bytes> unprotect(security_context& context, ciphering kind, const security_header& header,
                              sim::byte_view content);

/// Authentication mechanism 5, HLS with GMAC (Green Book 9.2.7.4). Octets of CtoS and StoC:
constexpr std::size_t min_challenge = 8;
constexpr std::size_t max_challenge = 64;

/// f(challenge) = SC || IC || GMAC(SC || AK || challenge) with SC = 0x10, our system title and the next counter of the
/// unicast key: a client's f(StoC), a server's f(CtoS). 17 octets. Errors: wrong_challenge, missing_key,
/// counter_exhausted.
sim::result<sim::bytes> answer_challenge(security_context& context, sim::byte_view challenge);

/// Whether `answer` is the peer's f(challenge); its counter is refused from then on. Nothing changes on an error.
///
/// A client computes f(StoC) before it protects the request that carries it, so the answer's counter is the lower one
/// though it is read second, and some clients take one counter for both: pass the lowest acceptable counter as it stood
/// before that request (`lowest`); without it the present one counts. That a reply is fresh the challenge says. Errors:
/// wrong_challenge, missing_key, wrong_authenticator, repeated_counter, counter_exhausted, wrong_tag.
checked<void> verify_answer(security_context& context, sim::byte_view challenge, sim::byte_view answer,
                            std::optional<std::uint32_t> lowest = std::nullopt);

/// Authentication mechanism 1 (LLS): compares in constant time; lengths are no secret.
bool password_matches(sim::byte_view expected, sim::byte_view received);

/// Key transfer (IEC 62056-6-2, class 64 Security setup, global_key_transfer): a key under the master key, 24 octets.
sim::bytes wrap_key(const key128& master, const key128& key);
/// Error: wrong_key_data.
sim::result<key128> unwrap_key(const key128& master, sim::byte_view wrapped);

} // namespace devices::dlms

template <>
struct boost::system::is_error_code_enum<devices::dlms::security_errc> : std::true_type {};
