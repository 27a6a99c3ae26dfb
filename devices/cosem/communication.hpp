// How a device is reached and whom it calls: auto answer, auto connect, push, TCP-UDP, IPv4, MAC, GPRS modem, GSM
// diagnostic (IEC 62056-6-2, classes 28, 29, 40, 41, 42, 43, 45, 47).
#pragma once
#include "devices/cosem/content.hpp"
#include "devices/cosem/profile.hpp"

namespace devices::cosem {

/// From and to; both may have wildcards.
using window = std::pair<date_time, date_time>;

// ---- auto answer, version 2

struct allowed_caller {
    std::string number; ///< an asterisk stands for anything
    std::uint8_t type;  ///< of the call: 0 normal, 1 wake-up
};
struct auto_answer {
    std::uint8_t mode{0}; ///< 0: the line is the device's, always; 1: in its windows only; 2: in windows or for a
                          ///< number of calls
    std::vector<window> windows;
    std::uint8_t status{0}; ///< 0 inactive, 1 active, 2 locked
    std::uint8_t calls{0};
    std::uint8_t rings_in_window{0}, rings_outside{0};
    std::vector<allowed_caller> callers;
};
object make_auto_answer(obis name, std::string meaning, rights access, contents<auto_answer> value);

// ---- auto connect, version 2

struct auto_connect {
    std::uint8_t mode{
        0}; ///< 0: never by itself; 101 … 104: always, in windows, on demand, and on demand outside of them
    std::uint8_t repetitions{0};
    std::uint16_t repetition_delay_seconds{0};
    std::vector<window> windows;
    std::vector<std::string> destinations;
};
/// Of its attributes, mode, repetitions, repetition_delay and destination_list can be changeable. `connect` may be
/// empty.
object make_auto_connect(obis name, std::string meaning, rights access, contents<auto_connect> value,
                         simple_action connect);

// ---- push setup

struct push_setup {
    std::vector<capture_object> objects;
    std::uint8_t service{0}; ///< 0: TCP
    std::string destination; ///< "address:port"
    std::uint8_t message{0}; ///< 0: A-XDR encoded APDU
    std::vector<window> windows;
    std::uint16_t randomisation_seconds{0};
    std::uint8_t retries{0};
    std::uint16_t repetition_delay_seconds{0};
};
/// Attributes 3, 5, 6 and 7 can be changeable.
object make_push_setup(obis name, std::string meaning, rights access, contents<push_setup> value, simple_action push);

// ---- TCP-UDP, IPv4, MAC

struct tcp_udp {
    std::uint16_t port{4059}; ///< IEC 62056-4-7: of DLMS/COSEM
    obis ip;
    std::uint16_t maximum_segment_size{576};
    std::uint8_t connections{1};
    std::uint16_t inactivity_seconds{0}; ///< 0: no limit
};
/// Attributes 2 and 6 can be changeable.
object make_tcp_udp(obis name, std::string meaning, rights access, contents<tcp_udp> value);

struct ipv4 {
    obis data_link; ///< the object that sets up what is below
    std::uint32_t address{0}, subnet_mask{0}, gateway{0}, primary_dns{0}, secondary_dns{0};
    bool dhcp{false};
};
object make_ipv4(obis name, std::string meaning, rights access, std::function<ipv4(const call&)> value);

object make_mac(obis name, std::string meaning, rights access, std::function<sim::bytes(const call&)> address);

// ---- GPRS modem

struct quality_of_service {
    std::uint8_t precedence{0}, delay{0}, reliability{0}, peak{0}, mean{0}; ///< as 3GPP TS 24.008 codes them; 0: any
};
struct gprs_modem {
    std::string apn;
    std::uint16_t pin{0};
    quality_of_service least{}, requested{};
};
/// Attributes 2 and 3 can be changeable.
object make_gprs_modem(obis name, std::string meaning, rights access, contents<gprs_modem> value);

// ---- GSM diagnostic

enum class gsm_status : std::uint8_t {
    not_registered = 0,
    registered = 1, ///< in the home network
    searching = 2,
    denied = 3,
    unknown = 4,
    roaming = 5,
};
struct gsm_cell {
    std::uint16_t cell{0}, location{0};
    std::uint8_t signal_quality{99}, bit_errors{99}; ///< 3GPP TS 27.007, as of AT+CSQ: 99 is not known
};
struct gsm_diagnostic {
    std::string operator_name;
    gsm_status status{gsm_status::unknown};
    std::uint8_t circuit_switched{0}; ///< 0: inactive
    std::uint8_t packet_switched{0};  ///< 0: inactive, 1: GPRS
    gsm_cell cell;
    std::vector<gsm_cell> neighbours; ///< their locations and bit errors are not told
    date_time captured{no_time};
};
object make_gsm_diagnostic(obis name, std::string meaning, rights access,
                           std::function<gsm_diagnostic(const call&)> value);

} // namespace devices::cosem
