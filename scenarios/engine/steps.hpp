// Carries out a scenario's steps when their time or their event comes.
#pragma once
#include "scenarios/engine/scenario.hpp"
#include "sim/kernel/simulation.hpp"

#include <set>
#include <vector>

namespace scenarios::engine {

class step_player final : public sim::journal_sink {
public:
    /// `plan` must outlive the player. Steps at a time are queued at once; the others wait for the journal.
    step_player(sim::simulation& world, const scenario& plan);
    step_player(const step_player&) = delete;
    step_player& operator=(const step_player&) = delete;
    ~step_player() override;

    bool write(const sim::journal_entry& entry) override;
    /// Steps that asked for what could not be done, each time one did: a sentence for people.
    const std::vector<std::string>& refused() const { return refused_; }

private:
    struct waiting {
        const step* what;
        std::set<std::string> done; ///< with `each`: the subjects that had their event
        bool over{false};
    };
    void perform(const step& s, const std::vector<std::string>& on);
    void perform_one(const step& s, const std::string& on);
    static bool concerns(const waiting& w, std::string_view on);

    sim::simulation& world_;
    sim::time_point start_;
    std::vector<waiting> waiting_;
    std::vector<std::string> refused_;
};

} // namespace scenarios::engine
