// What a head-end asks of the objects of a `landis_gyr` installation, and what it makes of their answers.
//
// Objects and their names: IEC 62056-6-1 and -6-2, as docs/protocols/landis_gyr.md lists them. Reading never
// throws; an answer of another form is an error, `conversation_errc::not_understood`.
#pragma once
#include "devices/cosem/association.hpp"
#include "scenarios/reference/head_end/conversation.hpp"
#include "scenarios/reference/head_end/service.hpp"

namespace scenarios::reference::cosem_requests {

using devices::dlms::encoded_data;

inline constexpr std::uint16_t chf_device = 1, esme_device = 16, gsme_device = 17;

// ---- identity
question::any model();
question::any firmware();
sim::result<std::string> read_text(const encoded_data& answer);

// ---- clock
question::any clock();
question::any set_clock(sim::time_point to);
sim::result<sim::time_point> read_clock(const encoded_data& answer);

// ---- consumption; `part` is a meter
question::any newest_register(device_part part);
sim::result<std::uint64_t> read_register(const encoded_data& answer);
/// The half-hours that ended after `from` and not after `until`.
question::any half_hours(device_part part, sim::time_point from, sim::time_point until);
sim::result<std::vector<half_hour>> read_half_hours(const encoded_data& answer, sim::time_point from,
                                                    sim::time_point until);

// ---- the logical devices behind the hub
question::any logical_devices();
sim::result<std::vector<std::uint16_t>> read_logical_devices(const encoded_data& answer);

// ---- security setup of a device
struct listed_certificate {
    sim::bytes serial_number, issuer;
};
question::any certificates();
sim::result<std::vector<listed_certificate>> read_certificates(const encoded_data& answer);
question::any export_certificate(const listed_certificate& which);
sim::result<sim::bytes> read_octets(const encoded_data& answer);
question::any import_certificate(sim::byte_view der);
question::any remove_certificate(const listed_certificate& which);
question::any transfer_keys(const key_transfer& t);

// ---- where the hub pushes to
question::any set_push_destination(const std::string& name, std::uint16_t port);

} // namespace scenarios::reference::cosem_requests
