// The Key Establishment cluster: how two devices agree on a link key. One object is one end of one exchange at a time.
//
//   initiator → responder   InitiateKeyEstablishmentRequest     its certificate, how long it will calculate
//   responder → initiator   InitiateKeyEstablishmentResponse    the same
//   initiator → responder   EphemeralDataRequest                its ephemeral public key
//   responder → initiator   EphemeralDataResponse               the same
//   initiator → responder   ConfirmKeyDataRequest               MACU
//   responder → initiator   ConfirmKeyDataResponse              MACV
//
// Either ends it with TerminateKeyEstablishment. Source: ZigBee Smart Energy profile (075356), annex C; suite 1 only.
// The cryptography is behind `key_crypto`; how long an answer may take is data in a step. Margins are a model choice.
#pragma once
#include "devices/zcl/client.hpp"
#include "sim/core/ids.hpp"

#include <array>

namespace devices::zcl {

inline constexpr std::size_t certificate_octets = 48, ephemeral_octets = 22, confirmation_octets = 16;
using ephemeral_data = std::array<std::uint8_t, ephemeral_octets>;
using key_confirmation = std::array<std::uint8_t, confirmation_octets>;
using link_key = std::array<std::uint8_t, 16>;

enum class key_role : std::uint8_t { initiator, responder };

/// Why it ended. The first six are the standard's; others never travel.
enum class termination : std::uint8_t {
    unknown_issuer = 1,
    bad_key_confirm = 2,
    bad_message = 3,
    no_resources = 4,
    unsupported_suite = 5,
    invalid_certificate = 6,
    timed_out = 0xFF,
};
std::string_view to_string(termination why);

class key_crypto {
public:
    struct agreed {
        zcl::link_key key;
        key_confirmation initiator, responder; ///< MACU, MACV
    };
    /// Our own, 48 octets.
    virtual sim::bytes certificate() const = 0;
    /// A new ephemeral key pair; the public one is given out.
    virtual ephemeral_data begin() = 0;
    /// With the key pair begun last. Empty: the peer's certificate or key is none.
    virtual std::optional<agreed> agree(key_role as, sim::byte_view peer_certificate,
                                        sim::byte_view peer_ephemeral) = 0;

protected:
    ~key_crypto() = default;
};

struct key_failure {
    termination why;
    bool by_peer;              ///< it told us; else we told it, or nobody did
    std::chrono::seconds wait; ///< before another attempt, as the peer asks
    bool operator==(const key_failure&) const = default;
};

struct key_step {
    std::optional<sim::bytes> send;           ///< a frame to the peer, on this cluster
    std::optional<std::chrono::seconds> wait; ///< call timed_out() after so long, unless another step comes before
    std::optional<link_key> established;
    std::optional<key_failure> failed;
};

class key_establishment {
public:
    /// What we tell the peer about the time that our calculations take (model choice).
    struct timing {
        std::uint8_t ephemeral_s{10};
        std::uint8_t confirm_s{10};
    };
    /// `crypto` must outlive it.
    explicit key_establishment(key_crypto& crypto) : key_establishment(crypto, timing()) {}
    key_establishment(key_crypto& crypto, timing own) : crypto_(&crypto), own_(own) {}

    /// Begins, as the initiator; whatever ran before is forgotten. `sequence` is the first of three.
    key_step start(sim::eui64 peer, std::uint8_t sequence);
    /// A frame of this cluster. Frames of others than the peer of a running exchange are refused with no_resources and
    /// change nothing; so are frames that are no command of the cluster passed over.
    key_step on_frame(sim::eui64 from, sim::byte_view frame);
    key_step timed_out();

    bool running() const { return state_ != state::idle; }

private:
    enum class state : std::uint8_t {
        idle,                       ///< nothing, or it is over
        awaiting_certificate,       ///< initiator: InitiateKeyEstablishmentResponse
        awaiting_ephemeral,         ///< initiator: EphemeralDataResponse
        awaiting_confirmation,      ///< initiator: ConfirmKeyDataResponse
        awaiting_ephemeral_request, ///< responder
        awaiting_confirm_request,   ///< responder
    };
    key_step take_initiate(sim::eui64 from, const message& m, const fields& f);
    key_step take_certificate(const fields& f);
    key_step take_ephemeral_request(const message& m, const fields& f);
    key_step take_ephemeral(const fields& f);
    key_step take_confirm_request(const message& m, const fields& f);
    key_step take_confirmation(const fields& f);
    key_step take_terminate(const fields& f);

    /// Why the peer's certificate and suite will not do; empty: they will.
    std::optional<termination> refusal(const fields& f) const;
    void remember(const fields& f);
    bool agree(key_role as, sim::byte_view peer_ephemeral);
    sim::bytes request(std::string_view command, const fields& f);
    key_step terminate(termination why, std::uint8_t sequence);
    key_step end(key_step step);

    key_crypto* crypto_;
    timing own_;
    state state_{state::idle};
    sim::eui64 peer_{0};
    std::uint8_t sequence_{0};
    timing peers_{};
    sim::bytes peer_certificate_;
    ephemeral_data ephemeral_{};
    key_crypto::agreed agreed_{};
};

} // namespace devices::zcl
