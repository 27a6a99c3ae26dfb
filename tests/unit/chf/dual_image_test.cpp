#include "devices/chf/dual_image.hpp"

#include <doctest/doctest.h>

namespace devices::chf {
namespace {

constexpr std::uint32_t most_starts = 3;

TEST_CASE("a hub on trial takes no other image")
{
    dual_image banks({"2.1"});
    CHECK(banks.switch_to({"2.2"}));
    CHECK_FALSE(banks.switch_to({"2.3"}));
    CHECK(banks.running().version == "2.2");
}

TEST_CASE("new firmware that does not come home within three starts is given up on the fourth, for good")
{
    dual_image banks({"2.1"});
    banks.switch_to({"2.2", false});
    for (std::uint32_t n = 0; n < most_starts; ++n) {
        CHECK_FALSE(banks.start(most_starts));
        CHECK(banks.running() == firmware_bank{"2.2", false});
    }
    CHECK(banks.start(most_starts));
    CHECK(banks.running() == firmware_bank{"2.1", true});
    CHECK_FALSE(banks.on_trial());
    for (int n = 0; n < 10; ++n) CHECK_FALSE(banks.start(most_starts));
    CHECK(banks.running().version == "2.1");
    CHECK_FALSE(banks.confirm());
}

TEST_CASE("a session ends the trial, however many starts follow")
{
    dual_image banks({"2.1"});
    banks.switch_to({"2.2"});
    banks.start(most_starts);
    CHECK(banks.confirm());
    CHECK_FALSE(banks.confirm());
    for (int n = 0; n < 10; ++n) CHECK_FALSE(banks.start(most_starts));
    CHECK(banks.running().version == "2.2");
    CHECK(banks.other().version == "2.1");
    CHECK(banks.switch_to({"2.3"}));
    CHECK(banks.other().version == "2.2");
}

TEST_CASE("banks and trial survive a power cut; what is damaged is no bank")
{
    dual_image banks({"2.1"});
    banks.switch_to({"2.2", false});
    banks.start(most_starts);
    sim::writer out;
    encode(out, banks);
    sim::reader in(out.data());
    CHECK(decode(in, static_cast<const dual_image*>(nullptr)) == banks);
    CHECK_FALSE(in.finish());
    auto damaged = out.data();
    damaged[damaged.size() - 6] = 2; // the active bank
    sim::reader bad(damaged);
    decode(bad, static_cast<const dual_image*>(nullptr));
    CHECK(bad.error() == sim::codec_errc::out_of_range);
}

} // namespace
} // namespace devices::chf
