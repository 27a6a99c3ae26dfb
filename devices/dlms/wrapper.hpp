// The TCP wrapper of DLMS/COSEM: an APDU behind eight octets that say from whom to whom (IEC 62056-47).
//
// On the wire: u16 version (1), u16 source wPort, u16 destination wPort, u16 length, APDU.
#pragma once
#include "sim/core/bytes.hpp"

#include <optional>

namespace devices::dlms {

inline constexpr std::uint16_t wrapper_version = 1;
inline constexpr std::size_t wrapper_header = 8;

/// Reserved wPorts: IEC 62056-47.
inline constexpr std::uint16_t management_server = 1, public_client = 16;

struct wrapped {
    std::uint16_t source, destination;
    sim::bytes apdu;
    bool operator==(const wrapped&) const = default;
};

/// Error: `too_long` when the APDU exceeds 65535 octets.
sim::result<sim::bytes> wrap(std::uint16_t source, std::uint16_t destination, sim::byte_view apdu);

/// Makes whole APDUs of the bytes of a stream. After the first error nothing comes out any more: a stream that has lost
/// its frame cannot find it again, so the connection is closed.
class unwrapper {
public:
    /// `limit`: of an APDU's octets.
    explicit unwrapper(std::size_t limit = 65535) : limit_(limit) {}

    void feed(sim::byte_view data);
    /// The next whole APDU; empty: there is none yet, or an error stands.
    std::optional<wrapped> next();
    /// `out_of_range` for another version, `too_long` above the limit.
    sim::error_code error() const { return error_; }

private:
    std::size_t limit_;
    sim::bytes waiting_;
    std::size_t taken_{0}; ///< of `waiting_`
    sim::error_code error_;
};

} // namespace devices::dlms
