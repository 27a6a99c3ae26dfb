#include "devices/metering/firmware_image.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

using namespace devices::metering;

sim::error_code put_all(firmware_store& store, const sim::bytes& image, std::size_t block)
{
    if (auto wrong = store.begin(image.size(), block)) return wrong;
    for (std::size_t i = store.blocks(); i-- > 0;) { // any order will do
        const auto part = sim::byte_view(image).subspan(i * block).first(std::min(block, image.size() - i * block));
        if (auto wrong = store.put(i, part)) return wrong;
    }
    return {};
}

TEST_CASE("a transfer refuses what does not belong to it")
{
    firmware_store store;
    const sim::bytes block(64);
    CHECK(store.put(0, block) == firmware_errc::no_transfer);
    CHECK(store.verify("E470") == firmware_errc::no_transfer);
    CHECK(store.activate().error() == firmware_errc::not_verified);
    CHECK(store.begin(firmware_store::most_octets + 1, 64) == firmware_errc::too_large);
    CHECK(store.begin(0, 64) == firmware_errc::bad_block);
    CHECK(store.begin(100, 15) == firmware_errc::bad_block);
    CHECK(store.begin(100, 1025) == firmware_errc::bad_block);
    CHECK(store.state() == firmware_state::idle);
    REQUIRE_FALSE(store.begin(100, 64));
    CHECK(store.put(2, block) == firmware_errc::bad_block);
    CHECK(store.put(1, block) == firmware_errc::bad_block); // the last one has 36
    CHECK(store.put(0, sim::byte_view(block).first(63)) == firmware_errc::bad_block);
    REQUIRE_FALSE(store.put(0, block));
    CHECK(store.verify("E470") == firmware_errc::incomplete);
    CHECK(store.first_missing() == 1);
    REQUIRE_FALSE(store.put(1, sim::byte_view(block).first(36)));
    CHECK(store.verify("E470") == firmware_errc::bad_image);
    CHECK(store.state() == firmware_state::failed);
    CHECK(store.activate().error() == firmware_errc::not_verified);
}

TEST_CASE("every damaged octet, a cut image and one of another model fail")
{
    const auto good = make_firmware_image("E470", "2.0.0", 200);
    CHECK(good.size() == 200);
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto bad = good;
        bad[i] ^= 0x10;
        firmware_store store;
        REQUIRE_FALSE(put_all(store, bad, 50));
        CHECK(store.verify("E470") == firmware_errc::bad_image);
    }
    firmware_store store;
    REQUIRE_FALSE(put_all(store, good, 64));
    CHECK(store.verify("U6") == firmware_errc::bad_image);
    REQUIRE_FALSE(put_all(store, sim::bytes(3), 64));
    CHECK(store.verify("E470") == firmware_errc::bad_image);
}

TEST_CASE("an image is transferred across a power cut, verified, and then only its version and hash are kept")
{
    const auto image = make_firmware_image("E470", "2.0.0", 5'000);
    firmware_store store;
    REQUIRE_FALSE(store.begin(image.size(), 512));
    for (std::size_t i = 0; i < 5; ++i) REQUIRE_FALSE(store.put(i, sim::byte_view(image).subspan(i * 512, 512)));
    sim::writer out;
    store.save(out);
    firmware_store again;
    sim::reader in(out.data());
    again.restore(in);
    REQUIRE_FALSE(in.finish());
    CHECK(out.size() < 32); // whoever keeps it keeps the blocks one by one
    CHECK(again.blocks() == 10);
    CHECK(again.first_missing() == 0);
    for (std::size_t i = 0; i < 5; ++i) REQUIRE_FALSE(again.put(i, store.block(i)));
    CHECK(again.first_missing() == 5);
    CHECK(again.has(4));
    CHECK_FALSE(again.has(5));
    for (std::size_t i = 5; i < 10; ++i)
        REQUIRE_FALSE(
            again.put(i, sim::byte_view(image).subspan(i * 512, std::min<std::size_t>(512, 5'000 - i * 512))));
    REQUIRE_FALSE(again.verify("E470"));
    CHECK_FALSE(again.verify("E470"));
    CHECK(again.state() == firmware_state::verified);
    CHECK(again.version() == "2.0.0");
    CHECK(again.hash() != 0);
    CHECK(again.size() == 0);
    sim::writer small;
    again.save(small);
    CHECK(small.size() < 32);
    CHECK(again.activate().value() == "2.0.0");
    CHECK(again.state() == firmware_state::idle);
    for (std::size_t cut = 0; cut < out.data().size(); ++cut) {
        sim::reader part(sim::byte_view(out.data()).first(cut));
        again.restore(part);
        CHECK(part.finish());
    }
}

} // namespace
