// The inside of a client's association. For client_*.cpp only.
#pragma once
#include "devices/dlms/client_association.hpp"

namespace devices::dlms {

struct client_association::impl {
    enum class state {
        closed,    ///< there is no association
        opening,   ///< the AARQ is on its way
        proving,   ///< HLS: f(StoC) is on its way, f(CtoS) is waited for
        open,      ///< services may be asked for
        releasing, ///< the RLRQ is on its way
    };
    /// What is under way, in the state `open`.
    enum class waiting_for { nothing, values, writing, acting };

    explicit impl(client_settings s);

    // client_association.cpp
    sim::result<apdus> begin(waiting_for what, sim::bytes plain);
    sim::result<apdus> send(sim::bytes plain);
    sim::result<sim::bytes> protect(sim::byte_view plain);
    client_outcome received(sim::byte_view apdu);
    client_outcome take_block(sim::byte_view apdu);
    client_outcome take(sim::byte_view apdu);
    client_outcome take_exception(sim::byte_view apdu);
    client_outcome take_plain(const sim::bytes& apdu);
    client_outcome done(client_event event);
    client_outcome fail(sim::error_code why) { return done(client_result::failed{why}); }
    security_context& keys();
    message_form form() const;
    std::size_t server_max() const { return terms.max_pdu_size == 0 ? 65535 : terms.max_pdu_size; }
    bool negotiated(conformance c) const { return (terms.negotiated & c) == c; }
    bool ciphered() const { return settings.context == application_context::logical_names_ciphered; }

    // client_opening.cpp
    sim::result<apdus> open();
    client_outcome associated(sim::byte_view apdu);
    client_outcome agree(const aare& m);
    client_outcome prove(const aare& m);
    client_outcome proved(const response_apdu& r);
    sim::result<apdus> release();
    client_outcome released(sim::byte_view apdu);

    // client_services.cpp
    dlms::invoke next_id();
    sim::result<apdus> begin_long(waiting_for what, const request_apdu& r);
    data_block take_piece(std::size_t most);
    client_outcome transmit(request::service what);
    client_outcome next_block(std::uint32_t taken);
    client_outcome collect(bool last, std::uint32_t block, const sim::bytes& raw);
    client_outcome collected();
    client_outcome take_response(const response_apdu& r);

    client_settings settings;
    enum state state { state::closed };
    waiting_for waiting{waiting_for::nothing};
    std::optional<encryption_key> unicast, dedicated;
    security_context context;
    initiate_response terms;
    sim::bytes server_title;
    general_block_transfer blocks;
    std::uint8_t id{0};
    bool listed{false}; ///< the request under way names a list
    // a long request
    sim::bytes outgoing;
    std::size_t sent{0};     ///< octets of it
    std::uint32_t number{0}; ///< of the last block that was sent
    // a long answer
    sim::bytes incoming;
    std::uint32_t incoming_number{0};
};

} // namespace devices::dlms
