#include "devices/metering/firmware_image.hpp"

#include <algorithm>

namespace devices::metering {
namespace {

constexpr std::string_view image_magic = "S1FW";
constexpr std::size_t hash_octets = 8, least_block = 16, largest_block = 1024, longest_text = 32;

std::uint64_t image_hash(sim::byte_view data)
{
    std::uint64_t hash = 0xCBF29CE484222325; // FNV-1a, 64 bits
    for (auto octet : data) hash = (hash ^ octet) * 0x100000001B3;
    return hash;
}

constexpr std::uint8_t useless = 0xDD;

} // namespace

sim::result<firmware_header> read_firmware_image(sim::byte_view image)
{
    if (image.size() < hash_octets) return firmware_errc::bad_image;
    const auto body = image.first(image.size() - hash_octets);
    sim::reader tail(image.last(hash_octets)), in(body);
    firmware_header header;
    const bool ours = sim::as_text(in.take(image_magic.size())) == image_magic;
    header.model = in.text8(longest_text);
    header.version = in.text8(longest_text);
    if (!ours || !in.ok() || tail.u64() != image_hash(body)) return firmware_errc::bad_image;
    header.works = in.remaining() == 0 || in.u8() != useless;
    return header;
}

sim::bytes make_firmware_image(std::string_view model, std::string_view version, std::size_t size, bool works)
{
    sim::writer out;
    out.raw(sim::as_bytes(image_magic)).text8(model).text8(version);
    if (!works) out.u8(useless);
    for (std::uint8_t filler = 0; out.size() + hash_octets < size; ++filler) out.u8(filler);
    out.u64(image_hash(out.data()));
    return out.take();
}

const boost::system::error_category& firmware_category() noexcept
{
    static const sim::table_category instance("metering.firmware",
                                              {
                                                  "the image is larger than the meter's room for it",
                                                  "no image is being transferred",
                                                  "the transfer has no such block",
                                                  "blocks of the image are missing",
                                                  "there is no verified image",
                                                  "the image is damaged or not for this meter",
                                              });
    return instance;
}

sim::error_code make_error_code(firmware_errc e) noexcept { return {static_cast<int>(e), firmware_category()}; }

sim::error_code firmware_store::begin(std::size_t size, std::size_t block_size)
{
    if (size > most_octets) return firmware_errc::too_large;
    if (size == 0 || block_size < least_block || block_size > largest_block) return firmware_errc::bad_block;
    transfer_ = std::make_unique<transfer>();
    transfer_->block_size = block_size;
    transfer_->image.resize(size);
    transfer_->present.resize((size + block_size - 1) / block_size);
    ++transfers_;
    state_ = firmware_state::transferring;
    version_.clear();
    hash_ = 0;
    return {};
}

std::size_t firmware_store::blocks() const { return transfer_ ? transfer_->present.size() : 0; }

bool firmware_store::has(std::size_t number) const { return number < blocks() && transfer_->present[number]; }

sim::byte_view firmware_store::block(std::size_t number) const
{
    const auto from = number * transfer_->block_size;
    return sim::byte_view(transfer_->image).subspan(from, std::min(transfer_->block_size, size() - from));
}

std::size_t firmware_store::first_missing() const
{
    if (!transfer_) return 0;
    auto found = std::find(transfer_->present.begin(), transfer_->present.end(), false);
    return static_cast<std::size_t>(found - transfer_->present.begin());
}

sim::error_code firmware_store::put(std::size_t number, sim::byte_view data)
{
    if (!transfer_) return firmware_errc::no_transfer;
    auto& t = *transfer_;
    if (number >= t.present.size()) return firmware_errc::bad_block;
    const auto from = number * t.block_size;
    if (data.size() != std::min(t.block_size, t.image.size() - from)) return firmware_errc::bad_block;
    std::copy(data.begin(), data.end(), t.image.begin() + static_cast<std::ptrdiff_t>(from));
    t.present[number] = true;
    return {};
}

sim::error_code firmware_store::verify(std::string_view model)
{
    if (state_ == firmware_state::verified) return {};
    if (!transfer_) return firmware_errc::no_transfer;
    if (first_missing() < blocks()) return firmware_errc::incomplete;
    const auto header = read_firmware_image(transfer_->image);
    const bool good = header && header->model == model;
    if (good) {
        version_ = header->version;
        hash_ = image_hash(transfer_->image);
    }
    state_ = good ? firmware_state::verified : firmware_state::failed;
    transfer_.reset(); // what counts is known now
    return good ? sim::error_code() : firmware_errc::bad_image;
}

sim::result<std::string> firmware_store::activate()
{
    if (state_ != firmware_state::verified) return firmware_errc::not_verified;
    state_ = firmware_state::idle;
    return version_;
}

void firmware_store::save(sim::writer& out) const
{
    out.u8(static_cast<std::uint8_t>(state_)).text8(version_).u64(hash_).u8(transfer_ != nullptr);
    if (!transfer_) return;
    out.u32(static_cast<std::uint32_t>(transfer_->image.size())).u16(static_cast<std::uint16_t>(transfer_->block_size));
}

void firmware_store::restore(sim::reader& in)
{
    transfer_.reset();
    const auto state = in.u8();
    auto version = in.text8(longest_text);
    const auto hash = in.u64();
    if (in.u8() != 0) {
        const std::size_t size = in.u32(), block_size = in.u16();
        if (in.ok() && begin(size, block_size)) in.fail(sim::codec_errc::out_of_range);
    }
    if (state > static_cast<std::uint8_t>(firmware_state::failed)) in.fail(sim::codec_errc::out_of_range);
    if (!in.ok()) return;
    state_ = static_cast<firmware_state>(state);
    version_ = std::move(version);
    hash_ = hash;
}

} // namespace devices::metering
