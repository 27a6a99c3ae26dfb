// One session with everything in it is replayed with its n-th event replaced by a fault, for every n.
#include <doctest/doctest.h>

#include "session_pair.hpp"

#include <set>

using namespace call_home_samples;

namespace {
constexpr auto hub_side = session_pair::hub_side;
constexpr auto server_side = session_pair::server_side;
constexpr std::uint32_t envelope_count = 8;

struct world {
    outbox box;
    test_hub application;
    test_head_end head_end;

    world()
    {
        for (std::uint32_t i = 0; i < envelope_count; ++i)
            box.put(header_code::esme_daily_read, electricity_meter, one_o_clock, sim::bytes(30, 0x11));
        head_end.settings = {credential_export{},
                             credential_import{{purpose::head_end_ca, "hes.example", {0x30, 0x07}}},
                             set_server{"s1sp.example", 4060}};
        head_end.images = {image_offer{hub, "2.2", 6, some_fingerprint()}, image_block{hub, 0, {1, 2, 3}}};
        head_end.commands = {{0, electricity_meter, 1, 0x0702, {}, {0x01}}};
        head_end.call_back_at = one_o_clock + 1h;
    }
    /// Each envelope is in the hub's store or with the head-end.
    bool nothing_is_lost() const
    {
        std::set<std::uint32_t> known;
        for (const auto& e : box.contents().items) known.insert(e.sequence);
        for (const auto& [sequence, e] : head_end.stored) known.insert(sequence);
        return known.size() == envelope_count;
    }
};

std::size_t events_of_a_good_session()
{
    world w;
    session_pair pair(w.box, w.application, w.head_end);
    pair.run();
    REQUIRE(!pair.result[hub_side]->error);
    REQUIRE(!pair.result[server_side]->error);
    REQUIRE(w.head_end.stored.size() == envelope_count);
    REQUIRE(w.box.empty());
    return pair.events;
}

/// Whoever met the fault had ended properly before.
bool was_over(const session_pair& pair) { return !pair.result[*pair.faulted]->error; }

void replay(std::size_t n, fault f)
{
    CAPTURE(n);
    CAPTURE(static_cast<int>(f));
    world w;
    session_pair pair(w.box, w.application, w.head_end);
    pair.run(n, f);
    REQUIRE(pair.faulted);
    CHECK(pair.finishes[hub_side] == 1);
    CHECK(pair.finishes[server_side] == 1);
    CHECK(w.nothing_is_lost());

    world undisturbed;
    session_pair good(undisturbed.box, undisturbed.application, undisturbed.head_end);
    good.run();
    // Only the closing of a session that has ended already may go wrong without an error.
    if (was_over(pair)) CHECK(n + 2 >= good.events);

    session_pair again(w.box, w.application, w.head_end);
    again.run();
    CHECK(!again.result[hub_side]->error);
    CHECK(!again.result[server_side]->error);
    CHECK(w.box.empty());
    CHECK(w.head_end.stored.size() == envelope_count);
}
} // namespace

TEST_CASE("whichever event of a session fails, both ends finish once, the one that met it with an error, and no "
          "envelope is lost")
{
    std::size_t events = events_of_a_good_session();
    CHECK(events > 15);
    for (std::size_t n = 0; n < events; ++n)
        for (fault f : {fault::closed, fault::timeout, fault::garbage}) replay(n, f);
}
