#include "devices/call_home/credential_store.hpp"

#include "samples.hpp"
#include "sim/core/check.hpp"
#include "sim/kernel/nvm.hpp"
#include "toy_inspector.hpp"

#include <doctest/doctest.h>

using namespace call_home_samples;

namespace {
const toy_inspector inspector;

credential made(std::uint8_t number, purpose p = purpose::head_end_ca, std::string binding = {})
{
    return {p, std::move(binding), {0x30, 0x01, number}};
}
} // namespace

TEST_CASE("an import is refused when it is malformed, there already, or too much")
{
    credential_store store({made(1)});
    CHECK(store.import({purpose::head_end_ca, "", {0x31, 0x01, 0x02}}, inspector) == config_status::malformed);
    CHECK(store.import(made(1), inspector) == config_status::duplicate);
    for (std::uint8_t n = 2; n <= limits::credentials; ++n)
        CHECK(store.import(made(n), inspector) == config_status::ok);
    CHECK(store.import(made(1), inspector) == config_status::duplicate);
    CHECK(store.import(made(99), inspector) == config_status::full);
    CHECK(store.all().size() == limits::credentials);
}

TEST_CASE("the same certificate with another binding or purpose is another credential")
{
    credential_store store({made(1)});
    CHECK(store.import(made(1, purpose::head_end_ca, "hes.example"), inspector) == config_status::ok);
    CHECK(store.import(made(1, purpose::head_end), inspector) == config_status::ok);
    CHECK(store.find({}).size() == 3);
    CHECK(store.find(purpose::head_end) == std::vector<credential>{made(1, purpose::head_end)});
}

TEST_CASE("a removal takes every credential of the certificate; the last one only when it is said so")
{
    credential_store store({made(1), made(2), made(1, purpose::head_end)});
    auto one = inspector.fingerprint(made(1).certificate);
    auto two = inspector.fingerprint(made(2).certificate);
    CHECK(store.remove(inspector.fingerprint(made(3).certificate), true, inspector) == config_status::not_found);
    CHECK(store.remove(one, false, inspector) == config_status::ok);
    CHECK(store.all() == std::vector<credential>{made(2)});
    CHECK(store.remove(two, false, inspector) == config_status::refused_last);
    CHECK(store.all().size() == 1);
    CHECK(store.remove(two, true, inspector) == config_status::ok);
    CHECK(store.all().empty());
    CHECK(store.remove(two, true, inspector) == config_status::not_found);
}

TEST_CASE("a trust store survives a power cut")
{
    sim::nvm_memory memory;
    sim::nvm_cell<credential_store> cell(memory, "tri-1.chf", "trust", 1);
    credential_store store({made(1), made(2, purpose::head_end, "hes.example")});
    cell.set(store);
    CHECK(*cell.get() == store);
    memory.store("tri-1.chf", "trust", {1, {9}});
    CHECK_THROWS_AS(cell.get(), sim::broken_invariant);
    CHECK_THROWS_AS(credential_store(std::vector<credential>(limits::credentials + 1, made(1))), sim::broken_invariant);
}
