#include "devices/call_home/framer.hpp"

#include "devices/call_home/limits.hpp"

namespace devices::call_home {

void framer::push(sim::byte_view data)
{
    if (error_) return;
    // Messages that were given out are dropped here and not in next(), whose view must stay valid.
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(consumed_));
    consumed_ = 0;
    buffer_.insert(buffer_.end(), data.begin(), data.end());
}

std::optional<sim::byte_view> framer::next()
{
    if (error_) return {};
    sim::byte_view rest = sim::byte_view(buffer_).subspan(consumed_);
    if (rest.size() < limits::length_prefix) return {};
    std::size_t length = sim::reader(rest).u16();
    if (length > limits::message) error_ = sim::codec_errc::too_long;
    if (length < limits::header) error_ = sim::codec_errc::truncated;
    if (error_) {
        buffer_.clear();
        consumed_ = 0;
        return {};
    }
    if (rest.size() - limits::length_prefix < length) return {};
    consumed_ += limits::length_prefix + length;
    return rest.subspan(limits::length_prefix, length);
}

} // namespace devices::call_home
