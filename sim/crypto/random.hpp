// Where keys, nonces and blinding come from: the operating system, or the scenario's seed.
//
// The two are types of their own, and what they make remembers it: a key out of a `simulation_random` is a simulated
// key (identity.hpp), and whoever is about to use a real key with a simulated source is stopped by `check_source`.
// So a seed can never weaken a key that someone brought along.
#pragma once
#include "sim/kernel/rng.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace sim::crypto {

class random_source {
public:
    virtual ~random_source() = default;
    random_source() = default;
    random_source(const random_source&) = delete;
    random_source& operator=(const random_source&) = delete;
    virtual void fill(std::span<std::uint8_t> out) = 0;
    /// True when the output is a function of a seed, and so anybody's to repeat.
    virtual bool simulated() const = 0;
};

/// The library's generator (CTR_DRBG), seeded by the operating system. Throws setup_error when that has no entropy.
/// One thread at a time.
class system_random final : public random_source {
public:
    system_random();
    ~system_random() override;
    void fill(std::span<std::uint8_t> out) override;
    bool simulated() const override { return false; }

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// The same bytes for the same stream, always: eight at a time, big endian, each call beginning with a fresh number.
/// Fit for simulated keys only.
class simulation_random final : public random_source {
public:
    explicit simulation_random(random_stream stream) : stream_(stream) {}
    void fill(std::span<std::uint8_t> out) override;
    bool simulated() const override { return true; }

private:
    random_stream stream_;
    std::uint64_t index_{0};
};

} // namespace sim::crypto
