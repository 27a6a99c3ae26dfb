// A server's sessions by id. Belongs to the world's thread: a handshake is handed the one session that its peer offers
// before it starts, and what it leaves is stored when it completes.
#pragma once
#include "sim/tls/session.hpp"

#include <deque>
#include <map>
#include <memory>

namespace sim::tls {

class session_cache {
public:
    /// When full, the session that was stored first goes.
    explicit session_cache(std::size_t capacity = 4096);

    /// Null when there is none of that id, or it has grown too old.
    std::shared_ptr<const session> find(byte_view id, time_point now) const;
    void insert(std::shared_ptr<const session> s);
    /// RFC 5246 7.2.2: a connection that ended with a fatal alert is not resumed.
    void erase(byte_view id);
    std::size_t size() const { return sessions_.size(); }

private:
    std::size_t capacity_;
    std::map<bytes, std::shared_ptr<const session>> sessions_;
    std::deque<bytes> order_;
};

} // namespace sim::tls
