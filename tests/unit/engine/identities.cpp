#include "scenarios/engine/identities.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace scenarios::engine;

namespace {

/// Everything that must be nobody else's.
std::vector<std::string> unique_parts(const installation_identities& i)
{
    return {i.sim.card.to_string(),
            i.sim.subscriber.to_string(),
            i.sim.number.to_string(),
            i.chf.to_string(),
            i.esme.to_string(),
            i.gsme.to_string(),
            i.mpan.to_string(),
            i.mprn.to_string(),
            i.chf_serial,
            i.esme_serial,
            i.gsme_serial};
}

TEST_CASE("there is no installation beyond the last")
{
    CHECK_THROWS(make_identities(most_installations));
    CHECK_THROWS(make_identities(0xFFFFFFFF));
}

TEST_CASE("the identities of ten thousand installations, and of those at the end, are valid and nobody else's")
{
    std::set<std::string> seen;
    std::size_t made = 0;
    auto add = [&](std::uint32_t number) {
        auto ids = make_identities(number);
        // They are parsed again: what is valid is for the types to say.
        CHECK(sim::iccid::parse(ids.sim.card.to_string()).has_value());
        CHECK(sim::imsi::parse(ids.sim.subscriber.to_string()).has_value());
        CHECK(sim::msisdn::parse(ids.sim.number.to_string()).has_value());
        CHECK(sim::mpan::parse(ids.mpan.to_string()).has_value());
        CHECK(sim::mprn::parse(ids.mprn.to_string()).has_value());
        for (auto& part : unique_parts(ids)) {
            seen.insert(part);
            ++made;
        }
    };
    for (std::uint32_t n = 0; n < 10'000; ++n) add(n);
    for (std::uint32_t n : {99'999U, 100'000U, 999'999U, 1'000'000U, most_installations - 2, most_installations - 1})
        add(n);
    CHECK(seen.size() == made);
}

TEST_CASE("the same number gives the same identities, in the ranges that are told")
{
    auto first = make_identities(0), again = make_identities(0);
    CHECK(unique_parts(first) == unique_parts(again));
    CHECK(first.chf.to_string() == "70-B3-D5-00-00-00-00-04");
    CHECK(first.esme.to_string() == "70-B3-D5-00-00-00-00-05");
    CHECK(first.gsme.to_string() == "70-B3-D5-00-00-00-00-06");
    CHECK(first.sim.card.to_string().starts_with("8931440"));
    CHECK(first.sim.card.to_string().size() == 19);
    CHECK(first.sim.subscriber.to_string() == "204040000000000");
    CHECK(first.sim.number.to_string() == "882390000000000");
    CHECK(first.mpan.to_string().starts_with("99"));
    CHECK(first.mprn.to_string().starts_with("9"));
    CHECK(make_identities(9'999'999).chf_serial == "H09999999");
}

} // namespace
