#include "sim/transport/network.hpp"

#include "sim/core/check.hpp"
#include "sim/transport/connection.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <map>
#include <vector>

namespace sim::transport {

namespace error = boost::asio::error;

/// A connection attempt that has not ended yet.
struct attempt {
    kernel& owner;
    network::dial_handler handler;
    event_id deadline{};

    void complete(error_code ec, std::unique_ptr<stream> s)
    {
        if (!handler) return;
        owner.cancel(deadline);
        auto h = std::move(handler);
        h(ec, std::move(s));
    }
};

struct path::impl {
    std::vector<std::weak_ptr<connection_end>> near_ends, far_ends;
    std::vector<std::weak_ptr<attempt>> attempts;

    template <class T>
    static void prune(std::vector<std::weak_ptr<T>>& list)
    {
        std::erase_if(list, [](const auto& w) { return w.expired(); });
    }
    /// `far` is null for a peer outside of the model.
    void add(const std::shared_ptr<connection_end>& near, const std::shared_ptr<connection_end>& far)
    {
        prune(near_ends);
        prune(far_ends);
        near_ends.push_back(near);
        if (far) far_ends.push_back(far);
    }
};

path::path(std::string name, address source, link_shape shape)
    : name_(std::move(name)), source_(source), shape_(shape), impl_(std::make_unique<impl>())
{}
path::~path() = default;

void path::set_state(condition next)
{
    if (state_ == next) return;
    state_ = next;
    auto near = impl_->near_ends;
    auto far = impl_->far_ends;
    for (auto& w : near)
        if (auto end = w.lock(); end && next == condition::refused)
            end->on_reset();
        else if (end && next == condition::down)
            end->fail(error::network_down);
    for (auto& w : far)
        if (auto end = w.lock(); end && next == condition::refused) end->on_reset();
    if (next != condition::down) return;
    for (auto& w : std::exchange(impl_->attempts, {}))
        if (auto a = w.lock()) a->owner.soon("dial.aborted", [a] { a->complete(error::network_down, nullptr); });
}

namespace {

struct door {
    endpoint at;
    std::string owner;
    network::accept_handler on_accept;
    std::shared_ptr<path> on{}; ///< null: in the fixed network
    std::unique_ptr<tcp_door> real{};
    bool open{true}; ///< the listener lives; the door outlives it while a SYN is on its way
};

/// A real endpoint that leads to whoever listens on a path.
struct forwarding {
    std::string owner;
    std::uint16_t port;
    network::path_finder into;
    std::unique_ptr<tcp_door> real{};
};

constexpr std::size_t segment_octets = 40; ///< an IPv4 and a TCP header: what SYN and SYN-ACK cost on a slow link

} // namespace

struct network::impl {
    impl(kernel& k, const rng& d, network_kind c) : owner(k), dice(d), carrier(c) {}

    /// One direction each, of the path's next connection.
    struct directions {
        shaper up, down;
    };
    directions next_connection(const path& over)
    {
        auto name = "link/" + over.name() + "/" + std::to_string(++dialled[over.name()]);
        auto one_way = [&](const direction_shape& shape, const char* way) -> shaper {
            return {shape, over.shape().retransmission, dice.stream(name + way)};
        };
        return {one_way(over.shape().up, "/up"), one_way(over.shape().down, "/down")};
    }
    std::shared_ptr<attempt> begin(dial_handler handler);
    std::shared_ptr<door> find(endpoint at, const std::shared_ptr<path>& on) const;
    std::unique_ptr<listener> open(std::shared_ptr<door> d);
    void open_real(const std::shared_ptr<door>& d, endpoint where);
    endpoint next_source(address host);
    void connect(address source, const std::shared_ptr<path>& over, const std::shared_ptr<door>& to,
                 std::shared_ptr<attempt> a);
    void remember(const std::shared_ptr<connection_end>& end);
    void drop_handlers();
    void accept_outside(const std::weak_ptr<door>& to, std::shared_ptr<tcp_wire> wire, endpoint from);
    void forward_outside(const forwarding& by, std::shared_ptr<tcp_wire> wire, endpoint from);

    kernel& owner;
    const rng& dice;
    network_kind carrier;
    wire_tap* tap{nullptr};
    std::map<endpoint, std::weak_ptr<door>> doors;
    std::map<address, std::uint16_t> ports;       ///< the next modelled source port of each address
    std::map<std::string, std::uint64_t> dialled; ///< by path, so that nobody moves another path's dice
    std::vector<std::weak_ptr<connection_end>> ends;
    std::size_t ends_to_prune{64};
};

namespace {

class listening final : public listener {
public:
    explicit listening(std::shared_ptr<door> d) : door_(std::move(d)) {}
    ~listening() override { door_->open = false; }
    endpoint local() const override { return door_->at; }
    std::optional<endpoint> real() const override
    {
        if (!door_->real) return {};
        return door_->real->local();
    }

private:
    std::shared_ptr<door> door_;
};

class forwarding_listener final : public listener {
public:
    explicit forwarding_listener(std::shared_ptr<forwarding> by) : by_(std::move(by)) {}
    /// The present one.
    endpoint local() const override
    {
        auto on = by_->into();
        return {on ? on->source() : address{}, by_->port};
    }
    std::optional<endpoint> real() const override { return by_->real->local(); }

private:
    std::shared_ptr<forwarding> by_;
};

/// The handshake of the real sockets is over by then: the reset follows it.
void reset_outside(kernel& owner, std::shared_ptr<tcp_wire> wire)
{
    owner.soon("outside reset", [w = std::move(wire)] { w->abort(); });
}

/// Takes what comes and never answers; the socket lives until the peer gives up.
void swallow(tcp_wire& wire)
{
    wire.watch_outside({[](byte_view) {}, nullptr});
}

void fail(const std::shared_ptr<attempt>& a, duration after, error_code ec)
{
    a->owner.after(after, "dial.failed", [a, ec] { a->complete(ec, nullptr); });
}

} // namespace

network::network(kernel& k, const rng& dice, network_kind kind) : impl_(std::make_unique<impl>(k, dice, kind))
{
    k.at_stop(this, [i = impl_.get()] { i->drop_handlers(); });
}
network::~network()
{
    impl_->owner.forget(this);
    impl_->drop_handlers();
}

/// A parked read may own the coroutine that owns its stream: a ring that only this breaks.
void network::impl::drop_handlers()
{
    for (auto& w : std::exchange(ends, {}))
        if (auto end = w.lock()) end->drop_handlers();
}

void network::impl::remember(const std::shared_ptr<connection_end>& end)
{
    if (ends.size() >= ends_to_prune) {
        std::erase_if(ends, [](const auto& w) { return w.expired(); });
        ends_to_prune = 2 * ends.size() + 64;
    }
    ends.push_back(end);
}

endpoint network::impl::next_source(address host)
{
    constexpr std::uint16_t first_port = 49152, last_port = 65535; // the dynamic range of RFC 6335
    auto& port = ports[host];
    port = port < first_port || port == last_port ? first_port : static_cast<std::uint16_t>(port + 1);
    return {host, port};
}

network_kind network::kind() const { return impl_->carrier; }
void network::set_tap(wire_tap* tap) { impl_->tap = tap; }

std::unique_ptr<listener> network::impl::open(std::shared_ptr<door> d)
{
    auto& known = doors[d->at];
    if (auto other = known.lock(); other && other->on == d->on)
        throw boost::system::system_error(error::address_in_use, d->at.to_string());
    known = d;
    return std::make_unique<listening>(std::move(d));
}

void network::impl::open_real(const std::shared_ptr<door>& d, endpoint where)
{
    auto real =
        open_tcp_door(owner, where, [this, w = std::weak_ptr(d)](std::shared_ptr<tcp_wire> wire, endpoint from) {
            accept_outside(w, std::move(wire), from);
        });
    if (!real) throw boost::system::system_error(real.error(), "listening on " + where.to_string());
    d->real = std::move(*real);
}

std::unique_ptr<listener> network::listen(endpoint at, listen_options options, accept_handler on_accept)
{
    auto d = std::make_shared<door>(door{at, std::move(options.owner), std::move(on_accept)});
    auto l = impl_->open(d);
    if (impl_->carrier == network_kind::tcp || options.real)
        impl_->open_real(d, options.real.value_or(endpoint{at.host, 0}));
    return l;
}

std::unique_ptr<listener> network::listen(const std::shared_ptr<path>& on, std::uint16_t port, listen_options options,
                                          accept_handler on_accept)
{
    check(!options.real, "what listens on a path has no real endpoint of its own");
    // A real socket comes with the first that dials: most devices of a fleet are never called.
    return impl_->open(
        std::make_shared<door>(door{{on->source(), port}, std::move(options.owner), std::move(on_accept), on}));
}

std::unique_ptr<listener> network::forward(endpoint real, std::string owner, std::uint16_t port, path_finder into)
{
    auto by = std::make_shared<forwarding>(forwarding{std::move(owner), port, std::move(into)});
    auto opened = open_tcp_door(
        impl_->owner, real, [i = impl_.get(), w = std::weak_ptr(by)](std::shared_ptr<tcp_wire> wire, endpoint from) {
            if (auto f = w.lock()) i->forward_outside(*f, std::move(wire), from);
        });
    if (!opened) throw boost::system::system_error(opened.error(), "listening on " + real.to_string());
    by->real = std::move(*opened);
    return std::make_unique<forwarding_listener>(std::move(by));
}

// ---- dialling

std::shared_ptr<attempt> network::impl::begin(dial_handler handler)
{
    auto a = std::make_shared<attempt>(attempt{owner, std::move(handler)});
    a->deadline = owner.after(connect_timeout, "dial.timed_out", [a] { a->complete(error::timed_out, nullptr); });
    return a;
}

/// Null: nobody listens there, or on another path.
std::shared_ptr<door> network::impl::find(endpoint at, const std::shared_ptr<path>& on) const
{
    auto known = doors.find(at);
    auto d = known == doors.end() ? nullptr : known->second.lock();
    return d && d->open && d->on == on ? d : nullptr;
}

void network::dial(const std::shared_ptr<path>& over, endpoint to, dial_handler handler)
{
    auto& i = *impl_;
    auto a = i.begin(std::move(handler));
    auto round_trip = over->shape().up.latency + over->shape().down.latency;
    switch (over->state()) {
    case path::condition::down: return fail(a, {}, error::network_down);
    case path::condition::refused: return fail(a, round_trip, error::connection_refused);
    case path::condition::black_hole:
    case path::condition::up: break;
    }
    path::impl::prune(over->impl_->attempts);
    over->impl_->attempts.push_back(a);
    if (over->state() == path::condition::black_hole) return;
    auto d = i.find(to, nullptr);
    if (!d) return fail(a, round_trip, error::connection_refused);
    i.connect(over->source(), over, d, std::move(a));
}

void network::dial(address source, const std::shared_ptr<path>& into, std::uint16_t port, dial_handler handler)
{
    auto& i = *impl_;
    auto a = i.begin(std::move(handler));
    auto round_trip = into->shape().up.latency + into->shape().down.latency;
    switch (into->state()) {
    case path::condition::down:
    case path::condition::black_hole: return;
    case path::condition::refused: return fail(a, round_trip, error::connection_refused);
    case path::condition::up: break;
    }
    auto d = i.find({into->source(), port}, into);
    if (!d) return fail(a, round_trip, error::connection_refused);
    i.connect(source, into, d, std::move(a));
}

void network::impl::connect(address source, const std::shared_ptr<path>& over, const std::shared_ptr<door>& to,
                            std::shared_ptr<attempt> a)
{
    using opening = connection_shared::opening;
    auto common = std::make_shared<connection_shared>(connection_shared{owner, over, tap});
    auto from = next_source(source);
    auto way = next_connection(*over);
    bool inbound = to->on != nullptr; // towards the near end of the path
    auto &there = inbound ? way.down : way.up, &back = inbound ? way.up : way.down;
    auto syn_at = there.send(owner.now(), segment_octets).arrived;
    auto ack_at = back.send(syn_at, segment_octets).arrived;
    if (tap) {
        tap->on_segment(syn_at, from, to->at, wire_tap::segment::syn, {});
        tap->on_segment(ack_at, to->at, from, wire_tap::segment::syn_ack, {});
    }
    auto name = inbound ? source.to_string() + ">" + over->name() : over->name();
    auto dialler = std::make_shared<connection_end>(common, name, from, to->at, there);
    auto acceptor = std::make_shared<connection_end>(common, to->owner + "<" + name, to->at, from, back);
    connection_end::join(dialler, acceptor);
    over->impl_->add(inbound ? acceptor : dialler, inbound ? dialler : acceptor);
    remember(dialler);
    remember(acceptor);
    auto accepted = [common, acceptor, to] {
        bool refused = common->over->state() == path::condition::refused || !to->open;
        common->syn = common->carries() && !refused ? opening::accepted : refused ? opening::refused : opening::lost;
        if (common->syn == opening::accepted) to->on_accept(std::make_unique<connection_stream>(acceptor));
    };
    auto connected = [common, dialler, acceptor, a] {
        if (common->carries() && common->syn == opening::accepted) {
            a->complete({}, std::make_unique<connection_stream>(dialler));
            return;
        }
        dialler->abandon();
        if (common->syn != opening::accepted) acceptor->abandon();
        bool refused =
            common->over->state() == path::condition::refused || (common->carries() && common->syn == opening::refused);
        if (refused) a->complete(error::connection_refused, nullptr); // else silence: the attempt times out
    };
    if (carrier == network_kind::memory) {
        owner.at(syn_at, "SYN", std::move(accepted));
        owner.at(ack_at, "SYN-ACK", std::move(connected));
        return;
    }
    if (!to->real) open_real(to, {to->at.host, 0});
    auto syn = owner.open_ticket(syn_at, "SYN in flight", name, std::move(accepted));
    auto ack = owner.open_ticket(ack_at, "SYN-ACK in flight", name, std::move(connected));
    auto wires = to->real->connect(source, std::move(syn), std::move(ack));
    if (!wires) throw boost::system::system_error(wires.error(), "binding " + source.to_string() + " for " + name);
    dialler->set_wire(wires->near);
    acceptor->set_wire(wires->far);
}

void network::impl::accept_outside(const std::weak_ptr<door>& to, std::shared_ptr<tcp_wire> wire, endpoint from)
{
    auto d = to.lock();
    if (!d) return;
    owner.touch();
    auto common = std::make_shared<connection_shared>(connection_shared{owner, nullptr, tap});
    if (tap) tap->on_segment(owner.now(), from, d->at, wire_tap::segment::syn, {});
    if (tap) tap->on_segment(owner.now(), d->at, from, wire_tap::segment::syn_ack, {});
    shaper ideal({}, {}, dice.stream("outside"));
    auto end = std::make_shared<connection_end>(common, d->owner + "<" + from.to_string(), d->at, from, ideal);
    end->set_wire(std::move(wire));
    end->serve_outside(ideal);
    remember(end);
    owner.soon("outside accept", [d, end] {
        auto s = std::make_unique<connection_stream>(end);
        if (d->open) d->on_accept(std::move(s));
    });
}

/// Whoever is at the near end hears of it after the SYN's time on the link, and answers at its own.
void network::impl::forward_outside(const forwarding& by, std::shared_ptr<tcp_wire> wire, endpoint from)
{
    owner.touch();
    auto over = by.into();
    auto d = over ? find({over->source(), by.port}, over) : nullptr;
    bool hole = over && over->state() == path::condition::black_hole;
    if (!hole && (!d || over->state() != path::condition::up)) return reset_outside(owner, std::move(wire));
    if (hole) return swallow(*wire);
    auto common = std::make_shared<connection_shared>(connection_shared{owner, over, tap});
    auto way = next_connection(*over);
    auto syn_at = way.down.send(owner.now(), segment_octets).arrived;
    if (tap) tap->on_segment(syn_at, from, d->at, wire_tap::segment::syn, {});
    if (tap) tap->on_segment(way.up.send(syn_at, segment_octets).arrived, d->at, from, wire_tap::segment::syn_ack, {});
    auto end = std::make_shared<connection_end>(common, by.owner + "<" + from.to_string(), d->at, from, way.up);
    end->set_wire(std::move(wire));
    end->serve_outside(way.down);
    over->impl_->add(end, nullptr);
    remember(end);
    owner.at(syn_at, "outside accept", [d, end, common] {
        auto s = std::make_unique<connection_stream>(end);
        if (d->open && common->carries()) d->on_accept(std::move(s));
    });
}

} // namespace sim::transport
