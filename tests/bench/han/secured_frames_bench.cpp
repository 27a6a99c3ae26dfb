// Secured frames of one core with the capture on: an electricity meter's report, made, sealed and captured, and taken
// apart again at the other end; against CCM alone and a file of the same size in the same run.
#include "ccm_floor.hpp"
#include "sim/han/capture.hpp"
#include "sim/han/mac_frame.hpp"
#include "sim/han/security.hpp"
#include "tests/support/capture_reader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <limits>

using namespace sim;
using namespace sim::han;

namespace {

using bench::core_seconds;
using bench::counting_from;

constexpr int frames = 100'000;
constexpr std::size_t report_size = 40; // a Report Attributes with a handful of registers
constexpr eui64 meter{0x70B3D50000000102};

/// A meter that sends reports, and the hub that reads them. All room is kept from frame to frame.
class report_link {
public:
    explicit report_link(bool under_link_key) : under_link_key_(under_link_key) { report_.resize(report_size, 0x5A); }

    byte_view send(std::uint32_t number)
    {
        aps_.clear();
        nwk_.clear();
        mac_.clear();
        aps_frame inner;
        inner.addressing = aps_addressing{endpoint{10}, endpoint{1}, cluster_id{0x0702}, profile_id::smart_energy};
        inner.counter = static_cast<std::uint8_t>(number);
        inner.payload = report_;
        if (under_link_key_)
            seal_aps(aps_, inner, {security_key::data, number, std::nullopt, 0}, meter, link_key_);
        else
            encode(aps_, inner);
        nwk_frame middle;
        middle.source = address_;
        middle.sequence = static_cast<std::uint8_t>(number);
        middle.payload = aps_.data();
        seal_nwk(nwk_, middle, {security_key::network, number, meter, 0}, network_key_);
        mac_frame outer;
        outer.acknowledge = true;
        outer.sequence = static_cast<std::uint8_t>(number);
        outer.destination = mac_address{pan_id{0x1A62}, short_address::coordinator};
        outer.source = mac_address{pan_id{0x1A62}, address_};
        outer.payload = nwk_.data();
        encode(mac_, outer);
        return mac_.data();
    }

    bool receive(byte_view octets)
    {
        const auto outer = decode_mac(octets);
        if (!outer) return false;
        const auto middle = decode_nwk(outer->payload);
        if (!middle || !open_nwk(outer->payload, *middle, network_key_, plain_)) return false;
        const auto inner = decode_aps(plain_);
        if (!inner) return false;
        if (!under_link_key_) return inner->payload.size() == report_size;
        return open_aps(plain_, *inner, meter, link_key_, opened_) && opened_.size() == report_size;
    }

private:
    bool under_link_key_;
    short_address address_{0x3C4D};
    frame_key network_key_{counting_from(0xC0)}, link_key_{counting_from(0x40)};
    bytes report_, plain_, opened_;
    writer aps_, nwk_, mac_;
};

struct load {
    const char* what;
    bool under_link_key, both_ends;
    double goal; ///< the floor's time in parts of ours, at least
};

double ours(const load& how)
{
    const tests::scratch_file file;
    capture out(file.path(), "bench");
    const auto network = out.add_network("tri-1");
    report_link between(how.under_link_key);
    auto time = from_unix_seconds(1'700'000'000);
    int read = 0;
    const auto began = core_seconds();
    for (std::uint32_t i = 0; i < frames; ++i) {
        const auto octets = between.send(i);
        out.frame(network, time += std::chrono::seconds(30), octets);
        read += !how.both_ends || between.receive(octets);
    }
    CHECK_FALSE(out.close());
    const auto took = core_seconds() - began;
    CHECK(read == frames);
    return took;
}

void measure(const load& how)
{
    const auto size = report_link(how.under_link_key).send(0).size();
    const bench::floor alone{frames, size, how.under_link_key ? 2 : 1, how.both_ends};
    constexpr int least_trials = 3, most_trials = 12;
    // What else runs on the machine makes either slow, but never quick: the best of each says what the code can do.
    auto least_ours = std::numeric_limits<double>::max(), least_floor = least_ours;
    for (int t = 0; t < most_trials && (t < least_trials || least_floor / least_ours < how.goal); ++t) {
        least_floor = std::min(least_floor, bench::ccm_and_file(alone));
        least_ours = std::min(least_ours, ours(how));
    }
    std::printf("%s: %.0f frames/s (CCM and file alone %.0f/s, ratio %.2f, goal %.2f)\n", how.what, frames / least_ours,
                frames / least_floor, least_floor / least_ours, how.goal);
    CHECK(least_floor / least_ours >= how.goal);
}

} // namespace

TEST_CASE("a frame that is sealed for the network and captured costs little more than CCM and the file")
{
    measure({"sent, network key", false, false, 0.25});
}

TEST_CASE("a frame that is sealed for the network, captured and opened again costs little more than CCM and the file")
{
    measure({"sent and received, network key", false, true, 0.25});
}

TEST_CASE(
    "a frame that is sealed for link and network, captured and opened again costs little more than CCM and the file")
{
    measure({"sent and received, link and network key", true, true, 0.3});
}
