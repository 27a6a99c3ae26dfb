// A stream of bytes → messages, whatever pieces the stream comes in.
#pragma once
#include "sim/core/bytes.hpp"

#include <optional>

namespace devices::call_home {

class framer {
public:
    /// Appends what was read. Nothing is kept after an error.
    void push(sim::byte_view data);
    /// The next whole message without its length prefix, or none: more bytes are needed, or error() is set. The view
    /// holds until the next call of any function.
    std::optional<sim::byte_view> next();
    /// `too_long` for a length above limits::message, `truncated` for one that does not even hold version and type.
    /// Sticky.
    sim::error_code error() const { return error_; }
    /// Bytes of a message that is not whole yet.
    std::size_t pending() const { return buffer_.size() - consumed_; }

private:
    sim::bytes buffer_;
    std::size_t consumed_{0};
    sim::error_code error_;
};

} // namespace devices::call_home
