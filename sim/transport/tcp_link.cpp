#include "sim/transport/tcp_link.hpp"

#include "sim/transport/byte_queue.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <deque>
#include <map>

namespace sim::transport {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

tcp::endpoint to_asio(endpoint e) { return {asio::ip::address_v4(e.host.value), e.port}; }
endpoint from_asio(const tcp::endpoint& e) { return {address{e.address().to_v4().to_uint()}, e.port()}; }

class socket_wire final : public tcp_wire, public std::enable_shared_from_this<socket_wire> {
public:
    explicit socket_wire(kernel& k, bool outside) : socket_(k.wire()), outside_(outside) {}

    static void join(const std::shared_ptr<socket_wire>& a, const std::shared_ptr<socket_wire>& b)
    {
        a->peer_ = b;
        b->peer_ = a;
    }
    tcp::socket& socket() { return socket_; }
    void adopt(tcp::socket s)
    {
        socket_ = std::move(s);
        opened();
    }
    void opened()
    {
        open_ = true;
        error_code ignored;
        socket_.set_option(tcp::no_delay(true), ignored);
        socket_.non_blocking(true, ignored);
        receive();
        pump();
        maybe_abort();
        if (auto peer = peer_.lock()) peer->maybe_abort();
    }
    /// Nothing more will come in: nobody waits for it.
    void raw_end(error_code ec)
    {
        ended_ = true;
        expected_.clear();
        error_code ignored;
        if (ec != asio::error::eof || fin_sent_) socket_.close(ignored);
        if (events_.ended) events_.ended(ec == asio::error::eof ? ec : error_code(asio::error::connection_reset));
    }

    void send(byte_view data) override
    {
        if (broken_) return;
        outbox_.insert(outbox_.end(), data.begin(), data.end());
        sent_ += data.size();
        pump();
    }
    void finish() override
    {
        fin_ = true;
        pump();
    }
    void abort() override
    {
        abort_ = true;
        maybe_abort();
    }
    void expect(std::uint64_t upto, ticket t) override
    {
        if (!ended_ && upto > arrived_) expected_.push_back({upto, false, std::move(t)});
    }
    void expect_end(ticket t) override
    {
        if (!ended_) expected_.push_back({0, true, std::move(t)});
    }
    byte_view take(std::size_t count) override { return inbox_.take(count); }
    void watch_outside(outside_events events) override { events_ = std::move(events); }
    void read_on(bool on) override
    {
        held_back_ = !on;
        if (on && open_ && !ended_ && !receiving_) receive();
    }
    std::size_t waiting() const override { return outbox_.size() + flight_.size(); }

private:
    struct expectation {
        std::uint64_t upto;
        bool end;
        ticket confirms;
    };

    void pump()
    {
        if (!open_ || writing_ || broken_) return;
        send_now();
        if (broken_) return maybe_abort();
        if (outbox_.empty()) return send_fin();
        writing_ = true;
        flight_ = std::exchange(outbox_, {});
        asio::async_write(socket_, asio::buffer(flight_), [self = shared_from_this()](error_code ec, std::size_t) {
            self->writing_ = false;
            self->flight_.clear();
            if (ec) {
                self->broken_ = true;
                self->outbox_.clear();
            } else
                self->pump();
            if (self->waiting() == 0 && self->events_.drained) self->events_.drained();
            self->maybe_abort();
        });
    }
    /// What the socket's buffer takes at once, mostly all there is, needs no operation of its own.
    void send_now()
    {
        if (outbox_.empty()) return;
        error_code ec;
        auto n = socket_.write_some(asio::buffer(outbox_), ec);
        outbox_.erase(outbox_.begin(), outbox_.begin() + static_cast<std::ptrdiff_t>(n));
        if (!ec || ec == asio::error::would_block || ec == asio::error::interrupted) return;
        broken_ = true;
        outbox_.clear();
    }
    void send_fin()
    {
        if (!fin_ || abort_) return;
        if (ended_ && !outside_) {
            abort_ = true;
            return maybe_abort();
        }
        if (std::exchange(fin_sent_, true)) return;
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        if (ended_) socket_.close(ignored);
    }
    void maybe_abort()
    {
        if (!abort_ || !open_ || (!broken_ && (writing_ || !outbox_.empty()))) return;
        // An RST before the accept would make the connection vanish from the acceptor's queue, and nobody would confirm
        // it.
        auto peer = peer_.lock();
        if (peer && !peer->ended_ && (!peer->open_ || peer->arrived_ < sent_)) return;
        error_code ignored;
        socket_.set_option(asio::socket_base::linger(true, 0), ignored);
        socket_.close(ignored);
        expected_.clear();
    }
    void receive()
    {
        receiving_ = true;
        socket_.async_read_some(asio::buffer(in_),
                                [self = shared_from_this()](error_code ec, std::size_t n) { self->received(ec, n); });
    }
    void received(error_code ec, std::size_t n)
    {
        receiving_ = false;
        if (n) {
            arrived_ += n;
            auto data = byte_view(in_).first(n);
            if (events_.received)
                events_.received(data);
            else
                inbox_.put(data);
            while (!expected_.empty() && !expected_.front().end && expected_.front().upto <= arrived_)
                expected_.pop_front();
            if (auto peer = peer_.lock()) peer->maybe_abort();
        }
        if (ec) return raw_end(ec);
        if (!held_back_ && !receiving_) receive();
    }

    tcp::socket socket_;
    std::weak_ptr<socket_wire> peer_;
    byte_queue inbox_;
    bytes outbox_, flight_;
    std::deque<expectation> expected_;
    std::uint64_t sent_{0}, arrived_{0};
    outside_events events_;
    bool outside_;
    bool open_{false}, writing_{false}, broken_{false}, fin_{false}, fin_sent_{false}, abort_{false}, ended_{false};
    bool receiving_{false}, held_back_{false};
    std::array<std::uint8_t, 16384> in_; ///< last: what is used with each byte lies together
};

class socket_door final : public tcp_door {
public:
    socket_door(kernel& k, tcp::acceptor acceptor, outside_accept on_outside)
        : shared_(std::make_shared<shared>(k, std::move(acceptor), std::move(on_outside)))
    {
        accept_next(shared_);
    }
    ~socket_door() override
    {
        error_code ignored;
        shared_->acceptor.close(ignored);
    }
    endpoint local() const override { return from_asio(shared_->acceptor.local_endpoint()); }

    result<pair> connect(address source, ticket syn, ticket ack) override
    {
        auto near = std::make_shared<socket_wire>(shared_->owner, false);
        auto far = std::make_shared<socket_wire>(shared_->owner, false);
        socket_wire::join(near, far);
        auto& socket = near->socket();
        error_code ec;
        socket.open(tcp::v4(), ec);
        // Bound before it connects, so that the pair is known before the accept can happen.
        if (!ec) socket.bind(to_asio({source, 0}), ec);
        if (ec) return ec;
        auto from = socket.local_endpoint();
        shared_->pairs.emplace(from, expected_peer{far, std::move(syn)});
        socket.async_connect(shared_->acceptor.local_endpoint(), [near, from, weak = std::weak_ptr(shared_),
                                                                  ack = std::move(ack)](error_code failed) mutable {
            if (failed) {
                if (auto door = weak.lock()) door->pairs.erase(from);
                near->raw_end(failed);
            } else
                near->opened();
            ack.confirm();
        });
        return pair{near, far};
    }

private:
    struct expected_peer {
        std::shared_ptr<socket_wire> far;
        ticket syn;
    };
    struct shared {
        shared(kernel& k, tcp::acceptor a, outside_accept on)
            : owner(k), acceptor(std::move(a)), on_outside(std::move(on))
        {}
        kernel& owner;
        tcp::acceptor acceptor;
        outside_accept on_outside;
        std::map<tcp::endpoint, expected_peer> pairs;
    };

    static void accept_next(const std::shared_ptr<shared>& door)
    {
        door->acceptor.async_accept([weak = std::weak_ptr(door)](error_code ec, tcp::socket socket) {
            auto d = weak.lock();
            if (!d || ec == asio::error::operation_aborted) return;
            if (!ec) accepted(*d, std::move(socket));
            accept_next(d);
        });
    }
    static void accepted(shared& door, tcp::socket socket)
    {
        error_code gone;
        auto from = socket.remote_endpoint(gone);
        if (gone) return;
        if (auto node = door.pairs.extract(from)) {
            node.mapped().far->adopt(std::move(socket)); // the ticket is confirmed as the node dies
            return;
        }
        auto wire = std::make_shared<socket_wire>(door.owner, true);
        auto peer = from_asio(from);
        door.on_outside(wire, peer);
        wire->adopt(std::move(socket));
    }

    std::shared_ptr<shared> shared_;
};

} // namespace

result<std::unique_ptr<tcp_door>> open_tcp_door(kernel& k, endpoint at, outside_accept on_outside)
{
    error_code ec;
    tcp::acceptor acceptor(k.wire());
    acceptor.open(tcp::v4(), ec);
    if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor.bind(to_asio(at), ec);
    if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return ec;
    return std::unique_ptr<tcp_door>(std::make_unique<socket_door>(k, std::move(acceptor), std::move(on_outside)));
}

} // namespace sim::transport
