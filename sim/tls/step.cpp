#include "sim/tls/step.hpp"

#include "sim/core/check.hpp"
#include "sim/crypto/mbedtls_support.hpp"

#include <ctime>

namespace sim::tls {

namespace {

thread_local const step_context* current = nullptr;

} // namespace

const step_context* current_step() { return current; }

step_scope::step_scope(time_point now, crypto::random_source& random, connection_hooks& hooks)
    : context_{now, random, hooks}
{
    check(!current, "an engine is not stepped from within a step");
    current = &context_;
}

step_scope::~step_scope() { current = nullptr; }

int random_of_step(void*, unsigned char* out, std::size_t size) noexcept
{
    constexpr int outside_of_a_step = -1;
    if (!current) return outside_of_a_step;
    return crypto::fill_from(&current->random, out, size);
}

} // namespace sim::tls

// The library reads the wall clock through time(): its hellos carry it, and their bytes decide the length of signatures
// and so, on a slow link, virtual times. This definition takes the C library's place in every program that links
// sim/tls (an executable's symbols come before those of shared libraries): virtual time around an engine's step on the
// thread that takes it, and real time for everybody else.
extern "C" std::time_t time(std::time_t* out) noexcept
{
    std::time_t seconds = 0;
    if (const auto* step = sim::tls::current_step()) {
        seconds = sim::to_unix_seconds(step->now);
    } else {
        std::timespec real{};
        clock_gettime(CLOCK_REALTIME, &real);
        seconds = real.tv_sec;
    }
    if (out) *out = seconds;
    return seconds;
}
