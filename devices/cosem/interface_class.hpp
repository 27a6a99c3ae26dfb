// The interface classes of COSEM that are known here: one table, which drives the server, the documentation and tests.
//
// Source: IEC 62056-6-2 (the Blue Book): class, version, attributes and methods with their numbers, names and types.
// Methods that the standard leaves to the implementer are listed too: an object says which of them it has.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace devices::cosem {

enum class class_id : std::uint16_t {
    data = 1,
    register_ = 3,
    extended_register = 4,
    demand_register = 5,
    profile_generic = 7,
    clock = 8,
    script_table = 9,
    special_days_table = 11,
    association_sn = 12,
    association_ln = 15,
    sap_assignment = 17,
    image_transfer = 18,
    activity_calendar = 20,
    register_monitor = 21,
    single_action_schedule = 22,
    auto_answer = 28,
    auto_connect = 29,
    push_setup = 40,
    tcp_udp_setup = 41,
    ipv4_setup = 42,
    mac_address_setup = 43,
    gprs_modem_setup = 45,
    gsm_diagnostic = 47,
    security_setup = 64,
    disconnect_control = 70,
    limiter = 71,
    account = 111,
    credit = 112,
    charge = 113,
    token_gateway = 115,
};

enum class kept : std::uint8_t {
    fixed,   ///< static: set up, then unchanged by the process
    dynamic, ///< changed by the process
};

struct attribute_spec {
    std::uint8_t index; ///< from 1
    std::string_view name;
    std::string_view type; ///< as types.hpp has it
    cosem::kept kept;
};
struct method_spec {
    std::uint8_t index;
    std::string_view name;
    std::string_view parameter;  ///< a type; where it is `integer`, the value means nothing and may be absent
    std::string_view returned{}; ///< a type; empty: nothing
};
struct interface_class {
    class_id id;
    std::uint8_t version;
    std::string_view name;
    std::span<const attribute_spec> attributes; ///< without gaps, so that number n is at n − 1
    std::span<const method_spec> methods;       ///< in the order of their numbers, which may have gaps

    /// Null: the class has none of that number.
    const attribute_spec* attribute(std::uint8_t index) const
    {
        return index >= 1 && index <= attributes.size() ? &attributes[index - 1U] : nullptr;
    }
    const method_spec* method(std::uint8_t index) const
    {
        for (const auto& m : methods)
            if (m.index == index) return &m;
        return nullptr;
    }
};

/// By class id.
std::span<const interface_class> interface_classes();
/// The class must be in the table.
const interface_class& describe(class_id id);

} // namespace devices::cosem
