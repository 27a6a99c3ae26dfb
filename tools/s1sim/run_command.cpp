#include "scenarios/engine/runner.hpp"
#include "scenarios/report/progress.hpp"
#include "scenarios/report/summary.hpp"
#include "tools/s1sim/commands.hpp"
#include "tools/s1sim/files.hpp"

#include <CLI/CLI.hpp>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

namespace tools::s1sim {
namespace {

namespace engine = scenarios::engine;
namespace report = scenarios::report;

std::atomic<bool> interrupted{false};
std::atomic<int> signal_number{0};

extern "C" void on_signal(int number)
{
    signal_number = number;
    interrupted = true;
}

struct arguments {
    std::vector<std::string> files;
    std::string report, transport, pace, only, progress{"auto"};
    std::vector<std::string> capture;
    std::optional<std::uint64_t> seed;
    unsigned threads{std::max(1U, std::thread::hardware_concurrency())}, jobs{1};
};

std::chrono::nanoseconds wall_clock() { return std::chrono::system_clock::now().time_since_epoch(); }

/// A line on standard input lets time move to the next event; at its end, time moves on by itself.
bool step_was_asked()
{
    pollfd in{STDIN_FILENO, POLLIN, 0};
    if (poll(&in, 1, 0) <= 0) return false;
    char c = 0;
    while (read(STDIN_FILENO, &c, 1) == 1)
        if (c == '\n') return true;
    return true;
}

engine::run_options options_for(const arguments& args, const loaded_file& file, std::string folder)
{
    engine::run_options o;
    o.file = file.path;
    o.seed = args.seed;
    if (!args.transport.empty())
        o.transport = args.transport == "memory" ? engine::transport_kind::memory : engine::transport_kind::tcp;
    if (!args.pace.empty()) o.pace = sim::parse_pace(args.pace).value();
    o.threads = args.threads;
    o.capture_wan = !args.capture.empty();
    o.report_folder = std::move(folder);
    o.only = args.only;
    o.wall_clock = wall_clock;
    o.interrupted = &interrupted;
    o.may_step = step_was_asked;
    o.on_listening = [](const std::string& name, const std::string& address) {
        std::printf("listening: %s at %s\n", name.c_str(), address.c_str());
        std::fflush(stdout);
    };
    return o;
}

/// One scenario has the folder for itself; several have one each in it, named like their files.
std::vector<std::string> folders_for(const arguments& args, const std::vector<loaded_file>& files)
{
    std::vector<std::string> out;
    std::set<std::string> taken;
    for (const auto& f : files) {
        if (args.report.empty() || files.size() == 1) {
            out.push_back(args.report);
            continue;
        }
        auto name = std::filesystem::path(f.path).stem().string();
        auto unique = name;
        for (int n = 2; !taken.insert(unique).second; ++n) unique = name + "-" + std::to_string(n);
        out.push_back(args.report + "/" + unique);
    }
    return out;
}

report::run_report first_words(const loaded_file& f, const engine::run_options& o)
{
    report::run_report r;
    r.scenario = f.plan.name;
    r.seed = o.seed.value_or(f.plan.seed);
    r.transport = o.transport.value_or(f.plan.transport) == engine::transport_kind::memory ? "memory" : "tcp";
    r.pace = sim::to_text(o.pace.value_or(f.plan.clock.pace));
    r.installations.resize(f.plan.installations.size());
    return r;
}

void print_result(const report::run_report& r, report::text_style style)
{
    std::printf("\n%s%s%s\n", report::timeline_table(r.installations).c_str(),
                report::broken_expectations(r, style).c_str(), report::verdict_line(r, style).c_str());
}

int run_one(const arguments& args, const loaded_file& file, const std::string& folder, bool alone)
{
    auto options = options_for(args, file, folder);
    auto traits = report::traits_of_descriptor(STDOUT_FILENO);
    report::text_style style{traits.colour};
    report::progress_display display(traits, [](std::string_view text) {
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    });
    if (alone) {
        std::printf("%s\n", report::headline(first_words(file, options), style).c_str());
        if (args.progress != "none") options.on_progress = [&](const report::progress& p) { display.update(p); };
    }
    auto result = engine::run_scenario(file.plan, options);
    display.clear();
    static std::mutex printing;
    std::lock_guard lock(printing);
    if (!alone) std::printf("%s\n", report::headline(result, style).c_str());
    print_result(result, style);
    if (!folder.empty()) std::printf("%s\n", report::report_line(folder + "/result.json").c_str());
    std::fflush(stdout);
    auto code = report::exit_code(result.outcome, file.plan.expected_verdict);
    bool cut = result.interrupted && result.outcome != report::verdict::fail;
    return cut ? 128 + signal_number : code;
}

/// The order in which exit codes outrank each other: FAIL, the other verdicts, an interruption, PASS.
int worse(int a, int b)
{
    auto rank = [](int code) { return code == 1 ? 4 : code == wrong_usage ? 3 : code >= 128 ? 2 : code == 3 ? 1 : 0; };
    return rank(b) > rank(a) ? b : a;
}

/// What --only names must be there: a run that judges nothing because of a slip of the pen would look skipped.
bool judged_somewhere(const std::string& only, const std::vector<loaded_file>& files)
{
    auto has_it = [&](const loaded_file& f) {
        return std::ranges::any_of(f.plan.expectations, [&](const auto& e) { return e.id == only; });
    };
    if (only.empty() || std::ranges::any_of(files, has_it)) return true;
    std::fprintf(stderr, "--only: no expectation has the id `%s`\n", only.c_str());
    return false;
}

int run_all(const arguments& args)
{
    known_names known;
    auto files = load(args.files, known);
    if (files.empty() || !judged_somewhere(args.only, files)) return wrong_usage;
    auto folders = folders_for(args, files);
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    std::atomic<std::size_t> next{0};
    std::atomic<int> worst{0};
    std::mutex guard;
    auto worker = [&] {
        for (std::size_t i = next++; i < files.size() && !interrupted; i = next++) {
            int code = 0;
            try {
                code = run_one(args, files[i], folders[i], files.size() == 1);
            } catch (const std::exception& e) {
                std::fprintf(stderr, "s1sim: %s: %s\n", files[i].path.c_str(), e.what());
                code = wrong_usage;
            }
            std::lock_guard lock(guard);
            worst = worse(worst, code);
        }
    };
    {
        std::vector<std::jthread> workers;
        for (unsigned j = 1; j < args.jobs; ++j) workers.emplace_back(worker);
        worker();
    }
    return worst;
}

} // namespace

void add_run(CLI::App& program, int& exit_code)
{
    auto args = std::make_shared<arguments>();
    auto* command = program.add_subcommand("run", "Run scenarios and say what came of them");
    command->add_option("FILE", args->files, "Scenario files, or folders that hold some")->required();
    auto* folder =
        command->add_option("--report", args->report, "Folder for journal, result.json, junit.xml and captures");
    command->add_option("--seed", args->seed, "Seed, instead of the file's")->check([](const std::string& text) {
        return text.find_first_not_of("0123456789") == text.npos ? std::string() : "expected a whole number, 0 or more";
    });
    command->add_option("--transport", args->transport, "tcp (real loopback sockets) or memory, instead of the file's")
        ->check(CLI::IsMember({"tcp", "memory"}));
    command->add_option("--capture", args->capture, "wan: write wan.pcapng and keys.log (needs --report)")
        ->needs(folder)
        ->delimiter(',')
        ->check(CLI::IsMember({"wan"}));
    command
        ->add_option("--threads", args->threads,
                     "Threads of one run, its own included; the journal does not depend on it")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->add_option("--jobs", args->jobs, "Scenarios that run at once")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->add_option("--pace", args->pace, "leap, step or a rate such as 60x, instead of the file's")
        ->check([](const std::string& text) {
            return sim::parse_pace(text) ? std::string() : "expected leap, step or a rate such as 60x";
        });
    command->add_option("--only", args->only, "Judge this expectation only, by its id");
    command->add_option("--progress", args->progress, "auto or none")
        ->check(CLI::IsMember({"auto", "none"}))
        ->capture_default_str();
    command->footer("Exit codes: 0 PASS, 1 FAIL, 2 wrong usage or invalid file, 3 BLOCKED, INVALID or SKIPPED, 130 or "
                    "143 interrupted.");
    command->callback([args, &exit_code] { exit_code = run_all(*args); });
}

} // namespace tools::s1sim
