// What the S1SP does to a hub that is in contact: Device Installation, and the way back.
//
// Two contacts: one under the SMSO's name, where the hub still trusts it, which brings the DCC's authority and the new
// head-end; and one under the S1SP's own name, which replaces keys and takes from the SMSO what it could use.
#include "scenarios/reference/s1sp_record.hpp"
#include "sim/crypto/random.hpp"

namespace scenarios::reference {

namespace {

/// The half-hours of the last whole day before `now`, by UTC.
sim::time_point day_before(sim::time_point now) { return std::chrono::floor<std::chrono::days>(now) - sim::days(1); }

} // namespace

void s1sp::proceed(record& r)
{
    if (!r.contact || r.busy) return;
    r.busy = true;
    if (r.contact->identity() == settings_.name)
        adjust_clock(r, 0);
    else
        import_authority(r);
}

void s1sp::import_authority(record& r)
{
    feed(r, migration_input::replaced{migration_part::credentials});
    r.contact->replace_credentials({settings_.authority}, {}, answered(r, [this, &r](sim::error_code ec) {
                                       if (ec) return failed(r, ec, "importing the DCC's authority");
                                       replace_address(r);
                                   }));
}

void s1sp::replace_address(record& r)
{
    feed(r, migration_input::replaced{migration_part::address});
    r.contact->set_head_end(settings_.name, r.own_port, answered(r, [this, &r](sim::error_code ec) {
                                if (ec) return failed(r, ec, "setting the head-end's address");
                                if (r.contact->identity() == settings_.name) return check(r);
                                r.busy = false;
                                r.contact->close(world_.time.now() + settings_.call_back);
                            }));
}

void s1sp::adjust_clock(record& r, std::size_t device)
{
    if (device == r.given.hub.devices.size()) return make_keys(r);
    auto who = r.given.hub.devices[device].eui64;
    r.contact->read_clock(who, answered(r, [this, &r, device](sim::result<sim::time_point> shown) {
                              if (shown) return adjust_clock(r, device, *shown);
                              if (shown.error() == head_end_errc::not_supported) return make_keys(r);
                              failed(r, shown.error(), "reading a clock");
                          }));
}

void s1sp::adjust_clock(record& r, std::size_t device, sim::time_point shown)
{
    auto now = world_.time.now();
    if (std::chrono::abs(now - shown) <= settings_.clock_tolerance) return adjust_clock(r, device + 1);
    auto who = r.given.hub.devices[device].eui64;
    r.contact->set_clock(who, now, answered(r, [this, &r, device](sim::error_code ec) {
                             if (ec) return failed(r, ec, "setting a clock");
                             adjust_clock(r, device + 1);
                         }));
}

void s1sp::make_keys(record& r)
{
    if (r.smso_keys.empty()) return remove_smso(r);
    if (r.own_keys.empty())
        for (const auto& [device, of_the_smso] : r.smso_keys) {
            auto name = "s1sp/keys/" + device.to_string() + "/" + std::to_string(r.attempts);
            sim::crypto::simulation_random random(world_.dice.stream(name));
            auto& made = r.own_keys.emplace_back(device_keys{device, {}}).keys;
            random.fill(made.encryption);
            random.fill(made.authentication);
        }
    renew_keys(r);
}

void s1sp::renew_keys(record& r)
{
    dco_.wrap(r.own_keys, answered(r, [this, &r](sim::result<std::vector<key_transfer>> wrapped) {
                  if (!wrapped) return failed(r, wrapped.error(), "wrapping the devices' new keys");
                  if (!r.contact) return failed(r, head_end_errc::contact_lost, {});
                  r.keys_sent = true;
                  feed(r, migration_input::replaced{migration_part::credentials});
                  r.contact->replace_keys(std::move(*wrapped), answered(r, [this, &r](sim::error_code ec) {
                                              if (ec == head_end_errc::not_supported)
                                                  r.keys_sent = false;
                                              else if (ec)
                                                  return failed(r, ec, "replacing the devices' keys");
                                              remove_smso(r);
                                          }));
              }));
}

void s1sp::remove_smso(record& r)
{
    // The hub has come under its new trust: what its SMSO could use goes.
    feed(r, migration_input::replaced{migration_part::credentials});
    r.contact->replace_credentials({}, r.given.certificates, answered(r, [this, &r](sim::error_code ec) {
                                       if (ec) return failed(r, ec, "removing the SMSO's certificates");
                                       // A hub that was prepared for us comes here by itself, and still holds its
                                       // SMSO's address as its own.
                                       if (r.machine.touched(migration_part::address)) return check(r);
                                       replace_address(r);
                                   }));
}

void s1sp::check(record& r)
{
    r.contact->read_inventory(answered(r, [this, &r](sim::result<inventory> found) {
        if (!found) return failed(r, found.error(), "reading the hub's trust store");
        r.installing = false;
        bool ours = found->trust.size() == 1 && found->trust.front().certificate == settings_.authority.certificate;
        if (ours) {
            if (!feed(r, migration_input::commission_done{})) return read_meter(r, 0);
        } else {
            feed(r,
                 migration_input::failure{"the hub trusts others than the DCC after its certificates were replaced"});
        }
        r.busy = false;
        close_idle(r);
    }));
}

// ---- the first reads: whatever comes of them, the installation is commissioned

void s1sp::read_meter(record& r, std::size_t device)
{
    const auto& devices = r.given.hub.devices;
    while (device < devices.size() && devices[device].part == device_part::chf) ++device;
    if (device == devices.size()) {
        r.busy = false;
        return close_idle(r);
    }
    r.contact->read(devices[device].eui64, answered(r, [this, &r, device](sim::result<register_value> newest) {
                        if (newest) return read_profile(r, device, *newest);
                        if (newest.error() == head_end_errc::contact_lost) return failed(r, newest.error(), {});
                        read_meter(r, device + 1);
                    }));
}

void s1sp::read_profile(record& r, std::size_t device, register_value newest)
{
    auto who = r.given.hub.devices[device].eui64;
    auto from = day_before(world_.time.now());
    auto read = [this, &r, device, who, newest](sim::result<std::vector<half_hour>> entries) {
        world_.log.emit(s1sp_reading, {r.given.hub.installation, {}},
                        {{"meter", who.to_string()},
                         {"register", static_cast<std::int64_t>(newest.value)},
                         {"half_hours", static_cast<std::int64_t>(entries ? entries->size() : 0)}});
        if (!entries && entries.error() == head_end_errc::contact_lost) return failed(r, entries.error(), {});
        read_meter(r, device + 1);
    };
    r.contact->read_profile(who, from, from + sim::days(1), answered(r, std::move(read)));
}

void s1sp::failed(record& r, sim::error_code why, std::string_view what)
{
    r.busy = false;
    // There will be another contact; the window decides how often.
    if (why == head_end_errc::contact_lost) return;
    feed(r, migration_input::failure{std::string(what) + ": " + why.message()});
}

// ---- the way back

void s1sp::restore_now(record& r)
{
    if (!r.contact || !r.restoring || r.busy || r.retry.armed()) return;
    r.busy = true;
    if (*r.restoring == migration_part::address)
        r.contact->set_head_end(r.given.smso.name, r.given.smso.port, answered(r, [this, &r](sim::error_code ec) {
                                    restored(r, migration_part::address, ec);
                                }));
    else if (r.keys_sent)
        restore_keys(r);
    else
        restore_certificates(r);
}

void s1sp::restore_keys(record& r)
{
    dco_.wrap(r.smso_keys, answered(r, [this, &r](sim::result<std::vector<key_transfer>> wrapped) {
                  if (!wrapped) return restored(r, migration_part::credentials, wrapped.error());
                  if (!r.contact) return restored(r, migration_part::credentials, head_end_errc::contact_lost);
                  r.contact->replace_keys(std::move(*wrapped), answered(r, [this, &r](sim::error_code ec) {
                                              if (ec) return restored(r, migration_part::credentials, ec);
                                              r.keys_sent = false;
                                              restore_certificates(r);
                                          }));
              }));
}

void s1sp::restore_certificates(record& r)
{
    // What the SMSO had prepared the hub with stays.
    std::vector<credential> ours;
    if (r.machine.plan().handover == handover_kind::smso_credentials) ours.push_back(settings_.authority);
    r.contact->replace_credentials(r.given.certificates, std::move(ours), answered(r, [this, &r](sim::error_code ec) {
                                       restored(r, migration_part::credentials, ec);
                                   }));
}

void s1sp::restored(record& r, migration_part part, sim::error_code ec)
{
    r.busy = false;
    r.restoring.reset();
    if (ec)
        feed(r, migration_input::restore_failed{part, ec.message()});
    else
        feed(r, migration_input::restored{part});
    close_idle(r);
}

} // namespace scenarios::reference
