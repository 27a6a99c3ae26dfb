#include "devices/families/landis_gyr/push_client.hpp"

#include "devices/cosem/date_time.hpp"
#include "devices/cosem/rights.hpp"
#include "devices/dlms/data.hpp"
#include "devices/dlms/notification.hpp"
#include "devices/dlms/obis.hpp"
#include "devices/dlms/wrapper.hpp"
#include "devices/families/hub_tls.hpp"
#include "devices/families/landis_gyr/events.hpp"
#include "sim/tls/events.hpp"

namespace devices::families::landis_gyr {

namespace {

constexpr dlms::obis push_setup{{0, 0, 25, 9, 0, 255}};
constexpr std::uint16_t management_client = cosem::describe(cosem::association::management).client;

} // namespace

sim::bytes notification_body(const notification& n)
{
    dlms::axdr_writer out;
    out.structure(4)
        .octet_string(push_setup.groups)
        .octet_string(sim::as_bytes(n.device.to_string()))
        .long_unsigned(n.code)
        .octet_string(cosem::to_date_time(n.at, {}));
    return out.take();
}

struct push_client::call {
    chf::head_end_address to;
    std::string role;
    std::unique_ptr<sim::transport::stream> line; ///< plain
    std::unique_ptr<sim::tls::stream> tls;
    bool secure{false};                                                ///< a TLS session stands
    bool told{false};                                                  ///< the journal knows how the connection ended
    std::shared_ptr<const char> alive{std::make_shared<const char>()}; ///< its end drops the handlers of its stream

    sim::transport::stream& stream() { return tls ? static_cast<sim::transport::stream&>(*tls) : *line; }
};

push_client::push_client(chf::hub& owner, std::shared_ptr<const chf_settings> settings, dlms::association_keys& keys,
                         sim::unique_function<void()> on_change)
    : hub_(owner),
      settings_(std::move(settings)),
      keys_(keys),
      on_change_(std::move(on_change)),
      retry_(owner.world().time, "push.retry", [this] { start(); }),
      time_limit_(owner.world().time, "push.time_limit",
                  [this] { failed(boost::system::errc::make_error_code(boost::system::errc::timed_out)); })
{}

push_client::~push_client() = default;

void push_client::put(notification n)
{
    if (waiting_.size() == capacity) {
        auto oldest = waiting_.begin() + (call_ ? 1 : 0);
        hub_.world().log.emit(push_dropped, {hub_.card().installation(), oldest->part},
                              {{"code", std::int64_t{oldest->code}}, {"reason", std::string("too many wait")}});
        if (!call_) attempts_ = 0;
        waiting_.erase(oldest);
    }
    waiting_.push_back(n);
    if (!retry_.armed()) start();
}

void push_client::on_offline()
{
    retry_.cancel();
    if (call_) failed(sim::smwan::smwan_errc::no_context);
    retry_.cancel(); // with the next context
}

std::string_view push_client::peer() const
{
    return call_ && call_->secure ? std::string_view(call_->role) : std::string_view();
}

void push_client::start()
{
    if (call_ || waiting_.empty() || !hub_.modem().context()) return;
    ++attempts_;
    call_ = std::make_unique<call>();
    call_->to = hub_.head_end();
    if (auto route = hub_.modem().resolve(call_->to.name); route && *route) call_->role = (*route)->role;
    if (settings_->dlms.transport == dlms_transport::tls)
        hub_.world().log.emit(sim::tls::tls_connecting, hub_.about(),
                              sim::tls::connecting_fields(call_->role, call_->to.name));
    hub_.modem().dial(call_->to.name, call_->to.port,
                      [this, alive = std::weak_ptr(call_->alive)](
                          sim::error_code ec, std::unique_ptr<sim::transport::stream> stream, std::string_view) {
                          if (!alive.expired()) dialled(ec, std::move(stream));
                      });
}

void push_client::dialled(sim::error_code ec, std::unique_ptr<sim::transport::stream> stream)
{
    if (ec) return failed(ec);
    if (settings_->dlms.transport == dlms_transport::plain) {
        call_->line = std::move(stream);
        return send();
    }
    sim::tls::config_options identity;
    identity.role = sim::tls::role::client;
    identity.use_tickets = false; // pushes are rare: none is worth remembering a session for
    auto number = "push/" + std::to_string(hub_.boots()) + "/" + std::to_string(calls_++);
    call_->tls =
        std::make_unique<sim::tls::stream>(std::move(stream), tls_options(hub_, settings_->tls, std::move(identity),
                                                                          trust_in(hub_, call_->to.name), number));
    time_limit_.expires_after(settings_->tls.time_limit);
    call_->tls->handshake([this, alive = std::weak_ptr(call_->alive)](sim::error_code failure) {
        if (!alive.expired()) secured(failure);
    });
}

void push_client::secured(sim::error_code ec)
{
    if (ec) return failed(ec);
    call_->secure = true;
    hub_.world().log.emit(sim::tls::tls_established, hub_.about(),
                          sim::tls::established_fields(call_->role, call_->tls->result()));
    on_change_();
    send();
}

void push_client::send()
{
    const auto& n = waiting_.front();
    dlms::data_notification what;
    what.long_invoke_id = ++invoke_id_ & 0xFFFFFF;
    auto when = cosem::to_date_time(n.at, {});
    what.date_time.assign(when.begin(), when.end());
    what.body = notification_body(n);
    auto apdu = encode_notification(keys_, management_client, dlms::authenticated_and_encrypted, what);
    if (!apdu) return failed(apdu.error());
    auto wire = dlms::wrap(dlms::management_server, management_client, *apdu);
    if (!wire) return failed(wire.error());
    call_->stream().write(*wire, [this, alive = std::weak_ptr(call_->alive)](sim::error_code ec, std::size_t) {
        if (alive.expired()) return;
        if (ec) return failed(ec);
        succeeded();
    });
}

void push_client::succeeded()
{
    auto about = sim::subject{hub_.card().installation(), waiting_.front().part};
    hub_.world().log.emit(
        pushed, about,
        {{"code", std::int64_t{waiting_.front().code}}, {"peer", call_->role}, {"attempt", std::int64_t{attempts_}}});
    tell_of_end({});
    call_->stream().close();
    waiting_.pop_front();
    attempts_ = 0;
    end_call();
    if (!waiting_.empty()) start();
}

void push_client::tell_of_end(sim::error_code why)
{
    if (std::exchange(call_->told, true)) return;
    auto& log = hub_.world().log;
    if (call_->secure)
        log.emit(sim::tls::tls_closed, hub_.about(), sim::tls::closed_fields(call_->role, why));
    else if (settings_->dlms.transport == dlms_transport::tls) {
        auto outcome = call_->tls ? call_->tls->result() : sim::tls::outcome();
        if (!outcome.failure)
            outcome.failure = sim::tls::failure{sim::tls::party::transport, {}, connection_words(why)};
        outcome.failure->reason += bindings_against(hub_, call_->to.name, outcome);
        log.emit(sim::tls::tls_failed, hub_.about(), sim::tls::failed_fields(call_->role, outcome, why));
    }
}

/// The call's end, as an event of its own: this is called by what will be destroyed.
void push_client::end_call()
{
    time_limit_.cancel();
    bool had_session = call_->secure;
    std::shared_ptr<call> gone = std::move(call_);
    gone->alive.reset();
    hub_.world().time.soon("push.end", [gone] {});
    if (had_session || waiting_.empty()) on_change_();
}

void push_client::failed(sim::error_code why)
{
    auto& log = hub_.world().log;
    tell_of_end(why);
    auto about = sim::subject{hub_.card().installation(), waiting_.front().part};
    log.emit(push_failed, about,
             {{"code", std::int64_t{waiting_.front().code}},
              {"attempt", std::int64_t{attempts_}},
              {"error", connection_words(why)}});
    if (attempts_ > settings_->push.retries) drop_first("too many attempts");
    end_call();
    if (!waiting_.empty()) retry_.expires_after(settings_->push.retry_after);
}

void push_client::drop_first(std::string_view reason)
{
    hub_.world().log.emit(push_dropped, {hub_.card().installation(), waiting_.front().part},
                          {{"code", std::int64_t{waiting_.front().code}}, {"reason", std::string(reason)}});
    waiting_.pop_front();
    attempts_ = 0;
}

} // namespace devices::families::landis_gyr
