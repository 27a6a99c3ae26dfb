// The device's end of a serial line that a tool outside of the model opens: a pseudo-terminal.
//
// It moves octets and nothing more: how long they take at a baud rate is the device's model. Time is told of what comes
// in (`kernel::touch`); whoever talks over it holds time while the session lasts.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/kernel/kernel.hpp"

#include <functional>
#include <memory>
#include <string>

namespace sim::transport {

class serial_port {
public:
    virtual ~serial_port() = default; ///< closes, and removes the link
    /// Written as it is. What a tool does not read for long is lost, as on a real line.
    virtual void send(byte_view data) = 0;
    /// Called while the wire is polled, and may only enqueue. Replaces an earlier one.
    virtual void on_received(std::function<void(bytes)> handler) = 0;
};

/// Makes a pseudo-terminal in raw mode and a symbolic link at `path` that leads to it. A link that is left of an
/// earlier run is replaced; anything else at `path` is not.
/// Throws boost::system::system_error when there is none to be had, or the link cannot be made.
std::unique_ptr<serial_port> open_serial_port(kernel& k, const std::string& path);

} // namespace sim::transport
