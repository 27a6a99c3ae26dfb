// An independent reader, tshark, follows a home through joins, long messages, loss and return, changes of the network
// key and leaving: no frame is malformed, and none stays closed with the keys that the network told.
#include "sim/han/capture.hpp"
#include "tests/support/capture_reader.hpp"
#include "tests/support/han_home.hpp"

#include <cstdio>

using namespace sim;
using namespace sim::han;
using namespace sim::han::test;

namespace {

/// Numbers of the frames that a display filter picks.
std::vector<std::string> pick(const std::string& arguments, const std::string& filter)
{
    std::string out;
    auto command =
        std::string(S1SIM_TSHARK) + ' ' + arguments + " -Y '" + filter + "' -T fields -e frame.number 2>/dev/null";
    auto* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe);
    char buffer[4096];
    while (auto n = std::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
    REQUIRE(::pclose(pipe) == 0);
    std::vector<std::string> lines;
    std::string line;
    for (char c : out) {
        if (c != '\n')
            line += c;
        else
            lines.push_back(std::exchange(line, {}));
    }
    return lines;
}

/// A ZCL report of octet strings, so that a reader of applications has nothing to object to.
std::string report(std::size_t size)
{
    std::string text("\x08\x01\x0A", 3);
    while (text.size() < size) {
        auto length = std::min<std::size_t>(size - text.size(), 40);
        text += std::string("\x07\x03\x41", 3) + static_cast<char>(length) + std::string(length, 'x'); // SiteID
    }
    return text;
}

void live(home& h)
{
    h.usual(false);
    for (const auto* name : {"esme", "gsme"}) {
        REQUIRE_FALSE(h.net.permit(h[name].self->address(), install_key));
        REQUIRE_FALSE(h.net.join(*h[name].self));
        h.run(10s);
    }
    for (std::size_t size : {7U, 40U, 300U})
        for (bool link_secured : {false, true}) h.send_to(h["esme"], report(size), link_secured);
    h.send_to(h["gsme"], report(40));
    h.run(1h);
    REQUIRE_FALSE(h.net.change_network_key());
    h.run(1h);
    auto link = h.net.link_of(*h["esme"].self);
    link.reachable = false;
    h.net.set_link(*h["esme"].self, link);
    h.run(10min);
    link.reachable = true;
    h.net.set_link(*h["esme"].self, link);
    h.run(1h);
    h.net.power(*h["esme"].self, false);
    REQUIRE_FALSE(h.net.change_network_key());
    h.run(1h);
    h.net.power(*h["esme"].self, true);
    h.run(10min);
    REQUIRE_FALSE(h.net.remove(*h["gsme"].self));
    h.run(31min);
    REQUIRE_FALSE(h.net.leave(*h["esme"].self));
    h.run(1min);
}

} // namespace

TEST_CASE("tshark reads all that a home says, from joining to leaving")
{
    tests::scratch_file file(".pcapng");
    std::string keys;
    {
        capture out(file.path(), "s1sim test");
        pan_settings settings;
        settings.log_key = [&](logged_key, const crypto::aes_key& k) {
            keys += " -o 'uat:zigbee_pc_keys:\"" + to_hex(k) + "\",\"Normal\",\"\"'";
        };
        home h(7, mode::full, settings, home::begin(), &out);
        live(h);
        CHECK(h.count("han.joined") == 2);
        CHECK(h.count("han.rejoined") == 2);
        CHECK(h.count("han.left") == 2);
        REQUIRE_FALSE(out.close());
    }
    auto arguments = "-r " + file.path() + keys;
    CHECK(pick(arguments, "_ws.malformed").empty());
    CHECK(pick(arguments, "zbee_sec.encrypted_payload").empty());
    CHECK(pick(arguments, "wpan.fcs_ok == 0").empty());
    // Transport key, switch key; rejoin request and response, leave.
    for (const auto* filter :
         {"zbee_aps.cmd.id == 0x05", "zbee_aps.cmd.id == 0x09", "zbee_nwk.cmd.id == 0x06", "zbee_nwk.cmd.id == 0x07",
          "zbee_nwk.cmd.id == 0x04", "wpan.cmd == 0x06", "wpan.cmd == 0x08", "zbee_aps.fragment"}) {
        CAPTURE(filter);
        CHECK_FALSE(pick(arguments, filter).empty());
    }
}
