#include "devices/zcl_objects/ota_file.hpp"

#include <algorithm>

namespace devices::zcl_objects {

namespace {

constexpr std::uint32_t file_identifier = 0x0BEEF11E;
constexpr std::uint16_t header_version = 0x0100, header_octets = 56, stack_pro = 0x0002, upgrade_image_tag = 0x0000;
constexpr std::size_t header_text_octets = 32;

struct maker {
    std::string_view name;
    std::uint16_t code;
};
// As the ZigBee Alliance has assigned them (Wireshark's list has the same).
constexpr maker makers[] = {{"Landis+Gyr", 0x1063}, {"Trilliant", 0x10C7}, {"BritishGas", 0x10A7}};

} // namespace

std::uint16_t manufacturer_code(std::string_view name)
{
    const auto* found =
        std::find_if(std::begin(makers), std::end(makers), [&](const maker& m) { return m.name == name; });
    return found == std::end(makers) ? 0xFFFF : found->code;
}

std::uint32_t file_version(std::string_view version)
{
    constexpr std::size_t parts = 4;
    std::uint32_t packed = 0;
    std::size_t at = 0;
    auto digit = [&] { return at < version.size() && version[at] >= '0' && version[at] <= '9'; };
    for (std::size_t part = 0; part < parts; ++part) {
        while (at < version.size() && !digit()) ++at;
        std::uint32_t number = 0;
        for (; digit(); ++at) number = number * 10 + static_cast<std::uint32_t>(version[at] - '0');
        packed = packed << 8 | (number & 0xFF);
    }
    return packed;
}

sim::bytes make_ota_file(const image_name& name, sim::byte_view image)
{
    const auto size = static_cast<std::uint32_t>(ota_prefix_octets + image.size());
    sim::bytes text(header_text_octets, 0);
    sim::writer out;
    out.u32_le(file_identifier).u16_le(header_version).u16_le(header_octets).u16_le(0);
    out.u16_le(name.manufacturer).u16_le(name.type).u32_le(name.version).u16_le(stack_pro).raw(text).u32_le(size);
    out.u16_le(upgrade_image_tag).u32_le(static_cast<std::uint32_t>(image.size())).raw(image);
    return out.take();
}

std::optional<ota_file> parse_ota_file(sim::byte_view beginning)
{
    sim::reader in(beginning);
    const bool right = in.u32_le() == file_identifier && in.u16_le() == header_version &&
                       in.u16_le() == header_octets && in.u16_le() == 0;
    if (!in.ok() || !right) return {};
    ota_file file{};
    file.name.manufacturer = in.u16_le();
    file.name.type = in.u16_le();
    file.name.version = in.u32_le();
    in.u16_le();
    in.take(header_text_octets);
    file.size = in.u32_le();
    const auto tag = in.u16_le();
    file.image_size = in.u32_le();
    file.image_at = in.position();
    if (!in.ok() || tag != upgrade_image_tag || file.image_size + ota_prefix_octets != file.size) return {};
    return file;
}

} // namespace devices::zcl_objects
