#include "devices/families/trilliant/command_runner.hpp"

#include "devices/call_home/codec.hpp"
#include "devices/call_home/limits.hpp"
#include "devices/call_home/names.hpp"
#include "devices/families/trilliant/events.hpp"

#include <algorithm>

namespace devices::families::trilliant {

using call_home::command_result;
using call_home::command_status;

namespace {
constexpr std::uint16_t queue_layout = 1;
} // namespace

/// As they travel.
void encode(sim::writer& out, const queued_commands& v)
{
    out.u8(static_cast<std::uint8_t>(v.items.size()));
    for (const auto& c : v.items) out.block16(call_home::encode(c).value());
}

queued_commands decode(sim::reader& in, const queued_commands*)
{
    queued_commands v;
    for (auto n = in.u8(); n > 0 && in.ok(); --n) {
        auto framed = in.block16();
        if (framed.size() < call_home::limits::length_prefix) break;
        auto m = call_home::decode(framed.subspan(call_home::limits::length_prefix));
        const auto* c = m ? std::get_if<call_home::command>(&*m) : nullptr;
        if (!c) in.fail(sim::codec_errc::out_of_range);
        if (c) v.items.push_back(*c);
    }
    return v;
}

command_runner::command_runner(chf::hub& owner, device_gateway& devices, command_answers& answers)
    : hub_(owner),
      devices_(devices),
      answers_(answers),
      cell_(owner.world().memory, owner.name(), "commands", queue_layout),
      timer_(owner.world().time, "hub.commands", [this] { look(); })
{}

command_runner::~command_runner() { devices_.cancel_all(); }

/// The first instant at which a command is too late.
std::optional<sim::time_point> command_runner::too_late(const call_home::command& c) const
{
    if (!c.deadline) return {};
    return hub_.clock().when(*c.deadline + sim::duration(1));
}

bool command_runner::expired(const call_home::command& c) const
{
    return c.deadline && *c.deadline < hub_.clock().show(hub_.world().time.now());
}

std::optional<command_result> command_runner::execute(const call_home::command& c)
{
    auto at_once = [&](command_result r) {
        tell(c, r.status);
        return r;
    };
    if (expired(c)) return at_once({c.id, command_status::expired, {}});
    if (pending_.size() >= most_commands) return at_once({c.id, command_status::busy, {}});
    pending_.push_back({next_key_++, c, hub_.world().time.now() + answer_time, too_late(c), {}});
    auto here = std::prev(pending_.end());
    hand_over(*here);
    if (!here->answer) {
        arm();
        return {};
    }
    auto result = std::move(*here->answer);
    pending_.erase(here);
    return at_once(std::move(result));
}

/// A device that answers from inside of this has its answer in `p` afterwards.
void command_runner::hand_over(pending& p)
{
    handing_over_ = p.key;
    devices_.execute(p.key, p.what, [this, key = p.key](command_status status, sim::bytes frame) {
        completed(key, status, std::move(frame));
    });
    handing_over_ = 0;
}

void command_runner::add_queued(call_home::command c)
{
    auto late = too_late(c);
    pending_.push_back({next_key_++, std::move(c), {}, late, {}});
}

void command_runner::resume()
{
    auto kept = cell_.get();
    if (!kept) return;
    for (auto& c : kept->items) add_queued(std::move(c));
    for (auto it = pending_.begin(); it != pending_.end();) {
        if (!expired(it->what))
            hand_over(*it);
        else
            it->answer = command_result{it->what.id, command_status::expired, {}};
        auto here = it++;
        if (here->answer) finish(here);
    }
    keep();
    arm();
}

void command_runner::session_over()
{
    bool any = false;
    for (auto& p : pending_) any |= std::exchange(p.answer_by, std::nullopt).has_value();
    if (any) keep();
    arm();
}

command_runner::list::iterator command_runner::find(std::uint32_t key)
{
    return std::find_if(pending_.begin(), pending_.end(), [&](const auto& p) { return p.key == key; });
}

void command_runner::completed(std::uint32_t key, command_status status, sim::bytes frame)
{
    auto it = find(key);
    sim::check(it != pending_.end(), "a device answers a command that it was not given");
    it->answer = command_result{it->what.id, status, std::move(frame)};
    if (handing_over_ == key) return;
    finish(it);
    arm();
}

void command_runner::finish(list::iterator it)
{
    auto p = std::move(*it);
    pending_.erase(it);
    if (!p.answer_by) keep();
    tell(p.what, p.answer->status);
    if (p.answer_by && answers_.answer_in_session(*p.answer)) return;
    constexpr std::size_t beside_the_frame = 4 + 1 + 2;
    if (p.answer->frame.size() > call_home::limits::payload - beside_the_frame)
        p.answer = command_result{p.what.id, command_status::failed, {}};
    answers_.answer_later(p.what.device, *p.answer);
}

/// What is due: answers to the session, deadlines.
void command_runner::look()
{
    const auto now = hub_.world().time.now();
    for (auto it = pending_.begin(); it != pending_.end();) {
        auto here = it++;
        if (here->deadline_at && *here->deadline_at <= now) {
            here->deadline_at.reset();
            if (devices_.withdraw(here->key)) {
                here->answer = command_result{here->what.id, command_status::expired, {}};
                finish(here);
                continue;
            }
        }
        if (!here->answer_by || *here->answer_by > now) continue;
        here->answer_by.reset();
        keep();
        tell(here->what, command_status::queued);
        answers_.answer_in_session({here->what.id, command_status::queued, {}});
    }
    arm();
}

void command_runner::arm()
{
    std::optional<sim::time_point> next;
    auto consider = [&](const std::optional<sim::time_point>& t) {
        if (t && (!next || *t < *next)) next = t;
    };
    for (const auto& p : pending_) {
        consider(p.answer_by);
        consider(p.deadline_at);
    }
    if (next)
        timer_.expires_at(*next);
    else
        timer_.cancel();
}

/// The queued ones.
void command_runner::keep()
{
    queued_commands v;
    for (const auto& p : pending_)
        if (!p.answer_by) v.items.push_back(p.what);
    if (v.items.empty())
        cell_.reset();
    else
        cell_.set(v);
}

void command_runner::tell(const call_home::command& c, command_status status)
{
    hub_.world().log.emit(
        command_answered, hub_.about(),
        {{"id", std::int64_t{c.id}}, {"target", c.device.to_string()}, {"status", std::string(to_string(status))}});
}

} // namespace devices::families::trilliant
