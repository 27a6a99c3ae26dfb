#include "sim/han/users.hpp"

namespace sim::han {

std::string_view to_string(delivery d)
{
    switch (d) {
    case delivery::delivered: return "delivered";
    case delivery::no_ack: return "no_ack";
    case delivery::not_joined: return "not_joined";
    case delivery::expired: return "expired";
    case delivery::queue_full: return "queue_full";
    case delivery::too_long: return "too_long";
    }
    return "";
}

std::string_view to_string(leave_reason r)
{
    switch (r) {
    case leave_reason::removed: return "removed";
    case leave_reason::left: return "left";
    }
    return "";
}

} // namespace sim::han
