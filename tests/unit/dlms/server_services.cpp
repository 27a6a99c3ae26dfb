// What an associated client asks for, octet by octet: one row per request and its answer.
#include "tests/support/toy_dlms_device.hpp"

#include <doctest/doctest.h>

namespace {

using namespace toy;

struct dialogue {
    const char* what;
    const char* request;
    const char* answer;
};
const dialogue dialogues[] = {
    {"GET", "C001C1 0003 0100010800FF 02 00", "C401C100060001E240"},
    {"another id, low priority", "C00145 0003 0100010800FF 02 00", "C4014500060001E240"},
    {"an unknown object", "C001C1 0003 0100020800FF 02 00", "C401C10104"},
    {"another class", "C001C1 0001 0100010800FF 02 00", "C401C10109"},
    {"an attribute that is not there", "C001C1 0003 0100010800FF 09 00", "C401C1010B"},
    {"all attributes", "C001C1 0003 0100010800FF 00 00", "C401C10002020906 0100010800FF 060001E240"},
    {"a profile", "C001C1 0007 0100630100FF 02 00", "C401C100 0103110011011102"},
    {"a profile by entry", "C001C1 0007 0100630100FF 02 0102 0204060000000106000000011200001200 00",
     "C401C100 01011100"},
    {"no access", "C001C1 0001 0000600105FF 02 00", "C401C10103"},
    {"a list", "C003C1 02 0003 0100010800FF 02 00 0003 0100020800FF 02 00", "C403C1 02 00060001E240 0104"},
    {"SET", "C101C1 0001 0000600100FF 02 00 0902 6162", "C501C100"},
    {"a type that does not fit", "C101C1 0001 0000600100FF 02 00 1105", "C501C10C"},
    {"SET of what is read only", "C101C1 0003 0100010800FF 02 00 0600000000", "C501C103"},
    {"SET of a list", "C104C1 02 0001 0000600100FF 02 00 0003 0100010800FF 02 00 02 0902 6162 0600000000",
     "C505C1020003"},
    {"ACTION", "C301C1 0046 000060030AFF 01 00", "C701C10000"},
    {"ACTION that gives back", "C301C1 0046 000060030AFF 02 01 1107", "C701C100 0100 1107"},
    {"ACTION on nothing", "C301C1 0046 0000600300FF 01 00", "C701C10400"},
    {"ACTION of a list", "C303C1 02 0046 000060030AFF 02 0046 0000600300FF 01 02 1107 00",
     "C703C1 02 000100 1107 0400"},
    {"the proof that nobody asked for", "C301C1 000F 0000280000FF 01 01 0900", "C701C10300"},
    {"a next block of nothing", "C002C100000001", "C402C101000000010110"},
    {"a block of a SET of nothing", "C103C101000000020161", "C503C11200000002"},
    {"a next block of an ACTION of nothing", "C302C100000001", "C701C11000"},
    {"a block of an ACTION of nothing", "C306C101000000020161", "C701C11000"},
    {"an empty list", "C003C100", "D80103"},
    {"fewer values than attributes", "C104C1 01 0001 0000600100FF 02 00 00", "D80103"},
    {"fewer parameters than methods", "C303C1 01 0046 000060030AFF 01 00", "D80103"},
    {"octets left over", "C001C1 0003 0100010800FF 02 00 FF", "D80103"},
    {"octets missing", "C001C1 0003 0100010800FF 02", "D80103"},
    {"an unknown choice", "C009C1 0003 0100010800FF 02 00", "D80103"},
    {"one octet", "C0", "D80103"},
    {"nothing", "", "D80103"},
    {"READ of short names", "0501020008", "D80202"},
    {"an answer", "C401C100060001E240", "D80202"},
    {"an unknown service", "77", "D80202"},
    {"ciphering in a plain context", "C8063000000001AA", "D80105"},
};
TEST_CASE("every request has its answer, and the next one works")
{
    open_meter meter;
    for (const auto& r : dialogues) {
        CAPTURE(r.what);
        CHECK(meter.say(r.request) == sim::to_hex(hex(r.answer)));
        CHECK(meter.say(request::get{{3, energy, 2}}) == "C401C100060001E240");
    }
}

TEST_CASE("what was not negotiated is not served")
{
    const auto block = data_block{true, 1, octet_string(1)};
    struct row {
        const char* what;
        conformance missing;
        request::service request;
        const char* answer;
    };
    const request::get all_attributes{{3, energy, 0}}, selected{{7, profile, 2, selective_access{2, {0}}}};
    const row rows[] = {
        {"GET", conformance::get, request::get{{3, energy, 2}}, "D80102"},
        {"SET", conformance::set, request::set{{1, note, 2}, octet_string(1)}, "D80102"},
        {"ACTION", conformance::action, request::action{{70, valve, 1}, {}}, "D80102"},
        {"attribute 0", conformance::attribute_0_get, all_attributes, "C401C1010D"},
        {"attribute 0 of SET", conformance::attribute_0_set, request::set{{1, note, 0}, octet_string(1)}, "C501C10D"},
        {"selective access", conformance::selective_access, selected, "C401C1010D"},
        {"a list", conformance::multiple_references, request::get_list{{{3, energy, 2}}}, "D80102"},
        {"a list of SET", conformance::multiple_references, request::set_list{{{1, note, 2}}, {octet_string(1)}},
         "D80102"},
        {"a list of ACTION", conformance::multiple_references, request::action_list{{{70, valve, 1}}, {{0}}}, "D80102"},
        {"blocks of GET", conformance::block_transfer_get, request::get_next{1}, "D80102"},
        {"blocks of SET", conformance::block_transfer_set, request::set_first_block{{1, note, 2}, block}, "D80102"},
        {"more blocks of SET", conformance::block_transfer_set, request::set_block{block}, "D80102"},
        {"blocks of a list of SET", conformance::multiple_references,
         request::set_list_first_block{{{1, note, 2}}, block}, "D80102"},
        {"blocks of ACTION", conformance::block_transfer_action, request::action_first_block{{70, valve, 2}, block},
         "D80102"},
        {"more blocks of ACTION", conformance::block_transfer_action, request::action_block{block}, "D80102"},
        {"next blocks of ACTION", conformance::block_transfer_action, request::action_next{1}, "D80102"},
        {"blocks of a list of ACTION", conformance::multiple_references,
         request::action_list_first_block{{{70, valve, 2}}, block}, "D80102"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        open_meter meter(without(everything, r.missing));
        CHECK(meter.say(r.request) == sim::to_hex(hex(r.answer)));
        CHECK(meter.things.closed == 0);
        CHECK(meter.things.text == sim::bytes{'h', 'i'});
    }
    open_meter meter(without(everything, conformance::general_block_transfer));
    CHECK(meter.say("E0800001000000") == "D80102");
}

TEST_CASE("a list is read until a value does not fit, and then no further")
{
    open_meter meter;
    meter.things.text.assign(meter.settings.longest_value / 2, 'x');
    const attribute long_one{1, note, 2}, short_one{3, energy, 2};
    meter.things.callers.clear();
    const auto answer = meter.answer(request::get_list{{short_one, long_one, long_one, short_one, long_one}});
    CHECK(meter.things.callers.size() == 3); // the third tells that it is too long
    REQUIRE(meter.last.events.size() == 5);
    for (std::size_t i = 0; i < 5; ++i)
        CHECK((std::get<happened::accessed>(meter.last.events[i]).result == 0) == (i < 2));
    CHECK(std::holds_alternative<response::get_block>(answer));
    CHECK(meter.say(request::get{short_one}) == "C401C100060001E240");
}

TEST_CASE("the journal hears what was asked for and what came of it")
{
    open_meter meter;
    meter.say(request::get_list{{{3, energy, 2}, {3, valve, 2}}});
    REQUIRE(meter.last.events.size() == 2);
    const auto& first = std::get<happened::accessed>(meter.last.events[0]);
    CHECK(first.service == happened::service::get);
    CHECK(first.class_id == 3);
    CHECK(first.instance == energy);
    CHECK(first.index == 2);
    CHECK(first.result == 0);
    CHECK(std::get<happened::accessed>(meter.last.events[1]).result == 4);
    meter.say(request::action{{70, valve, 1}, {}});
    CHECK(std::get<happened::accessed>(meter.last.events.at(0)).service == happened::service::action);
    meter.say("C0");
    CHECK(std::get<happened::rejected>(meter.last.events.at(0)).why.service == service_error::other_reason);
    CHECK(meter.things.callers.at(0).client == 16);
    CHECK_FALSE(meter.things.callers.at(0).ciphered);
}

TEST_CASE("unconfirmed requests are done and not answered")
{
    open_meter meter;
    const invoke silent{.confirmed = false};
    CHECK(meter.say(encode(request_apdu{silent, request::action{{70, valve, 1}, {}}})).empty());
    CHECK(meter.things.closed == 1);
    CHECK(meter.say(encode(request_apdu{silent, request::set{{1, note, 2}, octet_string(3)}})).empty());
    CHECK(meter.things.text.size() == 3);
    CHECK(meter.say(encode(request_apdu{silent, request::set{{3, energy, 2}, octet_string(3)}})).empty());
}

TEST_CASE("a request longer than what the server takes is refused")
{
    open_meter meter;
    CHECK(meter.say(sim::bytes(201, 0xC0)) == "D80104");
    CHECK(meter.say(request::get{{3, energy, 2}}) == "C401C100060001E240");
}

} // namespace
