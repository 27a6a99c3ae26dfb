// How associations begin and end, to the octet. Rows marked GB are the examples of the Green Book, which
// clients in the field send to the letter; the others follow from the syntax by hand.
#include "devices/dlms/acse.hpp"
#include "devices/dlms/initiate.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::dlms;

sim::bytes hex(std::string_view text) { return sim::from_hex(text).value(); }

constexpr const char* initiate_1200 = "01000000065F1F0400007E1F04B0"; // GB

template <class T, class Decode>
void check_row(const char* octets, const T& value, const sim::bytes& encoded, Decode decode)
{
    CAPTURE(octets);
    const auto wire = hex(octets);
    CHECK(sim::to_hex(encoded) == octets);
    const auto read = decode(wire);
    REQUIRE(read.has_value());
    CHECK(*read == value);
    for (std::size_t cut = 0; cut < wire.size(); ++cut)
        CHECK_FALSE(decode(sim::byte_view(wire).first(cut)).has_value());
    auto longer = wire;
    longer.push_back(0);
    CHECK(decode(longer).error() == sim::codec_errc::trailing_bytes);
}

TEST_CASE("associations are asked for without security, with a password, and with a challenge")
{
    aarq m;
    m.user_information = hex(initiate_1200);
    check_row("601DA109060760857405080101BE10040E01000000065F1F0400007E1F04B0", m, encode(m), decode_aarq); // GB
    m.authentication = mechanism::lls;
    m.authentication_value = hex("3132333435363738");
    check_row("6036A1090607608574050801018A0207808B0760857405080201AC0A80083132333435363738"
              "BE10040E01000000065F1F0400007E1F04B0",
              m, encode(m), decode_aarq); // GB
    m.context = application_context::logical_names_ciphered;
    m.calling_title = hex("4D4D4D0000BC614E");
    m.authentication = mechanism::hls_gmac;
    m.authentication_value = hex("4B35366956616759");
    check_row("6042A109060760857405080103A60A04084D4D4D0000BC614E8A0207808B0760857405080205AC0A80084B35366956616759"
              "BE10040E01000000065F1F0400007E1F04B0",
              m, encode(m), decode_aarq);
}

TEST_CASE("associations are accepted, accepted until the peer has proved itself, and rejected")
{
    aare m;
    m.user_information = hex("0800065F1F040000501F01F40007");
    check_row("6129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F040000501F01F40007", m, encode(m),
              decode_aare); // GB
    m.result = association_result::rejected_permanent;
    m.diagnostic = association_diagnostic::authentication_failure;
    m.user_information.clear();
    check_row("6117A109060760857405080101A203020101A305A10302010D", m, encode(m), decode_aare);
    m = {application_context::logical_names_ciphered,
         association_result::accepted,
         association_diagnostic::authentication_required,
         hex("4D4D4D0000BC614E"),
         mechanism::hls_gmac,
         hex("503677524A323146"),
         hex("0800065F1F040000501F01F40007")};
    check_row("614EA109060760857405080103A203020100A305A10302010EA40A04084D4D4D0000BC614E880207808907608574050802"
              "05AA0A8008503677524A323146BE10040E0800065F1F040000501F01F40007",
              m, encode(m), decode_aare);
}

TEST_CASE("associations are released")
{
    release plain{0, {}};
    check_row("6203800100", plain, encode_request(plain), decode_release_request);
    check_row("6303800100", plain, encode_response(plain), decode_release_response);
    release silent;
    check_row("6200", silent, encode_request(silent), decode_release_request);
    release ciphered{0, hex("21053000000001")};
    check_row("620E800100BE090407"
              "21053000000001",
              ciphered, encode_request(ciphered), decode_release_request);
}

TEST_CASE("what a client adds is passed over; what is out of place is refused")
{
    // protocol version and calling-AE-invocation-id
    auto m = decode_aarq(hex("602680020780"
                             "A109060760857405080101"
                             "A903020105"
                             "BE10040E01000000065F1F0400007E1F04B0"));
    REQUIRE(m.has_value());
    CHECK(m->user_information == hex(initiate_1200));
    struct row {
        const char* octets;
        sim::codec_errc error;
    };
    for (auto [octets, error] : {
             row{"6000", sim::codec_errc::truncated}, // no context
             row{"600BA109060760857405080105", sim::codec_errc::out_of_range},
             row{"600BA109060760857405090101", sim::codec_errc::out_of_range},
             row{"600BA109040760857405080101", sim::codec_errc::out_of_range},
             row{"6114A109060760857405080101A607040512345678AB", sim::codec_errc::out_of_range},
             row{"6014A109060760857405080101A607040512345678AB", sim::codec_errc::out_of_range}, // a title of 5
             row{"6083000000", sim::codec_errc::too_long},
             row{"6014A109060760857405080101A608040512345678AB", sim::codec_errc::truncated},
         }) {
        CAPTURE(octets);
        CHECK(decode_aarq(hex(octets)).error() == error);
    }
    sim::bytes longest = encode(aarq{application_context::logical_names, {}, mechanism::hls, sim::bytes(65, 1), {}});
    CHECK(decode_aarq(longest).error() == sim::codec_errc::too_long);
}

TEST_CASE("client and server agree on version, services and sizes")
{
    initiate_request asked;
    asked.proposed = static_cast<conformance>(0x007E1F);
    asked.max_pdu_size = 1200;
    check_row(initiate_1200, asked, encode(asked), decode_initiate_request); // GB
    asked.dedicated_key = hex("00112233445566778899AABBCCDDEEFF");
    asked.response_allowed = false;
    check_row("01011000112233445566778899AABBCCDDEEFF010000065F1F0400007E1F04B0", asked, encode(asked),
              decode_initiate_request);
    initiate_response agreed;
    agreed.negotiated = static_cast<conformance>(0x00501F);
    agreed.max_pdu_size = 500;
    check_row("0800065F1F040000501F01F40007", agreed, encode(agreed), decode_initiate_response); // GB
    using enum conformance;
    CHECK((get | set | selective_access | event_notification | action | priority_management | block_transfer_get) ==
          agreed.negotiated);
    CHECK((agreed.negotiated & (get | access)) == get);
    CHECK(decode_initiate_request(hex("01010300112200000006"
                                      "5F1F0400007E1F04B0"))
              .error() == sim::codec_errc::out_of_range); // a dedicated key of 3 octets
}

TEST_CASE("what could not be done is said")
{
    check_row("0E010601", initiate_error::dlms_version_too_low, encode(initiate_error::dlms_version_too_low),
              decode_initiate_error);
    exception_response refused{state_error::service_not_allowed, service_error::operation_not_possible, 0};
    check_row("D80101", refused, encode(refused), decode_exception_response);
    exception_response repeated{state_error::service_not_allowed, service_error::invocation_counter_error, 42};
    check_row("D801060000002A", repeated, encode(repeated), decode_exception_response);
}

TEST_CASE("alerts are pushed with or without their time")
{
    data_notification m{7, {}, hex("1105")};
    check_row("0F00000007001105", m, encode(m), decode_data_notification);
    m.date_time = hex("07E40B0706010000FF800000");
    check_row("0F000000070C07E40B0706010000FF8000001105", m, encode(m), decode_data_notification);
    CHECK(decode_data_notification(hex("0F0000000701001105")).error() == sim::codec_errc::out_of_range);
}

} // namespace
