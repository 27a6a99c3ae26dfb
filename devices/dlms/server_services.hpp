// GET, SET and ACTION of a server, plain: lists, and what goes in blocks of its own, both ways. For server_*.cpp only.
#pragma once
#include "devices/dlms/initiate.hpp"
#include "devices/dlms/object_access.hpp"
#include "devices/dlms/server_association.hpp"

namespace devices::dlms {

/// What an answer has to fit into.
struct answer_room {
    std::size_t octets{0}; ///< of a plain APDU
    bool unlimited{false}; ///< the request came by general block transfer, and so goes the answer
    std::size_t longest_value{0};
    bool general_blocks{false}; ///< negotiated: for what has no blocks of its own
};

class server_services {
public:
    explicit server_services(object_access& objects) : objects_(&objects) {}

    /// The answer: an APDU of GET, SET or ACTION, or an exception response.
    sim::bytes handle(const caller& who, const request_apdu& r, const answer_room& room,
                      std::vector<server_event>& events);
    /// Gives up what is under way.
    void reset();

private:
    struct visitor;
    using service = response::service;
    using attributes = std::vector<attribute>;
    using methods = std::vector<method>;
    /// An answer that the client fetches block by block.
    struct outgoing {
        bool action;
        sim::bytes octets;
        std::size_t from{0};
        std::uint32_t number{0}; ///< of the last block that was sent
    };
    /// A request that comes block by block.
    struct incoming {
        std::variant<attributes, methods> what;
        bool list;
        sim::bytes octets;
        std::uint32_t number{0}; ///< of the last block that was taken
    };

    /// Takes what it reads out of `room`, in octets. What does not fit leaves none, and without room nothing is read.
    read_result read(const attribute& what, std::size_t& room);
    data_access_result write(const attribute& what, const encoded_data& value);
    response::action_outcome invoke(const method& what, const std::optional<encoded_data>& parameters);
    std::vector<data_access_result> write_all(const attributes& what, const std::vector<encoded_data>& values);
    std::vector<response::action_outcome> invoke_all(const methods& what, const std::vector<encoded_data>& parameters);

    service send_long(bool action, sim::bytes octets);
    service next_block();
    service take_block(const data_block& b, bool action);
    service finish();
    service give_up_incoming(bool action, std::uint32_t number, data_access_result why);
    bool negotiated(conformance c) const;
    bool fits(std::size_t octets, conformance blocks) const;

    object_access* objects_;
    std::optional<outgoing> outgoing_;
    std::optional<incoming> incoming_;
    // of the request that is being handled
    const caller* who_{nullptr};
    answer_room room_;
    std::vector<server_event>* events_{nullptr};
};

sim::bytes exception(service_error why, state_error state = state_error::service_not_allowed);

} // namespace devices::dlms
