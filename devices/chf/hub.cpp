#include "devices/chf/hub.hpp"

#include "devices/call_home/names.hpp"
#include "sim/crypto/certificate.hpp"

namespace devices::chf {
namespace {

constexpr std::uint16_t head_end_layout = 1, boots_layout = 1;

std::string_view to_string(boot_cause cause)
{
    switch (cause) {
    case boot_cause::power_on: return "power_on";
    case boot_cause::restart: return "restart";
    case boot_cause::firmware: return "firmware";
    case boot_cause::watchdog: return "watchdog";
    }
    return "";
}

} // namespace

void encode(sim::writer& out, const head_end_address& a) { out.text8(a.name).u16(a.port); }

head_end_address decode(sim::reader& in, const head_end_address*)
{
    head_end_address a;
    a.name = in.text8();
    a.port = in.u16();
    return a;
}

} // namespace devices::chf

namespace sim {
// nvm_cell finds these by argument-dependent lookup through the reader and the writer.
static void encode(writer& out, const std::uint32_t& v) { out.u32(v); }
static std::uint32_t decode(reader& in, const std::uint32_t*) { return in.u32(); }
} // namespace sim

namespace devices::chf {

hub::hub(surroundings around, sim::smwan::sim_card& card, sim::eui64 eui64, std::shared_ptr<const hub_make> make,
         std::shared_ptr<const sim::crypto::identity> device_certificate,
         std::shared_ptr<const make_application> software)
    : around_(around),
      eui64_(eui64),
      make_(std::move(make)),
      certificate_(std::move(device_certificate)),
      software_(std::move(software)),
      head_end_(around.world.memory, card.about().text(), "head_end", head_end_layout),
      boots_(around.world.memory, card.about().text(), "boots", boots_layout),
      trust_(around.world.memory, card.about().text(), make_->trust),
      clock_(around.world.memory, card.about().text(), around.world.dice, make_->clock_ppm, around.world.time.now()),
      firmware_(
          {around.world, card.about().text(), make_->model, make_->firmware, clock_, make_->trial,
           [this](chf::firmware::restart_reason why) {
               restart(why == chf::firmware::restart_reason::switched ? boot_cause::firmware : boot_cause::watchdog);
           },
           [this](call_home::firmware_event what, const std::string& version) { tell_of_firmware(what, version); }}),
      modem_(around.world, around.operators, around.internet, card, *this, {.context = make_->context}),
      restarts_(around.world, around.sims, card, [this] { reboot(); }),
      booting_(around.world.time, "chf.boot", [this] { boot(); })
{}

hub::~hub() = default;

void hub::power_restore()
{
    if (powered_) return;
    powered_ = true;
    start(boot_cause::power_on);
}

void hub::power_cut()
{
    if (!powered_) return;
    powered_ = false;
    around_.world.log.emit(powered_off, about()); // the cause of all that follows
    shut_down();
}

void hub::reboot() { restart(boot_cause::restart); }

void hub::restart(boot_cause cause)
{
    if (!powered_) return;
    shut_down();
    start(cause);
}

void hub::shut_down()
{
    booting_.cancel();
    firmware_.stopped();
    modem_.power_off(); // first: a hub without power says no goodbye
    application_.reset();
}

void hub::start(boot_cause cause)
{
    cause_ = cause;
    boots_.set(boots() + 1);
    booting_.expires_after(make_->boot_time);
}

void hub::boot()
{
    around_.world.log.emit(booted, about(),
                           {{"why", std::string(to_string(cause_))}, {"count", std::int64_t{boots()}}});
    application_ = (*software_)(*this);
    firmware_.started();
    modem_.power_on();
}

std::uint32_t hub::boots() const { return boots_.get().value_or(0); }

void hub::on_online(const sim::smwan::bearer&)
{
    if (application_) application_->on_online(cause_);
}

void hub::on_offline(std::string_view)
{
    if (application_) application_->on_offline();
}

void hub::on_short_message(std::uint64_t)
{
    if (application_) application_->on_wake_up();
}

head_end_address hub::head_end() const { return head_end_.get().value_or(make_->head_end); }

void hub::set_head_end(const head_end_address& to)
{
    if (to == head_end()) return;
    if (to == make_->head_end)
        head_end_.reset();
    else
        head_end_.set(to);
    around_.world.log.emit(hes_changed, about(), {{"name", to.name}, {"port", std::int64_t{to.port}}});
    around_.world.names.changed(hes_state, card().installation());
}

call_home::config_status hub::import_credential(const call_home::credential& c)
{
    auto status = trust_.import(c);
    if (status == call_home::config_status::ok) tell_of_trust();
    return status;
}

call_home::config_status hub::remove_credential(const call_home::fingerprint& which, bool allow_last)
{
    auto status = trust_.remove(which, allow_last);
    if (status == call_home::config_status::ok) tell_of_trust();
    return status;
}

void hub::told_time(sim::time_point utc, std::chrono::minutes civil_offset)
{
    auto moved = clock_.follow(utc, around_.world.time.now());
    bool summer = clock_.set_civil_offset(civil_offset);
    if (moved == sim::duration{} && !summer) return;
    around_.world.log.emit(clock_set, about(),
                           {{"moved", moved}, {"civil_offset", std::int64_t{civil_offset.count()}}});
}

void hub::tell_of_firmware(call_home::firmware_event what, const std::string& version)
{
    around_.world.log.emit(chf::firmware_event, about(),
                           {{"what", std::string(to_string(what))}, {"version", version}});
    around_.world.names.changed(firmware_state, card().installation());
    if (application_) application_->on_firmware(what, version);
}

void hub::tell_of_trust()
{
    std::string names;
    auto trusted = trust_.contents();
    for (const auto& c : trusted.all()) {
        auto info = sim::crypto::inspect(c.certificate);
        if (!names.empty()) names += ", ";
        names += info ? info->subject_common_name : "unreadable";
    }
    const auto& type = trust_.as_made() ? credentials_restored : credentials_replaced;
    around_.world.log.emit(type, about(), {{"trust", names}});
    around_.world.names.changed(trust_state, card().installation());
}

} // namespace devices::chf
