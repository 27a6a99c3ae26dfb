#include "scenarios/engine/observers.hpp"

#include "scenarios/report/text.hpp"
#include "sim/smwan/events.hpp"

namespace scenarios::engine {

judge_feed::judge_feed(sim::simulation& world, judge& decides)
    : world_(world), judge_(decides), deadline_(world.time, "judge.deadline", [this] { at_deadline(); })
{
    for (const auto& state : judge_.watched_states())
        watches_.push_back(world_.names.watch_state(state, "", [this, state](std::string_view on) {
            judge_.state_changed(state, on, world_.time.now());
            look_ahead();
        }));
    world_.log.add_sink(*this);
    look_ahead();
}

judge_feed::~judge_feed() { world_.log.remove_sink(*this); }

bool judge_feed::write(const sim::journal_entry& entry)
{
    judge_.time_is(entry.time);
    judge_.entry(entry);
    look_ahead();
    return true;
}

void judge_feed::at_deadline()
{
    judge_.time_is(world_.time.now());
    look_ahead();
}

void judge_feed::look_ahead()
{
    if (stop_when_decided_ && judge_.all_decided()) return world_.time.stop();
    auto next = judge_.next_deadline();
    if (!next) return deadline_.cancel();
    if (!deadline_.armed() || deadline_.due() != *next) deadline_.expires_at(*next);
}

timeline_feed::timeline_feed(sim::simulation& world) : world_(world) { world_.log.add_sink(*this); }

bool timeline_feed::write(const sim::journal_entry& entry)
{
    if (&entry.type == &sim::smwan::sim_profile_changed) {
        auto& t = seen_[std::string(entry.about.on)];
        if (!t.moved) {
            t.moved = entry.time;
            t.profile = sim::to_text(entry["to"]);
        }
    } else if (&entry.type == &sim::smwan::wan_online) {
        auto it = seen_.find(entry.about.on);
        if (it == seen_.end() || it->second.back) return true;
        it->second.back = entry.time;
    }
    return true;
}

const timeline_feed::times* timeline_feed::find(std::string_view installation) const
{
    auto it = seen_.find(installation);
    return it == seen_.end() ? nullptr : &it->second;
}

evidence_feed::evidence_feed(sim::simulation& world) : world_(world), start_(world.time.now())
{
    world_.log.add_sink(*this);
}

bool evidence_feed::write(const sim::journal_entry& entry)
{
    entries_.push_back({std::string(entry.about.on), &entry.type, entry.time});
    return true;
}

std::string evidence_feed::sentence(sim::journal_seq seq) const
{
    if (!seq || seq > entries_.size()) return {};
    const auto& e = entries_[seq - 1];
    auto who = e.on.empty() ? std::string() : e.on + " ";
    return who + std::string(e.type->name) + " at " + report::day_and_second(e.time - start_);
}

} // namespace scenarios::engine
