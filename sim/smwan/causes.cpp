#include "sim/smwan/causes.hpp"

namespace sim::smwan {

// Open enumerations: a value from a scenario or from another network need not be one of the enumerators, so each
// switch falls through to the row for causes that the device does not know.

std::string_view describe(gmm_cause cause)
{
    switch (cause) {
    case gmm_cause::imsi_unknown_in_hlr: return "the home register does not know the IMSI";
    case gmm_cause::illegal_ms: return "the network refuses this subscriber's authentication";
    case gmm_cause::illegal_me: return "the network refuses this equipment";
    case gmm_cause::gprs_services_not_allowed: return "the subscription has no packet service";
    case gmm_cause::no_services_allowed: return "the subscription has neither packet nor circuit service";
    case gmm_cause::ms_identity_not_derived: return "the network cannot derive the device's identity";
    case gmm_cause::implicitly_detached: return "the network had detached the device without telling it";
    case gmm_cause::plmn_not_allowed: return "the device may not use this network";
    case gmm_cause::location_area_not_allowed: return "the device may not use this location area";
    case gmm_cause::roaming_not_allowed_in_area: return "the device may not roam in this location area";
    case gmm_cause::gprs_not_allowed_in_plmn: return "the device may not use packet service in this network";
    case gmm_cause::no_suitable_cells: return "no cell of this location area suits the device";
    case gmm_cause::msc_not_reachable: return "the switching centre cannot be reached for now";
    case gmm_cause::network_failure: return "the network failed";
    case gmm_cause::mac_failure: return "the authentication code was wrong";
    case gmm_cause::synch_failure: return "the authentication sequence number was out of range";
    case gmm_cause::congestion: return "the network is congested";
    case gmm_cause::no_pdp_context_activated: return "the network knows no active PDP context of the device";
    }
    return "a cause that the device does not know";
}

reaction reaction_to(gmm_cause cause)
{
    switch (cause) {
    case gmm_cause::imsi_unknown_in_hlr:
    case gmm_cause::illegal_ms:
    case gmm_cause::illegal_me:
    case gmm_cause::gprs_services_not_allowed:
    case gmm_cause::no_services_allowed:
    case gmm_cause::plmn_not_allowed:
    case gmm_cause::gprs_not_allowed_in_plmn: return reaction::permanent;
    case gmm_cause::location_area_not_allowed:
    case gmm_cause::roaming_not_allowed_in_area:
    case gmm_cause::no_suitable_cells: return reaction::back_off;
    case gmm_cause::ms_identity_not_derived:
    case gmm_cause::implicitly_detached:
    case gmm_cause::no_pdp_context_activated: return reaction::retry_now;
    case gmm_cause::msc_not_reachable:
    case gmm_cause::network_failure:
    case gmm_cause::mac_failure:
    case gmm_cause::synch_failure:
    case gmm_cause::congestion: return reaction::retry;
    }
    return reaction::retry;
}

std::string_view describe(sm_cause cause)
{
    switch (cause) {
    case sm_cause::operator_barring: return "the operator bars the subscription";
    case sm_cause::insufficient_resources: return "the network lacks resources";
    case sm_cause::unknown_apn: return "the APN is missing or unknown";
    case sm_cause::unknown_pdp_type: return "the PDP address or type is unknown";
    case sm_cause::authentication_failed: return "the APN's authentication failed";
    case sm_cause::rejected_by_ggsn: return "the gateway rejects the activation";
    case sm_cause::rejected_unspecified: return "the activation is rejected without a reason";
    case sm_cause::option_not_supported: return "the service option is not supported";
    case sm_cause::option_not_subscribed: return "the requested service option is not subscribed";
    case sm_cause::option_out_of_order: return "the service option is out of order for now";
    case sm_cause::regular_deactivation: return "regular deactivation";
    case sm_cause::network_failure: return "the network failed";
    case sm_cause::reactivation_required: return "the network asks for a new activation";
    case sm_cause::apn_incompatible: return "the APN's restriction is incompatible with the active PDP context";
    }
    return "a cause that the device does not know";
}

reaction reaction_to(sm_cause cause)
{
    switch (cause) {
    case sm_cause::unknown_pdp_type: return reaction::permanent;
    case sm_cause::operator_barring:
    case sm_cause::insufficient_resources:
    case sm_cause::unknown_apn:
    case sm_cause::authentication_failed:
    case sm_cause::option_not_supported:
    case sm_cause::option_not_subscribed:
    case sm_cause::apn_incompatible: return reaction::back_off;
    case sm_cause::rejected_by_ggsn:
    case sm_cause::rejected_unspecified:
    case sm_cause::option_out_of_order:
    case sm_cause::regular_deactivation:
    case sm_cause::network_failure: return reaction::retry;
    case sm_cause::reactivation_required: return reaction::retry_now;
    }
    return reaction::retry;
}

} // namespace sim::smwan
