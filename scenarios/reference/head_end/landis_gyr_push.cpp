// Hubs that push: the listening side of a head-end that else calls.
#include "devices/dlms/notification.hpp"
#include "scenarios/reference/head_end/landis_gyr_record.hpp"
#include "sim/tls/events.hpp"

#include <algorithm>

namespace scenarios::reference {

namespace dlms = devices::dlms;

landis_gyr_service::push::push(landis_gyr_service& service, std::string at, std::unique_ptr<sim::tls::stream> stream)
    : service_(service),
      at_(std::move(at)),
      stream_(std::move(stream)),
      limit_(service.world_.time, "head_end.push_limit", [this] { end(); })
{
    limit_.expires_after(service.settings_.common.handshake_limit);
    stream_->handshake([this](sim::error_code ec) { secured(ec); });
}

landis_gyr_service::push::~push() { service_.world_.time.cancel(ending_); }

void landis_gyr_service::push::secured(sim::error_code ec)
{
    const auto& outcome = stream_->result();
    auto named = outcome.peer ? sim::eui64::parse(outcome.peer->subject_common_name) : sim::core_errc::malformed;
    auto known = named ? service_.hubs_.find(*named) : service_.hubs_.end();
    bool is_known = known != service_.hubs_.end();
    if (ec && outcome.failure && outcome.failure->by == sim::tls::party::us)
        service_.world_.log.emit(sim::tls::tls_rejected,
                                 {is_known ? std::string_view(known->second->known.installation) : "", {}},
                                 sim::tls::rejected_fields(at_, "chf", outcome));
    if (ec || !is_known) return end();
    hub_ = known->second.get();
    limit_.expires_after(service_.settings_.answer_limit);
    read();
}

void landis_gyr_service::push::read()
{
    stream_->read_some(buffer_, [this](sim::error_code ec, std::size_t n) {
        if (ec) return end();
        incoming_.feed(sim::byte_view(buffer_).first(n));
        while (auto m = incoming_.next()) service_.pushed(*hub_, m->apdu);
        if (incoming_.error()) return end();
        read();
    });
}

/// As an event of its own, since this is called by what will be destroyed.
void landis_gyr_service::push::end()
{
    limit_.cancel();
    stream_->close();
    auto& time = service_.world_.time;
    time.cancel(ending_);
    ending_ = time.soon("head_end.push_ended", [this] { service_.drop(*this); });
}

void landis_gyr_service::accepted(served& by, std::unique_ptr<sim::transport::stream> stream)
{
    auto name = next_name(by.identity.name) + "/push";
    pushes_.push_back(
        std::make_unique<push>(*this, by.identity.name, secure(std::move(stream), by.as_server, devices_, name)));
}

void landis_gyr_service::drop(push& p)
{
    std::erase_if(pushes_, [&](const auto& one) { return one.get() == &p; });
}

namespace {

/// Under one of the keys that the hub may have; empty: under none.
std::optional<dlms::received_notification> understood(const dlms::system_title& own, const key_ring& keys,
                                                      sim::byte_view apdu)
{
    dlms::security_context context;
    context.own = own;
    auto ciphered = dlms::decode_ciphered(apdu);
    auto title = dlms::system_title::from_octets(ciphered ? ciphered->system_title : sim::bytes());
    if (title) context.peer = *title;
    for (const auto& record : keys) {
        dlms::encryption_key key(record.keys.encryption);
        context.unicast = &key;
        context.authentication_key = record.keys.authentication;
        if (auto taken = dlms::decode_notification(context, apdu)) return std::move(*taken);
    }
    return {};
}

} // namespace

void landis_gyr_service::pushed(hub_record& r, sim::byte_view apdu)
{
    const key_ring* keys = nullptr;
    for (const auto& d : r.devices)
        if (d.part == device_part::chf) keys = &d.keys;
    auto taken = understood(title_, keys ? *keys : key_ring(), apdu);
    bool is_protected = taken && taken->form.authenticated() && taken->form.encrypted();
    auto octets = taken ? taken->what.body.size() : 0;
    world_.log.emit(head_end_pushed, {r.known.installation, {}},
                    {{"peer", settings_.common.role},
                     {"hub", r.known.hub.to_string()},
                     {"protected", is_protected},
                     {"octets", static_cast<std::int64_t>(octets)}});
    heard_of(r);
}

} // namespace scenarios::reference
