#include "devices/chf/trust_store.hpp"

#include "sim/crypto/simulation_pki.hpp"

#include "sim/crypto/digest.hpp"

#include <doctest/doctest.h>

namespace devices::chf {
namespace {

using call_home::config_status;
using call_home::credential;
using call_home::purpose;

struct bench {
    sim::rng dice{7};
    sim::crypto::simulation_pki pki{dice, {sim::time_point{}, sim::time_point{} + sim::days(3650)}};
    sim::nvm_memory memory;
    std::shared_ptr<const call_home::credential_store> made{
        std::make_shared<const call_home::credential_store>(std::vector{of("SMSO A CA")})};

    credential of(std::string_view name, std::string binding = {})
    {
        return {purpose::head_end_ca, std::move(binding), pki.anchor(name)};
    }
    static call_home::fingerprint print(const credential& c) { return sim::crypto::sha256(c.certificate); }
    /// What a hub that has booted finds.
    trust_store boot() { return {memory, "tri.chf", made}; }
};

TEST_CASE("a certificate that is none is malformed, and nothing changes")
{
    bench b;
    auto store = b.boot();
    CHECK(store.import({purpose::head_end_ca, "", sim::bytes{1, 2, 3}}) == config_status::malformed);
    auto cut = b.of("DCC CA");
    cut.certificate.pop_back();
    CHECK(store.import(cut) == config_status::malformed);
    CHECK(store.as_made());
    CHECK(b.memory.size() == 0);
}

TEST_CASE("a certificate that is not there cannot be removed, and the last one stays unless it is said that it may go")
{
    bench b;
    auto store = b.boot();
    CHECK(store.remove(bench::print(b.of("DCC CA")), true) == config_status::not_found);
    CHECK(store.remove(bench::print(b.of("SMSO A CA")), false) == config_status::refused_last);
    CHECK(b.memory.size() == 0);
    CHECK(store.remove(bench::print(b.of("SMSO A CA")), true) == config_status::ok);
    CHECK(b.boot().contents().all().empty());
    CHECK_FALSE(b.boot().as_made());
}

TEST_CASE("the same certificate is a duplicate with the same binding, and another credential with another")
{
    bench b;
    auto store = b.boot();
    CHECK(store.import(b.of("SMSO A CA")) == config_status::duplicate);
    CHECK(b.memory.size() == 0);
    CHECK(store.import(b.of("SMSO A CA", "hes-2.smso-a.example")) == config_status::ok);
    CHECK(store.import(b.of("SMSO A CA", "hes-2.smso-a.example")) == config_status::duplicate);
    CHECK(store.contents().all().size() == 2);
    // A fingerprint names the certificate, so both go.
    CHECK(store.remove(bench::print(b.of("SMSO A CA")), true) == config_status::ok);
    CHECK(store.contents().all().empty());
}

TEST_CASE("a full store takes no more until something is removed")
{
    bench b;
    auto store = b.boot();
    for (std::size_t i = 1; i < call_home::limits::credentials; ++i)
        CHECK(store.import(b.of("CA " + std::to_string(i))) == config_status::ok);
    CHECK(store.import(b.of("DCC CA")) == config_status::full);
    CHECK(store.import(b.of("CA 1")) == config_status::duplicate);
    CHECK(store.remove(bench::print(b.of("CA 1")), false) == config_status::ok);
    CHECK(store.import(b.of("DCC CA")) == config_status::ok);
    CHECK(store.contents().all().size() == call_home::limits::credentials);
}

TEST_CASE("what was imported and removed is there after a reboot")
{
    bench b;
    {
        auto store = b.boot();
        REQUIRE(store.import(b.of("DCC CA")) == config_status::ok);
        REQUIRE(store.remove(bench::print(b.of("SMSO A CA")), false) == config_status::ok);
    }
    auto store = b.boot();
    CHECK(store.contents().all() == std::vector{b.of("DCC CA")});
    CHECK_FALSE(store.as_made());
    CHECK(b.memory.size() == 1);
}

TEST_CASE("a store that was restored is as made, and costs nothing again")
{
    bench b;
    auto store = b.boot();
    REQUIRE(store.import(b.of("DCC CA")) == config_status::ok);
    CHECK(b.memory.size() == 1);
    REQUIRE(store.remove(bench::print(b.of("DCC CA")), false) == config_status::ok);
    CHECK(store.as_made());
    CHECK(b.memory.size() == 0);
    CHECK(b.boot().as_made());
}

TEST_CASE("the order of the certificates does not matter to being as made, but is kept")
{
    bench b;
    b.made = std::make_shared<const call_home::credential_store>(std::vector{b.of("SMSO A CA"), b.of("DCC CA")});
    auto store = b.boot();
    REQUIRE(store.remove(bench::print(b.of("SMSO A CA")), false) == config_status::ok);
    CHECK_FALSE(store.as_made());
    REQUIRE(store.import(b.of("SMSO A CA")) == config_status::ok);
    CHECK(store.as_made());
    CHECK(b.boot().contents().all() == std::vector{b.of("DCC CA"), b.of("SMSO A CA")});
}

TEST_CASE("one that is trusted for another name only is not as made")
{
    bench b;
    auto store = b.boot();
    REQUIRE(store.import(b.of("SMSO A CA", "x.example")) == config_status::ok);
    REQUIRE(store.remove(bench::print(b.of("SMSO A CA")), true) == config_status::ok);
    REQUIRE(store.import(b.of("SMSO A CA", "x.example")) == config_status::ok);
    CHECK_FALSE(store.as_made());
}

TEST_CASE("memory that is damaged is told, not lost")
{
    bench b;
    b.memory.store("tri.chf", "trust", {1, sim::bytes{9, 9}});
    CHECK_THROWS(b.boot().contents());
    b.memory.store("tri.chf", "trust", {2, sim::bytes{0}});
    CHECK_THROWS(b.boot().contents());
}

TEST_CASE("two hubs of one make do not share what is imported")
{
    bench b;
    auto one = b.boot();
    trust_store other(b.memory, "tri-2.chf", b.made);
    REQUIRE(one.import(b.of("DCC CA")) == config_status::ok);
    CHECK(other.as_made());
}

} // namespace
} // namespace devices::chf
