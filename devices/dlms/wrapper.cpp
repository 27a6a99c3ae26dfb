#include "devices/dlms/wrapper.hpp"

namespace devices::dlms {

sim::result<sim::bytes> wrap(std::uint16_t source, std::uint16_t destination, sim::byte_view apdu)
{
    if (apdu.size() > 0xFFFF) return sim::codec_errc::too_long;
    sim::writer out(wrapper_header + apdu.size());
    out.u16(wrapper_version).u16(source).u16(destination).u16(static_cast<std::uint16_t>(apdu.size())).raw(apdu);
    return out.take();
}

void unwrapper::feed(sim::byte_view data)
{
    if (error_) return;
    if (taken_ > 0) {
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(taken_));
        taken_ = 0;
    }
    waiting_.insert(waiting_.end(), data.begin(), data.end());
}

std::optional<wrapped> unwrapper::next()
{
    if (error_) return {};
    sim::reader in(sim::byte_view(waiting_).subspan(taken_));
    if (in.remaining() >= 2 && in.u16() != wrapper_version) {
        error_ = sim::codec_errc::out_of_range;
        return {};
    }
    wrapped out{};
    out.source = in.u16();
    out.destination = in.u16();
    const auto length = in.u16();
    if (!in.ok()) return {};
    if (length > limit_) {
        error_ = sim::codec_errc::too_long;
        return {};
    }
    const auto apdu = in.take(length);
    if (!in.ok()) return {};
    out.apdu.assign(apdu.begin(), apdu.end());
    taken_ += wrapper_header + length;
    return out;
}

} // namespace devices::dlms
