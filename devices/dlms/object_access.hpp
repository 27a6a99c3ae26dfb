// What a DLMS server lets its clients touch: the objects of one logical device, as devices/cosem offers them.
//
// A server (server_association.hpp) takes services apart, blocks and lists included, and asks here for one attribute or
// method at a time. Nothing here throws; the caller has checked nothing but the encoding.
#pragma once
#include "devices/dlms/acse.hpp"
#include "devices/dlms/apdu.hpp"
#include "devices/dlms/initiate.hpp"
#include "sim/kernel/time.hpp"

#include <optional>

namespace devices::dlms {

/// What an open association has settled; attribute 5 of class 15 shows it.
struct association_terms {
    application_context context{application_context::logical_names};
    conformance negotiated{conformance::none};
    std::uint16_t server_max_pdu{0}, client_max_pdu{0}; ///< octets that each receives; 0: no limit
    sim::bytes client_title;                            ///< empty: it has none
};

/// Who asks, and when: what access rights and answers may depend on.
struct caller {
    std::uint16_t client{0};                   ///< its SAP: 16 public, 2 reading, 1 management
    mechanism authentication{mechanism::none}; ///< with which its association was made
    bool ciphered{false};                      ///< its request came authenticated and encrypted
    sim::time_point now{};
    const association_terms* terms{nullptr}; ///< while the call lasts; a server always gives them
};

class object_access {
public:
    /// Streams the attribute's value. On anything but success, what was written is not used. Attribute 0 is all of
    /// them, as a structure.
    virtual data_access_result read(const caller& who, const attribute& what, axdr_writer& out) = 0;
    virtual data_access_result write(const caller& who, const attribute& what, const data& value) = 0;
    /// `returned`: what the method gives back, if it gives anything.
    virtual action_result invoke(const caller& who, const method& what, const std::optional<data>& parameters,
                                 std::optional<encoded_data>& returned) = 0;

protected:
    ~object_access() = default;
};

} // namespace devices::dlms
