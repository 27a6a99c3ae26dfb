#include "devices/call_home/session.hpp"

#include "devices/call_home/codec.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

namespace devices::call_home {

actions session_base::take()
{
    if (wait_ && !finished_) {
        auto after = std::clamp(ends_at_ - now_, sim::duration(0), *wait_);
        actions_.push_back(start_timer{after});
    }
    wait_.reset();
    return std::exchange(actions_, {});
}

void session_base::send(const message& m)
{
    auto data = encode(m);
    sim::check(data.has_value(), "a session sends a message that the protocol cannot carry");
    actions_.push_back(send_bytes{std::move(*data)});
}

void session_base::fail(sim::error_code why, bye_reason reason)
{
    send(bye{reason, {}});
    result_.reason = reason;
    end(why);
}

void session_base::end(sim::error_code error)
{
    sim::check(!finished_, "a session ends twice");
    finished_ = true;
    result_.error = error;
    actions_.push_back(finish{result_});
}

sim::result<message> session_base::decode_message(sim::byte_view raw) { return decode(raw); }

} // namespace devices::call_home
