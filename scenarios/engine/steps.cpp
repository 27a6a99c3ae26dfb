#include "scenarios/engine/steps.hpp"

#include "scenarios/engine/declarations.hpp"
#include "scenarios/report/text.hpp"

#include <algorithm>

namespace scenarios::engine {

step_player::step_player(sim::simulation& world, const scenario& plan) : world_(world), start_(world.time.now())
{
    for (const auto& s : plan.steps) {
        if (s.when.at)
            world_.time.at(start_ + *s.when.at, "step", [this, &s] { perform(s, s.on); });
        else
            waiting_.push_back({&s, {}, false});
    }
    world_.log.add_sink(*this);
}

step_player::~step_player() { world_.log.remove_sink(*this); }

bool step_player::concerns(const waiting& w, std::string_view on)
{
    const auto& names = w.what->when.each ? w.what->on : w.what->when.on;
    if (w.done.contains(std::string(on))) return false;
    return names.empty() || std::find(names.begin(), names.end(), on) != names.end();
}

bool step_player::write(const sim::journal_entry& entry)
{
    for (auto& w : waiting_) {
        const auto& when = w.what->when;
        if (w.over || entry.type.name != when.event || !concerns(w, entry.about.on)) continue;
        std::vector<std::string> on = w.what->on;
        if (when.each) {
            on = {std::string(entry.about.on)};
            w.done.insert(on.front());
        }
        w.over = !when.each || w.done.size() == w.what->on.size();
        // Carried out as an event of its own, caused by this entry.
        sim::cause_scope scope(world_.time);
        world_.time.set_cause(entry.seq);
        world_.time.after(when.plus, "step", [this, s = w.what, on = std::move(on)] { perform(*s, on); });
    }
    return true;
}

void step_player::perform(const step& s, const std::vector<std::string>& on)
{
    if (on.empty()) perform_one(s, "");
    for (const auto& name : on) {
        sim::cause_scope each(world_.time);
        perform_one(s, name);
    }
}

void step_player::perform_one(const step& s, const std::string& on)
{
    world_.log.emit(step_done, {on, {}}, {{"do", s.action}});
    auto ec = world_.names.invoke(s.action, on, s.with);
    if (!ec) return;
    refused_.push_back("the step `" + s.action + '`' + (on.empty() ? "" : " on " + on) + " at " +
                       report::day_and_second(world_.time.now() - start_) + " was refused: " + ec.message());
    world_.log.emit(step_refused, {on, {}}, {{"do", s.action}, {"error", ec.message()}});
}

} // namespace scenarios::engine
