// The inside of a server's association. For server_*.cpp only.
#pragma once
#include "devices/dlms/server_association.hpp"
#include "devices/dlms/server_ciphering.hpp"
#include "devices/dlms/server_services.hpp"

namespace devices::dlms {

struct server_association::impl {
    enum class state {
        idle,    ///< nobody is associated: an AARQ is waited for
        proving, ///< HLS: the client has its challenge and must answer it; nothing else is served
        open,    ///< services are served
    };
    /// A request on its way through.
    struct message {
        message_form form;
        sim::bytes apdu;
        bool in_blocks; ///< it came by general block transfer
    };
    /// Why an association is refused, by AARE or by exception response.
    struct refusing {
        association_diagnostic diagnostic{association_diagnostic::no_reason_given};
        std::optional<initiate_error> error{};
        std::optional<exception_response> instead{};
        std::optional<happened::incident> incident{};
        bool silent{false}; ///< the client wanted no answer
    };
    template <class T>
    using or_refusing = std::variant<T, refusing>;

    impl(const server_settings& s, association_keys& k, object_access& objects)
        : settings(s),
          keys(k),
          ciphering(k, s.client),
          services(objects),
          blocks({.window = s.window, .longest_apdu = s.longest_value, .answers = true})
    {}

    // server_association.cpp
    void received(sim::byte_view apdu, server_outcome& out);
    void take_block(sim::byte_view apdu, server_outcome& out);
    void wait_for_block();
    void block_overdue(server_outcome& out);
    void request(sim::byte_view apdu, bool in_blocks, server_outcome& out);
    bool open_envelope(sim::byte_view apdu, message& m, server_outcome& out);
    void serve(const message& m, server_outcome& out);
    void answer(sim::bytes plain, const message& m, server_outcome& out);
    void reject(const exception_response& why, server_outcome& out);
    message_form answer_form(message_form form) const;
    std::size_t client_max() const { return terms.client_max_pdu == 0 ? 65535 : terms.client_max_pdu; }
    bool ciphered_context() const { return terms.context == application_context::logical_names_ciphered; }
    bool negotiated(conformance c) const { return (terms.negotiated & c) == c; }
    caller who(const message& m) const;
    void end();

    // server_opening.cpp
    void associate(sim::byte_view apdu, server_outcome& out);
    std::optional<refusing> check_names(const aarq& m) const;
    std::optional<refusing> check_identity(const aarq& m);
    or_refusing<message> initiate_octets(const aarq& m);
    or_refusing<initiate_request> negotiate(const aarq& m, message& initiate);
    sim::bytes accept(const aarq& m, const initiate_request& wish, const message& initiate, server_outcome& out);
    void refuse(application_context context, const refusing& why, server_outcome& out);
    void prove(const message& m, const request_apdu& r, server_outcome& out);
    void release(sim::byte_view apdu, server_outcome& out);

    const server_settings& settings;
    association_keys& keys;
    server_ciphering ciphering;
    server_services services;
    general_block_transfer blocks;
    enum state state { state::idle };
    bool has_keys{false}; ///< this association ciphers, or proves with keys
    /// The counter that was acceptable before the AARQ. The proof may carry any from there on, the AARQ's own included:
    /// widely used clients count only what they encipher. That it is fresh the challenge says.
    std::uint32_t lowest_before{0};
    association_terms terms;
    sim::bytes client_challenge, server_challenge;
    sim::time_point now{};
    std::optional<sim::time_point> due; ///< the next general block
    unsigned asked{0};                  ///< times, for that block
};

/// Whether this is the method by which HLS is finished.
bool is_reply_to_challenge(const request_apdu& r);

} // namespace devices::dlms
