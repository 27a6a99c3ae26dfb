#include "devices/metering/utrn.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::metering;

const token_key key(sim::rng(7), "tri-1.esme");

TEST_CASE("what is no token of this meter does not open")
{
    const auto digits = key.issue({1'000, 1});
    CHECK_FALSE(key.open(""));
    CHECK_FALSE(key.open(digits.substr(1)));
    CHECK_FALSE(key.open(digits + "0"));
    CHECK_FALSE(key.open("99999999999999999999"));
    CHECK_FALSE(key.open("9999999999999999999" + std::string(1, '8')));
    for (std::size_t i = 0; i < digits.size(); ++i)
        for (char c = '0'; c <= '9'; ++c) {
            auto wrong = digits;
            wrong[i] = c;
            CHECK(key.open(wrong).has_value() == (wrong == digits)); // the last digit alone finds every slip of one
        }
    auto letter = digits;
    letter[3] = 'x';
    CHECK_FALSE(key.open(letter));
    CHECK_FALSE(token_key(sim::rng(7), "tri-2.esme").open(digits));
    CHECK_FALSE(token_key(sim::rng(8), "tri-1.esme").open(digits));
    CHECK_THROWS(key.issue({most_token_pence + 1, 0}));
    CHECK_THROWS(key.issue({0, most_token_counter + 1}));
}

TEST_CASE("a token brings what was put into it")
{
    const auto dice = sim::rng(1).stream("tokens");
    for (std::uint64_t i = 0; i < 500; ++i) {
        const top_up_token content{static_cast<std::uint32_t>(dice.below(2 * i, most_token_pence + 1)),
                                   static_cast<std::uint32_t>(dice.below(2 * i + 1, most_token_counter + 1))};
        const auto digits = key.issue(content);
        CHECK(digits.size() == 20);
        CHECK(key.open(digits) == content);
    }
    CHECK(key.open(key.issue({most_token_pence, most_token_counter})) ==
          top_up_token{most_token_pence, most_token_counter});
    CHECK(key.open(key.issue({0, 0})) == top_up_token{0, 0});
}

TEST_CASE("a used token stays used, also when it is too old to be remembered")
{
    used_tokens used;
    CHECK_FALSE(used.used(0));
    used.use(30);
    used.use(10);
    CHECK(used.used(10));
    CHECK(used.used(30));
    CHECK_FALSE(used.used(5)); // older than both and never used
    for (std::uint32_t i = 100; i < 149; ++i) used.use(i);
    CHECK(used.remembered().size() == used_tokens::most);
    CHECK(used.used(10)); // forgotten, yet too old
    CHECK(used.used(5));
    CHECK_FALSE(used.used(99));
    sim::writer out;
    used.save(out);
    used_tokens again;
    sim::reader in(out.data());
    again.restore(in);
    CHECK_FALSE(in.finish());
    CHECK(again == used);
}

} // namespace
