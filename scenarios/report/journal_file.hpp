// journal.ndjson, and walltime.ndjson beside it, which lines the journal up with other people's logs.
//
// Two files, so that the journal of a seed is the same in every run.
#pragma once
#include "sim/kernel/journal.hpp"
#include "sim/kernel/output_file.hpp"

#include <functional>
#include <string>

namespace scenarios::report {

/// Nanoseconds of wall time since 1970, UTC.
using wall_clock = std::function<std::chrono::nanoseconds()>;

class journal_file final : public sim::journal_sink {
public:
    /// Creates or empties both files. Failure is kept, and makes every write fail.
    journal_file(const std::string& journal_path, const std::string& walltime_path, wall_clock wall);

    /// One line in each. Writing is buffered, so a full disk may show some entries late: ask close().
    bool write(const sim::journal_entry& entry) override;
    bool flush();
    /// The first error there was. Anything but success means that entries are lost.
    sim::error_code close();

private:
    sim::output_file journal_, walltime_;
    wall_clock wall_;
    std::string line_; ///< so that its memory is used again
};

} // namespace scenarios::report
