#include "sim/tls/session.hpp"
#include "sim/tls/session_cache.hpp"
#include "sim/tls/ticket_protection.hpp"
#include "sim/tls/trust_policy.hpp"

#include "sim/core/check.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sim;

namespace {

constexpr auto start = time_point(std::chrono::seconds(1604707200));

std::shared_ptr<const tls::session> make(std::uint8_t id, time_point established = start)
{
    tls::session::content c;
    c.id = bytes(32, id);
    c.saved = {1, 2, 3};
    c.policy = tls::trust_policy::make({})->digest();
    c.established = established;
    c.valid_from = start - 1h;
    c.valid_to = start + days(365);
    return std::make_shared<const tls::session>(std::move(c));
}

} // namespace

TEST_CASE("a session that was cut or has something behind it is not decoded")
{
    const auto whole = make(7)->encode();
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK(tls::session::decode(byte_view(whole).first(size)).error() == codec_errc::truncated);
    auto longer = whole;
    longer.push_back(0);
    CHECK(tls::session::decode(longer).error() == codec_errc::trailing_bytes);
    auto long_id = whole;
    long_id[0] = 33;
    CHECK(tls::session::decode(long_id).error() == codec_errc::too_long);
}

TEST_CASE("a session survives its encoding")
{
    const auto one = make(7);
    const auto two = tls::session::decode(one->encode()).value();
    CHECK(two->id() == one->id());
    CHECK(two->saved() == one->saved());
    CHECK(two->all().policy == one->all().policy);
    CHECK(two->all().established == one->all().established);
    CHECK(two->all().valid_from == one->all().valid_from);
    CHECK(two->all().valid_to == one->all().valid_to);
}

TEST_CASE("a session is resumable under its policy, while its certificates are valid, for a day")
{
    const auto same = tls::trust_policy::make({}), other = tls::trust_policy::make({}, "name");
    const auto s = make(7);
    CHECK(s->resumable(*same, start));
    CHECK(s->resumable(*same, start + 24h));
    CHECK_FALSE(s->resumable(*same, start + 24h + 1ns));
    CHECK_FALSE(s->resumable(*same, start - 1ns)); // a clock that was set back
    CHECK_FALSE(s->resumable(*other, start));
    const auto late = make(7, start + days(365));
    CHECK(late->resumable(*same, start + days(365)));
    CHECK_FALSE(late->resumable(*same, start + days(365) + 1ns));
    const auto early = make(7, start - 2h);
    CHECK_FALSE(early->resumable(*same, start - 2h));
}

TEST_CASE("a cache holds what it is told to hold, forgets the oldest, and keeps nothing for more than a day")
{
    CHECK_THROWS_AS(tls::session_cache(0), broken_invariant);
    tls::session_cache cache(2);
    cache.insert(make(1));
    cache.insert(make(2));
    cache.insert(make(1)); // again: now the younger one
    cache.insert(make(3));
    CHECK(cache.size() == 2);
    CHECK_FALSE(cache.find(bytes(32, 2), start));
    CHECK(cache.find(bytes(32, 1), start));
    CHECK(cache.find(bytes(32, 3), start + 24h));
    CHECK_FALSE(cache.find(bytes(32, 3), start + 24h + 1ns));
    cache.erase(bytes(32, 3));
    cache.erase(bytes(32, 9));
    CHECK(cache.size() == 1);
    CHECK_FALSE(cache.find({}, start));
}

TEST_CASE("a ticket opens in its epoch and the next, for who has the secret, and only untouched")
{
    const auto secret = crypto::sha256(as_bytes("secret"));
    const tls::ticket_protection keys(secret, 1h), others(crypto::sha256(as_bytes("other")), 1h);
    crypto::simulation_random random(rng(1).stream("tickets"));
    const auto content = as_bytes("content of a ticket");
    const auto ticket = keys.seal(content, start, random);
    const auto opens = [&](const tls::ticket_protection& with, byte_view t, time_point now) {
        const auto opened = with.open(t, now);
        return opened && std::ranges::equal(*opened, content);
    };
    CHECK(opens(keys, ticket, start));
    CHECK(opens(tls::ticket_protection(secret, 1h), ticket, start + 2h - 1ns)); // no state: any server of that secret
    CHECK_FALSE(opens(keys, ticket, start + 2h));
    CHECK_FALSE(opens(keys, ticket, start - 1ns));
    CHECK_FALSE(opens(others, ticket, start));
    for (std::size_t i = 0; i < ticket.size(); ++i) {
        auto changed = ticket;
        changed[i] ^= 0x10;
        CHECK_FALSE(keys.open(changed, start));
        CHECK_FALSE(keys.open(byte_view(ticket).first(i), start));
    }
    CHECK_THROWS_AS(tls::ticket_protection(secret, 59s), broken_invariant);
}
