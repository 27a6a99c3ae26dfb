#include "devices/chf/dual_image.hpp"

namespace devices::chf {

bool dual_image::switch_to(firmware_bank next)
{
    if (trial_) return false;
    active_ = static_cast<std::uint8_t>(1U - active_);
    banks_[active_] = std::move(next);
    trial_ = true;
    starts_ = 0;
    return true;
}

bool dual_image::start(std::uint32_t most_starts)
{
    if (!trial_ || ++starts_ <= most_starts) return false;
    trial_ = false;
    active_ = static_cast<std::uint8_t>(1U - active_);
    return true;
}

bool dual_image::confirm() { return std::exchange(trial_, false); }

void encode(sim::writer& out, const dual_image& v)
{
    for (const auto& bank : v.banks_) out.text8(bank.version).u8(bank.works);
    out.u8(v.active_).u8(v.trial_).u32(v.starts_);
}

dual_image decode(sim::reader& in, const dual_image*)
{
    dual_image v;
    for (auto& bank : v.banks_) {
        bank.version = in.text8();
        bank.works = in.u8() != 0;
    }
    v.active_ = in.u8();
    v.trial_ = in.u8() != 0;
    v.starts_ = in.u32();
    if (v.active_ > 1) in.fail(sim::codec_errc::out_of_range);
    return v;
}

} // namespace devices::chf
