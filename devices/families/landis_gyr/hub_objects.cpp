#include "devices/families/landis_gyr/hub_objects.hpp"

#include "devices/families/landis_gyr/dlms_server.hpp"
#include "sim/crypto/certificate.hpp"

#include <algorithm>
#include <charconv>

namespace devices::families::landis_gyr {

using call_home::config_status;
using cosem::action_result;
using cosem::data_access_result;
using metering::alert_code;

namespace {

constexpr std::uint16_t memory_layout = 1, diary_layout = 1;
constexpr std::string_view operator_name = "SMWAN";

action_result answer(config_status s)
{
    switch (s) {
    case config_status::ok:
    case config_status::duplicate: return action_result::success; // what is already so counts as done
    case config_status::malformed: return action_result::type_unmatched;
    case config_status::not_found: return action_result::object_unavailable;
    case config_status::full: return action_result::temporary_failure;
    case config_status::refused_last:
    case config_status::unsupported:
    case config_status::refused: break;
    }
    return action_result::other_reason; // not for want of rights
}

sim::bytes serial_of(const sim::crypto::certificate_info& info) { return sim::from_hex(info.serial).value(); }
sim::bytes octets(std::string_view text)
{
    auto view = sim::as_bytes(text);
    return {view.begin(), view.end()};
}

/// By serial number and issuer; the hub has no certificate of an entity with a system title but its own authority's.
const call_home::credential* find(const call_home::credential_store& store,
                                  const cosem::certificate_identification& which)
{
    const auto* wanted = std::get_if<cosem::certificate_with_serial>(&which);
    if (!wanted) return nullptr;
    for (const auto& c : store.all()) {
        auto info = sim::crypto::inspect(c.certificate);
        if (info && serial_of(*info) == wanted->serial_number && octets(info->issuer_common_name) == wanted->issuer)
            return &c;
    }
    return nullptr;
}

} // namespace

void encode(sim::writer& out, const hub_memory& m) { out.i64(m.clock_ahead_ns).text8(m.firmware); }

hub_memory decode(sim::reader& in, const hub_memory*)
{
    hub_memory m;
    m.clock_ahead_ns = in.i64();
    m.firmware = in.text8();
    return m;
}

void encode(sim::writer& out, const hub_diary& d)
{
    d.security.save(out);
    out.u64(d.newest.device.value()).u16(d.newest.code).i64(d.newest.at.time_since_epoch().count());
}

hub_diary decode(sim::reader& in, const hub_diary*)
{
    hub_diary d;
    d.security.restore(in);
    d.newest.device = sim::eui64(in.u64());
    d.newest.code = in.u16();
    d.newest.at = sim::time_point(sim::duration(in.i64()));
    return d;
}

hub_objects::hub_objects(sim::simulation& world, const std::string& installation, sim::eui64 eui64,
                         std::shared_ptr<const chf_settings> settings)
    : world_(world),
      eui64_(eui64),
      settings_(std::move(settings)),
      keys_(world, installation + ".chf", eui64),
      security_(keys_),
      memory_(world.memory, installation + ".chf", "dlms_hub", memory_layout),
      diary_cell_(world.memory, installation + ".chf", "dlms_diary", diary_layout),
      diary_(diary_cell_.get().value_or(hub_diary{}))
{}

void hub_objects::attach(chf::hub& hub, voice says)
{
    hub_ = &hub;
    says_ = std::move(says);
    image_ = {}; // what was on its way is lost with the power
}

object_lists::hub_identity hub_objects::identity() const
{
    auto kept = memory_.get();
    bool other = kept && !kept->firmware.empty();
    return {eui64_, settings_->manufacturer, settings_->model, other ? kept->firmware : settings_->firmware};
}

// ---- clock

sim::time_point hub_objects::clock(sim::time_point now) const
{
    auto kept = memory_.get();
    return kept ? now + sim::duration(kept->clock_ahead_ns) : now;
}

data_access_result hub_objects::set_clock(sim::time_point shown, sim::time_point now)
{
    auto kept = memory_.get().value_or(hub_memory{});
    kept.clock_ahead_ns = (shown - now).count();
    memory_.set(kept);
    return data_access_result::success;
}

// ---- the WAN

object_lists::wan_view hub_objects::wan() const
{
    object_lists::wan_view view;
    view.operator_name = operator_name;
    const auto& modem = hub_->modem();
    auto state = modem.wan_state();
    using status = cosem::gsm_status;
    bool registered = state == "online" || state == "attached" || state == "activating";
    view.registration = registered                                     ? status::registered
                        : state == "searching" || state == "attaching" ? status::searching
                        : state == "refused"                           ? status::denied
                                                                       : status::not_registered;
    view.packet_switched = modem.context() != nullptr;
    view.apn = modem.apn();
    if (const auto* context = modem.context()) view.address = context->address.value;
    return view;
}

std::uint16_t hub_objects::port() const { return dlms_port; }

std::uint8_t hub_objects::connections() const { return static_cast<std::uint8_t>(settings_->dlms.connections); }

std::chrono::seconds hub_objects::inactivity() const
{
    return std::chrono::floor<std::chrono::seconds>(settings_->dlms.inactivity);
}

// ---- pushes

std::string hub_objects::push_destination() const
{
    auto to = hub_->head_end();
    return to.name + ":" + std::to_string(to.port);
}

data_access_result hub_objects::set_push_destination(const std::string& to)
{
    auto colon = to.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon > 253) return data_access_result::other_reason;
    std::uint16_t port = 0;
    auto digits = std::string_view(to).substr(colon + 1);
    auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (ec != std::errc{} || end != digits.data() + digits.size() || port == 0) return data_access_result::other_reason;
    hub_->set_head_end({to.substr(0, colon), port});
    return data_access_result::success;
}

std::uint8_t hub_objects::push_retries() const { return static_cast<std::uint8_t>(settings_->push.retries); }

std::chrono::seconds hub_objects::push_retry_delay() const
{
    return std::chrono::floor<std::chrono::seconds>(settings_->push.retry_after);
}

action_result hub_objects::push(sim::time_point)
{
    says_.here_i_am();
    return action_result::success;
}

// ---- trust

std::vector<cosem::certificate_info> hub_objects::certificates() const
{
    std::vector<cosem::certificate_info> out;
    auto store = hub_->trusted();
    for (const auto& c : store.all()) {
        auto info = sim::crypto::inspect(c.certificate);
        if (!info) continue;
        auto entity = info->is_authority ? cosem::certificate_entity::authority : cosem::certificate_entity::client;
        // A binding is a name that the certificate may vouch for, and shows as such.
        out.push_back({entity, cosem::certificate_type::tls, serial_of(*info), octets(info->issuer_common_name),
                       octets(info->subject_common_name), octets(c.binding)});
    }
    return out;
}

action_result hub_objects::import_certificate(sim::byte_view der)
{
    auto info = sim::crypto::inspect(der);
    if (!info) return action_result::type_unmatched;
    auto purpose = info->is_authority ? call_home::purpose::head_end_ca : call_home::purpose::head_end;
    return answer(hub_->import_credential({purpose, {}, sim::bytes(der.begin(), der.end())}));
}

action_result hub_objects::export_certificate(const cosem::certificate_identification& which, sim::bytes& der) const
{
    auto store = hub_->trusted();
    const auto* c = find(store, which);
    if (!c) return action_result::object_unavailable;
    der = c->certificate;
    return action_result::success;
}

action_result hub_objects::remove_certificate(const cosem::certificate_identification& which)
{
    auto store = hub_->trusted();
    const auto* c = find(store, which);
    if (!c) return action_result::object_unavailable;
    return answer(hub_->remove_credential(sim::crypto::sha256(c->certificate), false));
}

// ---- firmware

sim::error_code hub_objects::begin_image(std::size_t size, std::size_t block_size, sim::time_point)
{
    return image_.begin(size, block_size);
}

sim::error_code hub_objects::put_block(std::size_t number, sim::byte_view content, sim::time_point)
{
    return image_.put(number, content);
}

sim::error_code hub_objects::verify_image(sim::time_point now)
{
    const bool pending = image_.state() == metering::firmware_state::transferring;
    const auto wrong = image_.verify(settings_->model);
    if (pending && image_.state() != metering::firmware_state::transferring)
        raise(wrong ? alert_code::firmware_verification_failed : alert_code::firmware_verified, now);
    return wrong;
}

sim::error_code hub_objects::activate_image(sim::time_point now)
{
    auto version = image_.activate();
    if (!version) return version.error();
    auto kept = memory_.get().value_or(hub_memory{});
    kept.firmware = *version == settings_->firmware ? std::string() : *version;
    memory_.set(kept);
    raise(alert_code::firmware_changed, now);
    return {};
}

// ---- what happens at it

void hub_objects::happened(const device_event& e, sim::time_point now)
{
    if (const auto* a = std::get_if<dlms::happened::associated>(&e.what)) security_.associated(e.client, *a);
    if (const auto code = security_alert(e.what)) raise(*code, now);
}

void hub_objects::raise(alert_code code, sim::time_point now)
{
    const bool again = !diary_.security.add(code, now);
    if (!again && says_.alert) says_.alert({"chf", eui64_, static_cast<std::uint16_t>(code), now});
    diary_cell_.set(diary_);
}

void hub_objects::pushes(const notification& n)
{
    diary_.newest = {n.device, n.code, n.at};
    diary_cell_.set(diary_);
}

void hub_objects::served(sim::time_point) {}

} // namespace devices::families::landis_gyr
