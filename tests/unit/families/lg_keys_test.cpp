#include "devices/families/landis_gyr/device_keys.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace devices::families::landis_gyr;
using devices::dlms::key128;
using devices::dlms::key_use;

namespace {

constexpr sim::eui64 meter{0x70B3D50000000011};

struct keyed {
    explicit keyed(std::uint64_t seed = 7) : world(seed) {}
    sim::simulation world;
    device_keys keys{world, "lg-1.esme", meter};
    device_keys after_power_cut() { return device_keys(world, "lg-1.esme", meter); }
};

} // namespace

TEST_CASE("a device's keys and its password are its own, and those of its seed")
{
    std::set<key128> seen;
    std::set<sim::bytes> passwords;
    for (std::uint64_t seed : {1U, 2U})
        for (std::uint64_t device : {1U, 2U}) {
            sim::rng dice(seed);
            auto made = keys_as_made(dice, sim::eui64(device));
            CHECK(bool(made == keys_as_made(dice, sim::eui64(device))));
            seen.insert({made.master, made.encryption, made.authentication});
            passwords.insert(made.password);
            CHECK(made.password.size() == 8);
        }
    CHECK(seen.size() == 12);
    CHECK(passwords.size() == 4);
}

TEST_CASE("a device as it was made costs no memory, and again when it is given its first keys back")
{
    keyed k;
    auto made = k.keys.keys();
    CHECK(k.world.memory.size() == 0);
    auto other = made;
    other.encryption.fill(1);
    k.keys.replace(other);
    CHECK(k.world.memory.size() == 1);
    CHECK(bool(k.after_power_cut().keys() == other));
    k.keys.replace(made);
    CHECK(k.world.memory.size() == 0);
}

TEST_CASE("the clients have what is theirs: keys the management, a password the reader, nothing the public")
{
    keyed k;
    auto made = k.keys.keys();
    CHECK(bool(k.keys.encryption_key(1, key_use::unicast) == made.encryption));
    CHECK(bool(k.keys.authentication_key(1) == made.authentication));
    CHECK_FALSE(bool(k.keys.encryption_key(1, key_use::broadcast)));
    CHECK(k.keys.password(1).empty());
    CHECK(k.keys.password(2) == made.password);
    for (std::uint16_t client : {std::uint16_t{2}, std::uint16_t{16}}) {
        CHECK_FALSE(bool(k.keys.encryption_key(client, key_use::unicast)));
        CHECK_FALSE(bool(k.keys.authentication_key(client)));
    }
    CHECK(k.keys.password(16).empty());
}

TEST_CASE("counters outlive a power cut, and begin anew with another encryption key only")
{
    keyed k;
    k.keys.store(1, key_use::unicast, {700, 12});
    CHECK(bool(k.after_power_cut().counters(1, key_use::unicast) == devices::dlms::counter_values{700, 12}));
    auto other = k.keys.keys();
    other.authentication.fill(1);
    k.keys.replace(other);
    CHECK(k.keys.counters(1, key_use::unicast).next_own == 700);
    other.encryption.fill(1);
    k.keys.replace(other);
    CHECK(bool(k.keys.counters(1, key_use::unicast) == devices::dlms::counter_values{}));
}

TEST_CASE("a key under the master key is taken out again; under another it is refused")
{
    keyed k;
    key128 fresh;
    fresh.fill(9);
    auto wrapped = devices::dlms::wrap_key(k.keys.keys().master, fresh);
    CHECK(bool(k.keys.unwrap(wrapped).value() == fresh));
    wrapped.back() ^= 1;
    CHECK(k.keys.unwrap(wrapped).error() == devices::dlms::security_errc::wrong_key_data);
}

TEST_CASE("challenges differ from draw to draw, and after a power cut at another instant")
{
    keyed k;
    std::set<sim::bytes> seen;
    for (int i = 0; i < 3; ++i) {
        sim::bytes drawn(16);
        k.keys.draw(drawn);
        seen.insert(drawn);
    }
    k.world.time.run_until(sim::time_point(std::chrono::seconds(1)));
    auto again = k.after_power_cut();
    sim::bytes drawn(16);
    again.draw(drawn);
    seen.insert(drawn);
    CHECK(seen.size() == 4);
}

TEST_CASE("a system title is the manufacturer's letters and the end of the EUI-64")
{
    CHECK(sim::to_hex(title_of(meter).octets) == "4C475A0000000011");
}
