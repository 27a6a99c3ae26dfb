#include "scenarios/engine/runner.hpp"

#include "scenarios/engine/observers.hpp"
#include "scenarios/engine/run_files.hpp"
#include "scenarios/engine/steps.hpp"
#include "scenarios/engine/world.hpp"

#include <algorithm>
#include <csignal>

namespace scenarios::engine {
namespace {

using report::run_report;

/// How a run came to its end, when not by reaching its limit.
enum class stop_reason { none, decided, interrupted, wall_limit, held, broke_down };

class run {
public:
    run(const scenario& plan, const run_options& options);
    run_report operator()();

private:
    void watch_the_wall();
    void tell_progress();
    void live();
    run_report fill();
    void fill_expectations(run_report& out) const;
    void fill_installations(run_report& out);
    void decide(run_report& out) const;
    std::vector<expectation> wanted() const;

    static constexpr std::chrono::milliseconds tick{100};

    const scenario& plan_;
    const run_options& options_;
    std::chrono::nanoseconds began_;
    run_files files_;
    world world_;
    judge judge_;
    evidence_feed evidence_;
    timeline_feed timeline_;
    std::optional<step_player> steps_;
    std::optional<judge_feed> feed_;
    stop_reason stopped_{stop_reason::none};
    std::string why_;
};

world_options world_options_for(const scenario& plan, const run_options& o, run_files& files)
{
    world_options w;
    w.seed = o.seed.value_or(plan.seed);
    auto transport = o.transport.value_or(plan.transport);
    w.transport =
        transport == transport_kind::memory ? sim::transport::network_kind::memory : sim::transport::network_kind::tcp;
    w.time.start = plan.clock.start;
    w.time.speed = o.pace.value_or(plan.clock.pace);
    w.time.threads = o.threads;
    w.log_keys = files.key_log();
    return w;
}

run::run(const scenario& plan, const run_options& options)
    : plan_(plan),
      options_(options),
      began_(options.wall_clock()),
      files_(options.report_folder, options.capture_wan || plan.capture.wan, options.wall_clock),
      world_(plan, world_options_for(plan, options, files_)),
      judge_(wanted(),
             [this](std::string_view state, std::string_view on) -> std::optional<sim::value> {
                 auto v = world_.sim().names.get(state, on);
                 if (!v) return {};
                 return *v;
             }),
      evidence_(world_.sim()),
      timeline_(world_.sim())
{
    files_.attach(world_.sim(), world_.internet());
}

std::vector<expectation> run::wanted() const
{
    auto all = plan_.expectations;
    if (!options_.only.empty()) std::erase_if(all, [&](const auto& e) { return e.id != options_.only; });
    return all;
}

run_report run::operator()()
{
    auto& time = world_.sim().time;
    auto real = world_.listening();
    if (!real.empty()) {
        time.external(true);
        files_.write_peer_files(world_.peer_files());
    }
    if (options_.on_listening)
        for (const auto& [name, at] : real) options_.on_listening(name, at);
    judge_.start(time.now());
    steps_.emplace(world_.sim(), plan_);
    feed_.emplace(world_.sim(), judge_);
    feed_->stop_when_decided(!judge_.expectations().empty());
    time.every(tick, [this] {
        watch_the_wall();
        tell_progress();
    });
    world_.start();
    live();
    return fill();
}

void run::watch_the_wall()
{
    auto& time = world_.sim().time;
    if (options_.interrupted && *options_.interrupted) {
        stopped_ = stop_reason::interrupted;
        why_ = "interrupted";
        time.stop();
    } else if (options_.wall_clock() - began_ > plan_.limits.wall_time) {
        stopped_ = stop_reason::wall_limit;
        why_ = "limits.wall of " + sim::to_text(plan_.limits.wall_time) + " was reached";
        time.stop();
    }
    if (time.speed().mode == sim::pace_mode::step && options_.may_step && options_.may_step()) time.step();
    files_.flush(time.now());
}

void run::tell_progress()
{
    if (!options_.on_progress) return;
    auto now = world_.sim().time.now();
    report::progress p;
    p.passed = now - plan_.clock.start;
    p.limit = plan_.limits.virtual_time;
    std::map<std::string, std::size_t> counts;
    for (const auto& i : plan_.installations) ++counts[std::string(to_string(world_.migration(i.id)->state()))];
    counts.erase("none");
    for (auto& c : counts) p.counts.emplace_back(c.first, c.second);
    for (const auto& w : judge_.waiting(now, report::progress_display::most_waiting))
        p.waiting.push_back({w.on, w.constraint, w.left, world_.hint(w.on)});
    p.wall = std::chrono::duration_cast<std::chrono::milliseconds>(options_.wall_clock() - began_);
    options_.on_progress(p);
}

void run::live()
{
    auto& time = world_.sim().time;
    try {
        watch_the_wall(); // an interruption may have come while the world was built
        bool reached = stopped_ == stop_reason::none && time.run_until(plan_.clock.start + plan_.limits.virtual_time);
        if (!reached && stopped_ == stop_reason::none) stopped_ = stop_reason::decided;
    } catch (const sim::blocked& held) {
        stopped_ = stop_reason::held;
        why_ = held.what();
    } catch (const std::exception& error) {
        // The model itself is at fault; what it has shown so far is worth a report.
        stopped_ = stop_reason::broke_down;
        why_ = std::string("the simulation broke down: ") + error.what();
    }
    bool whole = stopped_ == stop_reason::none || stopped_ == stop_reason::decided;
    judge_.finish(time.now(), whole ? ending::complete : ending::cut_short);
}

// ---- the report

run_report run::fill()
{
    auto& sim = world_.sim();
    run_report out;
    out.scenario = plan_.name;
    out.file = options_.file;
    out.description = plan_.description;
    out.seed = options_.seed.value_or(plan_.seed);
    out.transport = world_.internet().kind() == sim::transport::network_kind::memory ? "memory" : "tcp";
    out.pace = sim::to_text(options_.pace.value_or(plan_.clock.pace));
    out.threads = options_.threads;
    out.versions = program_versions();
    out.start = plan_.clock.start;
    out.passed = sim.time.now() - plan_.clock.start;
    out.events = sim.time.events_fired();
    out.jumps = sim.time.leaps();
    out.interrupted = stopped_ == stop_reason::interrupted;
    fill_expectations(out);
    fill_installations(out);
    out.warnings = steps_->refused();
    files_.close(sim.time.now());
    out.journal_entries = sim.log.last();
    out.journal_lost = sim.log.lost() + (files_.failed() ? 1 : 0);
    decide(out);
    out.wall = std::chrono::duration_cast<std::chrono::milliseconds>(options_.wall_clock() - began_);
    files_.write_reports(out);
    return out;
}

report::verdict verdict_of(standing s)
{
    switch (s) {
    case standing::held: return report::verdict::pass;
    case standing::broken: return report::verdict::fail;
    case standing::unproven: return report::verdict::invalid;
    case standing::waiting:
    case standing::pending:
    case standing::undecided: return report::verdict::blocked;
    }
    return report::verdict::blocked;
}

report::expectation_kind kind_of(const expectation& e)
{
    if (std::holds_alternative<never_condition>(e.what)) return report::expectation_kind::never;
    return e.within ? report::expectation_kind::within : report::expectation_kind::at_end;
}

void run::fill_expectations(run_report& out) const
{
    for (const auto& j : judge_.judgements()) {
        const auto& e = judge_.expectations()[j.expectation];
        report::expectation_result r;
        r.id = e.id;
        r.subject = j.on;
        r.kind = kind_of(e);
        r.text = constraint_text(e);
        r.outcome = verdict_of(j.is);
        if (r.outcome != report::verdict::pass) r.reason = j.reason;
        std::vector<sim::journal_seq> seqs{j.proof.since, j.proof.decisive, j.proof.last};
        seqs.insert(seqs.end(), j.proof.counted.begin(), j.proof.counted.end());
        std::sort(seqs.begin(), seqs.end());
        seqs.erase(std::unique(seqs.begin(), seqs.end()), seqs.end());
        for (auto seq : seqs)
            if (seq) r.proof.push_back({seq, evidence_.sentence(seq)});
        r.decided_at = j.decided;
        if (auto due = deadline_of(e, j); due && j.decided) r.time_left = *due - *j.decided;
        out.expectations.push_back(std::move(r));
    }
}

void run::fill_installations(run_report& out)
{
    for (const auto& i : plan_.installations) {
        const auto* machine = world_.migration(i.id);
        report::installation_row row{i.id, world_.family_of(i), {}, {}, machine->summary(), {}};
        if (const auto* t = timeline_.find(i.id)) {
            row.sim_moved = *t->moved - plan_.clock.start;
            if (t->back) row.back_after = *t->back - *t->moved;
        }
        bool rejected = machine->outcome() == reference::migration_outcome::rejected;
        if (machine->state() != reference::migration_state::none && !rejected)
            row.at = machine->since() - plan_.clock.start;
        out.installations.push_back(std::move(row));
    }
}

void run::decide(run_report& out) const
{
    out.outcome = judge_.result(out.journal_lost > 0 || stopped_ == stop_reason::broke_down);
    if (out.outcome == report::verdict::pass) return;
    if (!why_.empty())
        out.reason = why_;
    else if (out.journal_lost)
        out.reason = "the journal lost " + std::to_string(out.journal_lost) + " entries";
    else if (out.outcome == report::verdict::skipped)
        out.reason = "the scenario expects nothing: completed is not passed";
}

} // namespace

run_report run_scenario(const scenario& plan, const run_options& options) { return run(plan, options)(); }

} // namespace scenarios::engine
