#include "scenarios/reference/dco.hpp"

#include <doctest/doctest.h>

namespace scenarios::reference {
namespace {

using namespace std::chrono_literals;

constexpr sim::eui64 hub(0x70B3D50000000001), meter(0x70B3D50000000002), stranger(0x70B3D50000000003);
const key128 master{1}, other_master{2};
const working_keys wanted{{3}, {4}};

struct bench {
    bench()
    {
        held.hold_master_key(hub, master);
        held.hold_master_key(meter, other_master);
    }
    sim::result<std::vector<key_transfer>> wrap(std::vector<device_keys> keys)
    {
        std::optional<sim::result<std::vector<key_transfer>>> answer;
        held.wrap(std::move(keys), [&](sim::result<std::vector<key_transfer>> r) { answer = std::move(r); });
        CHECK_FALSE(answer.has_value());
        time.run_until(time.now() + 2999ms);
        CHECK_FALSE(answer.has_value());
        time.run_until(time.now() + 1ms);
        REQUIRE(answer.has_value());
        return *answer;
    }
    sim::kernel time;
    dco held{time, 3s};
};

TEST_CASE("one device whose master key the DCO does not hold fails the whole request")
{
    bench b;
    CHECK(b.wrap({{hub, wanted}, {stranger, wanted}}).error() == dco_errc::no_master_key);
    CHECK(make_error_code(dco_errc::no_master_key).message() == "the DCO holds no master key of that device");
}

TEST_CASE("keys are wrapped under each device's own master key, and answered in the order of the request")
{
    bench b;
    auto wrapped = b.wrap({{meter, wanted}, {hub, {{5}, {6}}}});
    REQUIRE(wrapped.has_value());
    REQUIRE(wrapped->size() == 2);
    const auto& first = wrapped->front();
    CHECK(first.device == meter);
    CHECK(bool(first.keys == wanted));
    CHECK(bool(devices::dlms::unwrap_key(other_master, first.wrapped_encryption).value() == wanted.encryption));
    CHECK(bool(devices::dlms::unwrap_key(other_master, first.wrapped_authentication).value() == wanted.authentication));
    CHECK_FALSE(devices::dlms::unwrap_key(master, first.wrapped_encryption).has_value());
    CHECK(wrapped->back().device == hub);
    CHECK(bool(devices::dlms::unwrap_key(master, wrapped->back().wrapped_encryption).value() == key128{5}));
}

TEST_CASE("details come as they were given; of an installation without keys there are none")
{
    bench b;
    b.held.hold_details(hub, {{hub, wanted}, {meter, {{7}, {8}}}});
    std::optional<std::vector<device_keys>> known, unknown;
    b.held.details(hub, [&](std::vector<device_keys> keys) { known = std::move(keys); });
    b.held.details(stranger, [&](std::vector<device_keys> keys) { unknown = std::move(keys); });
    CHECK_FALSE(known.has_value());
    b.time.run_until(b.time.now() + 3s);
    REQUIRE(known.has_value());
    CHECK(known->size() == 2);
    CHECK(known->back().device == meter);
    CHECK(bool(known->back().keys == working_keys{{7}, {8}}));
    REQUIRE(unknown.has_value());
    CHECK(unknown->empty());
}

} // namespace
} // namespace scenarios::reference
