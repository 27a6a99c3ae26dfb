// Why a network says no: GMM causes (3GPP TS 24.008, 10.5.5.14) and SM causes (10.5.6.6), each with a sentence and
// with what a device does about it. The classes are the specification's where it has one; where it leaves the device
// a choice, or where a world of one operator and one cell makes the distinction void, they are model choices
// (docs/smwan.md).
#pragma once
#include <cstdint>
#include <string_view>

namespace sim::smwan {

enum class reaction : std::uint8_t {
    retry_now, ///< again at once, counted as an attempt
    retry,     ///< again after a pause, counted as an attempt; after five of them back off
    back_off,  ///< straight into the long back-off
    permanent, ///< not before power has been cycled or the SIM changed
};

/// Open on purpose: a number that is not named here is one that the device does not know, and is retried.
enum class gmm_cause : std::uint8_t {
    imsi_unknown_in_hlr = 2,
    illegal_ms = 3,
    illegal_me = 6,
    gprs_services_not_allowed = 7,
    no_services_allowed = 8,
    ms_identity_not_derived = 9,
    implicitly_detached = 10,
    plmn_not_allowed = 11,
    location_area_not_allowed = 12,
    roaming_not_allowed_in_area = 13,
    gprs_not_allowed_in_plmn = 14,
    no_suitable_cells = 15,
    msc_not_reachable = 16,
    network_failure = 17,
    mac_failure = 20,
    synch_failure = 21,
    congestion = 22,
    no_pdp_context_activated = 40,
};
std::string_view describe(gmm_cause cause);
reaction reaction_to(gmm_cause cause);

enum class sm_cause : std::uint8_t {
    operator_barring = 8,
    insufficient_resources = 26,
    unknown_apn = 27,
    unknown_pdp_type = 28,
    authentication_failed = 29,
    rejected_by_ggsn = 30,
    rejected_unspecified = 31,
    option_not_supported = 32,
    option_not_subscribed = 33,
    option_out_of_order = 34,
    regular_deactivation = 36,
    network_failure = 38,
    reactivation_required = 39,
    apn_incompatible = 112,
};
std::string_view describe(sm_cause cause);
reaction reaction_to(sm_cause cause);

} // namespace sim::smwan
