// A server's keys while an association is open, and their counters in non-volatile memory. For server_*.cpp only.
#pragma once
#include "devices/dlms/association_keys.hpp"
#include "devices/dlms/ciphered_message.hpp"

namespace devices::dlms {

class server_ciphering {
public:
    server_ciphering(association_keys& keys, std::uint16_t client) : keys_(&keys), client_(client) {}

    /// Takes the client's keys. Error: missing_key.
    sim::error_code begin(const system_title& peer);
    void set_dedicated_key(const sim::bytes& key);
    /// Gives back what was set aside and not used.
    void end();

    checked<deciphered> decipher(sim::byte_view message);
    sim::result<sim::bytes> cipher(const message_form& form, sim::byte_view apdu);
    /// HLS, as in security_suite.hpp.
    sim::result<sim::bytes> answer_challenge(sim::byte_view challenge);
    checked<void> verify_answer(sim::byte_view challenge, sim::byte_view answer, std::uint32_t lowest);
    /// The lowest counter that the unicast key accepts.
    std::uint32_t lowest_acceptable();

private:
    bool replaced() const;
    void refresh();
    void remember();
    sim::error_code set_aside();
    checked<deciphered> decipher_broadcast(sim::byte_view message);

    association_keys* keys_;
    std::uint16_t client_;
    key128 unicast_key_{};
    std::optional<encryption_key> unicast_, dedicated_;
    std::uint32_t ceiling_{0}; ///< our counters below it are set aside for this association
    security_context context_;
};

} // namespace devices::dlms
