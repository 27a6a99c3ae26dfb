// Runs a world until something has happened in it.
#pragma once
#include "sim/kernel/simulation.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

namespace tests {

class awaited_event final : sim::journal_sink {
public:
    explicit awaited_event(sim::simulation& world) : world_(world)
    {
        world_.log.add_sink(*this);
        world_.time.at_quiescent([this] {
            if (name_.empty() && std::exchange(waiting_, false)) throw arrived();
        });
    }
    awaited_event(const awaited_event&) = delete;
    awaited_event& operator=(const awaited_event&) = delete;
    ~awaited_event() override { world_.log.remove_sink(*this); }

    /// Until the end of the instant in which it happens for the n-th time from now on.
    void run_to(std::string_view event, std::size_t n, sim::duration limit)
    {
        name_ = event;
        missing_ = n;
        waiting_ = true;
        try {
            world_.time.run_until(world_.time.now() + limit);
            FAIL("never happened: " << std::string(event));
        } catch (const arrived&) {}
    }

private:
    struct arrived {};
    /// The instant is over when this is asked, so that time may stand and go on afterwards.
    bool write(const sim::journal_entry& e) override
    {
        if (!name_.empty() && e.type.name == name_ && missing_ && --missing_ == 0) name_.clear();
        return true;
    }

    sim::simulation& world_;
    std::string name_;
    std::size_t missing_{0};
    bool waiting_{false};
};

} // namespace tests
