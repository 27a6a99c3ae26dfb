// An independent reader, tshark, takes every frame of the HAN that we can make apart: none malformed, every check
// sequence right, all opened with the keys that it is told on its command line, and the values are those that were
// meant.
#include "sim/han/capture.hpp"
#include "tests/support/capture_reader.hpp"
#include "tests/support/han_conversation.hpp"

#include <algorithm>
#include <cstdio>
#include <set>
#include <sstream>
#include <utility>

using namespace sim;

namespace {

std::string run(const std::string& arguments)
{
    std::string out;
    auto command = std::string(S1SIM_TSHARK) + ' ' + arguments + " 2>/dev/null";
    auto* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe);
    char buffer[4096];
    while (auto n = std::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
    REQUIRE(::pclose(pipe) == 0);
    return out;
}

std::vector<std::string> split(const std::string& text, char at)
{
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, at);) out.push_back(part);
    return out;
}

/// How docs/han.md tells tshark the keys of a run.
std::string options_of(const std::string& key_log)
{
    const std::string command =
        R"(sed -n 's/^# ZIGBEE [a-z]* \([0-9A-F]*\) .*/-o uat:zigbee_pc_keys:"\1","Normal",""/p' keys.log)";
    std::ifstream page(S1SIM_HAN_PAGE);
    const std::string text{std::istreambuf_iterator<char>(page), {}};
    CHECK(text.find("$(" + command + ")") != std::string::npos);
    return " $(" + command.substr(0, command.rfind(' ') + 1) + key_log + ")";
}

/// Each frame's fields as tshark sees them, several values of one field with commas between.
std::vector<std::map<std::string, std::string>> dissect(const std::string& path, const std::string& options,
                                                        const std::set<std::string>& fields)
{
    auto arguments = "-r " + path + options + " -T fields -E separator='|' -E occurrence=a";
    for (const auto& field : fields) arguments += " -e " + field;
    std::vector<std::map<std::string, std::string>> out;
    for (const auto& line : split(run(arguments), '\n')) {
        const auto values = split(line + '|', '|');
        REQUIRE(values.size() == fields.size());
        auto& frame = out.emplace_back();
        std::size_t i = 0;
        for (const auto& field : fields) frame[field] = values[i++];
    }
    return out;
}

const char* const malformed = "_ws.malformed";
const char* const unopened = "zbee_sec.encrypted_payload";

struct written_capture {
    written_capture()
        : file(".pcapng"),
          out(file.path(), "s1sim test"),
          keys({{han::logged_key::network, said.network_key},
                {han::logged_key::link, said.link_key},
                {han::logged_key::link, said.code.link_key()}})
    {
        const auto network = out.add_network("tri-1");
        auto time = from_unix_seconds(1'700'000'000);
        for (const auto& frame : said.frames)
            REQUIRE(out.frame(network, time += std::chrono::milliseconds(10), frame.octets));
        REQUIRE_FALSE(out.close());
    }

    using told_keys = std::vector<std::pair<han::logged_key, crypto::aes_key>>;

    /// What tshark sees, in these fields and in those that tell whether it could read a frame, when it knows `told`.
    auto seen_with(const told_keys& told, std::set<std::string> fields = {}) const
    {
        const tests::scratch_file key_log;
        std::string lines;
        for (const auto& [kind, key] : told) lines += han::key_log_line("tri-1", kind, key) + "\n";
        REQUIRE_FALSE(write_file(key_log.path(), lines));
        fields.insert({malformed, unopened, "wpan.fcs_ok"});
        auto seen = dissect(file.path(), options_of(key_log.path()), fields);
        REQUIRE(seen.size() == said.frames.size());
        return seen;
    }

    tests::han_conversation said;
    tests::scratch_file file;
    han::capture out;
    told_keys keys;
};

std::size_t count_unopened(const std::vector<std::map<std::string, std::string>>& frames)
{
    return static_cast<std::size_t>(
        std::count_if(frames.begin(), frames.end(), [](const auto& frame) { return frame.at(unopened) != ""; }));
}

} // namespace

TEST_CASE("tshark opens every frame with the keys of keys.log, and reads what was said")
{
    const written_capture capture;
    std::set<std::string> fields;
    for (const auto& frame : capture.said.frames)
        for (const auto& [field, value] : frame.fields) fields.insert(field);
    const auto seen = capture.seen_with(capture.keys, fields);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const auto& meant = capture.said.frames[i];
        CAPTURE(i + 1);
        CAPTURE(meant.what);
        CHECK(seen[i].at(malformed) == "");
        CHECK(seen[i].at(unopened) == "");
        CHECK(seen[i].at("wpan.fcs_ok") == "1");
        for (const auto& [field, value] : meant.fields) {
            CAPTURE(field);
            CHECK(seen[i].at(field) == value);
        }
    }
}

TEST_CASE("tshark opens nothing without keys, and with an install code alone what the network key protects")
{
    const written_capture capture;
    const auto secured = std::count_if(capture.said.frames.begin(), capture.said.frames.end(),
                                       [](const auto& frame) { return frame.fields.contains("zbee.sec.counter"); });
    CHECK(count_unopened(capture.seen_with({})) == static_cast<std::size_t>(secured));

    const auto seen = capture.seen_with({capture.keys[2]});
    std::set<std::string> closed;
    for (std::size_t i = 0; i < seen.size(); ++i)
        if (seen[i].at(unopened) != "") closed.insert(capture.said.frames[i].what);
    CHECK(closed == std::set<std::string>{"a key for two members", "a metering report under the link key",
                                          "a new link key", "application key, please", "link key, please",
                                          "remove device", "update device"});
}
