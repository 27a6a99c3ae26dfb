#include "sim/han/capture.hpp"
#include "tests/support/capture_reader.hpp"

using namespace sim;
using namespace sim::han;

TEST_CASE("a HAN capture has an interface per installation, with frames that end in their check sequence")
{
    tests::scratch_file file;
    capture out(file.path(), "test");
    CHECK(out.add_network("tri-1") == 0);
    CHECK(out.add_network("tri-2") == 1);
    CHECK(out.frame(1, from_unix_seconds(5), as_bytes("abcd")));
    CHECK(out.frames() == 1);
    REQUIRE_FALSE(out.close());
    const auto blocks = tests::read_blocks(file.content());
    REQUIRE(blocks.size() == 4);
    CHECK(blocks[1].body[0] == static_cast<std::uint8_t>(link_type::ieee802_15_4_with_fcs));
    CHECK(tests::read_frames(file.content())[0].time == from_unix_seconds(5));
}

TEST_CASE("a HAN key in the key log is a comment to readers of TLS secrets")
{
    crypto::aes_key key{};
    key[0] = 0xAB;
    CHECK(key_log_line("tri-1", logged_key::network, key) == "# ZIGBEE network AB000000000000000000000000000000 tri-1");
    CHECK(key_log_line("tri-1", logged_key::link, key) == "# ZIGBEE link AB000000000000000000000000000000 tri-1");
}
