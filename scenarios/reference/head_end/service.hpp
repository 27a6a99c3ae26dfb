// A head-end as the system that runs it has it, whatever the family: it is served under names, knows hubs, and seeks
// contact with those that its owner wants.
//
// Families differ in who opens the session. Where hubs call home, a service waits, and `seek` changes nothing; where
// the head-end calls, `seek` makes it try until its owner lets the hub rest.
#pragma once
#include "scenarios/reference/head_end/device_work.hpp"
#include "scenarios/reference/head_end/head_end.hpp"
#include "sim/crypto/identity.hpp"
#include "sim/kernel/journal.hpp"
#include "sim/smwan/sim_card.hpp"
#include "sim/tls/stream.hpp"

#include <memory>

namespace scenarios::reference {

inline constexpr sim::parameter contact_fields[] = {
    {"peer", sim::value_kind::text, "role of the head-end: smso or s1sp"},
    {"identity", sim::value_kind::text, "name in the certificate that it showed"},
    {"hub", sim::value_kind::text, "EUI-64 that the hub gave"},
    {"reason", sim::value_kind::text, "why the hub called, or was called"},
};
inline constexpr sim::event_type head_end_contact{"head_end.contact", "A hub has identified itself to a head-end.",
                                                  contact_fields};

/// One name under which the service is reached, and the certificate that it shows there.
struct service_identity {
    std::string name; ///< "hes.smso-a.example"
    sim::transport::endpoint at;
    std::shared_ptr<const sim::crypto::identity> certificate;
    std::optional<sim::transport::endpoint> listen; ///< a real address for peers from outside
};

/// What services of all families are told.
struct service_settings {
    std::string role;                           ///< "smso", "s1sp": for journals
    std::string owner;                          ///< "smso-a": names streams of dice and holds
    std::vector<sim::bytes> device_authorities; ///< whose certificates hubs must show
    sim::tls::handshake_cost cost{std::chrono::microseconds(200), std::chrono::milliseconds(2)}; ///< model choice
    sim::tls::key_log log_keys;                                                                  ///< may be empty
    sim::duration handshake_limit{std::chrono::minutes(2)}; ///< for a peer to complete its handshake; model choice
};

enum class device_part : std::uint8_t { chf, esme, gsme };

struct known_device {
    device_part part;
    sim::eui64 eui64;
    std::optional<working_keys> keys{}; ///< where the family has such, and the system was given them
};
struct known_hub {
    sim::eui64 hub;
    std::string installation; ///< names it in the journal
    sim::smwan::sim_card* sim{nullptr};
    std::vector<known_device> devices; ///< the hub included
};

class head_end_service {
public:
    virtual ~head_end_service() = default;

    /// Begins to listen. Throws boost::system::system_error when an address is taken.
    virtual void serve(service_identity identity) = 0;
    /// Hubs that are not known are turned away. What is told again replaces what was known.
    virtual void know(known_hub hub) = 0;
    virtual bool knows(sim::eui64 hub) const = 0;
    /// Contact is wanted, under the first of these identities that the hub accepts, again and again until `rest`.
    virtual void seek(sim::eui64 hub, std::vector<std::string> identities) = 0;
    /// No contact is wanted any more; one that is open goes on.
    virtual void rest(sim::eui64 hub) = 0;
    // What the installation's devices are wanted to do, whenever its hub is in contact. The journal tells what comes of
    // it. Errors: unknown_device for a hub that is not known; not_supported by families that have no way to do that.
    virtual sim::error_code send(sim::eui64 /*hub*/, device_command) { return head_end_errc::not_supported; }
    virtual sim::error_code offer(sim::eui64 /*hub*/, firmware_job) { return head_end_errc::not_supported; }
    /// With the next acknowledgement.
    virtual sim::error_code redirect(sim::eui64 /*hub*/, devices::call_home::redirection)
    {
        return head_end_errc::not_supported;
    }
    /// The real endpoint of an identity that listens on one.
    virtual std::optional<sim::transport::endpoint> real(const std::string& identity) const = 0;
};

} // namespace scenarios::reference
