// The xDLMS services of logical name referencing, for both ends: GET, SET, ACTION, their answers, and what else a
// server may say.
//
// Source: IEC 62056-5-3 clause 8 (abstract syntax of the COSEM APDUs), encoded in A-XDR. Values travel encoded: a
// server streams them with axdr_writer, a receiver takes them apart with read_data. Decoding never throws; trailing
// octets are an error, as are lists of more than `most_listed`.
#pragma once
#include "devices/dlms/data.hpp"
#include "devices/dlms/obis.hpp"
#include "devices/dlms/results.hpp"

#include <optional>
#include <variant>

namespace devices::dlms {

/// Attributes or methods in one list (model choice; the standard sets no limit).
inline constexpr std::size_t most_listed = 64;

struct invoke {
    std::uint8_t id{1};   ///< 0 … 15, repeated in the answer
    bool confirmed{true}; ///< an answer is wanted
    bool high_priority{true};
    bool operator==(const invoke&) const = default;
};

/// One A-XDR value as it stands on the wire.
using encoded_data = sim::bytes;

struct selective_access {
    std::uint8_t selector; ///< of profiles: 1 by range, 2 by entry (IEC 62056-6-2 4.3.6)
    encoded_data parameters;
    bool operator==(const selective_access&) const = default;
};
struct attribute {
    std::uint16_t class_id{0};
    obis instance;
    std::uint8_t index{0}; ///< 0: all of them
    std::optional<selective_access> selection{};
    bool operator==(const attribute&) const = default;
};
struct method {
    std::uint16_t class_id{0};
    obis instance;
    std::uint8_t index{0};
    bool operator==(const method&) const = default;
};
/// A piece of a long service's octets.
struct data_block {
    bool last{false};
    std::uint32_t number{0}; ///< from 1
    sim::bytes raw;
    bool operator==(const data_block&) const = default;
};

// ---- requests: what a client asks

namespace request {

struct get {
    attribute what;
    bool operator==(const get&) const = default;
};
struct get_next {
    std::uint32_t block; ///< the last that was received
    bool operator==(const get_next&) const = default;
};
struct get_list {
    std::vector<attribute> what;
    bool operator==(const get_list&) const = default;
};
struct set {
    attribute what;
    encoded_data value;
    bool operator==(const set&) const = default;
};
struct set_first_block {
    attribute what;
    data_block block;
    bool operator==(const set_first_block&) const = default;
};
struct set_block {
    data_block block;
    bool operator==(const set_block&) const = default;
};
struct set_list {
    std::vector<attribute> what;
    std::vector<encoded_data> values;
    bool operator==(const set_list&) const = default;
};
struct set_list_first_block {
    std::vector<attribute> what;
    data_block block;
    bool operator==(const set_list_first_block&) const = default;
};
struct action {
    method what;
    std::optional<encoded_data> parameters;
    bool operator==(const action&) const = default;
};
struct action_next {
    std::uint32_t block;
    bool operator==(const action_next&) const = default;
};
struct action_list {
    std::vector<method> what;
    std::vector<encoded_data> parameters;
    bool operator==(const action_list&) const = default;
};
struct action_first_block {
    method what;
    data_block block;
    bool operator==(const action_first_block&) const = default;
};
struct action_list_first_block {
    std::vector<method> what;
    data_block block;
    bool operator==(const action_list_first_block&) const = default;
};
struct action_block {
    data_block block;
    bool operator==(const action_block&) const = default;
};

using service =
    std::variant<get, get_next, get_list, set, set_first_block, set_block, set_list, set_list_first_block, action,
                 action_next, action_list, action_first_block, action_list_first_block, action_block>;

} // namespace request

struct request_apdu {
    dlms::invoke invoke;
    request::service what;
    bool operator==(const request_apdu&) const = default;
};

// ---- responses: what a server answers

/// A value, or why there is none.
using read_result = std::variant<encoded_data, data_access_result>;

namespace response {

struct get {
    read_result result;
    bool operator==(const get&) const = default;
};
struct get_block {
    bool last;
    std::uint32_t number;
    std::variant<sim::bytes, data_access_result> raw;
    bool operator==(const get_block&) const = default;
};
struct get_list {
    std::vector<read_result> results;
    bool operator==(const get_list&) const = default;
};
struct set {
    data_access_result result;
    bool operator==(const set&) const = default;
};
struct set_block {
    std::uint32_t number; ///< that was taken
    bool operator==(const set_block&) const = default;
};
struct set_last_block {
    data_access_result result;
    std::uint32_t number;
    bool operator==(const set_last_block&) const = default;
};
struct set_last_block_list {
    std::vector<data_access_result> results;
    std::uint32_t number;
    bool operator==(const set_last_block_list&) const = default;
};
struct set_list {
    std::vector<data_access_result> results;
    bool operator==(const set_list&) const = default;
};
struct action_outcome {
    action_result result;
    std::optional<read_result> returned;
    bool operator==(const action_outcome&) const = default;
};
struct action {
    action_outcome outcome;
    bool operator==(const action&) const = default;
};
struct action_block {
    data_block block;
    bool operator==(const action_block&) const = default;
};
struct action_list {
    std::vector<action_outcome> outcomes;
    bool operator==(const action_list&) const = default;
};
struct action_next {
    std::uint32_t block; ///< that was taken
    bool operator==(const action_next&) const = default;
};

using service = std::variant<get, get_block, get_list, set, set_block, set_last_block, set_last_block_list, set_list,
                             action, action_block, action_list, action_next>;

} // namespace response

struct response_apdu {
    dlms::invoke invoke;
    response::service what;
    bool operator==(const response_apdu&) const = default;
};

sim::bytes encode(const request_apdu& r);
sim::bytes encode(const response_apdu& r);
/// Errors: codec_errc.
sim::result<request_apdu> decode_request(sim::byte_view apdu);
sim::result<response_apdu> decode_response(sim::byte_view apdu);

} // namespace devices::dlms
