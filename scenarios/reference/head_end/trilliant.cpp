#include "scenarios/reference/head_end/trilliant.hpp"

#include "devices/call_home/limits.hpp"
#include "devices/call_home/names.hpp"
#include "devices/call_home/payloads.hpp"
#include "devices/call_home/server_session.hpp"
#include "devices/families/trilliant/session_runner.hpp"
#include "devices/metering/civil_time.hpp"
#include "sim/tls/events.hpp"

#include <algorithm>

namespace scenarios::reference {

namespace call_home = devices::call_home;
using devices::families::trilliant::session_listener;
using devices::families::trilliant::session_runner;

namespace {

call_home::fingerprint fingerprint_of(sim::byte_view certificate)
{
    static_assert(std::is_same_v<call_home::fingerprint, sim::crypto::sha256_digest>);
    return sim::crypto::sha256(certificate);
}

} // namespace

struct trilliant_service::served {
    service_identity identity;
    std::shared_ptr<const sim::tls::config> tls;
    std::shared_ptr<sim::tls::session_cache> sessions;
    std::unique_ptr<sim::transport::listener> listener;
};

/// A connection from its acceptance to its end; a contact once the hub is known and the session is open.
class trilliant_service::session final : public head_end, public call_home::server_handler, public session_listener {
public:
    session(trilliant_service& service, served& by, std::unique_ptr<sim::transport::stream> stream);
    ~session() override;

    sim::eui64 hub() const override { return *hub_; }
    const std::string& identity() const override { return by_.identity.name; }
    void read_inventory(answer<inventory> handler) override;
    void read(sim::eui64 device, answer<register_value> handler) override;
    void read_profile(sim::eui64 device, sim::time_point from, sim::time_point until,
                      answer<std::vector<half_hour>> handler) override;
    void read_clock(sim::eui64 device, answer<sim::time_point> handler) override;
    void set_clock(sim::eui64 device, sim::time_point to, done handler) override;
    void replace_credentials(std::vector<credential> imports, std::vector<credential> removes, done handler) override;
    void replace_keys(std::vector<key_transfer> transfers, done handler) override;
    void set_head_end(const std::string& name, std::uint16_t port, done handler) override;
    void close(std::optional<sim::time_point> call_back_at) override;

private:
    using answer_handler = sim::unique_function<void(sim::error_code, const call_home::config_result*)>;

    template <class Handler>
    void tell_later(Handler handler, head_end_errc e);
    void secured(sim::error_code ec);
    void turned_away();
    void give_up();
    void request(call_home::config_operation operation, answer_handler handler);
    void next_credential(std::vector<call_home::config_operation> rest, done handler);
    void pump() { runner_->perform(machine_.pump(service_.world_.time.now())); }
    void end(bool complete);
    void take(const call_home::envelope& e);
    void take_alarm(const call_home::envelope& e);
    bool next_of_work();

    void hello_received(const call_home::hello& m) override;
    call_home::ack_plan envelopes_received(const call_home::envelopes& m) override;
    void command_finished(const call_home::command_result& m) override;
    void config_finished(const call_home::config_result& m) override;
    void image_finished(const call_home::image_result& m) override;
    void idle() override;
    void on_acknowledged(const std::vector<call_home::sequence_range>&) override {}
    void on_clock(sim::time_point, std::chrono::minutes) override {}
    void on_finished(const call_home::session_result& result) override { end(!result.error); }

    trilliant_service& service_;
    served& by_;
    std::unique_ptr<sim::tls::stream> tls_;
    call_home::server_session machine_;
    std::unique_ptr<session_runner<call_home::server_session>> runner_;
    std::optional<sim::eui64> hub_;
    sim::timer handshake_limit_;
    std::string certified_; ///< common name of the hub's certificate
    hub_record* record_{nullptr};
    std::map<std::uint32_t, answer_handler> answers_;
    sim::event_id ending_, opening_;
    bool wanted_{false}, open_{false};
};

trilliant_service::session::session(trilliant_service& service, served& by,
                                    std::unique_ptr<sim::transport::stream> stream)
    : service_(service),
      by_(by),
      machine_(*this),
      handshake_limit_(service.world_.time, "head_end.handshake", [this] { give_up(); })
{
    auto& world = service.world_;
    auto name = service.settings_.owner + "/" + by.identity.name + "/" + std::to_string(service.accepted_++);
    sim::tls::stream_options options;
    options.engine.settings = by.tls;
    options.engine.trust = service.trust_;
    options.engine.random = std::make_unique<sim::crypto::simulation_random>(world.dice.stream(name));
    options.cost = service.settings_.cost;
    options.owner = service.settings_.owner;
    options.sessions = by.sessions;
    options.key_log = service.settings_.log_keys;
    tls_ = std::make_unique<sim::tls::stream>(std::move(stream), std::move(options));
    handshake_limit_.expires_after(service.settings_.handshake_limit);
    tls_->handshake([this](sim::error_code ec) { secured(ec); });
}

trilliant_service::session::~session()
{
    service_.world_.time.cancel(ending_);
    service_.world_.time.cancel(opening_);
}

void trilliant_service::session::secured(sim::error_code ec)
{
    auto& world = service_.world_;
    handshake_limit_.cancel();
    if (ec) {
        turned_away();
        return give_up();
    }
    if (const auto& peer = tls_->result().peer) certified_ = peer->subject_common_name;
    runner_ = std::make_unique<session_runner<call_home::server_session>>(std::move(tls_), machine_, *this);
    runner_->start(machine_.opened(world.time.now()));
}

/// Says whom this end did not want, and, where its certificate names one, of which installation.
void trilliant_service::session::turned_away()
{
    const auto& outcome = tls_->result();
    if (!outcome.failure || outcome.failure->by != sim::tls::party::us) return;
    std::string_view installation;
    if (outcome.peer)
        if (auto named = sim::eui64::parse(outcome.peer->subject_common_name))
            if (auto known = service_.hubs_.find(*named); known != service_.hubs_.end())
                installation = known->second.installation;
    service_.world_.log.emit(sim::tls::tls_rejected, {installation, {}},
                             sim::tls::rejected_fields(by_.identity.name, "chf", outcome));
}

/// Ends what never became a session, as an event of its own: this is called by what will be destroyed.
void trilliant_service::session::give_up()
{
    auto& time = service_.world_.time;
    time.cancel(ending_);
    ending_ = time.soon("head_end.given_up", [this] { end(false); });
}

void trilliant_service::session::hello_received(const call_home::hello& m)
{
    auto known = service_.hubs_.find(m.hub);
    if (known == service_.hubs_.end() || certified_ != m.hub.to_string())
        return machine_.say_bye(call_home::bye_reason::not_known);
    hub_ = m.hub;
    record_ = &known->second;
    record_->model = m.model;
    record_->firmware = m.firmware;
    service_.world_.log.emit(head_end_contact, {record_->installation, {}},
                             {{"peer", service_.settings_.role},
                              {"identity", by_.identity.name},
                              {"hub", m.hub.to_string()},
                              {"reason", std::string(to_string(m.reason))}});
    machine_.set_next_id(record_->next_id);
    wanted_ = service_.owner_.wants(m.hub, by_.identity.name);
}

call_home::ack_plan trilliant_service::session::envelopes_received(const call_home::envelopes& m)
{
    if (!hub_) return {};
    for (const auto& e : m.items)
        if (service_.ledger_.record(*hub_, e.sequence)) take(e);
    call_home::ack_plan plan;
    plan.ranges = call_home::everything_in(m);
    plan.civil_offset = devices::metering::civil_offset(service_.world_.time.now());
    auto* work = record_->work.get();
    bool stays = wanted_ || m.more || (work && work->waiting()) || machine_.backlog() != 0;
    plan.control = stays ? call_home::ack_control::keep_open : call_home::ack_control::done;
    if (work && !m.more) plan.next_server = work->take_redirection();
    return plan;
}

void trilliant_service::session::take(const call_home::envelope& e)
{
    using call_home::header_code;
    if (e.code == header_code::alarm) take_alarm(e);
    if (record_->work) record_->work->take(e);
    if (e.code != header_code::esme_register && e.code != header_code::gsme_register) return;
    if (auto read = call_home::decode_register_read(e.payload))
        record_->registers.insert_or_assign(e.device, register_value{read->at, read->value});
}

void trilliant_service::session::take_alarm(const call_home::envelope& e)
{
    auto alarm = call_home::decode_alarm_report(e.payload);
    if (!alarm) return;
    auto high = static_cast<std::uint8_t>(alarm->code >> 8), low = static_cast<std::uint8_t>(alarm->code);
    service_.world_.log.emit(head_end_alarm, {record_->installation, {}},
                             {{"target", e.device.to_string()}, {"code", "0x" + sim::to_hex(sim::bytes{high, low})}});
}

/// The work for devices goes first; then the contact is its owner's; who has neither says good-bye.
void trilliant_service::session::idle()
{
    if (record_ && record_->work && next_of_work()) return;
    if (!wanted_) return machine_.say_bye(call_home::bye_reason::complete);
    if (open_) return;
    open_ = true;
    opening_ = service_.world_.time.soon("head_end.contact", [this] { service_.owner_.on_contact(*this); });
}

// ---- requests

void trilliant_service::session::request(call_home::config_operation operation, answer_handler handler)
{
    auto id = machine_.queue(std::move(operation));
    if (!id || machine_.finished()) {
        service_.world_.time.soon("head_end.lost",
                                  [h = std::move(handler)]() mutable { h(head_end_errc::contact_lost, nullptr); });
        return;
    }
    answers_.emplace(*id, std::move(handler));
    pump();
}

bool trilliant_service::session::next_of_work()
{
    auto next = record_->work->next();
    if (!next) return false;
    auto id = std::visit([this](auto& request) { return machine_.queue(std::move(request)); }, *next);
    sim::check(id.has_value(), "a head-end asks for what cannot travel");
    record_->work->sent(*id);
    return true;
}

void trilliant_service::session::command_finished(const call_home::command_result& m)
{
    if (record_->work) record_->work->finished(m);
}

void trilliant_service::session::image_finished(const call_home::image_result& m)
{
    if (record_->work) record_->work->finished(m);
}

void trilliant_service::session::config_finished(const call_home::config_result& m)
{
    auto node = answers_.extract(m.id);
    if (!node) return;
    // As an event of its own: the handler may queue more, or close.
    service_.world_.time.soon("head_end.answer", [h = std::move(node.mapped()), m]() mutable { h({}, &m); });
}

void trilliant_service::session::read_inventory(answer<inventory> handler)
{
    request(call_home::credential_export{},
            [this, h = std::move(handler)](sim::error_code ec, const call_home::config_result* m) mutable {
                if (ec) return h(ec);
                if (m->status != call_home::config_status::ok) return h(make_error_code(head_end_errc::refused));
                inventory found{record_->model, record_->firmware, m->credentials, {*hub_}};
                for (const auto& [device, value] : record_->registers) found.devices.push_back(device);
                h(std::move(found));
            });
}

void trilliant_service::session::read(sim::eui64 device, answer<register_value> handler)
{
    auto it = record_->registers.find(device);
    if (it == record_->registers.end()) return tell_later(std::move(handler), head_end_errc::no_value);
    service_.world_.time.soon("head_end.answer", [h = std::move(handler), value = it->second]() mutable { h(value); });
}

template <class Handler>
void trilliant_service::session::tell_later(Handler handler, head_end_errc e)
{
    service_.world_.time.soon("head_end.answer", [h = std::move(handler), e]() mutable { h(make_error_code(e)); });
}

// The hub pushes its half-hours, takes its time from every acknowledgement, and has no keys of its own to replace.

void trilliant_service::session::read_profile(sim::eui64, sim::time_point, sim::time_point,
                                              answer<std::vector<half_hour>> handler)
{
    tell_later(std::move(handler), head_end_errc::not_supported);
}

void trilliant_service::session::read_clock(sim::eui64, answer<sim::time_point> handler)
{
    tell_later(std::move(handler), head_end_errc::not_supported);
}

void trilliant_service::session::set_clock(sim::eui64, sim::time_point, done handler)
{
    tell_later(std::move(handler), head_end_errc::not_supported);
}

void trilliant_service::session::replace_keys(std::vector<key_transfer>, done handler)
{
    tell_later(std::move(handler), head_end_errc::not_supported);
}

void trilliant_service::session::replace_credentials(std::vector<credential> imports, std::vector<credential> removes,
                                                     done handler)
{
    std::vector<call_home::config_operation> operations;
    for (auto& c : imports) operations.push_back(call_home::credential_import{std::move(c)});
    for (const auto& c : removes)
        operations.push_back(call_home::credential_remove{false, fingerprint_of(c.certificate)});
    std::reverse(operations.begin(), operations.end());
    next_credential(std::move(operations), std::move(handler));
}

/// One after the other, so that nothing is removed when an import was refused.
void trilliant_service::session::next_credential(std::vector<call_home::config_operation> rest, done handler)
{
    if (rest.empty()) return handler({});
    auto operation = std::move(rest.back());
    rest.pop_back();
    request(std::move(operation), [this, rest = std::move(rest), h = std::move(handler)](
                                      sim::error_code ec, const call_home::config_result* m) mutable {
        using call_home::config_status;
        if (ec) return h(ec);
        bool so = m->status == config_status::ok || m->status == config_status::duplicate ||
                  m->status == config_status::not_found;
        if (!so) return h(head_end_errc::refused);
        next_credential(std::move(rest), std::move(h));
    });
}

void trilliant_service::session::set_head_end(const std::string& name, std::uint16_t port, done handler)
{
    request(call_home::set_server{name, port},
            [h = std::move(handler)](sim::error_code ec, const call_home::config_result* m) mutable {
                if (!ec && m->status != call_home::config_status::ok) ec = head_end_errc::refused;
                h(ec);
            });
}

void trilliant_service::session::close(std::optional<sim::time_point> call_back_at)
{
    if (machine_.finished()) return;
    machine_.say_bye(call_home::bye_reason::complete, call_back_at);
    pump();
}

void trilliant_service::session::end(bool complete)
{
    if (record_) {
        record_->next_id = machine_.next_id();
        if (record_->work) record_->work->session_over();
    }
    if (hub_) service_.owner_.on_contact_ended(*this, complete);
    for (auto& [id, handler] : std::exchange(answers_, {})) handler(head_end_errc::contact_lost, nullptr);
    service_.drop(*this);
}

// ---- the service

trilliant_service::trilliant_service(sim::simulation& world, sim::transport::network& internet,
                                     service_settings settings, head_end_owner& owner)
    : world_(world),
      internet_(internet),
      settings_(std::move(settings)),
      owner_(owner),
      trust_(sim::tls::trust_policy::make(settings_.device_authorities))
{}

trilliant_service::~trilliant_service() = default;

void trilliant_service::serve(service_identity identity)
{
    served_.push_back({std::move(identity), nullptr, std::make_shared<sim::tls::session_cache>(), nullptr});
    auto& by = served_.back();
    sim::tls::config_options options;
    options.role = sim::tls::role::server;
    options.own = by.identity.certificate;
    auto secret = world_.dice.stream(settings_.owner + "/" + by.identity.name + "/ticket_secret");
    sim::writer octets;
    for (std::uint64_t i = 0; i < 4; ++i) octets.u64(secret.at(i));
    options.tickets.emplace(sim::crypto::sha256(octets.data()));
    by.tls = sim::tls::config::make(std::move(options));
    by.listener = internet_.listen(
        by.identity.at, {settings_.owner, by.identity.listen},
        [this, &by](std::unique_ptr<sim::transport::stream> stream) { accepted(by, std::move(stream)); });
}

void trilliant_service::know(known_hub hub) { hubs_[hub.hub].installation = std::move(hub.installation); }

hub_work* trilliant_service::work_for(sim::eui64 hub)
{
    auto known = hubs_.find(hub);
    if (known == hubs_.end()) return nullptr;
    auto& r = known->second;
    if (!r.work) {
        auto emit = [this, &r](const sim::event_type& type) {
            return [this, &r, &type](const sim::fields& content) {
                world_.log.emit(type, {r.installation, {}}, content);
            };
        };
        r.work = std::make_unique<hub_work>(hub_work::told{emit(head_end_command), emit(head_end_firmware)});
    }
    return r.work.get();
}

sim::error_code trilliant_service::send(sim::eui64 hub, device_command c)
{
    if (c.frame.size() > call_home::limits::frame) return sim::codec_errc::too_long;
    auto* work = work_for(hub);
    if (!work) return head_end_errc::unknown_device;
    work->add(std::move(c));
    return {};
}

sim::error_code trilliant_service::offer(sim::eui64 hub, firmware_job job)
{
    bool fits = !job.image.empty() && job.image.size() <= call_home::limits::image &&
                job.version.size() <= call_home::limits::firmware;
    if (!fits) return sim::codec_errc::too_long;
    auto* work = work_for(hub);
    if (!work) return head_end_errc::unknown_device;
    work->add(std::move(job));
    return {};
}

sim::error_code trilliant_service::redirect(sim::eui64 hub, call_home::redirection to)
{
    auto* work = work_for(hub);
    if (!work) return head_end_errc::unknown_device;
    work->redirect(std::move(to));
    return {};
}

std::optional<sim::transport::endpoint> trilliant_service::real(const std::string& identity) const
{
    for (const auto& s : served_)
        if (s.identity.name == identity) return s.listener->real();
    return {};
}

void trilliant_service::accepted(served& by, std::unique_ptr<sim::transport::stream> stream)
{
    sessions_.push_back(std::make_unique<session>(*this, by, std::move(stream)));
}

void trilliant_service::drop(session& s)
{
    auto it = std::find_if(sessions_.begin(), sessions_.end(), [&](const auto& p) { return p.get() == &s; });
    if (it != sessions_.end()) sessions_.erase(it);
}

} // namespace scenarios::reference
