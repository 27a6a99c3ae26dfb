#include "outside_client.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace bench {

using wall = std::chrono::steady_clock;

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

void send_all(int fd, sim::byte_view data)
{
    while (!data.empty()) {
        auto n = ::send(fd, data.data(), data.size(), MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR && errno != EAGAIN) fail("send");
        if (n > 0) data = data.subspan(static_cast<std::size_t>(n));
    }
}

} // namespace

double played::per_second() const
{
    return static_cast<double>(latencies.size()) / std::chrono::duration<double>(took).count();
}

double played::microseconds(std::size_t percent) const
{
    if (latencies.empty()) return 0;
    auto at = std::min(latencies.size() - 1, latencies.size() * percent / 100);
    return std::chrono::duration<double, std::micro>(latencies[at]).count();
}

void raise_descriptor_limit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) fail("getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) fail("setrlimit");
}

namespace {

/// Keeps the calling thread on one processor while it lives. Two threads that talk by turns are many times quicker on
/// one processor than on two, and where they run is the kernel's whim: each side gets one of its own, as a peer outside
/// has, so that both measure the same.
class on_processor {
public:
    explicit on_processor(unsigned number)
    {
        if (::sched_getaffinity(0, sizeof before_, &before_) != 0) fail("sched_getaffinity");
        for (std::size_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
            if (!CPU_ISSET(cpu, &before_) || number-- > 0) continue;
            cpu_set_t one;
            CPU_ZERO(&one);
            CPU_SET(cpu, &one);
            if (::sched_setaffinity(0, sizeof one, &one) != 0) fail("sched_setaffinity");
            return; // with fewer processors than that, they share
        }
    }
    on_processor(const on_processor&) = delete;
    on_processor& operator=(const on_processor&) = delete;
    ~on_processor() { ::sched_setaffinity(0, sizeof before_, &before_); }

private:
    cpu_set_t before_{};
};

} // namespace

struct outside_clients::line {
    explicit line(int socket) : fd(socket) {}
    line(const line&) = delete;
    line& operator=(const line&) = delete;
    ~line() { ::close(fd); }

    int fd;
    std::unique_ptr<sim::tls::engine> tls;
    talker* says{nullptr};
    wall::time_point began{};
    bool busy{false};
};

outside_clients::outside_clients() = default;
outside_clients::~outside_clients() = default;

void outside_clients::connect(sim::transport::endpoint to, std::unique_ptr<sim::tls::engine> secure)
{
    auto fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("socket");
    auto made = std::make_unique<line>(fd);
    int yes = 1;
    if (::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0) fail("TCP_NODELAY");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(to.port);
    address.sin_addr.s_addr = htonl(to.host.value);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("connect");
    made->tls = std::move(secure);
    lines_.push_back(std::move(made));
}

/// One call of `play`, on the clients' thread.
class outside_clients::game {
public:
    game(std::vector<std::unique_ptr<line>>& lines, std::vector<std::unique_ptr<talker>>& talkers,
         std::size_t exchanges, sim::time_point date)
        : lines_(lines),
          talkers_(talkers),
          left_to_begin_(exchanges),
          date_(date),
          epoll_(::epoll_create1(EPOLL_CLOEXEC))
    {
        if (epoll_ < 0) fail("epoll_create1");
        out.connections = talkers.size();
        out.latencies.reserve(exchanges);
    }
    game(const game&) = delete;
    game& operator=(const game&) = delete;
    ~game() { ::close(epoll_); }

    void play()
    {
        auto began = wall::now();
        for (std::size_t i = 0; i < talkers_.size(); ++i) {
            lines_[i]->says = talkers_[i].get();
            epoll_event wanted{};
            wanted.events = EPOLLIN;
            wanted.data.ptr = lines_[i].get();
            if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, lines_[i]->fd, &wanted) != 0) fail("epoll_ctl");
            begin(*lines_[i]);
        }
        std::array<epoll_event, 256> ready{};
        constexpr int patience_ms = 30'000;
        while (under_way_ > 0) {
            auto n = ::epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), patience_ms);
            if (n == 0) throw std::runtime_error("no answer came for 30 s");
            if (n < 0 && errno != EINTR) fail("epoll_wait");
            for (int i = 0; i < n; ++i) hear(*static_cast<line*>(ready[static_cast<std::size_t>(i)].data.ptr));
        }
        out.took = wall::now() - began;
        std::sort(out.latencies.begin(), out.latencies.end());
    }

    played out;

private:
    void begin(line& l)
    {
        if (left_to_begin_ == 0) return;
        --left_to_begin_;
        ++under_way_;
        l.busy = true;
        l.began = wall::now();
        if (l.tls && !l.tls->established())
            shake_hands(l);
        else
            say(l, l.says->next());
    }
    void shake_hands(line& l)
    {
        auto step = l.tls->handshake(date_);
        if (step.now == sim::tls::engine::progress::failed) throw std::runtime_error(step.error.message());
        flush(l);
        if (step.now == sim::tls::engine::progress::done) say(l, l.says->next());
    }
    void say(line& l, const sim::bytes& octets)
    {
        if (!l.tls) return put(l, octets);
        l.tls->write(octets, date_);
        flush(l);
    }
    void flush(line& l)
    {
        if (l.tls->has_output()) put(l, l.tls->take_output());
    }
    void put(line& l, const sim::bytes& octets)
    {
        if (recorded(l)) {
            if (out.legs.empty() || out.legs.back().back > 0) out.legs.emplace_back();
            out.legs.back().there += octets.size();
        }
        send_all(l.fd, octets);
    }
    bool recorded(const line& l) const { return &l == lines_.front().get() && !first_is_over_; }

    void hear(line& l)
    {
        auto n = ::recv(l.fd, buffer_.data(), buffer_.size(), 0);
        if (n < 0) fail("recv");
        if (n == 0) throw std::runtime_error("the other side hung up");
        if (!l.busy) throw std::runtime_error("an answer to nothing");
        auto octets = sim::byte_view(buffer_).first(static_cast<std::size_t>(n));
        if (recorded(l)) out.legs.back().back += octets.size();
        if (!l.tls) return hear_plain(l, octets);
        if (l.tls->feed(octets)) throw std::runtime_error("more than TLS can take");
        if (!l.tls->established()) shake_hands(l);
        if (!l.tls->established()) return;
        for (;;) {
            auto step = l.tls->read(plain_, date_);
            if (step.now == sim::tls::engine::progress::failed) throw std::runtime_error(step.error.message());
            if (step.now == sim::tls::engine::progress::want_input) return;
            hear_plain(l, sim::byte_view(plain_).first(step.size));
        }
    }
    void hear_plain(line& l, sim::byte_view octets)
    {
        sim::bytes more;
        bool over = l.says->received(octets, more);
        if (!more.empty()) say(l, more);
        if (!over) return;
        out.latencies.push_back(wall::now() - l.began);
        if (&l == lines_.front().get()) first_is_over_ = true;
        l.busy = false;
        --under_way_;
        begin(l);
    }

    std::vector<std::unique_ptr<line>>& lines_;
    std::vector<std::unique_ptr<talker>>& talkers_;
    std::size_t left_to_begin_, under_way_{0};
    sim::time_point date_;
    int epoll_;
    bool first_is_over_{false};
    std::array<std::uint8_t, 65536> buffer_{}, plain_{};
};

played outside_clients::play(std::vector<std::unique_ptr<talker>>& talkers, std::size_t exchanges,
                             const std::function<void()>& pump, sim::time_point date)
{
    auto g = std::make_unique<game>(lines_, talkers, exchanges, date);
    std::atomic<bool> over{false};
    {
        std::jthread other([&] {
            try {
                on_processor second(1);
                g->play();
            } catch (const std::exception& e) {
                g->out.failure = e.what();
            }
            over = true;
        });
        on_processor first(0);
        while (!over) pump();
    }
    return std::move(g->out);
}

} // namespace bench
