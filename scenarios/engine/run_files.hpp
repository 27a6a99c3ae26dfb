// The files of a run's folder: journal, captures, keys, reports. Without a folder, nothing is written.
#pragma once
#include "scenarios/report/journal_file.hpp"
#include "scenarios/report/run_report.hpp"
#include "sim/kernel/simulation.hpp"
#include "sim/tls/key_log.hpp"
#include "sim/transport/tcp_capture.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace scenarios::engine {

class run_files {
public:
    /// Creates the folder. Throws boost::system::system_error, naming the path, when it or a file cannot be written.
    run_files(std::string folder, bool capture_wan, report::wall_clock wall);
    run_files(const run_files&) = delete;
    run_files& operator=(const run_files&) = delete;
    ~run_files();

    /// Empty when nothing is captured.
    sim::tls::key_log key_log();
    void attach(sim::simulation& world, sim::transport::network& internet);
    void flush(sim::time_point now);
    void close(sim::time_point now);
    /// Something could not be written, so that entries are lost.
    bool failed() const { return failed_; }
    void write_peer_files(const std::map<std::string, std::string>& pem);
    void write_reports(const report::run_report& run);

private:
    std::string path(std::string_view name) const { return folder_ + "/" + std::string(name); }

    std::string folder_;
    report::wall_clock wall_;
    std::optional<report::journal_file> journal_;
    std::unique_ptr<sim::pcapng_file> capture_file_;
    std::optional<sim::transport::tcp_capture> capture_;
    std::optional<sim::output_file> keys_;
    sim::simulation* world_{nullptr};
    bool failed_{false};
};

/// The program and what it is linked with.
std::vector<std::pair<std::string, std::string>> program_versions();

} // namespace scenarios::engine
