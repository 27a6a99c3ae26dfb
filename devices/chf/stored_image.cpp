#include "devices/chf/stored_image.hpp"

#include "devices/metering/firmware_image.hpp"
#include "sim/crypto/digest.hpp"

#include <algorithm>

namespace devices::chf {

using call_home::image_state;
using call_home::image_status;

namespace {

constexpr std::uint16_t image_layout = 1, page_layout = 1;
/// Flash is written by pages; so a block costs a page, not the image.
constexpr std::size_t page_octets = 4096;

std::int64_t count(sim::time_point t) { return t.time_since_epoch().count(); }

} // namespace

void encode(sim::writer& out, const image_record& r)
{
    out.u64(r.offer.device.value()).text8(r.offer.version).u32(r.offer.size).raw(r.offer.digest);
    out.u32(r.received).u8(static_cast<std::uint8_t>(r.state)).u8(r.works).u8(r.released);
    out.u8(r.switch_at.has_value()).i64(r.switch_at ? count(*r.switch_at) : 0);
}

image_record decode(sim::reader& in, const image_record*)
{
    image_record r{{sim::eui64(in.u64()), in.text8(), in.u32(), {}}};
    auto digest = in.take(r.offer.digest.size());
    std::copy(digest.begin(), digest.end(), r.offer.digest.begin());
    r.received = in.u32();
    r.state = static_cast<image_state>(in.u8());
    r.works = in.u8() != 0;
    r.released = in.u8() != 0;
    bool timed = in.u8() != 0;
    sim::time_point at{sim::duration(in.i64())};
    if (timed) r.switch_at = at;
    return r;
}

stored_image::stored_image(sim::nvm_backend& memory, std::string device, std::string slot)
    : memory_(memory), device_(std::move(device)), slot_(std::move(slot)), record_(memory, device_, slot_, image_layout)
{}

std::string stored_image::section(std::size_t page) const { return slot_ + "/" + std::to_string(page); }

void stored_image::offer(const call_home::image_offer& what)
{
    auto r = record();
    if (r && r->offer == what && r->state != image_state::failed) return;
    drop();
    record_.set({what});
}

image_status stored_image::put(std::uint32_t offset, sim::byte_view data, std::string_view model)
{
    auto r = record();
    if (!r) return image_status::no_image;
    if (offset != r->received || r->state != image_state::receiving) return image_status::wrong_offset;
    if (data.size() > r->offer.size - offset) return image_status::too_large;
    store(offset, data);
    r->received += static_cast<std::uint32_t>(data.size());
    if (r->received == r->offer.size) judge(*r, model);
    record_.set(*r);
    return image_status::ok;
}

void stored_image::store(std::uint32_t offset, sim::byte_view data)
{
    while (!data.empty()) {
        const auto page = offset / page_octets, within = offset % page_octets;
        const auto n = std::min(data.size(), page_octets - within);
        sim::nvm_blob blob{page_layout, {}};
        if (const auto* there = memory_.find(device_, section(page))) blob.data = there->data;
        blob.data.resize(within); // what lies behind is of a write that the power cut: it comes again
        blob.data.insert(blob.data.end(), data.begin(), data.begin() + static_cast<std::ptrdiff_t>(n));
        memory_.store(device_, section(page), std::move(blob));
        offset += static_cast<std::uint32_t>(n);
        data = data.subspan(n);
    }
}

void stored_image::judge(image_record& r, std::string_view model) const
{
    const auto octets = read(0, r.offer.size);
    const auto header = metering::read_firmware_image(octets);
    bool good = sim::crypto::sha256(octets) == r.offer.digest && header && header->model == model &&
                header->version == r.offer.version;
    r.state = good ? image_state::verified : image_state::failed;
    r.works = good && header->works;
}

sim::bytes stored_image::read(std::uint32_t offset, std::size_t count) const
{
    sim::bytes out;
    while (count > 0) {
        const auto* page = memory_.find(device_, section(offset / page_octets));
        const auto within = offset % page_octets;
        if (!page || page->data.size() <= within) break;
        const auto n = std::min(count, page->data.size() - within);
        const auto from = page->data.begin() + static_cast<std::ptrdiff_t>(within);
        out.insert(out.end(), from, from + static_cast<std::ptrdiff_t>(n));
        offset += static_cast<std::uint32_t>(n);
        count -= n;
    }
    return out;
}

void stored_image::set_state(image_state state)
{
    auto r = record();
    sim::check(r.has_value(), "the state of an image that is not there");
    r->state = state;
    record_.set(*r);
}

void stored_image::release(std::optional<sim::time_point> switch_at)
{
    auto r = record();
    sim::check(r.has_value(), "the release of an image that is not there");
    r->released = true;
    r->switch_at = switch_at;
    record_.set(*r);
}

void stored_image::drop()
{
    if (auto r = record())
        for (std::size_t page = 0; page * page_octets < r->offer.size; ++page) memory_.erase(device_, section(page));
    record_.reset();
}

} // namespace devices::chf
