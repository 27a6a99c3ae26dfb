#include "sim/han/air.hpp"

#include "sim/core/check.hpp"

#include <algorithm>

namespace sim::han {
namespace {

// IEEE 802.15.4-2006, 2.4 GHz: a symbol is 16 us, an octet two of them (6.5).
constexpr duration symbol = 16us;
constexpr duration octet = 2 * symbol;
constexpr duration unit_back_off = 20 * symbol; // aUnitBackoffPeriod, 7.4.1
constexpr duration assessment = 8 * symbol;     // CCA, 6.9.9
constexpr duration turnaround = 12 * symbol;    // aTurnaroundTime, 6.4.1
constexpr duration ack_wait = 54 * symbol;      // macAckWaitDuration, 7.4.2
constexpr std::size_t phy_header = 6;           // preamble, delimiter and length, 6.3
constexpr std::size_t ack_size = 5;             // 7.2.2.3

duration air_time(std::size_t octets) { return octet * static_cast<std::int64_t>(phy_header + octets); }

} // namespace

flight fly(const link& over, time_point start, std::size_t octets, bool acknowledged, bool receives, unsigned draw)
{
    flight f;
    auto needed = over.attempts(start, draw);
    f.attempts = !acknowledged ? 1 : receives ? needed : frame_attempts;
    f.heard = receives && (acknowledged || needed == 1);
    auto t = start;
    for (unsigned n = 0; n < f.attempts; ++n) {
        if (n > 0) t += ack_wait;
        t += unit_back_off * static_cast<std::int64_t>(over.back_off(start, draw, n)) + assessment + turnaround;
        t += air_time(octets);
        f.ends[n] = t;
    }
    f.done = !acknowledged ? t : f.heard ? t + turnaround + air_time(ack_size) : t + ack_wait;
    return f;
}

flight fly_at_once(time_point start, std::size_t octets, bool acknowledged, bool receives)
{
    flight f;
    f.heard = receives;
    f.ends[0] = start + assessment + turnaround + air_time(octets);
    f.done = acknowledged ? f.ends[0] + turnaround + air_time(ack_size) : f.ends[0];
    return f;
}

air::~air() { stop(); }

void air::stop()
{
    time_.cancel(step_);
    time_.cancel(capture_);
}

void air::send(packet p, done_handler done, std::optional<burst> within)
{
    queue_.push_back({std::move(p), std::move(done), within});
    if (!busy_) next();
}

void air::send_next(packet p, done_handler done)
{
    check(landing_, "frames overtake others only when one has landed");
    queue_.push_front({std::move(p), std::move(done), {}});
}

void air::next()
{
    if (queue_.empty()) return;
    busy_ = true;
    auto now = time_.now();
    auto turn = queue_.front().within ? now : user_.turn(now);
    if (turn > now)
        step_ = time_.at(turn, "HAN frame's turn", [this] { next(); });
    else
        begin();
}

void air::begin()
{
    auto& it = queue_.front();
    auto now = time_.now();
    user_.about_to_send(it.what);
    bool struck = user_.struck();
    bool receives =
        !struck && user_.listens(other(it.what.from)) && user_.over().open(it.within ? it.within->begin : now);
    auto octets = it.what.size();
    auto draw = static_cast<unsigned>(it.what.from == end::hub) * 2 + static_cast<unsigned>(it.within.has_value());
    flight_ = fly(user_.over(), now, octets, it.what.acknowledged(), receives, draw);
    if (it.within && (flight_.done > it.within->end || flight_.heard != receives))
        flight_ = fly_at_once(now, octets, it.what.acknowledged(), receives);
    // First what both modes do, so that events of one instant have the same order in both.
    step_ = time_.at(flight_.done, "HAN frame", [this] { land(); });
    frame_ = user_.render(it.what);
    if (!frame_.empty()) capture_attempt(0);
}

void air::capture_attempt(unsigned n)
{
    // The last attempt of a frame that is not acknowledged ends as the flight does, whose event came first.
    if (n == flight_.attempts || flight_.ends[n] == flight_.done) return;
    capture_ = time_.at(flight_.ends[n], "HAN frame on the air", [this, n] {
        user_.on_air(queue_.front().what, frame_);
        capture_attempt(n + 1);
    });
}

void air::land()
{
    auto it = std::move(queue_.front());
    auto frame = std::move(frame_);
    queue_.pop_front();
    frame_.clear();
    landing_ = true; // what is called may send, or take the power
    bool got = flight_.heard && user_.listens(other(it.what.from));
    if (!frame.empty() && !it.what.acknowledged()) user_.on_air(it.what, frame);
    if (!frame.empty() && it.what.acknowledged() && got) user_.acknowledgement_on_air(it.what, frame);
    if (got) user_.heard(it.what, frame);
    if (it.done) it.done(got && it.what.acknowledged());
    landing_ = busy_ = false;
    next();
}

void air::drop(end from)
{
    bool current = busy_ && !landing_ && queue_.front().what.from == from;
    std::erase_if(queue_, [from](const item& i) { return i.what.from == from; });
    if (!current) return;
    stop();
    busy_ = false;
    frame_.clear();
    next();
}

} // namespace sim::han
