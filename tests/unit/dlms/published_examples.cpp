// Whole APDUs and frames as others have them on the wire: the Green Book's examples of ciphered associations (security
// suite 0, EK 000102…0F, AK D0D1…DF, system title 4D4D4D0000BC614E, counter 01234567), and the frames that the tests of
// jDLMS, a client of another make, expect and send.
#include "devices/dlms/acse.hpp"
#include "devices/dlms/ciphered_message.hpp"
#include "devices/dlms/hdlc_frame.hpp"
#include "devices/dlms/hdlc_server.hpp"
#include "devices/dlms/initiate.hpp"

#include <doctest/doctest.h>

#include <numeric>

namespace {

using namespace devices::dlms;

sim::bytes hex(std::string_view text) { return sim::from_hex(text).value(); }

key128 counting_up(std::uint8_t from)
{
    key128 out;
    std::iota(out.begin(), out.end(), from);
    return out;
}

/// The sender of the examples, and whoever reads them.
struct party {
    encryption_key unicast{counting_up(0x00), {0x01234567, 0}};
    security_context context{.own = {{0x4D, 0x4D, 0x4D, 0x00, 0x00, 0xBC, 0x61, 0x4E}},
                             .peer = {{0x4D, 0x4D, 0x4D, 0x00, 0x00, 0xBC, 0x61, 0x4E}},
                             .authentication_key = counting_up(0xD0),
                             .unicast = &unicast};
};

constexpr message_form both{.ciphered = true};
constexpr const char* plain_request = "01011000112233445566778899AABBCCDDEEFF0000065F1F0400007E1F04B0";
constexpr const char* ciphered_request =
    "21303001234567801302FF8A7874133D414CED25B42534D28DB0047720606B175BD52211BE6841DB204D39EE6FDB8E356855";
constexpr const char* plain_response = "0800065F1F0400007C1F04000007";
constexpr const char* ciphered_response = "281F3001234567891214A0845E475714383F65BC19745CA235906525E4F3E1C893";

TEST_CASE("an InitiateRequest with a dedicated key, and its answer, are ciphered as in the Green Book")
{
    for (const auto& [plain, wire] :
         {std::pair{plain_request, ciphered_request}, {plain_response, ciphered_response}}) {
        CAPTURE(wire);
        party sender, receiver;
        CHECK(sim::to_hex(cipher(sender.context, both, hex(plain)).value()) == wire);
        const auto read = decipher(receiver.context, hex(wire));
        REQUIRE(read.has_value());
        CHECK(sim::to_hex(read->apdu) == plain);
        CHECK(read->form == both);
    }
    CHECK(sim::to_hex(encode(initiate_request{.dedicated_key = hex("00112233445566778899AABBCCDDEEFF"),
                                              .proposed = static_cast<conformance>(0x007E1F),
                                              .max_pdu_size = 1200})) == plain_request);
    CHECK(decode_initiate_response(hex(plain_response)).value().max_pdu_size == 1024);
}

TEST_CASE("associations under ciphering are asked for and released as in the Green Book")
{
    const auto information = hex(ciphered_request);
    const aarq asked{.context = application_context::logical_names_ciphered,
                     .calling_title = hex("4D4D4D0000BC614E"),
                     .authentication = mechanism::lls,
                     .authentication_value = hex("3132333435363738"),
                     .user_information = information};
    const std::string wire = "6066A109060760857405080103A60A04084D4D4D0000BC614E8A0207808B0760857405080201"
                             "AC0A80083132333435363738BE340432" +
                             std::string(ciphered_request);
    CHECK(sim::to_hex(encode(asked)) == wire);
    CHECK(decode_aarq(hex(wire)).value() == asked);
    CHECK(sim::to_hex(encode_request({0, information})) == "6239800100BE340432" + std::string(ciphered_request));
    CHECK(sim::to_hex(encode_response({0, hex(ciphered_response)})) ==
          "6328800100BE230421" + std::string(ciphered_response));
}

TEST_CASE("jDLMS's frames to a server with an address of four octets are read and written")
{
    const hdlc_address server{1, 17, 4}, client{16, 0, 1};
    struct row {
        const char* wire;
        hdlc_frame frame;
    };
    const row rows[] = {
        {"7EA00A00020023219318717E", {server, client, hdlc_kind::connect, true, 0, 0, false, {}}},
        {"7EA023210002002373F6C58180140502008006020080070400000001080400000001CE6A7E",
         {client, server, hdlc_kind::acknowledge, true, 0, 0, false,
          hex("8180140502008006020080070400000001080400000001")}},
        {"7EA02E0002002321107ECBE6E600601DA109060760857405080101BE10040E01000000065F1F040000301DFFFFD4C57E",
         {server, client, hdlc_kind::information, true, 0, 0, false,
          hex("E6E600601DA109060760857405080101BE10040E01000000065F1F040000301DFFFF")}},
        {"7EA03A2100020023309941E6E7006129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F040000301D19"
         "0000070C527E",
         {client, server, hdlc_kind::information, true, 0, 1, false,
          hex("E6E7006129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F040000301D19000007")}},
    };
    for (const auto& [wire, frame] : rows) {
        CAPTURE(wire);
        CHECK(sim::to_hex(encode(frame).value()) == wire);
        hdlc_deframer line;
        line.feed(hex(wire));
        CHECK(line.next() == frame);
    }
    // It writes 128 in two octets; that is read like one.
    CHECK(decode_hdlc_parameters(rows[1].frame.information).value() == hdlc_parameters{});
}

TEST_CASE("a station answers jDLMS's connection and passes its AARQ on")
{
    hdlc_server station({.upper = 1, .lower = 17});
    hdlc_deframer line;
    line.feed(hex("7EA00A00020023219318717E"
                  "7EA02E0002002321107ECBE6E600601DA109060760857405080101BE10040E01000000065F1F040000301DFFFFD4C57E"));
    CHECK(station.received(*line.next()).connected);
    const auto asked = station.received(*line.next());
    REQUIRE(asked.apdu);
    CHECK(decode_aarq(*asked.apdu).has_value());
    CHECK(sim::to_hex(station.answer(
              {hex("6129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F040000301D19000007")})) ==
          "7EA03A2100020023309941E6E7006129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F040000301D19"
          "0000070C527E");
}

} // namespace
