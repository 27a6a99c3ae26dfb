// One well-formed message of every kind, with everything in it that it can hold, for codec tests and fuzz seeds.
#pragma once
#include "devices/call_home/messages.hpp"

#include <string_view>
#include <vector>

namespace call_home_samples {

using namespace devices::call_home;

inline sim::time_point at(std::string_view text) { return sim::parse_rfc3339(text).value(); }
inline const sim::time_point one_o_clock = at("2020-11-07T01:00:00Z"); // 0x2738AE10 in the protocol's seconds

inline constexpr sim::eui64 hub(0x70B3D50000000001);
inline constexpr sim::eui64 electricity_meter(0x70B3D50000000002);
inline constexpr sim::eui64 gas_meter(0x70B3D50000000003);

inline credential some_credential() { return {purpose::head_end_ca, "hes.example", {0x30, 0x03, 0x02, 0x01, 0x05}}; }

inline fingerprint some_fingerprint()
{
    fingerprint f{};
    for (std::size_t i = 0; i < f.size(); ++i) f[i] = static_cast<std::uint8_t>(i);
    return f;
}

inline std::vector<message> all()
{
    return {
        hello{hub, call_reason::boot, 3, one_o_clock, "T100", "2.1", {0xAA, 0xBB}},
        envelopes{true,
                  {{7, header_code::alarm, hub, one_o_clock, {0x8F, 0x36, 0x00}},
                   {9, header_code::boot_report, hub, one_o_clock, {}}}},
        ack{ack_control::call_back,
            one_o_clock,
            one_o_clock,
            std::chrono::minutes(60),
            {{7, 7}, {9, 12}},
            redirection{"b.example", 4060, {0xCC}}},
        command{5, electricity_meter, 1, 0x0702, one_o_clock, {0x00, 0x01, 0x02}},
        command_result{5, command_status::failed, {0x18, 0x01}},
        config{6, set_server{"hes.example", 4060}},
        config{7, set_schedule{86400, 3600, 600}},
        config{8, credential_export{purpose::head_end}},
        config{9, credential_import{some_credential()}},
        config{10, credential_remove{true, some_fingerprint()}},
        config_result{8, 3, config_status::ok, {some_credential(), {purpose::head_end, "", {0x30, 0x00}}}},
        bye{bye_reason::busy, one_o_clock},
        image{11, image_offer{hub, "2.2", 70000, some_fingerprint()}},
        image{12, image_block{hub, 4096, {0x53, 0x31}}},
        image{13, image_activate{hub, some_fingerprint(), one_o_clock}},
        image{14, image_drop{electricity_meter}},
        image{15, image_query{electricity_meter}},
        image_result{12, 2, image_status::wrong_offset, image_state::receiving, 8192},
    };
}

} // namespace call_home_samples
