#include "scenarios/engine/run_files.hpp"

#include "scenarios/report/junit.hpp"
#include "scenarios/report/result_json.hpp"

#include <boost/system/system_error.hpp>

#include <filesystem>

namespace scenarios::engine {
namespace {

void throw_on(sim::error_code ec, const std::string& path)
{
    if (ec) throw boost::system::system_error(ec, "cannot write " + path);
}

} // namespace

run_files::run_files(std::string folder, bool capture_wan, report::wall_clock wall)
    : folder_(std::move(folder)), wall_(std::move(wall))
{
    if (folder_.empty()) return;
    std::error_code failed;
    std::filesystem::create_directories(folder_, failed);
    throw_on(failed, folder_);
    journal_.emplace(path("journal.ndjson"), path("walltime.ndjson"), wall_);
    if (!journal_->flush()) throw_on(journal_->close(), path("journal.ndjson"));
    if (!capture_wan) return;
    capture_file_ = std::make_unique<sim::pcapng_file>(path("wan.pcapng"), "s1sim");
    throw_on(capture_file_->error(), path("wan.pcapng"));
    capture_.emplace(*capture_file_, sim::link_type::raw_ip, "wan");
    keys_.emplace(path("keys.log"), sim::file_access::owner_only);
    throw_on(keys_->error(), path("keys.log"));
}

run_files::~run_files() = default;

sim::tls::key_log run_files::key_log()
{
    if (!keys_) return {};
    return [this](std::string_view line) {
        keys_->write(line);
        keys_->write("\n");
    };
}

void run_files::attach(sim::simulation& world, sim::transport::network& internet)
{
    world_ = &world;
    if (journal_) world.log.add_sink(*journal_);
    if (capture_) internet.set_tap(&*capture_);
}

void run_files::flush(sim::time_point now)
{
    if (journal_) failed_ = !journal_->flush() || failed_;
    if (capture_) capture_->flush(now);
}

void run_files::close(sim::time_point now)
{
    if (journal_) {
        world_->log.remove_sink(*journal_);
        failed_ = journal_->close().failed() || failed_;
    }
    if (!capture_) return;
    capture_->flush(now);
    throw_on(capture_file_->close(), path("wan.pcapng"));
    throw_on(keys_->close(), path("keys.log"));
}

void run_files::write_peer_files(const std::map<std::string, std::string>& pem)
{
    if (folder_.empty()) return;
    std::filesystem::create_directories(path("pki"));
    for (const auto& [name, text] : pem) {
        auto where = path("pki/" + name);
        throw_on(sim::write_file(where, text, sim::file_access::owner_only), where);
    }
}

void run_files::write_reports(const report::run_report& run)
{
    if (folder_.empty()) return;
    throw_on(sim::write_file(path("result.json"), to_result_json(run)), path("result.json"));
    throw_on(sim::write_file(path("junit.xml"), report::to_junit({&run, 1})), path("junit.xml"));
}

} // namespace scenarios::engine
