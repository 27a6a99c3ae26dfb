#include "scenarios/report/journal_file.hpp"

namespace scenarios::report {

journal_file::journal_file(const std::string& journal_path, const std::string& walltime_path, wall_clock wall)
    : journal_(journal_path, sim::file_access::shared),
      walltime_(walltime_path, sim::file_access::shared),
      wall_(std::move(wall))
{}

bool journal_file::write(const sim::journal_entry& entry)
{
    line_.clear();
    entry.append_json(line_);
    bool written = journal_.write(line_ += '\n');
    line_ = "{\"seq\":";
    sim::append_number(line_, static_cast<std::int64_t>(entry.seq));
    sim::append_rfc3339(line_ += ",\"wall\":\"", sim::time_point(wall_()));
    // Both are tried: the journal matters more than the wall times, and a failure of one is no reason to lose the
    // other.
    return walltime_.write(line_ += "\"}\n") && written;
}

bool journal_file::flush()
{
    bool written = journal_.flush();
    return walltime_.flush() && written;
}

sim::error_code journal_file::close()
{
    auto first = journal_.close();
    auto second = walltime_.close();
    return first ? first : second;
}

} // namespace scenarios::report
