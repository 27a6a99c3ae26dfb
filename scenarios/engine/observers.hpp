// Sinks of the journal that a run needs besides its files: the judge's ears, and what the timeline is made from.
#pragma once
#include "scenarios/engine/judge.hpp"
#include "scenarios/report/run_report.hpp"
#include "sim/kernel/simulation.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace scenarios::engine {

/// Tells the judge of entries, of changed states and of time, and asks the kernel to wake it at its deadlines.
class judge_feed final : public sim::journal_sink {
public:
    judge_feed(sim::simulation& world, judge& decides);
    judge_feed(const judge_feed&) = delete;
    judge_feed& operator=(const judge_feed&) = delete;
    ~judge_feed() override;

    bool write(const sim::journal_entry& entry) override;
    /// Ends the run when nothing is left to decide.
    void stop_when_decided(bool yes) { stop_when_decided_ = yes; }

private:
    void at_deadline();
    void look_ahead();

    sim::simulation& world_;
    judge& judge_;
    sim::timer deadline_;
    std::vector<std::unique_ptr<sim::registry::watch>> watches_;
    bool stop_when_decided_{false};
};

/// When each installation's SIM moved, and when its hub was back.
class timeline_feed final : public sim::journal_sink {
public:
    explicit timeline_feed(sim::simulation& world);
    ~timeline_feed() override { world_.log.remove_sink(*this); }

    bool write(const sim::journal_entry& entry) override;
    struct times {
        std::optional<sim::time_point> moved, back;
        std::string profile; ///< that the SIM was moved to
    };
    const times* find(std::string_view installation) const;

private:
    sim::simulation& world_;
    std::map<std::string, times, std::less<>> seen_;
};

/// Keeps what the entries said that may be evidence: a line of text for each sequence number asked for later.
class evidence_feed final : public sim::journal_sink {
public:
    explicit evidence_feed(sim::simulation& world);
    ~evidence_feed() override { world_.log.remove_sink(*this); }

    bool write(const sim::journal_entry& entry) override;
    /// "tri-9 migration.timed_out at 8d 01:00:00"
    std::string sentence(sim::journal_seq seq) const;

private:
    sim::simulation& world_;
    sim::time_point start_;
    struct brief {
        std::string on;
        const sim::event_type* type;
        sim::time_point time;
    };
    std::vector<brief> entries_; ///< by sequence number - 1
};

} // namespace scenarios::engine
