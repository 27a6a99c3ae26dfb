// Work that costs real CPU (public-key cryptography), run beside the world and completed at a *virtual* instant.
//
// The completion is a ticket: its place in the order is fixed at submission, so the number of threads cannot be seen.
#pragma once
#include "sim/kernel/kernel.hpp"

#include <memory>

namespace sim {

class compute {
public:
    compute(kernel& k, unsigned threads);
    compute(const compute&) = delete;
    compute& operator=(const compute&) = delete;
    ~compute();

    /// Runs `work` on some thread; `done` runs on the world's thread at now + `modelled_cost`, whatever work really
    /// took. `work` must own all it touches: it runs even when nobody wants the result any more. An exception out of
    /// `work` is thrown again out of `kernel::run_until`.
    void submit(duration modelled_cost, const char* label, std::string owner, unique_function<void()> work,
                unique_function<void()> done);

    std::uint64_t submitted() const { return submitted_; }

private:
    friend class kernel;
    struct impl;
    /// Runs one queued job on the calling thread; false when none is queued.
    bool help();
    /// Drops what is queued and waits for what runs.
    void join();
    void serve(boost::asio::io_context& wire);

    kernel& kernel_;
    std::uint64_t submitted_{0};
    std::unique_ptr<impl> impl_;
};

} // namespace sim
