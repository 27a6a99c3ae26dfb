#include "devices/chf/stored_image.hpp"

#include "devices/metering/firmware_image.hpp"
#include "sim/crypto/digest.hpp"

#include <doctest/doctest.h>

#include <set>

namespace devices::chf {
namespace {

using call_home::image_state;
using call_home::image_status;

constexpr sim::eui64 hub{0x70B3D50000000001};
constexpr std::uint32_t block = 1000;

/// Every page that was written, by name; a real flash wears by it.
class counting_memory final : public sim::nvm_backend {
public:
    const sim::nvm_blob* find(const std::string& device, const std::string& section) const override
    {
        return inner.find(device, section);
    }
    void store(const std::string& device, const std::string& section, sim::nvm_blob blob) override
    {
        octets += blob.data.size();
        inner.store(device, section, std::move(blob));
    }
    void erase(const std::string& device, const std::string& section) override { inner.erase(device, section); }
    sim::nvm_memory inner;
    std::size_t octets{0};
};

struct bench {
    counting_memory memory;
    sim::bytes image = metering::make_firmware_image("T100", "2.2", 10'000);
    call_home::image_offer offer{hub, "2.2", static_cast<std::uint32_t>(image.size()), sim::crypto::sha256(image)};

    stored_image boot() { return {memory, "tri.chf", "image"}; }
    sim::byte_view part(std::uint32_t from) const
    {
        return sim::byte_view(image).subspan(from, std::min<std::size_t>(block, image.size() - from));
    }
    /// From where it stands to its end.
    void load(stored_image& s, std::string_view model = "T100")
    {
        while (s.record()->state == image_state::receiving)
            REQUIRE(s.put(s.record()->received, part(s.record()->received), model) == image_status::ok);
    }
};

TEST_CASE("what has no place in the transfer changes nothing")
{
    bench b;
    auto s = b.boot();
    CHECK(s.put(0, b.part(0), "T100") == image_status::no_image);
    s.offer(b.offer);
    CHECK(s.put(1, b.part(0), "T100") == image_status::wrong_offset);
    CHECK(s.put(0, b.part(0), "T100") == image_status::ok);
    CHECK(s.put(0, b.part(0), "T100") == image_status::wrong_offset);
    CHECK(s.put(block, sim::bytes(b.image.size() - block + 1), "T100") == image_status::too_large);
    CHECK(s.record()->received == block);
    b.load(s);
    CHECK(s.put(static_cast<std::uint32_t>(b.image.size()), sim::bytes(1), "T100") == image_status::wrong_offset);
    CHECK(s.read(0, b.image.size() + 1) == b.image);
}

TEST_CASE("an image that is damaged, for another model or of another version is bad, and may be offered again")
{
    bench b;
    std::string model = "T100";
    SUBCASE("another digest") { b.offer.digest[0] ^= 1; }
    SUBCASE("another model") { model = "T200"; }
    SUBCASE("another version") { b.offer.version = "2.3"; }
    SUBCASE("no image at all")
    {
        b.image = sim::bytes(5000, 0x11);
        b.offer.size = 5000;
        b.offer.digest = sim::crypto::sha256(b.image);
    }
    auto s = b.boot();
    s.offer(b.offer);
    b.load(s, model);
    CHECK(s.record()->state == image_state::failed);
    s.offer(b.offer);
    CHECK(s.record()->received == 0);
    CHECK(s.record()->state == image_state::receiving);
}

TEST_CASE("a power cut between any two blocks costs nothing: the same offer goes on at the octet that it had reached")
{
    bench b;
    for (std::uint32_t n = 0; n * block < b.image.size(); ++n) {
        auto s = b.boot();
        s.offer(b.offer);
        CHECK(s.record()->received == n * block);
        CHECK(s.put(n * block, b.part(n * block), "T100") == image_status::ok);
    }
    auto s = b.boot();
    CHECK(s.record()->state == image_state::verified);
    CHECK(s.read(0, b.image.size()) == b.image);
    CHECK(s.read(4090, 10) == sim::bytes(b.image.begin() + 4090, b.image.begin() + 4100));
    CHECK(s.read(static_cast<std::uint32_t>(b.image.size()) - 3, 10).size() == 3);
}

TEST_CASE("octets behind what is recorded are of a write that the power cut, and are written again")
{
    bench b;
    auto s = b.boot();
    s.offer(b.offer);
    s.put(0, b.part(0), "T100");
    auto page = *b.memory.find("tri.chf", "image/0");
    page.data.insert(page.data.end(), 17, 0xFF);
    b.memory.store("tri.chf", "image/0", page);
    b.load(s);
    CHECK(s.record()->state == image_state::verified);
}

TEST_CASE("another offer, or a drop, leaves nothing behind")
{
    bench b;
    auto s = b.boot();
    s.offer(b.offer);
    b.load(s);
    auto other = b.offer;
    other.digest[5] ^= 1;
    s.offer(other);
    CHECK(s.record()->received == 0);
    CHECK(b.memory.inner.size() == 1); // the record
    s.drop();
    CHECK(b.memory.inner.size() == 0);
    CHECK_FALSE(s.record());
}

TEST_CASE("a release is kept, with its time or without, and whether the software works")
{
    bench b;
    b.image = metering::make_firmware_image("T100", "2.2", 600, false);
    b.offer = {hub, "2.2", static_cast<std::uint32_t>(b.image.size()), sim::crypto::sha256(b.image)};
    auto s = b.boot();
    s.offer(b.offer);
    b.load(s);
    CHECK_FALSE(s.record()->released);
    s.release(sim::from_unix_seconds(1'604'710'800));
    auto r = b.boot().record();
    CHECK(r->released);
    CHECK(r->switch_at == sim::from_unix_seconds(1'604'710'800));
    CHECK_FALSE(r->works);
    s.release({});
    CHECK_FALSE(b.boot().record()->switch_at);
}

TEST_CASE("a block costs its pages, not the image")
{
    bench b;
    b.image = metering::make_firmware_image("T100", "2.2", 400'000);
    b.offer = {hub, "2.2", static_cast<std::uint32_t>(b.image.size()), sim::crypto::sha256(b.image)};
    auto s = b.boot();
    s.offer(b.offer);
    b.load(s);
    CHECK(s.record()->state == image_state::verified);
    CHECK(b.memory.octets < 5 * b.image.size());
}

} // namespace
} // namespace devices::chf
