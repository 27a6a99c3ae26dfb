// Which associations there are, and what each may do.
//
// Model choice, with the usual client addresses: the public client reads who the meter is and what time it has; the
// reading client reads measurements under a password; the management client reads, writes and executes, and only
// through requests that are authenticated and encrypted.
#pragma once
#include "devices/dlms/object_access.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace devices::cosem {

enum class association : std::uint8_t { open, reading, management };
inline constexpr std::array associations{association::open, association::reading, association::management};

struct association_spec {
    cosem::association which;
    std::uint16_t client; ///< its SAP
    dlms::mechanism authentication;
    std::string_view name; ///< for people
    bool ciphered;         ///< every request must be
};
inline constexpr association_spec association_specs[] = {
    {association::open, 16, dlms::mechanism::none, "public", false},
    {association::reading, 2, dlms::mechanism::lls, "reading", false},
    {association::management, 1, dlms::mechanism::hls_gmac, "management", true},
};
constexpr const association_spec& describe(association a) { return association_specs[static_cast<std::size_t>(a)]; }

/// Under which association a request comes; empty when it is none of them: an unknown client, less authentication than
/// its association has, or plain text where that is ciphered.
std::optional<association> association_of(const dlms::caller& who);

struct grant {
    bool read{false}, write{false}, execute{false};
    constexpr bool any() const { return read || write || execute; }
    bool operator==(const grant&) const = default;
};
/// What each association may do with an object, as far as the object lets itself be written and executed at all.
struct rights {
    std::array<grant, associations.size()> of{};
    constexpr const grant& operator[](association a) const { return of[static_cast<std::size_t>(a)]; }
    bool operator==(const rights&) const = default;
};

inline constexpr grant none{}, reads{true, false, false}, manages{true, true, true};
inline constexpr rights for_everyone{{reads, reads, manages}};
inline constexpr rights for_readers{{none, reads, manages}};
inline constexpr rights for_managers{{none, none, manages}};

} // namespace devices::cosem
