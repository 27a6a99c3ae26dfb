#include "devices/families/landis_gyr/session.hpp"

#include "devices/families/hub_tls.hpp"
#include "devices/families/landis_gyr/journal.hpp"
#include "sim/tls/events.hpp"

namespace devices::families::landis_gyr {

dlms_server::session::session(dlms_server& owner, std::unique_ptr<sim::transport::stream> stream, std::string role)
    : owner_(owner),
      stream_(std::move(stream)),
      role_(std::move(role)),
      clients_(owner.devices_),
      limit_(owner.world().time, "dlms.session", [this] { timed_out(); }),
      overdue_block_(owner.world().time, "dlms.overdue_block", [this] { serve(clients_.timeout(world().time.now())); })
{}

dlms_server::session::~session() { world().time.cancel(ending_); }

void dlms_server::session::start(std::string_view number)
{
    hold_time();
    if (owner_.settings_->dlms.transport == dlms_transport::tls) return begin_tls(number);
    allow(owner_.settings_->dlms.inactivity);
    read();
}

void dlms_server::session::begin_tls(std::string_view number)
{
    const auto& settings = owner_.settings_->tls;
    auto& hub = owner_.hub_;
    sim::tls::config_options identity;
    identity.role = sim::tls::role::server;
    identity.use_session_ids = settings.resume == resumption::session_id;
    identity.use_tickets = settings.resume == resumption::ticket;
    if (identity.use_tickets) {
        // A key of the hub's, drawn anew with each boot: tickets are lost with the power, as sessions by id are.
        auto secret = hub.name() + "/tickets/" + std::to_string(hub.boots());
        auto dice = world().dice.stream(secret);
        sim::crypto::sha256_digest key{};
        for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(dice.below(i, 256));
        identity.tickets.emplace(key);
    }
    world().log.emit(sim::tls::tls_connecting, hub.about(), sim::tls::connecting_fields(role_, {}));
    auto options = tls_options(hub, settings, std::move(identity), trust_in_callers(hub), number);
    options.sessions = owner_.resumable_;
    auto tls = std::make_unique<sim::tls::stream>(std::move(stream_), std::move(options));
    tls_ = tls.get();
    stream_ = std::move(tls);
    allow(settings.time_limit);
    tls_->handshake([this](sim::error_code ec) { secured(ec); });
}

void dlms_server::session::secured(sim::error_code ec)
{
    if (over_) return;
    if (ec) return end(ec);
    const auto& outcome = tls_->result();
    if (outcome.peer)
        if (auto role = owner_.role_named(*outcome.peer); !role.empty()) role_ = std::move(role);
    secure_ = true;
    world().log.emit(sim::tls::tls_established, owner_.hub_.about(), sim::tls::established_fields(role_, outcome));
    owner_.peer_changed();
    hold_time();
    allow(owner_.settings_->dlms.inactivity);
    read();
}

/// A peer outside of this process needs time that flows while it thinks; the hub's own limits end its session first.
void dlms_server::session::hold_time()
{
    if (patience_) return patience_.renew();
    const auto& s = *owner_.settings_;
    auto most = std::max(s.dlms.inactivity, s.tls.time_limit) + world().time.options().hold_limit;
    patience_ = stream_->expect_reply("the client's next request", most);
}

/// A client that asks and asks and takes no answers is not listened to until it does.
void dlms_server::session::read()
{
    constexpr std::size_t most_waiting = 65536;
    if (reading_ || outgoing_.size() > most_waiting) return;
    reading_ = true;
    stream_->read_some(buffer_, [this](sim::error_code ec, std::size_t n) {
        reading_ = false;
        if (over_) return;
        if (ec) return end(ec);
        received(sim::byte_view(buffer_).first(n));
        if (!over_) read();
    });
}

void dlms_server::session::received(sim::byte_view octets)
{
    hold_time();
    allow(owner_.settings_->dlms.inactivity);
    owner_.use_context();
    serve(clients_.received(world().time.now(), octets));
}

/// Sends what a client is to hear and tells what happened.
void dlms_server::session::serve(connection::outcome out)
{
    outgoing_.insert(outgoing_.end(), out.send.begin(), out.send.end());
    write();
    if (auto due = clients_.due())
        overdue_block_.expires_at(*due);
    else
        overdue_block_.cancel();
    // A new head-end or a smaller trust store holds for the next connection: this one goes on.
    tell(world(), owner_.hub_.card().installation(), role_, owner_.settings_->dlms.journal, out.events);
    if (out.broken) end({}, "the client lost its frame");
}

void dlms_server::session::write()
{
    if (writing_ || outgoing_.empty()) return;
    writing_ = true;
    auto data = std::exchange(outgoing_, {});
    stream_->write(data, [this](sim::error_code ec, std::size_t) {
        writing_ = false;
        if (over_) return;
        if (ec) return end(ec);
        write();
        read();
    });
}

/// The timer is not moved with each request: where it fires too early it is put off.
void dlms_server::session::allow(sim::duration time)
{
    deadline_ = world().time.now() + time;
    if (!limit_.armed() || limit_.due() > deadline_) limit_.expires_at(deadline_);
}

void dlms_server::session::timed_out()
{
    if (world().time.now() < deadline_) return limit_.expires_at(deadline_);
    if (tls_ && !secure_) return end(boost::system::errc::make_error_code(boost::system::errc::timed_out));
    end({}, "nothing came for too long");
}

void dlms_server::session::lost() { end(sim::smwan::smwan_errc::no_context); }

void dlms_server::session::tell_of_end(sim::error_code why, std::string_view reason)
{
    auto about = owner_.hub_.about();
    auto& log = world().log;
    if (secure_) {
        auto fields = sim::tls::closed_fields(role_, why);
        if (why && why != sim::tls::end_of_file()) fields.back().content = connection_words(why);
        if (!reason.empty()) fields.back().content = std::string(reason);
        log.emit(sim::tls::tls_closed, about, std::move(fields));
    } else if (tls_) {
        auto outcome = tls_->result();
        auto by = why == boost::system::errc::timed_out ? sim::tls::party::us : sim::tls::party::transport;
        if (!outcome.failure) outcome.failure = sim::tls::failure{by, {}, connection_words(why)};
        log.emit(sim::tls::tls_failed, about, sim::tls::failed_fields(role_, outcome, why));
    }
}

void dlms_server::session::end(sim::error_code why, std::string_view reason)
{
    if (std::exchange(over_, true)) return;
    limit_.cancel();
    overdue_block_.cancel();
    patience_.release();
    if (owner_.hub_.powered()) // a hub that loses its power gives no counters back
        tell(world(), owner_.hub_.card().installation(), role_, owner_.settings_->dlms.journal, clients_.closed());
    tell_of_end(why, reason);
    stream_->close();
    // As an event of its own: this is called by what will be destroyed.
    ending_ = world().time.soon("dlms.session_end", [this] { owner_.ended(*this); });
}

} // namespace devices::families::landis_gyr
