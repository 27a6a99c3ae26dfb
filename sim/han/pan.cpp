#include "sim/han/pan.hpp"

#include "sim/han/network.hpp"
#include "sim/han/pan_error.hpp"

#include <algorithm>

namespace sim::han {
namespace {

device& of(member& m) { return static_cast<device&>(m); }
const device& of(const member& m) { return static_cast<const device&>(m); }

} // namespace

pan::pan(simulation& world, std::string installation, eui64 hub, hub_user& user, pan_settings settings)
    : net_(std::make_unique<network>(world, std::move(installation), hub, user, settings))
{}

pan::~pan() = default;

member& pan::attach(const member_settings& settings, member_user& user) { return net_->attach(settings, user); }

std::span<const std::unique_ptr<member>> pan::devices() const { return net_->devices(); }

member* pan::find(std::string_view part)
{
    for (const auto& m : net_->devices())
        if (m->part() == part) return m.get();
    return nullptr;
}

// ---- power, link, mode

void pan::power_hub(bool on) { net_->power(on); }
bool pan::hub_powered() const { return net_->powered(); }
void pan::power(member& m, bool on) { of(m).power(on); }
void pan::set_link(member& m, const link_settings& settings) { of(m).set_link(settings); }
const link_settings& pan::link_of(const member& m) const { return of(m).over().settings(); }
void pan::set_mode(mode how, capture* into) { net_->set_mode(how, into); }

// ---- joining and leaving

error_code pan::permit(eui64 device, const crypto::aes_key& install_key, duration window)
{
    return net_->permit(device, install_key, window);
}

error_code pan::join(member& m)
{
    if (!m.powered()) return pan_errc::device_off;
    if (m.state() != member_state::unjoined) return pan_errc::already_joined;
    of(m).resume(membership::input::join);
    return {};
}

error_code pan::remove(member& m) { return net_->remove(of(m)); }

error_code pan::leave(member& m)
{
    if (!m.powered()) return pan_errc::device_off;
    if (!of(m).record().of) return pan_errc::not_a_member;
    of(m).leave();
    return {};
}

void pan::link_key_established(member& m, end which, const crypto::aes_key& link_key)
{
    auto& d = of(m);
    if (m.state() != member_state::authenticating) return;
    if (which == end::hub)
        net_->link_key(d, link_key);
    else
        d.set_link_key(link_key);
    const auto* e = net_->entry(d);
    if (!net_->is_member(d) || !d.record().of->link_key) return;
    if (d.record().of->link_key != e->link_key) return key_establishment_failed(m);
    d.resume(membership::input::authenticated);
}

void pan::key_establishment_failed(member& m)
{
    if (m.state() != member_state::authenticating) return;
    net_->not_trusted(of(m));
    of(m).resume(membership::input::not_trusted);
}

error_code pan::change_network_key() { return net_->change_network_key(); }

// ---- messages

void pan::send(end from, member& m, message what, completion done)
{
    auto& d = of(m);
    if (what.payload.size() > max_message) return net_->refuse(std::move(done), delivery::too_long);
    auto body = std::make_shared<const message>(std::move(what));
    if (from == end::device) return d.post(std::move(body), std::move(done));
    net_->post(d, std::move(body), std::move(done));
}

void pan::send_routine(end from, member& m, message what) { of(m).send_routine(from, std::move(what)); }
void pan::stay_awake(member& m, duration length) { of(m).stay_awake(length); }
void pan::want_wake(member& m) { of(m).want_wake(); }
std::size_t pan::queued(const member& m) const { return of(m).queued(); }
bool pan::awake(const member& m) const { return of(m).awake(); }

// ---- what is elided

bool pan::exchange_succeeds(const member& m, std::uint64_t k) const { return of(m).exchange_succeeds(k); }
std::optional<std::uint64_t> pan::last_heard(const member& m, time_point t) const { return of(m).last_heard(t); }
link_quality pan::quality(const member& m, time_point t) const { return of(m).over().at(t); }

// ---- what there is to see

const std::string& pan::installation() const { return net_->installation(); }
eui64 pan::hub() const { return net_->hub(); }
pan_id pan::id() const { return net_->record().network; }
radio_channel pan::channel() const { return net_->record().channel; }
const crypto::aes_key& pan::network_key() const { return net_->record().secret.octets; }

const crypto::aes_key* pan::link_key(const member& m) const
{
    const auto* e = net_->entry(of(m));
    return e && e->link_key ? &*e->link_key : nullptr;
}

bool pan::is_member(const member& m) const { return net_->is_member(of(m)); }
bool pan::is_lost(const member& m) const { return of(m).lost(); }
std::size_t pan::members() const { return net_->members(); }
std::uint32_t pan::frame_counter(time_point t) const { return net_->record().counter.value(t); }
std::uint32_t pan::frame_counter(const member& m, time_point t) const { return of(m).counter(t); }

} // namespace sim::han
