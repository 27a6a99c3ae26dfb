#include "scenarios/engine/judge.hpp"

#include "sim/core/check.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace scenarios::engine {
namespace {

using index = std::size_t;
/// Names to the expectations that care.
using interest = std::map<std::string, std::vector<index>, std::less<>>;

bool matches(const std::vector<field_match>& where, const sim::journal_entry& e)
{
    return std::ranges::all_of(where, [&](const auto& m) { return holds(comparison::equal, e[m.field], m.equals); });
}

std::string_view namespace_of(std::string_view name) { return name.substr(0, name.find('.')); }

/// What a count says before the end: nothing, or that no later event can change it.
std::optional<standing> settled(const count_condition& c, std::int64_t count)
{
    switch (c.compare) {
    case comparison::at_least: return count >= c.number ? std::optional(standing::held) : std::nullopt;
    case comparison::more: return count > c.number ? std::optional(standing::held) : std::nullopt;
    case comparison::at_most:
    case comparison::equal: return count > c.number ? std::optional(standing::broken) : std::nullopt;
    case comparison::less: return count >= c.number ? std::optional(standing::broken) : std::nullopt;
    case comparison::not_equal: break;
    }
    return {};
}

bool count_holds(const count_condition& c, std::int64_t count) { return holds(c.compare, count, c.number); }

/// The last entries about each subject: a change of state comes without the entry that tells of it, which is the last
/// one of the same family of names (`migration.…`) at the same instant, or else the last one at all.
class recent_entries {
public:
    void watch(std::string_view state) { namespaces_.emplace(namespace_of(state), namespaces_.size()); }
    void note(index subject, const sim::journal_entry& e)
    {
        auto width = namespaces_.size() + 1;
        if (last_.size() < (subject + 1) * width) last_.resize((subject + 1) * width);
        auto* row = &last_[subject * width];
        row[width - 1] = {e.seq, e.time};
        if (auto found = namespaces_.find(namespace_of(e.type.name)); found != namespaces_.end())
            row[found->second] = {e.seq, e.time};
    }
    sim::journal_seq about(index subject, std::string_view state, sim::time_point now) const
    {
        auto width = namespaces_.size() + 1;
        auto found = namespaces_.find(namespace_of(state));
        if (found == namespaces_.end() || last_.size() < (subject + 1) * width) return 0;
        const auto &own = last_[subject * width + found->second], &any = last_[subject * width + width - 1];
        bool own_is_better = own.seq && (own.time == now || any.time != now);
        return own_is_better ? own.seq : any.seq;
    }

private:
    struct mark {
        sim::journal_seq seq{0};
        sim::time_point time{};
    };
    std::map<std::string, index, std::less<>> namespaces_;
    std::vector<mark> last_; ///< a row for each subject: one mark for each family of names, then the last of all
};

} // namespace

struct judge::impl {
    std::vector<expectation> expectations;
    read_state read;
    std::vector<judgement> all;
    std::vector<index> first; ///< judgement of each expectation
    std::map<std::string, index, std::less<>> subjects;
    /// For each expectation and subject, the judgement; 0 = none (it is the index plus one).
    std::vector<std::vector<std::uint32_t>> places;
    interest begun_by, about_event, about_state;
    std::set<std::pair<sim::time_point, index>> deadlines;
    recent_entries recent;
    std::size_t open{0}, broken{0}, unproven{0}, undecided{0};
    bool cut_short{false};

    impl(std::vector<expectation> list, read_state r);
    void add(index x);
    void begin(index j, sim::time_point now, sim::journal_seq seq);
    void decide(index j, standing s, sim::time_point when);
    void look_at_state(index j, sim::time_point now);
    void meet(index j, const sim::journal_entry& e);
    void expire(index j, sim::time_point deadline);
    void end(index j, sim::time_point now);
    void end_before_since(judgement& j, const expectation& e, index place, sim::time_point now);
    void advance(sim::time_point now);
    std::optional<index> place_of(index x, std::string_view on) const;
    template <class F>
    void each_begun_by(const sim::journal_entry& e, F&& f);
};

judge::impl::impl(std::vector<expectation> list, read_state r) : expectations(std::move(list)), read(std::move(r))
{
    for (const auto& e : expectations)
        for (const auto& on : e.on) subjects.emplace(on, subjects.size());
    for (index x = 0; x < expectations.size(); ++x) add(x);
    open = all.size();
}

void judge::impl::add(index x)
{
    const auto& e = expectations[x];
    first.push_back(all.size());
    auto& place = places.emplace_back(e.on.empty() ? 0 : subjects.size());
    for (const auto& on : e.on) {
        auto& judgement = all.emplace_back();
        judgement.expectation = x;
        judgement.on = on;
        place[subjects.find(on)->second] = static_cast<std::uint32_t>(all.size());
    }
    if (!e.since.empty()) begun_by[e.since].push_back(x);
    if (const auto* state = std::get_if<state_condition>(&e.what)) {
        sim::check(!e.on.empty(), "an expectation about a state needs subjects");
        about_state[state->state].push_back(x);
        recent.watch(state->state);
        return;
    }
    if (e.on.empty()) all.emplace_back().expectation = x;
    const auto* count = std::get_if<count_condition>(&e.what);
    about_event[count ? count->event : std::get<never_condition>(e.what).event].push_back(x);
}

std::optional<index> judge::impl::place_of(index x, std::string_view on) const
{
    if (expectations[x].on.empty()) return first[x];
    auto subject = subjects.find(on);
    auto place = subject == subjects.end() ? 0 : places[x][subject->second];
    return place ? std::optional<index>(place - 1) : std::nullopt;
}

void judge::impl::begin(index j, sim::time_point now, sim::journal_seq seq)
{
    auto& judgement = all[j];
    const auto& e = expectations[judgement.expectation];
    judgement.is = standing::pending;
    judgement.began = now;
    judgement.proof.since = seq;
    if (e.within) deadlines.emplace(now + *e.within, j);
    if (std::holds_alternative<state_condition>(e.what)) look_at_state(j, now);
}

void judge::impl::decide(index j, standing s, sim::time_point when)
{
    auto& judgement = all[j];
    const auto& e = expectations[judgement.expectation];
    if (auto deadline = deadline_of(e, judgement)) deadlines.erase({*deadline, j});
    judgement.is = s;
    judgement.decided = when;
    --open;
    if (s == standing::broken) {
        ++broken;
        if (judgement.reason.empty()) judgement.reason = broken_text(e, judgement);
    }
}

void judge::impl::look_at_state(index j, sim::time_point now)
{
    auto& judgement = all[j];
    const auto& e = expectations[judgement.expectation];
    const auto& wanted = std::get<state_condition>(e.what);
    judgement.last_value = read(wanted.state, judgement.on).value_or(sim::value());
    if (!e.within || !holds(wanted.compare, judgement.last_value, wanted.literal)) return;
    // Held since before it began: then the entry that began it proves it.
    judgement.proof.decisive = judgement.proof.last ? judgement.proof.last : judgement.proof.since;
    decide(j, standing::held, now);
}

void judge::impl::meet(index j, const sim::journal_entry& e)
{
    auto& judgement = all[j];
    const auto& expected = expectations[judgement.expectation];
    if (judgement.is != standing::pending || !matches(expected.where, e)) return;
    ++judgement.count;
    judgement.proof.last = e.seq;
    if (judgement.proof.counted.size() < evidence::most_counted) judgement.proof.counted.push_back(e.seq);
    const auto* count = std::get_if<count_condition>(&expected.what);
    auto now_is = count ? settled(*count, judgement.count) : standing::broken;
    if (!now_is) return;
    judgement.proof.decisive = e.seq;
    decide(j, *now_is, e.time);
}

void judge::impl::expire(index j, sim::time_point deadline)
{
    const auto& e = expectations[all[j].expectation];
    const auto* count = std::get_if<count_condition>(&e.what);
    bool held = count ? count_holds(*count, all[j].count) : std::holds_alternative<never_condition>(e.what);
    if (!held) all[j].proof.decisive = all[j].proof.last;
    decide(j, held ? standing::held : standing::broken, deadline);
}

void judge::impl::advance(sim::time_point now)
{
    while (!deadlines.empty() && deadlines.begin()->first < now) {
        auto [deadline, j] = *deadlines.begin();
        expire(j, deadline);
    }
}

template <class F>
void judge::impl::each_begun_by(const sim::journal_entry& e, F&& f)
{
    auto interested = begun_by.find(e.type.name);
    if (interested == begun_by.end()) return;
    for (auto x : interested->second) {
        // An event about nobody (`clock.jumped`) begins everybody's expectation.
        if (e.about.on.empty() && !expectations[x].on.empty()) {
            for (index k = 0; k < expectations[x].on.size(); ++k) f(first[x] + k);
        } else if (auto j = place_of(x, e.about.on))
            f(*j);
    }
}

void judge::impl::end_before_since(judgement& j, const expectation& e, index place, sim::time_point now)
{
    const auto* count = std::get_if<count_condition>(&e.what);
    bool vacuous = count ? count_holds(*count, 0) : std::holds_alternative<never_condition>(e.what);
    j.reason = e.since + " never happened";
    if (!vacuous) return decide(place, standing::broken, now);
    decide(place, e.vacuous_allowed ? standing::held : standing::unproven, now);
    if (!e.vacuous_allowed) ++unproven;
}

void judge::impl::end(index place, sim::time_point now)
{
    auto& j = all[place];
    const auto& e = expectations[j.expectation];
    if (cut_short) {
        j.reason = "the run was cut short";
        ++undecided;
        return decide(place, standing::undecided, now);
    }
    if (j.is == standing::waiting) return end_before_since(j, e, place, now);
    j.proof.decisive = j.proof.last;
    if (auto deadline = deadline_of(e, j)) {
        j.reason =
            "the run ended " + sim::to_clock_text(*deadline - now) + " before the deadline of " + constraint_text(e);
        return decide(place, standing::broken, now);
    }
    bool held = true;
    if (const auto* count = std::get_if<count_condition>(&e.what)) held = count_holds(*count, j.count);
    if (const auto* state = std::get_if<state_condition>(&e.what)) {
        look_at_state(place, now);
        held = holds(state->compare, j.last_value, state->literal);
    }
    decide(place, held ? standing::held : standing::broken, now);
}

judge::judge(std::vector<expectation> expectations, read_state read)
    : impl_(std::make_unique<impl>(std::move(expectations), std::move(read)))
{}
judge::judge(judge&&) noexcept = default;
judge& judge::operator=(judge&&) noexcept = default;
judge::~judge() = default;

void judge::start(sim::time_point now)
{
    for (index j = 0; j < impl_->all.size(); ++j)
        if (impl_->expectations[impl_->all[j].expectation].since.empty()) impl_->begin(j, now, 0);
}

void judge::entry(const sim::journal_entry& e)
{
    impl_->advance(e.time);
    if (auto subject = impl_->subjects.find(e.about.on); subject != impl_->subjects.end())
        impl_->recent.note(subject->second, e);
    // Before anything begins: the event that begins a count is not counted, nor forbidden.
    if (auto interested = impl_->about_event.find(e.type.name); interested != impl_->about_event.end())
        for (auto x : interested->second)
            if (auto j = impl_->place_of(x, e.about.on)) impl_->meet(*j, e);
    impl_->each_begun_by(e, [&](index j) {
        if (impl_->all[j].is == standing::waiting) impl_->begin(j, e.time, e.seq);
    });
}

void judge::state_changed(std::string_view state, std::string_view on, sim::time_point now)
{
    impl_->advance(now);
    auto interested = impl_->about_state.find(state);
    auto subject = impl_->subjects.find(on);
    if (interested == impl_->about_state.end() || subject == impl_->subjects.end()) return;
    auto seq = impl_->recent.about(subject->second, state, now);
    for (auto x : interested->second) {
        auto j = impl_->place_of(x, on);
        if (!j || impl_->all[*j].is != standing::pending) continue;
        impl_->all[*j].proof.last = seq;
        impl_->look_at_state(*j, now);
    }
}

void judge::time_is(sim::time_point now) { impl_->advance(now); }

void judge::finish(sim::time_point now, ending how)
{
    impl_->cut_short = how == ending::cut_short;
    // A complete run has told everything that happens at `now` too.
    impl_->advance(impl_->cut_short ? now : now + sim::duration(1));
    for (index j = 0; j < impl_->all.size(); ++j)
        if (impl_->all[j].is == standing::waiting || impl_->all[j].is == standing::pending) impl_->end(j, now);
}

std::optional<sim::time_point> judge::next_deadline() const
{
    if (impl_->deadlines.empty()) return {};
    return impl_->deadlines.begin()->first + sim::duration(1);
}

std::vector<std::string> judge::watched_states() const
{
    std::vector<std::string> out;
    for (const auto& [state, who] : impl_->about_state) out.push_back(state);
    return out;
}

bool judge::all_decided() const { return impl_->open == 0; }
bool judge::any_broken() const { return impl_->broken > 0; }

verdict judge::result(bool entries_lost) const
{
    if (impl_->broken) return verdict::fail;
    if (impl_->unproven || entries_lost) return verdict::invalid;
    if (impl_->undecided || impl_->cut_short) return verdict::blocked;
    return impl_->all.empty() ? verdict::skipped : verdict::pass;
}

const std::vector<expectation>& judge::expectations() const { return impl_->expectations; }
const std::vector<judgement>& judge::judgements() const { return impl_->all; }

std::vector<waiting_for> judge::waiting(sim::time_point now, std::size_t most) const
{
    std::vector<waiting_for> out;
    auto add = [&](const judgement& j) {
        const auto& e = impl_->expectations[j.expectation];
        bool waits = j.is == standing::waiting;
        auto type = std::array{"state", "count", "never"}[e.what.index()];
        auto deadline = deadline_of(e, j);
        out.push_back({e.id, waits ? "since" : type, j.on, waits ? e.since : constraint_text(e),
                       deadline ? std::optional(*deadline - now) : std::nullopt});
    };
    for (const auto& [deadline, j] : impl_->deadlines)
        if (out.size() < most) add(impl_->all[j]);
    for (const auto& j : impl_->all)
        if (out.size() < most &&
            (j.is == standing::waiting || (j.is == standing::pending && !impl_->expectations[j.expectation].within)))
            add(j);
    return out;
}

} // namespace scenarios::engine
