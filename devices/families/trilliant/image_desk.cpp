#include "devices/families/trilliant/image_desk.hpp"

#include "devices/call_home/names.hpp"
#include "devices/families/trilliant/events.hpp"

#include <algorithm>

namespace devices::families::trilliant {

using call_home::image_state;

image_desk::image_desk(chf::hub& owner, const client_parts& parts)
    : hub_(owner), parts_(parts), store_(owner.world().memory, owner.name(), "device_image")
{}

std::string image_desk::model_of(sim::eui64 device) const
{
    if (parts_.electricity && parts_.electricity->who().eui64 == device) return parts_.electricity->who().model;
    if (parts_.gas && parts_.gas->who().eui64 == device) return parts_.gas->who().model;
    return {};
}

bool image_desk::holds(sim::eui64 device) const
{
    auto r = store_.record();
    return r && r->offer.device == device;
}

call_home::hub_handler::image_answer image_desk::transfer(const call_home::image_operation& operation)
{
    auto device = std::visit([](const auto& o) { return o.device; }, operation);
    if (!is_own(device) && model_of(device).empty()) return describe(status::unknown_device, device);
    auto done = std::visit([this](const auto& o) { return carry_out(o); }, operation);
    return describe(done, device);
}

image_desk::answer image_desk::describe(status s, sim::eui64 device) const
{
    if (is_own(device)) {
        auto r = hub_.firmware().image().record();
        return {s, hub_.firmware().state(), r ? r->received : 0};
    }
    if (!holds(device)) return {s, image_state::none, 0};
    auto r = store_.record();
    bool waits = r->released && r->state == image_state::delivered;
    return {s, waits ? image_state::waiting : r->state, r->received};
}

image_desk::status image_desk::carry_out(const call_home::image_offer& o)
{
    auto done = status::ok;
    if (is_own(o.device))
        done = hub_.firmware().offer(o);
    else
        store_.offer(o);
    auto r = is_own(o.device) ? hub_.firmware().image().record() : store_.record();
    if (done == status::ok && r) tell(*r);
    return done;
}

image_desk::status image_desk::carry_out(const call_home::image_block& o)
{
    if (is_own(o.device)) return hub_.firmware().put(o.offset, o.data);
    if (!holds(o.device)) return status::no_image;
    auto done = store_.put(o.offset, o.data, model_of(o.device));
    auto r = store_.record();
    if (done == status::ok && r->state != image_state::receiving) {
        tell(*r);
        parts_.devices.image_changed(o.device);
    }
    return done;
}

image_desk::status image_desk::carry_out(const call_home::image_activate& o)
{
    if (is_own(o.device)) return hub_.firmware().activate(o.digest, o.at);
    auto r = store_.record();
    if (!r || r->offer.device != o.device || r->offer.digest != o.digest) return status::no_image;
    if (r->state == image_state::receiving || r->state == image_state::failed) return status::not_verified;
    store_.release(o.at);
    parts_.devices.image_changed(o.device);
    return status::ok;
}

image_desk::status image_desk::carry_out(const call_home::image_drop& o)
{
    if (is_own(o.device)) return hub_.firmware().drop();
    if (!holds(o.device)) return status::no_image;
    store_.drop();
    parts_.devices.image_changed(o.device);
    return status::ok;
}

void image_desk::progress(image_state state)
{
    auto r = store_.record();
    if (!r || r->state == state) return;
    r->state = state;
    tell(*r);
    if (state == image_state::running)
        store_.drop();
    else
        store_.set_state(state);
}

void image_desk::tell(const chf::image_record& r) const
{
    hub_.world().log.emit(image_event, hub_.about(),
                          {{"target", r.offer.device.to_string()},
                           {"version", r.offer.version},
                           {"state", std::string(to_string(r.state))},
                           {"octets", std::int64_t{r.received}}});
}

} // namespace devices::families::trilliant
