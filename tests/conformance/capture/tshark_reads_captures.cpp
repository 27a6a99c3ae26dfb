// An independent reader, tshark, finds nothing to complain of in our captures: no malformed frame, no wrong checksum,
// no missing, repeated or unexpected segment; and it puts the byte streams together again.
#include "sim/kernel/rng.hpp"
#include "sim/transport/tcp_capture.hpp"
#include "tests/support/capture_reader.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <sstream>

using namespace sim;
using namespace sim::transport;
using kind = wire_tap::segment;

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

struct frame_report {
    std::string stream, analysis, malformed, tcp_checksum, ip_checksum, time;
};

std::vector<frame_report> analyse(const std::string& path)
{
    auto text =
        run("-r " + path +
            " -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -T fields -E separator=, -e tcp.stream"
            " -e tcp.analysis.flags -e _ws.malformed -e tcp.checksum.status -e ip.checksum.status -e frame.time_epoch");
    std::vector<frame_report> out;
    for (const auto& line : split(text, '\n')) {
        auto f = split(line, ',');
        REQUIRE(f.size() == 6);
        out.push_back({f[0], f[1], f[2], f[3], f[4], f[5]});
    }
    return out;
}

void check_clean(const std::vector<frame_report>& frames)
{
    const std::string good = "1";
    for (std::size_t i = 0; i < frames.size(); ++i) {
        CAPTURE(i + 1);
        CHECK(frames[i].analysis == "");
        CHECK(frames[i].malformed == "");
        CHECK(frames[i].tcp_checksum == good);
        CHECK(frames[i].ip_checksum == good);
    }
}

/// What tshark takes for the two directions of each stream, first that of the end that spoke first; as hexadecimal.
std::map<int, std::vector<std::string>> follow_all(const std::string& path, int streams)
{
    std::string arguments = "-r " + path + " -q";
    for (int i = 0; i < streams; ++i) arguments += " -z follow,tcp,raw," + std::to_string(i);
    const std::string filter = "Filter: tcp.stream eq ";
    std::map<int, std::vector<std::string>> out;
    std::vector<std::string>* stream = nullptr;
    for (const auto& line : split(run(arguments), '\n')) {
        if (line.starts_with(filter)) {
            stream = &out[std::stoi(line.substr(filter.size()))];
            stream->resize(2);
        }
        if (!stream || line.find_first_not_of("\t0123456789abcdef") != std::string::npos) continue; // around the data
        if (line.starts_with('\t'))
            stream->at(1) += line.substr(1);
        else
            stream->at(0) += line;
    }
    return out;
}

std::string lower_hex(byte_view data)
{
    auto text = to_hex(data);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
    return text;
}

/// Many connections at once, with slow and fast directions, long and short data, all kinds of end.
class traffic {
public:
    traffic(tcp_capture& tap, std::uint64_t seed) : tap_(tap), dice_(rng(seed).stream("traffic")) {}

    void connection(std::uint16_t number)
    {
        endpoint client{{0x7F0A0000u + number}, static_cast<std::uint16_t>(40000 + number)}, server{{0x7F140001}, 7443};
        auto start = epoch + std::chrono::milliseconds(roll(5000));
        auto up = std::chrono::milliseconds(roll(700)), down = std::chrono::milliseconds(roll(700));
        tap_.on_segment(start + up, client, server, kind::syn, {});
        if (number % 10 == 7) return tap_.on_segment(start + up + down, server, client, kind::rst, {});
        auto open = start + up + down;
        tap_.on_segment(open, server, client, kind::syn_ack, {});
        // Each direction sends when it likes: what crosses on the way is what goes wrong in a naive writer.
        auto sent_up = stream(open + up, client, server, up_data[number]);
        auto sent_down = stream(open + up + down, server, client, down_data[number]);
        auto end = std::max(sent_up, sent_down);
        if (number % 10 == 3) return tap_.on_segment(end, client, server, kind::rst, {});
        tap_.on_segment(sent_up, client, server, kind::fin, {});
        tap_.on_segment(sent_down, server, client, kind::fin, {});
    }

    static constexpr time_point epoch{std::chrono::seconds(1'600'000'000)};
    std::map<int, bytes> up_data, down_data;

private:
    std::uint64_t roll(std::uint64_t bound) { return dice_.below(index_++, bound); }

    time_point stream(time_point from, const endpoint& source, const endpoint& target, bytes& all)
    {
        auto chunks = roll(6);
        for (std::uint64_t i = 0; i < chunks; ++i) {
            bytes data(1 + roll(i % 2 ? 20'000 : 300));
            for (auto& b : data) b = static_cast<std::uint8_t>(roll(256));
            from += std::chrono::milliseconds(roll(400));
            tap_.on_segment(from, source, target, kind::data, data);
            all.insert(all.end(), data.begin(), data.end());
        }
        return from;
    }

    tcp_capture& tap_;
    random_stream dice_;
    std::uint64_t index_{0};
};

} // namespace

TEST_CASE("tshark finds nothing wrong with forty crossing connections, and reads the same bytes")
{
    for (auto link : {link_type::raw_ip, link_type::ethernet}) {
        tests::scratch_file file(".pcapng");
        pcapng_file out(file.path(), "s1sim");
        tcp_capture tap(out, link, "wan");
        traffic t(tap, 7);
        for (std::uint16_t i = 0; i < 40; ++i) t.connection(i);
        tap.flush(traffic::epoch + std::chrono::hours(1));
        auto frames_written = out.packets();
        REQUIRE_FALSE(out.close());

        auto frames = analyse(file.path());
        CHECK(frames.size() == frames_written);
        check_clean(frames);
        CHECK(
            std::is_sorted(frames.begin(), frames.end(), [](const auto& a, const auto& b) { return a.time < b.time; }));

        std::map<std::string, int> client_of_stream; // by port: streams are numbered by their first frame
        auto ports =
            split(run("-r " + file.path() + " -Y tcp.dstport==7443 -T fields -e tcp.stream -e tcp.srcport"), '\n');
        for (const auto& line : ports) client_of_stream[split(line, '\t')[0]] = std::stoi(split(line, '\t')[1]) - 40000;
        CHECK(client_of_stream.size() == 40);
        std::size_t compared = 0;
        for (auto& [stream, read] : follow_all(file.path(), 40)) {
            auto client = client_of_stream[std::to_string(stream)];
            CAPTURE(client);
            std::vector<std::string> sent{lower_hex(t.up_data[client]), lower_hex(t.down_data[client])};
            // Which of the two is first depends on who spoke first.
            std::sort(read.begin(), read.end());
            std::sort(sent.begin(), sent.end());
            CHECK(read == sent);
            compared += sent[0].size() + sent[1].size();
        }
        CHECK(compared > 1'000'000);
    }
}

TEST_CASE("tshark says that ports are used again where they are, and nothing else")
{
    tests::scratch_file file(".pcapng");
    pcapng_file out(file.path(), "s1sim");
    tcp_capture tap(out, link_type::raw_ip, "wan");
    endpoint client{{0x7F0A0005}, 49152}, server{{0x7F140001}, 7443};
    auto t = traffic::epoch;
    for (int i = 0; i < 2; ++i, t += std::chrono::minutes(1)) {
        tap.on_segment(t, client, server, kind::syn, {});
        tap.on_segment(t, server, client, kind::syn_ack, {});
        tap.on_segment(t, client, server, kind::data, bytes(100));
        tap.on_segment(t, client, server, kind::fin, {});
        tap.on_segment(t, server, client, kind::fin, {});
    }
    tap.flush(t);
    REQUIRE_FALSE(out.close());
    auto frames = analyse(file.path());
    REQUIRE(frames.size() == 18);
    CHECK(frames[9].analysis != "");
    CHECK(frames[9].stream == "1");
    frames[9].analysis.clear();
    check_clean(frames);
}

TEST_CASE("tshark reads nanoseconds, the interface's name, and the frame where the capture says secrets")
{
    tests::scratch_file file(".pcapng");
    pcapng_file out(file.path(), "s1sim");
    out.secrets("CLIENT_RANDOM 00 00\n");
    tcp_capture tap(out, link_type::raw_ip, "wan");
    tap.on_segment(traffic::epoch + duration(123456789), {{0x7F0A0005}, 1}, {{0x7F140001}, 2}, kind::syn, {});
    tap.flush(traffic::epoch + std::chrono::seconds(1));
    REQUIRE_FALSE(out.close());
    CHECK(run("-r " + file.path() + " -T fields -e frame.time_epoch -e frame.interface_name") ==
          "1600000000.123456789\twan\n");
}
