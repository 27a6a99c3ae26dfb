#include "bare_echo.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace bench {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

constexpr std::size_t header = 8;

struct line : std::enable_shared_from_this<line> {
    explicit line(tcp::socket s) : socket(std::move(s)) {}

    void read()
    {
        socket.async_read_some(asio::buffer(in), [self = shared_from_this()](sim::error_code ec, std::size_t n) {
            if (ec) return;
            self->taken += n;
            if (self->taken == n) {
                sim::reader head(sim::byte_view(self->in).first(n));
                self->request = head.u32();
                self->answer = head.u32();
            }
            if (self->taken < self->request) return self->read();
            self->taken = 0;
            self->write();
        });
    }
    void write()
    {
        out.resize(answer);
        asio::async_write(socket, asio::buffer(out), [self = shared_from_this()](sim::error_code ec, std::size_t) {
            if (!ec) self->read();
        });
    }

    tcp::socket socket;
    std::array<std::uint8_t, 2048> in{};
    sim::bytes out;
    std::size_t taken{0}, request{0}, answer{0};
};

/// Plays legs with the echo, over and over.
class echo_talker final : public talker {
public:
    explicit echo_talker(const std::vector<leg>& legs) : legs_(legs) {}
    sim::bytes next() override
    {
        at_ = 0;
        return message();
    }
    bool received(sim::byte_view octets, sim::bytes& send) override
    {
        came_ += octets.size();
        if (came_ > legs_[at_].back) throw std::runtime_error("the echo says too much");
        if (came_ < legs_[at_].back) return false;
        if (++at_ == legs_.size()) return true;
        send = message();
        return false;
    }

private:
    sim::bytes message()
    {
        came_ = 0;
        sim::writer out;
        out.u32(static_cast<std::uint32_t>(legs_[at_].there)).u32(static_cast<std::uint32_t>(legs_[at_].back));
        auto octets = out.take();
        octets.resize(std::max(header, legs_[at_].there));
        return octets;
    }

    const std::vector<leg>& legs_;
    std::size_t at_{0}, came_{0};
};

} // namespace

struct bare_echo::impl {
    impl() : acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) { accept(); }
    void accept()
    {
        acceptor.async_accept([this](sim::error_code ec, tcp::socket socket) {
            if (ec) return;
            socket.set_option(tcp::no_delay(true));
            std::make_shared<line>(std::move(socket))->read();
            accept();
        });
    }

    asio::io_context io{1};
    tcp::acceptor acceptor;
};

bare_echo::bare_echo() : impl_(std::make_unique<impl>()) {}
bare_echo::~bare_echo() = default;
sim::transport::endpoint bare_echo::at() const { return {{0x7F000001}, impl_->acceptor.local_endpoint().port()}; }
void bare_echo::serve() { impl_->io.run_for(std::chrono::milliseconds(10)); }

played play_with_echo(const std::vector<leg>& like, std::size_t connections, std::size_t exchanges)
{
    bare_echo echo;
    outside_clients clients;
    std::vector<std::unique_ptr<talker>> talkers;
    for (std::size_t i = 0; i < connections; ++i) {
        clients.connect(echo.at());
        talkers.push_back(std::make_unique<echo_talker>(like));
    }
    clients.play(talkers, connections, [&] { echo.serve(); }); // everybody is accepted, nothing is cold
    return clients.play(talkers, exchanges, [&] { echo.serve(); });
}

} // namespace bench
