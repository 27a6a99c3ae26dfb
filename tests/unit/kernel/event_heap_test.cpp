#include "sim/kernel/event_heap.hpp"
#include "sim/kernel/rng.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>

using namespace sim;

namespace {

struct node {
    std::uint32_t handle{0xFFFFFFFF};
};
struct handle_of {
    std::uint32_t& operator()(node& n) const { return n.handle; }
};
using heap = event_heap<node, handle_of>;
using key = std::pair<time_point, std::uint64_t>;

/// Does the same to a heap and to a sorted map; both must agree at every step.
struct twins {
    heap queue;
    std::map<key, node*> model;
    std::vector<std::unique_ptr<node>> nodes;
    std::uint64_t seq{0};
    time_point now{};

    void push(duration after)
    {
        nodes.push_back(std::make_unique<node>());
        arm(*nodes.back(), after);
    }
    void arm(node& n, duration after)
    {
        queue.push({now + after, ++seq}, n);
        model.emplace(key{now + after, seq}, &n);
    }
    node* some(std::uint64_t dice)
    {
        auto it = model.begin();
        std::advance(it, static_cast<std::ptrdiff_t>(dice % model.size()));
        return it->second;
    }
    key key_of(const node& n) const { return {queue.of(n.handle).due, queue.of(n.handle).seq}; }
    void remove(node& n)
    {
        model.erase(key_of(n));
        queue.remove(n.handle);
    }
    void rekey(node& n, duration after)
    {
        model.erase(key_of(n));
        queue.rekey(n.handle, {now + after, ++seq});
        model.emplace(key{now + after, seq}, &n);
    }
    node& take_first()
    {
        auto& n = queue.first();
        now = queue.first_due();
        model.erase(key_of(n));
        queue.take_first();
        return n;
    }
    bool agree()
    {
        if (queue.size() != model.size() || queue.empty() != model.empty()) return false;
        return model.empty() ||
               (&queue.first() == model.begin()->second && queue.first_due() == model.begin()->first.first);
    }
};

/// One step of a random walk; `looks` says whether the heap is compared, and so tidied up, after it.
void step(twins& t, random_stream dice, std::uint64_t i, bool growing)
{
    auto after = duration(static_cast<std::int64_t>(dice.below(3 * i, 50))); // many ties
    auto pick = dice.at(3 * i + 2);
    auto what = t.model.size() < 3 ? 0 : dice.below(3 * i + 1, growing ? 14 : 10);
    switch (what) {
    case 0:
    case 1:
    case 2: return t.push(after);
    case 3: return t.rekey(*t.some(pick), after);
    case 4: return t.arm(t.take_first(), after);            // a timer that arms itself again
    case 5: t.take_first(); return t.remove(*t.some(pick)); // an event that cancels another
    case 6: t.take_first(); return t.rekey(*t.some(pick), after);
    case 7: return t.remove(*t.some(pick));
    case 8:
    case 9: t.take_first(); return;
    default: return t.push(after);
    }
}

} // namespace

TEST_CASE("a heap agrees with a sorted map through a long random walk")
{
    for (std::uint64_t look_every : {std::uint64_t{1}, std::uint64_t{7}}) {
        CAPTURE(look_every);
        twins t;
        auto dice = rng(look_every).stream("heap");
        int disagreements = 0;
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            step(t, dice, i, i < 10'000);
            if (i % look_every == 0) disagreements += !t.agree();
        }
        CHECK(disagreements == 0);
        auto last = key{};
        while (!t.queue.empty()) {
            REQUIRE(last < t.key_of(t.queue.first()));
            last = t.key_of(t.queue.first());
            CHECK(t.take_first().handle == heap::none);
        }
        CHECK(t.model.empty());
    }
}
