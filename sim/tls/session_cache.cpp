#include "sim/tls/session_cache.hpp"

#include "sim/core/check.hpp"

#include <algorithm>

namespace sim::tls {

session_cache::session_cache(std::size_t capacity) : capacity_(capacity)
{
    check(capacity > 0, "a session cache holds at least one session");
}

std::shared_ptr<const session> session_cache::find(byte_view id, time_point now) const
{
    const auto found = sessions_.find(bytes(id.begin(), id.end()));
    if (found == sessions_.end() || now - found->second->all().established > session::lifetime) return nullptr;
    return found->second;
}

void session_cache::insert(std::shared_ptr<const session> s)
{
    if (s->id().empty()) return;
    erase(s->id());
    if (sessions_.size() == capacity_) {
        sessions_.erase(order_.front());
        order_.pop_front();
    }
    order_.push_back(s->id());
    sessions_.emplace(s->id(), std::move(s));
}

void session_cache::erase(byte_view id)
{
    const auto found = sessions_.find(bytes(id.begin(), id.end()));
    if (found == sessions_.end()) return;
    order_.erase(std::find(order_.begin(), order_.end(), found->first));
    sessions_.erase(found);
}

} // namespace sim::tls
