// A peer outside the model: a plain client with blocking sockets, for a thread of its own.
#pragma once
#include "sim/transport/stream.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace sim::test {

/// Blocking; every call gives up after ten seconds, so that a failure does not hang.
class plain_client {
public:
    explicit plain_client(transport::endpoint to) : fd_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        timeval limit{10, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(to.port);
        address.sin_addr.s_addr = htonl(to.host.value);
        connected = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    plain_client(const plain_client&) = delete;
    plain_client& operator=(const plain_client&) = delete;
    ~plain_client() { close(); }
    bool send(std::string_view text)
    {
        return ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    }
    /// Sends up to `count` octets, until none is taken for `patience`. How many were.
    std::size_t send_until_stuck(std::size_t count, std::chrono::milliseconds patience)
    {
        timeval limit{0, static_cast<suseconds_t>(std::chrono::microseconds(patience).count())};
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        std::string some(65536, 'x');
        std::size_t sent = 0;
        while (sent < count) {
            auto n = ::send(fd_, some.data(), std::min(some.size(), count - sent), MSG_NOSIGNAL);
            if (n <= 0) break;
            sent += static_cast<std::size_t>(n);
        }
        return sent;
    }
    /// What comes next: text, "" at the end of file, "error" for a reset or a time-out.
    std::string receive()
    {
        char buffer[4096];
        auto n = ::recv(fd_, buffer, sizeof buffer, 0);
        return n < 0 ? "error" : std::string(buffer, static_cast<std::size_t>(n));
    }
    std::string receive(std::size_t count)
    {
        std::string all;
        while (all.size() < count) {
            auto more = receive();
            if (more.empty() || more == "error") return all + "<" + more + ">";
            all += more;
        }
        return all;
    }
    void finish() { ::shutdown(fd_, SHUT_WR); }
    void close()
    {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }
    void reset()
    {
        linger hard{1, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        close();
    }
    bool connected{false};

private:
    int fd_;
};

} // namespace sim::test
