// What a device answers: first what it refuses.
#include "toy_meter.hpp"

#include "sim/core/check.hpp"

#include <doctest/doctest.h>

using namespace devices::zcl;

TEST_CASE("what cannot be done is answered with the status that the standard has for it")
{
    struct row {
        const char* what;
        cluster_id cluster;
        const char* frame;
        const char* answer;
    };
    const auto metering = cluster_id::metering;
    const row rows[] = {
        {"no frame", metering, "00 01", ""},
        {"a cluster that is not there", cluster_id::price, "00 01 00 0000", "18010B00C3"},
        {"a cluster of the table's other side", metering, "08 01 00 0000", "10010B00C3"},
        {"a cluster that is in no table", cluster_id(0x0B01), "01 01 00", "18010B00C3"},
        {"an unknown general command", metering, "00 01 42", "18010B4282"},
        {"a manufacturer's general command", metering, "04 C710 01 42", "1CC710010B4284"},
        {"an unknown command", metering, "01 01 42", "18010B4281"},
        {"a command that the device does without", metering, "01 01 00 00 00000000 01", "18010B0081"},
        {"a manufacturer's command", metering, "05 C710 01 0B", "1CC710010B0B83"},
        {"a command that is cut short", metering, "01 01 0B 0000", "18010B0B80"},
        {"a value that a command must not have", metering, "01 01 0B 01000000 02000000 00000000 00000000 03 00",
         "18010B0B85"},
        {"half an attribute's number", metering, "00 01 00 00", "18010B0080"},
        {"an unknown attribute", metering, "00 01 00 5555", "180101555586"},
        {"an attribute of a manufacturer", metering, "04 C710 01 00 0000", "1CC7100101000086"},
        {"a rate that there is not", metering, "00 01 00 0401", "180101040186"},
        {"writing an unknown attribute", metering, "00 01 02 5555 20 01", "180104865555"},
        {"writing what can only be read", metering, "00 01 02 0000 25 000000000000", "180104880000"},
        {"writing another type", metering, "00 01 02 0703 42 0141", "1801048D0703"},
        {"writing what is no type", metering, "00 01 02 0703 45 0141", "18010B0280"},
        {"writing half a value", metering, "00 01 02 0703 41 0241", "18010B0280"},
        {"reporting an unknown attribute", metering, "00 01 06 00 5555 20 0000 3C00 01", "18010786005555"},
        {"reporting what is not reported", metering, "00 01 06 00 0703 41 0000 3C00", "1801078C000703"},
        {"reporting another type", metering, "00 01 06 00 0000 23 0000 3C00 01000000", "1801078D000000"},
        {"a minimum above the maximum", metering, "00 01 06 00 1400 30 3D00 3C00", "18010787001400"},
        {"reports that it should expect", metering, "00 01 06 01 0000 3C00", "1801078C010000"},
        {"the rule of an attribute that has none", metering, "00 01 08 00 0000", "1801098B000000"},
        {"the rule of an attribute that is not there", metering, "00 01 08 00 5555", "18010986005555"},
    };
    for (const row& r : rows) {
        CAPTURE(r.what);
        toy_bench b;
        CHECK(b.ask(r.cluster, r.frame) == r.answer);
        CHECK(b.meter.site == "here");
        CHECK(b.reports.entries().empty());
    }
}

TEST_CASE("nobody answers for an endpoint that is not there")
{
    toy_bench b;
    b.in.endpoint = endpoint_id(2);
    CHECK(b.ask("00 01 00 0000") == "");
}

TEST_CASE("a frame without link key gets nothing from a cluster that needs one")
{
    toy_bench b;
    b.in.link_secured = false;
    CHECK(b.ask(cluster_id::metering, "00 01 00 0000") == "18010B007E");
    CHECK(b.ask(cluster_id::metering, "00 01 02 0703 41 0141") == "18010B027E");
    CHECK(b.meter.site == "here");
    CHECK(b.ask(cluster_id::basic, "00 01 00 0000") == "1801010000002001");
}

TEST_CASE("a default response is sent when it is wanted or something is wrong, and never for another")
{
    toy_bench b;
    CHECK(b.ask(cluster_id::identify, "01 07 00 0A00") == "18070B0000");
    CHECK(b.meter.identified_s == 10);
    CHECK(b.ask("11 07 00 0B00") == "");
    CHECK(b.meter.identified_s == 11);
    CHECK(b.ask("11 07 42") == "18070B4281");
    CHECK(b.ask("00 07 0B 00 00") == "");
    CHECK(b.ask("10 07 0B 00 81") == "");
    b.in.unicast = false;
    CHECK(b.ask("01 07 00 0C00") == "");
    CHECK(b.ask("01 07 42") == "");
    CHECK(b.meter.identified_s == 12);
}

TEST_CASE("attributes are read in the order in which they are asked for")
{
    toy_bench b;
    CHECK(b.ask("00 2A 00 1400 0000 0004 0703 5555 0201 0301") == "182A01"
                                                                  "1400003002"
                                                                  "00000025563412000000"
                                                                  "0004002AFBFFFF"
                                                                  "0703004104"
                                                                  "68657265"
                                                                  "555586"
                                                                  "020100252B1A09000000"
                                                                  "030100250200000000"
                                                                  "00");
    b.meter.has_supply = false;
    CHECK(b.ask("00 2A 00 1400") == "182A01140086");
    CHECK(b.ask("00 2A 00") == "182A01");
}

TEST_CASE("what does not fit into an answer is said, as far as even that fits")
{
    toy_bench b;
    b.in.room = 3 + 10 + 3;
    CHECK(b.ask("00 2A 00 0000 0000 0000") == "182A01"
                                              "00000025563412000000"
                                              "000089");
    b.in.room = 2;
    CHECK(b.ask("00 2A 00 0000") == "182A01");
}

TEST_CASE("attributes are written one by one, or all or none")
{
    toy_bench b;
    CHECK(b.ask("00 01 02 0703 41 0541414141 41") == "18010400");
    CHECK(b.meter.site == "AAAAA");
    CHECK(b.ask("00 01 02 0703 41 0142 0000 25 000000000000") == "180104880000");
    CHECK(b.meter.site == "B");
    CHECK(b.ask("00 01 03 0703 41 0143 0000 25 000000000000") == "180104880000");
    CHECK(b.meter.site == "B");
    CHECK(b.ask("00 01 03 0703 41 0143") == "18010400");
    CHECK(b.meter.site == "C");
    CHECK(b.ask("00 01 05 0703 41 0144 0000 25 000000000000") == "");
    CHECK(b.meter.site == "D");
    CHECK(b.ask("00 01 02 0703 41 21" + std::string(66, '4')) == "180104870703");
    CHECK(b.meter.site == "D");
}

TEST_CASE("a command is answered by its response, and then by nothing else")
{
    toy_bench b;
    CHECK(b.ask("01 05 0B 01000000 02000000 00000000 00000000 01 01") == "19050C"
                                                                         "0100000002000000"
                                                                         "00000000"
                                                                         "01");
    CHECK(b.meter.supply == 1);
    CHECK(b.ask("01 05 0B 01000000 02000000 00000000 00000000 00 00") == "18050B0B00");
    CHECK(b.meter.supply == 0);
}

TEST_CASE("the client's side of a cluster takes what a server sends")
{
    toy_bench b;
    CHECK(b.ask(cluster_id::messaging, "09 05 00 01000000 00 00000000 0A00 024869") == "10050B0000");
    CHECK(b.meter.site == "Hi");
    CHECK(b.ask(cluster_id::messaging, "01 05 00") == "18050B00C3");
}

TEST_CASE("a report is taken note of")
{
    toy_bench b;
    CHECK(b.ask("00 01 0A 0000 25 563412000000") == "18010B0A00");
    CHECK(b.ask("10 01 0A 0000 25 563412000000") == "");
    CHECK(b.ask("10 01 0A 0000 25 5634") == "18010B0A80");
}

TEST_CASE("what is there can be discovered, in parts")
{
    toy_bench b;
    CHECK(b.ask("00 01 0C 0000 FF") == "18010D01"
                                       "000025"
                                       "140030"
                                       "000125"
                                       "010125"
                                       "020125"
                                       "030125"
                                       "070341"
                                       "00042A");
    CHECK(b.ask("00 01 0C 0000 02") == "18010D00"
                                       "000025"
                                       "140030");
    CHECK(b.ask("00 01 0C 0101 FF") == "18010D01"
                                       "010125"
                                       "020125"
                                       "030125"
                                       "070341"
                                       "00042A");
    CHECK(b.ask("00 01 0C 0104 FF") == "18010D01");
    b.meter.has_supply = false;
    CHECK(b.ask("00 01 0C 0000 02") == "18010D00"
                                       "000025"
                                       "000125");
    b.in.room = 3 + 1 + 3;
    CHECK(b.ask("00 01 0C 0000 02") == "18010D00"
                                       "000025");
}

TEST_CASE("rules of reports are set, read and taken away")
{
    toy_bench b;
    CHECK(b.ask("00 01 06 00 0000 25 1E00 3C00 0A0000000000 00 1400 30 0000 0000") == "18010700");
    CHECK(b.reports.entries().size() == 2);
    CHECK(b.ask("00 01 08 00 0000 00 1400 01 0000") == "180109"
                                                       "0000000025"
                                                       "1E003C000A0000000000"
                                                       "0000140030"
                                                       "00000000"
                                                       "8B010000");
    CHECK(b.ask("00 01 06 00 0000 25 0000 FFFF 000000000000") == "18010700");
    CHECK(b.reports.entries().size() == 1);
    CHECK(b.ask("00 01 06 00 1400 30 0000 0000 00 5555 30 0000 0000") == "18010786005555");
}

TEST_CASE("a model that says what the table does not have cannot be made")
{
    cluster_side side(cluster_id::metering, direction::to_server);
    auto one = [](const call&) { return 1; };
    CHECK_THROWS_AS(side.attribute("Nonsense", one), sim::broken_invariant);
    side.attribute("SupplyStatus", one);
    CHECK_THROWS_AS(side.attribute("SupplyStatus", one), sim::broken_invariant);
    CHECK_THROWS_AS(side.write("SupplyStatus", write_site), sim::broken_invariant);
    CHECK_THROWS_AS(side.on("GetProfileResponse", change_supply), sim::broken_invariant);
}
