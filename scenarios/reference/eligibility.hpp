// May this installation be migrated at all? Checks of the files before anything is touched.
//
// Source: DCC, conclusions and further consultation on TMAD for FOC (2020): split supply is not migrated in the primary
// release, and later only when both fuels are recently dormant. Missing master keys and five or more failed attempts
// are published categories of exclusion. Which step of which table refuses them is not public: the step that is told is
// "eligibility", a model choice.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace scenarios::reference {

enum class dormancy : std::uint8_t { active, recently_dormant, historically_dormant };

struct installation_facts {
    dormancy electricity{dormancy::active}, gas{dormancy::active};
    bool dual_fuel{true};
    bool electricity_prepaid{false};
    std::string electricity_supplier, gas_supplier;
    std::uint32_t failed_attempts{0};
    bool master_key_present{true};
    bool device_certificate_valid{true};
};

inline constexpr std::uint32_t most_failed_attempts = 4; ///< "five or more" exclude

/// Why not, in a sentence; empty when it may.
std::optional<std::string> obstacle(const installation_facts& f);

} // namespace scenarios::reference
