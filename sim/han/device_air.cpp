// A device's frames: sending, receiving, and what either end makes of them.
#include "sim/han/catalogue.hpp"
#include "sim/han/events.hpp"
#include "sim/han/frame_codec.hpp"
#include "sim/han/full_state.hpp"
#include "sim/han/network.hpp"

namespace sim::han {

// ---- sending

void device::send(packet p, air::done_handler done)
{
    if (!air_) air_ = std::make_unique<air>(net_.world().time, *this);
    if (p.secure && !p.sealed) p.sealed = *own_key(p.from);
    air_->send(std::move(p), std::move(done));
}

struct device::transfer {
    end from;
    std::shared_ptr<const message> what;
    unique_function<void(bool)> done;
    std::uint8_t block{0}, aps_counter{0};
};

void device::send_message(end from, std::shared_ptr<const message> what, unique_function<void(bool)> done)
{
    auto t = std::make_shared<transfer>(transfer{from, std::move(what), std::move(done)});
    if (full_) t->aps_counter = full_->next_aps[static_cast<std::size_t>(from)]++;
    send_block(std::move(t));
}

void device::send_block(std::shared_ptr<transfer> t)
{
    const auto* key = own_key(t->from);
    if (!key) { // left in the meantime
        if (t->done) t->done(false);
        return;
    }
    packet p{.what = packet_kind::data, .from = t->from, .secure = true};
    p.body = t->what;
    p.block = t->block;
    p.blocks = blocks_of(*t->what);
    p.aps_counter = t->aps_counter;
    if (const auto* e = net_.entry(*this)) p.address = e->address;
    if (t->from == end::device) p.address = record().of->own;
    if (t->what->link_secured) {
        const auto* link_key = t->from == end::hub ? &net_.entry(*this)->link_key : &record().of->link_key;
        if (*link_key) p.link_sealed = **link_key;
    }
    bool first = t->block == 0;
    auto done = [this, t](bool acknowledged) mutable {
        if (acknowledged && ++t->block < blocks_of(*t->what)) return send_block(std::move(t));
        if (t->done) t->done(acknowledged);
    };
    if (first) return send(std::move(p), std::move(done));
    p.sealed = *key;
    air_->send_next(std::move(p), std::move(done));
}

void device::post(std::shared_ptr<const message> what, pan::completion done)
{
    bool able = state() == member_state::joined || state() == member_state::authenticating;
    if (!able || (what->link_secured && !record().of->link_key))
        return net_.refuse(std::move(done), delivery::not_joined);
    linger();
    send_message(end::device, std::move(what), [done = std::move(done)](bool acknowledged) mutable {
        if (done) done(acknowledged ? delivery::delivered : delivery::no_ack);
    });
}

void device::send_routine(end from, message what)
{
    check(full_ && full_->window, "routine messages belong into the window of an exchange");
    const auto* key = own_key(from);
    if (!key) return;
    packet p{.what = packet_kind::data, .from = from, .routine = true, .secure = true, .sealed = *key};
    auto body = std::make_shared<const message>(std::move(what));
    p.aps_counter = full_->next_aps[static_cast<std::size_t>(from)]++;
    p.blocks = blocks_of(*body);
    p.body = std::move(body);
    p.address = from == end::device || !net_.entry(*this) ? record().of->own : net_.entry(*this)->address;
    if (p.body->link_secured) p.link_sealed = from == end::hub ? net_.entry(*this)->link_key : record().of->link_key;
    for (std::uint8_t b = 0; b < p.blocks; ++b) {
        p.block = b;
        full_->lane.send(p, {}, full_->window);
    }
}

void device::hub_lost_power()
{
    if (air_) air_->drop(end::hub);
    if (full_) full_->lane.drop(end::hub);
    queue_.reset();
    disarm(queue_slot);
    pending_response.reset();
    child_until = {};
    lost_ = searches_told_ = fetching_ = false;
    missed_by_hub_ = 0;
    highest_from_device_ = 0;
}

// ---- air_user

bool device::listens(end at) const
{
    if (at == end::hub) return net_.powered();
    return powered() && (kind() == device_kind::mains || state() != member_state::joined || awake());
}

time_point device::turn(time_point t) const
{
    return state() == member_state::joined ? routine().after_windows(t, longest_flight) : t;
}

bool device::struck() { return net_.world().faults.strikes(frame_lost_fault, about()).has_value(); }

std::uint32_t device::take_counter(end from, bool routine)
{
    if (from == end::hub) return net_.take_counter(routine);
    if (routine) return record().counter.routine(net_.now());
    bool must_save = false;
    auto value = record().counter.take(net_.now(), must_save);
    if (must_save) save();
    return value;
}

void device::about_to_send(packet& p)
{
    if (p.sealed) p.counter = take_counter(p.from, p.routine);
    if (p.link_sealed) p.link_counter = take_counter(p.from, p.routine);
}

frame_context device::context() const
{
    const auto& hub = net_.record();
    return {.hub = net_.hub(),
            .device = address(),
            .network = hub.network,
            .channel = hub.channel,
            .sleepy = kind() == device_kind::sleepy};
}

frame_keys device::keys(end at) const
{
    frame_keys k;
    k.present = own_key(at);
    if (at == end::hub) {
        if (const auto& previous = net_.record().previous) k.other = &*previous;
        if (const auto* e = net_.entry(*this); e && e->link_key) k.link = &*e->link_key;
    } else {
        if (record().of && record().of->next) k.other = &*record().of->next;
        if (record().of && record().of->link_key) k.link = &*record().of->link_key;
        k.transport = key_under_which_keys_come();
    }
    return k;
}

bytes device::render(const packet& p)
{
    if (!full_) return {};
    auto frame = net_.codec().make(p, context());
    check(frame.size() == p.size(), "a frame has another length than its air time says");
    return frame;
}

void device::on_air(const packet&, byte_view frame)
{
    if (full_) net_.codec().capture_frame(net_.now(), frame);
}

void device::acknowledgement_on_air(const packet& p, byte_view frame)
{
    bool asks = p.what == packet_kind::poll || p.what == packet_kind::response_request;
    bool pending = asks && (hub_has_something() || pending_response);
    if (full_) net_.codec().capture_acknowledgement(net_.now(), frame, pending);
}

void device::heard(const packet& p, byte_view frame)
{
    auto at = other(p.from);
    std::optional<packet> q;
    if (!frame.empty() && full_)
        q = net_.codec().read(frame, at, context(), keys(at));
    else if (opens(p, at))
        q = p;
    if (!q) {
        if (p.what == packet_kind::transport_key && at == end::device) resume(membership::input::key_unreadable);
        return;
    }
    q->routine = p.routine;
    if (!fresh(*q, at)) return;
    process(*q, at);
    if (net_.world().faults.strikes(replay_fault, about())) fresh(*q, at);
}

// ---- receiving

const network_key* device::own_key(end at) const
{
    if (at == end::hub) return &net_.record().secret;
    return record().of ? &record().of->secret : nullptr;
}

const crypto::aes_key* device::key_under_which_keys_come() const
{
    if (state() == member_state::awaiting_key) return &install_key();
    return record().of && record().of->link_key ? &*record().of->link_key : nullptr;
}

bool device::opens(const packet& p, end at) const
{
    if (p.sealed) {
        const auto* key = own_key(at);
        const auto* second = at == end::hub ? &net_.record().previous : record().of ? &record().of->next : nullptr;
        bool fits = (key && *key == *p.sealed) || (second && *second && **second == *p.sealed);
        if (!fits) return false;
    }
    if (!p.link_sealed) return true;
    if (at == end::hub) {
        const auto* e = net_.entry(*this);
        return e && e->link_key == p.link_sealed;
    }
    if (p.what != packet_kind::transport_key) return record().of && record().of->link_key == p.link_sealed;
    const auto* key = key_under_which_keys_come();
    return key && *key == *p.link_sealed;
}

bool device::fresh(const packet& p, end at)
{
    if (!p.sealed) return true;
    auto& highest = at == end::hub ? highest_from_device_ : highest_from_hub_;
    if (p.counter < highest) {
        net_.world().log.emit(han_replay_refused, about());
        return false;
    }
    highest = p.counter + 1;
    return true;
}

void device::process(const packet& p, end at)
{
    if (p.what != packet_kind::data) {
        if (p.routine) return; // a poll that found nothing
        return at == end::hub ? net_.react(*this, p) : react(p);
    }
    if (at == end::device && record().of->next && p.sealed == record().of->next) adopt_next_key();
    auto hand_over = [&](const message& m) {
        if (p.routine)
            full_->held.push_back({at, m});
        else
            deliver(m, at);
    };
    if (!full_) { // all blocks have come, or the last one would not
        if (p.block + 1 == p.blocks) hand_over(*p.body);
        return;
    }
    if (p.blocks == 1) return hand_over(*p.body);
    std::pair key{at, p.aps_counter};
    if (p.block == 0) {
        full_->partials[key] = {*p.body, p.blocks};
        return;
    }
    auto it = full_->partials.find(key);
    if (it == full_->partials.end()) return; // its first block did not come
    auto& partial = it->second;
    partial.what.payload.insert(partial.what.payload.end(), p.body->payload.begin(), p.body->payload.end());
    if (p.block + 1 < partial.blocks) return;
    auto whole = std::move(partial.what);
    full_->partials.erase(it);
    hand_over(whole);
}

void device::deliver(const message& m, end at)
{
    if (at == end::device) {
        if (state() != member_state::joined && state() != member_state::authenticating) return;
        linger();
        return user_.on_message(m);
    }
    if (!net_.is_member(*this) && !net_.is_child(*this)) return;
    net_.user().on_message(*this, m);
}

void device::react(const packet& p)
{
    using input = membership::input;
    if (p.sealed && record().of && p.sealed == record().of->next) adopt_next_key();
    switch (p.what) {
    case packet_kind::beacon: return resume(p.flag ? input::beacon_open : input::beacon_closed);
    case packet_kind::association_response:
        if (state() != member_state::polling) return;
        if (p.status == association_status::pan_at_capacity) return resume(input::association_full);
        if (p.status != association_status::successful) return resume(input::association_refused);
        record().of = device_record::membership{};
        record().of->network = net_.record().network;
        record().of->channel = net_.record().channel;
        record().of->own = p.address;
        return resume(input::associated);
    case packet_kind::transport_key: return take_network_key(p.carried);
    case packet_kind::switch_key: return; // its seal has done it
    case packet_kind::realignment: return resume(input::realigned);
    case packet_kind::rejoin_response:
        return resume(p.status == association_status::successful ? input::rejoin_accepted : input::rejoin_refused);
    case packet_kind::leave_request: return resume(input::told_to_leave);
    case packet_kind::beacon_request:
    case packet_kind::association_request:
    case packet_kind::response_request:
    case packet_kind::orphan_notification:
    case packet_kind::poll:
    case packet_kind::device_announce:
    case packet_kind::rejoin_request:
    case packet_kind::leaving:
    case packet_kind::data: return; // not from a hub, or not for here
    }
}

void device::take_network_key(const network_key& k)
{
    if (!record().of) return;
    if (state() == member_state::awaiting_key || state() == member_state::rekeying) {
        record().of->secret = k;
        record().of->next.reset();
        save();
        return resume(membership::input::key_received);
    }
    if (k == record().of->secret) return;
    record().of->next = k;
    save();
}

void device::adopt_next_key()
{
    settle();
    record().of->secret = *record().of->next;
    record().of->next.reset();
    save();
    conditions_changed();
}

} // namespace sim::han
