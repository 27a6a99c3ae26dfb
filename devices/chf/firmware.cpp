#include "devices/chf/firmware.hpp"

namespace devices::chf {

using call_home::firmware_event;
using call_home::image_state;
using call_home::image_status;

namespace {
constexpr std::uint16_t banks_layout = 1;
} // namespace

firmware::firmware(parts p)
    : parts_(std::move(p)),
      cell_(parts_.world.memory, parts_.device, "firmware", banks_layout),
      banks_(cell_.get().value_or(dual_image({parts_.as_made, true}))),
      image_(parts_.world.memory, parts_.device, "image"),
      timer_(parts_.world.time, "chf.firmware", [this] { due(); })
{}

void firmware::keep() { cell_.set(banks_); }

void firmware::started()
{
    asked_ = false;
    if (banks_.on_trial()) {
        auto tried = banks_.running().version;
        bool back = banks_.start(parts_.trial.starts);
        keep();
        if (back) parts_.tell(firmware_event::fell_back, tried);
    }
    arm();
}

void firmware::stopped() { timer_.cancel(); }

void firmware::arm()
{
    if (banks_.on_trial()) return timer_.expires_after(parts_.trial.patience);
    auto r = image_.record();
    if (r && r->released && r->switch_at)
        timer_.expires_at(std::max(parts_.world.time.now(), parts_.clock.when(*r->switch_at)));
    else
        timer_.cancel();
}

void firmware::due()
{
    if (banks_.on_trial()) return parts_.restart(restart_reason::watchdog);
    switch_now();
}

void firmware::switch_now()
{
    auto r = image_.record();
    if (!r || !r->released) return;
    auto version = r->offer.version;
    sim::check(banks_.switch_to({version, r->works}), "a hub switches its firmware in the middle of a trial");
    keep();
    image_.drop();
    parts_.tell(firmware_event::activated, version);
    parts_.restart(restart_reason::switched);
}

void firmware::confirm()
{
    if (!banks_.confirm()) return;
    keep();
    arm();
    parts_.tell(firmware_event::confirmed, version());
}

image_state firmware::state() const
{
    if (auto r = image_.record()) return r->released ? image_state::waiting : r->state;
    return banks_.on_trial() ? image_state::trial : image_state::running;
}

image_status firmware::offer(const call_home::image_offer& what)
{
    if (banks_.on_trial()) return image_status::refused;
    image_.offer(what);
    arm();
    return image_status::ok;
}

image_status firmware::put(std::uint32_t offset, sim::byte_view data)
{
    auto status = image_.put(offset, data, parts_.model);
    if (status != image_status::ok) return status;
    auto r = image_.record();
    if (r->state == image_state::verified) parts_.tell(firmware_event::verified, r->offer.version);
    if (r->state == image_state::failed) parts_.tell(firmware_event::failed, r->offer.version);
    return status;
}

image_status firmware::activate(const call_home::fingerprint& digest, std::optional<sim::time_point> at)
{
    auto r = image_.record();
    if (!r || r->offer.digest != digest) return image_status::no_image;
    if (r->state != image_state::verified) return image_status::not_verified;
    image_.release(at);
    asked_ = !at;
    arm();
    return image_status::ok;
}

image_status firmware::drop()
{
    image_.drop();
    asked_ = false;
    arm();
    return image_status::ok;
}

} // namespace devices::chf
