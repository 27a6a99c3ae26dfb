// A meter's optical port in the world: the machine of devices/dlms/optical_port.hpp at modelled baud rates, and behind
// it the same associations as over the network.
//
// Model choices: a character takes ten bits of its baud rate, and what is said in one go arrives when its last
// character has; the meter is the logical device 1 of its line, and its own SAP too; it takes frames of 512 octets and
// windows of 3, both ways, from a client that asks for so much (the standard's 128 and 1 from one that says nothing).
#pragma once
#include "devices/dlms/optical_port.hpp"
#include "devices/families/family.hpp"
#include "devices/families/landis_gyr/connection.hpp"
#include "sim/kernel/clock_gate.hpp"
#include "sim/kernel/simulation.hpp"
#include "sim/transport/serial_port.hpp"

#include <map>
#include <memory>
#include <string>

namespace devices::families::landis_gyr {

class optical_line {
public:
    /// How the meter identifies itself, and the address by which a tool may ask for it alone.
    struct nameplate {
        std::string model, serial;
    };
    /// `meter` must outlive the line.
    optical_line(sim::simulation& world, std::string installation, const served_device& meter, const nameplate& plate,
                 dlms_journal level, std::unique_ptr<sim::transport::serial_port> port);
    optical_line(const optical_line&) = delete;
    optical_line& operator=(const optical_line&) = delete;
    ~optical_line();

    /// The fastest rate that it offers: 9600.
    static constexpr char fastest = '5';

private:
    void received(sim::bytes octets);
    void handle(const sim::bytes& octets);
    void serve(sim::byte_view apdu);
    void serve_overdue();
    void answer(std::uint16_t client, dlms::server_outcome out);
    void watch_blocks();
    void send(sim::bytes octets, std::uint32_t baud);
    void stay();
    void silent();
    void leave();

    sim::simulation& world_;
    std::string installation_;
    const served_device& meter_;
    dlms_journal level_;
    std::unique_ptr<sim::transport::serial_port> port_;
    dlms::optical_port machine_;
    std::map<std::uint16_t, dlms::server_association> associations_; ///< by client
    sim::time_point in_free_{}, out_free_{}; ///< when the last character in each direction has passed
    sim::timer silence_, overdue_block_;
    sim::hold patience_;
    std::shared_ptr<const char> alive_{std::make_shared<const char>()}; ///< of what is on the line
};

} // namespace devices::families::landis_gyr
