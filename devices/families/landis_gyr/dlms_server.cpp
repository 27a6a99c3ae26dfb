#include "devices/families/landis_gyr/dlms_server.hpp"

#include "devices/families/hub_tls.hpp"
#include "devices/families/landis_gyr/session.hpp"
#include "devices/metering/alerts.hpp"

namespace devices::families::landis_gyr {

using metering::alert_code;

dlms_server::dlms_server(chf::hub& owner, std::shared_ptr<const chf_settings> settings,
                         std::vector<served_device> devices)
    : hub_(owner),
      settings_(std::move(settings)),
      devices_(std::move(devices)),
      resumable_(std::make_shared<sim::tls::session_cache>(settings_->dlms.connections)),
      push_(owner, settings_, *devices_.front().keys, [this] { peer_changed(); }),
      context_idle_(owner.world().time, "chf.context_idle", [this] { idle(); })
{
    hub_.modem().listen(dlms_port, [this](std::unique_ptr<sim::transport::stream> s) { accepted(std::move(s)); });
    // So that its head-end learns of it; with a context that is always there it comes by itself.
    if (settings_->context == sim::smwan::context_mode::on_demand) hub_.modem().want_context();
}

dlms_server::~dlms_server() { hub_.modem().stop_listening(dlms_port); }

void dlms_server::on_online(chf::boot_cause last_boot)
{
    use_context();
    if (std::exchange(booted_, false)) {
        bool outage = last_boot == chf::boot_cause::power_on;
        push(here_i_am(
            static_cast<std::uint16_t>(outage ? alert_code::outage_restored : alert_code::hub_device_log_changed)));
    }
    push_.on_online();
}

void dlms_server::on_offline()
{
    context_idle_.cancel();
    // They leave the list as events of their own.
    for (auto& s : sessions_) s->lost();
    push_.on_offline();
}

void dlms_server::on_wake_up()
{
    if (hub_.modem().context())
        use_context();
    else
        hub_.modem().want_context();
}

void dlms_server::call_home() { alert(here_i_am(static_cast<std::uint16_t>(alert_code::hub_device_log_changed))); }

void dlms_server::alert(const notification& n)
{
    push(n);
    if (!hub_.modem().context()) hub_.modem().want_context();
}

void dlms_server::push(const notification& n)
{
    if (auto* hub = devices_.front().watcher) hub->pushes(n);
    push_.put(n);
}

notification dlms_server::here_i_am(std::uint16_t code) const
{
    return {devices_.front().part, hub_.eui64(), code, world().time.now()};
}

// ---- the context

void dlms_server::use_context()
{
    if (settings_->context != sim::smwan::context_mode::on_demand || !hub_.modem().context()) return;
    context_idle_.expires_after(settings_->context_idle);
}

void dlms_server::idle()
{
    if (!sessions_.empty() || push_.busy()) return use_context();
    hub_.modem().release_context();
}

// ---- sessions

void dlms_server::accepted(std::unique_ptr<sim::transport::stream> stream)
{
    use_context();
    if (sessions_.size() >= settings_->dlms.connections) return stream->reset();
    auto role = role_at(stream->remote().host);
    // No two sessions of the hub's life draw the same numbers: the count is lost with the power.
    auto number = "served/" + std::to_string(hub_.boots()) + "/" + std::to_string(accepted_++);
    sessions_.push_back(std::make_unique<session>(*this, std::move(stream), std::move(role)));
    sessions_.back()->start(number);
}

void dlms_server::ended(session& s)
{
    bool had_tls = s.secure();
    use_context();
    std::erase_if(sessions_, [&](const auto& one) { return one.get() == &s; });
    if (had_tls) peer_changed();
}

void dlms_server::peer_changed() { world().names.changed(chf::peer_state, hub_.card().installation()); }

std::string_view dlms_server::peer() const
{
    for (auto it = sessions_.rbegin(); it != sessions_.rend(); ++it)
        if ((*it)->secure()) return (*it)->role();
    return push_.peer();
}

std::size_t dlms_server::associations() const
{
    std::size_t sum = 0;
    for (const auto& s : sessions_) sum += s->associations();
    return sum;
}

/// Whose address that is, by the routes of the context's profile; empty: nobody's.
std::string dlms_server::role_at(sim::transport::address from) const
{
    const auto* context = hub_.modem().context();
    if (!context) return {};
    for (const auto& [name, leads] : context->profile->routes)
        if (leads.to.host == from) return leads.role;
    return {};
}

/// The same by the names that a certificate shows.
std::string dlms_server::role_named(const sim::crypto::certificate_info& peer) const
{
    auto names = peer.dns_names;
    names.push_back(peer.subject_common_name);
    for (const auto& name : names)
        if (auto route = hub_.modem().resolve(name); route && *route) return (*route)->role;
    return {};
}

} // namespace devices::families::landis_gyr
