#include "sim/smwan/errors.hpp"
#include "sim/smwan/service_profile.hpp"

#include <doctest/doctest.h>

namespace sim::smwan {
namespace {

TEST_CASE("what is not a CIDR with hosts in it is no address pool")
{
    for (auto text : {"", "127.0.0.0", "127.0.0.0/", "127.0.0.0/0", "127.0.0.0/31", "127.0.0.0/33", "127.0.0.0/8x",
                      "127.0.0.0/-8", "127.0.0.1/8", "127.0.0/8", "127.0.0.0/ 8", "/8"}) {
        CAPTURE(text);
        auto pool = address_pool::parse(text);
        REQUIRE(pool.has_error());
        CHECK(pool.error() == smwan_errc::bad_pool);
    }
}

TEST_CASE("a pool keeps back its first and last address")
{
    auto pool = address_pool::parse("127.16.0.0/30").value();
    CHECK(pool.size() == 2);
    CHECK(pool.at(0)->to_string() == "127.16.0.1");
    CHECK(pool.at(1)->to_string() == "127.16.0.2");
    CHECK_FALSE(pool.at(2));
    CHECK_FALSE(pool.at(0xFFFFFFFF));
    CHECK(pool.to_string() == "127.16.0.0/30");
    CHECK(address_pool::parse("127.16.0.0/14").value().size() == 262142);
    CHECK(address_pool::parse("128.0.0.0/1").value().size() == 0x7FFFFFFE);
}

TEST_CASE("pools overlap when one holds the other's beginning")
{
    auto pool = [](const char* text) { return address_pool::parse(text).value(); };
    CHECK(pool("127.16.0.0/14").overlaps(pool("127.19.0.0/16")));
    CHECK(pool("127.19.0.0/16").overlaps(pool("127.16.0.0/14")));
    CHECK_FALSE(pool("127.16.0.0/14").overlaps(pool("127.20.0.0/14")));
}

service_profile make(std::string name)
{
    return {.name = std::move(name),
            .apns = {"smso-a.example"},
            .pool = address_pool::parse("127.16.0.0/14").value(),
            .routes = {}};
}

TEST_CASE("a profile has a name of 1 to 32 characters and an APN")
{
    CHECK(make("").validate() == smwan_errc::bad_profile_name);
    CHECK(make(std::string(33, 'x')).validate() == smwan_errc::bad_profile_name);
    CHECK_FALSE(make(std::string(32, 'x')).validate());
    auto none = make("a");
    none.apns.clear();
    CHECK(none.validate() == smwan_errc::no_access_point);
    none.apns = {""};
    CHECK(none.validate() == smwan_errc::no_access_point);
}

TEST_CASE("host names are found in any case, and other names are not")
{
    auto p = make("a");
    p.set_route("HES.smso-a.example", {{{0x7F000001}, 443}, "smso"});
    REQUIRE(p.find_route("hes.SMSO-A.example"));
    CHECK(p.find_route("hes.smso-a.example")->role == "smso");
    CHECK_FALSE(p.find_route("hes.smso-a.exampl"));
    CHECK_FALSE(p.find_route(""));
    p.set_route("hes.smso-a.example", {{{0x7F000001}, 443}, "s1sp"});
    CHECK(p.routes.size() == 1);
    CHECK(p.find_route("hes.smso-a.example")->role == "s1sp");
}

} // namespace
} // namespace sim::smwan
