#include "scenarios/reference/eligibility.hpp"

namespace scenarios::reference {

std::optional<std::string> obstacle(const installation_facts& f)
{
    if (!f.master_key_present) return "the device's master key is missing";
    if (!f.device_certificate_valid) return "DeviceCertificate has expired";
    if (f.failed_attempts > most_failed_attempts) return "five or more attempts have failed";
    bool split = f.dual_fuel && f.electricity_supplier != f.gas_supplier;
    bool both_recently_dormant = f.electricity == dormancy::recently_dormant && f.gas == dormancy::recently_dormant;
    if (split && !both_recently_dormant) return "split supply, and not both fuels are recently dormant";
    bool dormant = f.electricity != dormancy::active;
    if (dormant && f.electricity_prepaid) return "dormant, and electricity is in prepayment";
    return {};
}

} // namespace scenarios::reference
