#include "tests/support/capture_reader.hpp"

#include "sim/core/check.hpp"

#include <sys/stat.h>

using namespace sim;

TEST_CASE("the section header is little endian, of version 1.0 and unknown length, and names the application")
{
    CHECK(to_hex(pcapng::section_header("s1sim")) == "0A0D0D0A"
                                                     "2C000000"
                                                     "4D3C2B1A"
                                                     "0100"
                                                     "0000"
                                                     "FFFFFFFFFFFFFFFF"
                                                     "0400"
                                                     "0500"
                                                     "733173696D000000"
                                                     "00000000"
                                                     "2C000000");
}

TEST_CASE("an interface has its link type, its name, and nanoseconds")
{
    CHECK(to_hex(pcapng::interface_description(link_type::raw_ip, "wan")) == "01000000"
                                                                             "28000000"
                                                                             "6500"
                                                                             "0000"
                                                                             "00000000"
                                                                             "0200"
                                                                             "0300"
                                                                             "77616E00"
                                                                             "0900"
                                                                             "0100"
                                                                             "09000000"
                                                                             "00000000"
                                                                             "28000000");
}

TEST_CASE("a packet carries its time in nanoseconds since 1970, high word first")
{
    const bytes frame{0xAA, 0xBB, 0xCC};
    time_point t{duration(0x0123456789ABCDEF)};
    writer out;
    pcapng::enhanced_packet(out, 2, t, frame);
    CHECK(to_hex(out.data()) == "06000000"
                                "24000000"
                                "02000000"
                                "67452301"
                                "EFCDAB89"
                                "03000000"
                                "03000000"
                                "AABBCC00"
                                "24000000");
}

TEST_CASE("TLS secrets are a key log, padded")
{
    CHECK(to_hex(pcapng::tls_secrets("CLIENT")) == "0A000000"
                                                   "1C000000"
                                                   "4B534C54"
                                                   "06000000"
                                                   "434C49454E540000"
                                                   "1C000000");
}

TEST_CASE("a packet of an interface that nobody described is a programmer error")
{
    tests::scratch_file file;
    pcapng_file out(file.path(), "test");
    CHECK_THROWS_AS(out.packet(0, {}, {}), broken_invariant);
}

TEST_CASE("a capture is a section, its interfaces and its packets, readable by its owner only")
{
    tests::scratch_file file;
    pcapng_file out(file.path(), "test");
    CHECK(out.add_interface(link_type::raw_ip, "wan") == 0);
    CHECK(out.add_interface(link_type::ieee802_15_4_no_fcs, "han") == 1);
    CHECK(out.packet(1, from_unix_seconds(5), as_bytes("abcd")));
    CHECK(out.secrets("x"));
    CHECK(out.packets() == 1);
    REQUIRE_FALSE(out.close());

    auto blocks = tests::read_blocks(file.content());
    REQUIRE(blocks.size() == 5);
    CHECK(blocks[0].type == 0x0A0D0D0A);
    CHECK(blocks[1].type == 1);
    CHECK(blocks[2].type == 1);
    CHECK(blocks[3].type == 6);
    CHECK(blocks[4].type == 10);
    CHECK(tests::read_frames(file.content())[0].time == from_unix_seconds(5));
    struct stat info {};
    REQUIRE(::stat(file.path().c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("a capture that cannot be written says so")
{
    pcapng_file out("/nonexistent/wan.pcapng", "test");
    CHECK(out.error());
    out.add_interface(link_type::raw_ip, "wan");
    CHECK_FALSE(out.packet(0, {}, {}));
    CHECK(out.close());
}
