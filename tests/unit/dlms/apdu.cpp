// Requests and responses to the octet. The GET of the clock is the Green Book's; the others follow from the syntax of
// IEC 62056-5-3 clause 8 by hand.
#include "devices/dlms/apdu.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::dlms;

sim::bytes hex(std::string_view text) { return sim::from_hex(text).value(); }
obis name(std::string_view text) { return obis::parse(text).value(); }

const attribute clock_time{8, name("0-0:1.0.0"), 2, {}};
/// Entries 1 and 2, all columns.
const attribute profile_by_entry{7, name("1-0:99.1.0"), 2,
                                 selective_access{2, hex("020406000000010600000002120001120000")}};
const method disconnect{70, name("0-0:96.3.10"), 1};

struct request_row {
    const char* octets;
    request_apdu value;
};

const invoke usual{1, true, true}, plain{15, false, false};

std::vector<request_row> gets_and_sets()
{
    return {
        {"C001C1"
         "00080000010000FF02"
         "00",
         {usual, request::get{clock_time}}},
        {"C0010F"
         "00080000010000FF02"
         "00",
         {plain, request::get{clock_time}}},
        {"C001C1"
         "00070100630100FF02"
         "01"
         "02"
         "020406000000010600000002120001120000",
         {usual, request::get{profile_by_entry}}},
        {"C002C1"
         "00000007",
         {usual, request::get_next{7}}},
        {"C003C1"
         "02"
         "00080000010000FF02"
         "00"
         "00080000010000FF02"
         "00",
         {usual, request::get_list{{clock_time, clock_time}}}},
        {"C101C1"
         "00080000010000FF02"
         "00"
         "090101",
         {usual, request::set{clock_time, hex("090101")}}},
        {"C102C1"
         "00080000010000FF02"
         "00"
         "00"
         "00000001"
         "020102",
         {usual, request::set_first_block{clock_time, {false, 1, hex("0102")}}}},
        {"C103C1"
         "01"
         "00000002"
         "0103",
         {usual, request::set_block{{true, 2, hex("03")}}}},
        {"C104C1"
         "01"
         "00080000010000FF02"
         "00"
         "01"
         "1105",
         {usual, request::set_list{{clock_time}, {hex("1105")}}}},
        {"C105C1"
         "01"
         "00080000010000FF02"
         "00"
         "00"
         "00000001"
         "00",
         {usual, request::set_list_first_block{{clock_time}, {false, 1, {}}}}},
    };
}

std::vector<request_row> actions()
{
    return {
        {"C301C1"
         "0046000060030AFF01"
         "01"
         "0F00",
         {usual, request::action{disconnect, hex("0F00")}}},
        {"C301C1"
         "0046000060030AFF01"
         "00",
         {usual, request::action{disconnect, {}}}},
        {"C302C1"
         "00000003",
         {usual, request::action_next{3}}},
        {"C303C1"
         "01"
         "0046000060030AFF01"
         "01"
         "0F00",
         {usual, request::action_list{{disconnect}, {hex("0F00")}}}},
        {"C304C1"
         "0046000060030AFF01"
         "00"
         "00000001"
         "01AA",
         {usual, request::action_first_block{disconnect, {false, 1, hex("AA")}}}},
        {"C305C1"
         "01"
         "0046000060030AFF01"
         "00"
         "00000001"
         "01AA",
         {usual, request::action_list_first_block{{disconnect}, {false, 1, hex("AA")}}}},
        {"C306C1"
         "01"
         "00000009"
         "01AA",
         {usual, request::action_block{{true, 9, hex("AA")}}}},
    };
}

struct response_row {
    const char* octets;
    response_apdu value;
};

std::vector<response_row> responses()
{
    const auto denied = data_access_result::read_write_denied;
    const response::action_outcome done{action_result::success, {}},
        told{action_result::success, read_result(hex("1105"))},
        failed{action_result::object_undefined, read_result(data_access_result::object_undefined)};
    return {
        {"C401C1"
         "00"
         "1105",
         {usual, response::get{hex("1105")}}},
        {"C401C1"
         "01"
         "03",
         {usual, response::get{denied}}},
        {"C402C1"
         "00"
         "00000001"
         "00"
         "020102",
         {usual, response::get_block{false, 1, hex("0102")}}},
        {"C402C1"
         "01"
         "00000002"
         "01"
         "03",
         {usual, response::get_block{true, 2, denied}}},
        {"C403C1"
         "02"
         "001105"
         "0103",
         {usual, response::get_list{{hex("1105"), denied}}}},
        {"C501C1"
         "00",
         {usual, response::set{data_access_result::success}}},
        {"C502C1"
         "00000001",
         {usual, response::set_block{1}}},
        {"C503C1"
         "03"
         "00000002",
         {usual, response::set_last_block{denied, 2}}},
        {"C504C1"
         "020003"
         "00000002",
         {usual, response::set_last_block_list{{data_access_result::success, denied}, 2}}},
        {"C505C1"
         "020003",
         {usual, response::set_list{{data_access_result::success, denied}}}},
        {"C701C1"
         "00"
         "00",
         {usual, response::action{done}}},
        {"C701C1"
         "00"
         "01"
         "001105",
         {usual, response::action{told}}},
        {"C702C1"
         "01"
         "00000001"
         "01AA",
         {usual, response::action_block{{true, 1, hex("AA")}}}},
        {"C703C1"
         "02"
         "0000"
         "04010104",
         {usual, response::action_list{{done, failed}}}},
        {"C704C1"
         "00000005",
         {usual, response::action_next{5}}},
    };
}

template <class Rows, class Decode>
void check_rows(const Rows& rows, Decode decode)
{
    for (const auto& [octets, value] : rows) {
        CAPTURE(octets);
        const auto wire = hex(octets);
        CHECK(sim::to_hex(encode(value)) == octets);
        const auto read = decode(wire);
        REQUIRE(read.has_value());
        CHECK(*read == value);
        for (std::size_t cut = 0; cut < wire.size(); ++cut) {
            CAPTURE(cut);
            CHECK(decode(sim::byte_view(wire).first(cut)).error() == sim::codec_errc::truncated);
        }
        auto longer = wire;
        longer.push_back(0);
        CHECK(decode(longer).error() == sim::codec_errc::trailing_bytes);
    }
}

TEST_CASE("every request is read and written to the octet, and nothing shorter or longer is")
{
    check_rows(gets_and_sets(), decode_request);
    check_rows(actions(), decode_request);
}

TEST_CASE("every response is read and written to the octet, and nothing shorter or longer is")
{
    check_rows(responses(), decode_response);
}

TEST_CASE("what is no service is refused")
{
    for (const char* octets :
         {"C004C100000001", "C006C100000001", "C107C1", "C300C1", "C307C1", "C201C1", "0001C1", "C401C1001105"})
        CHECK(decode_request(hex(octets)).error() == sim::codec_errc::out_of_range);
    for (const char* octets : {"C404C1", "C506C1", "C705C1", "C401C10200", "C402C1000000000102", "C001C1"})
        CHECK(decode_response(hex(octets)).error() == sim::codec_errc::out_of_range);
    CHECK(decode_request(hex("C003C141")).error() == sim::codec_errc::too_long); // 65 in one list
}

TEST_CASE("results have words")
{
    CHECK(to_string(data_access_result::scope_of_access_violated) == "scope of access violated");
    CHECK(to_string(static_cast<data_access_result>(77)) == "unknown result");
    CHECK(to_string(action_result::object_undefined) == "object undefined");
    CHECK(to_string(action_result::long_action_aborted) == "long action aborted");
    CHECK(to_string(static_cast<action_result>(19)) == "unknown result");
    CHECK(to_string(service_error::invocation_counter_error) == "invocation counter error");
    CHECK(to_string(state_error::service_unknown) == "service unknown");
}

} // namespace
