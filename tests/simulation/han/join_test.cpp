#include "tests/support/han_home.hpp"

namespace sim::han {
namespace {

using namespace test;

struct joining {
    explicit joining(mode how = mode::full)
    {
        h.net.set_mode(how);
        h.usual(false);
    }
    meter& esme() { return h["esme"]; }
    void permit(const crypto::aes_key& k = install_key) { REQUIRE_FALSE(h.net.permit(esme_address, k)); }
    void join() { REQUIRE_FALSE(h.net.join(*esme().self)); }
    std::string cause() const
    {
        auto lines = h.told.of("han.join_refused");
        return lines.size() == 1 ? lines[0].text("reason") : std::to_string(lines.size()) + " refusals";
    }
    home h;
};

TEST_CASE("a device that the hub does not let in is refused, and belongs nowhere")
{
    for (auto how : {mode::lazy, mode::full}) {
        joining j(how);
        j.join();
        j.h.run(10s);
        CHECK(j.cause() == "the hub does not let devices join");
        CHECK(j.esme().self->state() == member_state::unjoined);
        CHECK(j.h.net.members() == 0);
    }
}

TEST_CASE("without a hub no network is heard")
{
    joining j;
    j.h.net.power_hub(false);
    j.join();
    j.h.run(10s);
    CHECK(j.cause() == "no network was heard");
    CHECK(j.h.noted("esme: refused: no network was heard"));
}

TEST_CASE("the time for joining is over some day")
{
    joining j;
    REQUIRE_FALSE(j.h.net.permit(esme_address, install_key, 60s));
    j.h.run(60s);
    j.join();
    j.h.run(10s);
    CHECK(j.cause() == "the hub does not let devices join");
}

TEST_CASE("a device whose address the hub has not been told is refused")
{
    joining j;
    REQUIRE_FALSE(j.h.net.permit(ihd_address, install_key));
    j.join();
    j.h.run(10s);
    CHECK(j.cause() == "the hub does not know the device");
}

TEST_CASE("with a wrong install code the network key does not open")
{
    for (auto how : {mode::lazy, mode::full}) {
        joining j(how);
        auto wrong = install_key;
        wrong[15] ^= 1;
        j.permit(wrong);
        j.join();
        j.h.run(10s);
        CHECK(j.cause() == "the network key is not under the device's install code");
        CHECK(j.esme().self->state() == member_state::unjoined);
        CHECK(j.h.net.members() == 0);
    }
}

TEST_CASE("key establishment that leads to two keys makes no member")
{
    joining j;
    j.esme().wrong_key = true;
    j.permit();
    j.join();
    j.h.run(10s);
    CHECK(j.cause() == "key establishment failed");
    CHECK(j.h.net.members() == 0);
}

TEST_CASE("key establishment that is not begun takes too long after a minute")
{
    joining j;
    j.esme().silent = true;
    j.permit();
    j.join();
    j.h.run(59s);
    CHECK(j.h.count("han.join_refused") == 0);
    j.h.run(5s);
    CHECK(j.cause() == "key establishment took too long");
    CHECK(j.h.net.members() == 0);
}

TEST_CASE("a device joins: association, network key, announcement, link key")
{
    for (auto how : {mode::lazy, mode::full}) {
        joining j(how);
        j.permit();
        j.join();
        CHECK(j.esme().self->state() == member_state::scanning);
        j.h.run(10s);
        CHECK(j.esme().self->state() == member_state::joined);
        CHECK(j.h.told.story("han.", "tri-1") == tests::words{"joining", "joined"});
        CHECK(j.h.told.of("han.joined")[0].part == "esme");
        REQUIRE(j.h.net.link_key(*j.esme().self));
        CHECK(*j.h.net.link_key(*j.esme().self) == agreed_key);
        CHECK(j.h.noted("hub: joined esme"));
        CHECK(j.h.net.join(*j.esme().self));
    }
}

TEST_CASE("a fourth device is refused, however well it is known")
{
    for (auto how : {mode::lazy, mode::full}) {
        home h(7, how);
        h.add("esme", esme_address, device_kind::mains);
        h.add("gsme", gsme_address, device_kind::sleepy);
        h.add("ihd", ihd_address, device_kind::mains);
        auto& fourth = h.add("fourth", fourth_address, device_kind::mains, false);
        h.power_all();
        CHECK(h.net.members() == 3);
        REQUIRE_FALSE(h.net.permit(fourth_address, install_key));
        REQUIRE_FALSE(h.net.join(*fourth.self));
        h.run(10s);
        REQUIRE(h.count("han.join_refused") == 1);
        CHECK(h.told.of("han.join_refused")[0].text("reason") == "the hub has as many devices as it may have");
        CHECK(h.told.of("han.join_refused")[0].part == "fourth");
        REQUIRE_FALSE(h.net.remove(*h["ihd"].self));
        REQUIRE_FALSE(h.net.join(*fourth.self));
        h.run(10s);
        CHECK(h.net.is_member(*fourth.self));
        CHECK(h.net.members() == 3);
    }
}

TEST_CASE("a fault denies an association")
{
    joining j;
    REQUIRE_FALSE(j.h.sim.faults.arm("han.join_denied", {.id = "no"}));
    j.permit();
    j.join();
    j.h.run(10s);
    CHECK(j.cause() == "the hub does not know the device");
}

TEST_CASE("the han.join action gives the hub the device's install code, and starts it")
{
    joining j(mode::lazy);
    CHECK(j.h.sim.names.invoke("han.join", "tri-1", {{"device", std::string("ihd")}}) ==
          registry_errc::unknown_subject);
    REQUIRE_FALSE(j.h.sim.names.invoke("han.join", "tri-1", {{"device", std::string("esme")}}));
    j.h.run(10s);
    CHECK(to_text(j.h.sim.names.get("han.esme", "tri-1").value()) == "joined");
    CHECK(to_text(j.h.sim.names.get("han.members", "tri-1").value()) == "1");
}

} // namespace
} // namespace sim::han
