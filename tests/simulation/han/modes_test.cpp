// The promise of mode lazy: with whatever happens to a home, it leaves what mode full leaves.
#include "tests/support/han_home.hpp"

namespace sim::han {
namespace {

using namespace test;

/// What happens to the home numbered `seed`: the same in both modes.
class fate {
public:
    fate(home& h, std::uint64_t seed) : h_(h), dice_(rng(seed).stream("fate")) {}

    void live(duration length, unsigned deeds)
    {
        h_.add("esme", esme_address, device_kind::mains, true, draw_link());
        h_.add("gsme", gsme_address, device_kind::sleepy, true, draw_link());
        h_.add("ihd", ihd_address, device_kind::mains, draw(2) == 0, draw_link());
        h_.power_all();
        auto per_deed = static_cast<std::uint64_t>(length.count()) / deeds;
        for (unsigned i = 0; i < deeds; ++i) {
            h_.run(duration(static_cast<std::int64_t>(draw(2 * per_deed))));
            if (draw(2)) go_to_window();
            deed();
        }
        h_.run(1h);
    }

private:
    std::uint64_t draw(std::uint64_t bound) { return dice_.below(index_++, bound); }
    link_settings draw_link()
    {
        link_settings s;
        // From a good link to one on which most blocks are closed, and none at all.
        constexpr std::int16_t losses[] = {50, 70, 90, 94, 96, 98};
        s.path_loss_db = losses[draw(std::size(losses))];
        s.reachable = draw(6) != 0;
        s.interference.days_per_mille = draw(2) ? 1000 : 0;
        s.interference.loss_per_million = 700'000;
        return s;
    }
    /// Shortly before, in, or shortly after an exchange's window, where the modes differ if anywhere.
    void go_to_window()
    {
        const auto& r = h_[draw(4) ? "esme" : "gsme"].self->routine();
        auto now = h_.sim.time.now();
        auto from = r.begins(r.first_from(now + 60ms)) - 60ms;
        duration length = r.window + 100ms;
        h_.run(from - now + duration(static_cast<std::int64_t>(draw(static_cast<std::uint64_t>(length.count())))));
    }
    meter& any()
    {
        const char* names[] = {"esme", "gsme", "ihd"};
        return h_[names[draw(3)]];
    }
    void deed()
    {
        auto& m = any();
        auto text = "message " + std::to_string(index_) + std::string(draw(3) ? draw(60) : draw(600), '.');
        if (draw(2)) h_.net.power_hub(true);
        for (auto& [name, one] : h_.meters)
            if (draw(2)) h_.net.power(*one.self, true);
        switch (draw(16)) {
        case 0: h_.net.power_hub(!h_.net.hub_powered()); return;
        case 1: h_.net.power(*m.self, !m.self->powered()); return;
        case 2: h_.net.set_link(*m.self, draw_link()); return;
        case 3:
            m.answer = draw(2) ? "answer" : "";
            h_.send_to(m, text, draw(3) == 0);
            return;
        case 4: h_.send_to(h_["gsme"], text); return;
        case 5: h_.net.send(end::device, *m.self, say(text, metering, draw(3) == 0)); return;
        case 6:
            h_.net.want_wake(*h_["gsme"].self);
            h_["gsme"].say_when_awake = {text, "and more"};
            return;
        case 7: h_.net.stay_awake(*h_["gsme"].self, std::chrono::seconds(draw(1200))); return;
        case 8: (void)h_.net.leave(*m.self); return;
        case 9: (void)h_.net.remove(*m.self); return;
        case 10: (void)h_.net.change_network_key(); return;
        default:
            (void)h_.net.permit(m.self->address(), install_key);
            (void)h_.net.join(*m.self);
            return;
        }
    }

    home& h_;
    random_stream dice_;
    std::uint64_t index_{0};
};

std::string memory_of(const home& h)
{
    std::string all;
    for (const auto* device : {"tri-1.chf", "tri-1.esme", "tri-1.gsme", "tri-1.ihd"}) {
        const auto* blob = h.sim.memory.find(device, "han");
        all += blob ? to_hex(blob->data) + "\n" : "as made\n";
    }
    return all;
}

std::string end_of(home& h)
{
    std::string all = memory_of(h) + std::to_string(h.net.frame_counter(h.sim.time.now())) + "\n";
    for (auto& [name, m] : h.meters) {
        auto heard = h.net.last_heard(*m.self, h.sim.time.now());
        all += name + " " + std::string(to_string(m.self->state())) + (h.net.is_member(*m.self) ? " member" : "") +
               (h.net.is_lost(*m.self) ? " lost" : "") + " queue " + std::to_string(h.net.queued(*m.self)) +
               " counter " + std::to_string(h.net.frame_counter(*m.self, h.sim.time.now())) + " heard " +
               (heard ? std::to_string(*heard) : "never") + "\n";
    }
    return all;
}

using words = std::vector<std::string>;

void check_equal(const words& a, const words& b)
{
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) REQUIRE(a[i] == b[i]);
    CHECK(a.size() == b.size());
}

/// The journal, but for the numbers of its entries.
words lines_of(const home& h)
{
    words all;
    for (const auto& l : h.told.lines) {
        if (l.event == "clock.jumped") continue; // with frames, time does not jump
        all.push_back(l.json.substr(l.json.find("\"t\"")));
    }
    return all;
}

words numbers(const std::vector<std::uint64_t>& all)
{
    words out;
    for (auto k : all) out.push_back(std::to_string(k));
    return out;
}

TEST_CASE("whatever happens, both modes tell the same at the same times and leave the same")
{
    constexpr std::uint64_t seeds = 60;
    std::size_t told = 0, reports = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        CAPTURE(seed);
        home lazy(seed, mode::lazy), full(seed, mode::full);
        fate(lazy, seed).live(12h, 40);
        fate(full, seed).live(12h, 40);
        check_equal(lines_of(lazy), lines_of(full));
        check_equal(lazy.notes, full.notes);
        CHECK(end_of(lazy) == end_of(full));
        for (const auto* name : {"esme", "gsme"}) {
            lazy[name].derive();
            full[name].derive();
            check_equal(numbers(full.reports[name]), numbers(lazy[name].derived));
            check_equal(numbers(full.reports[name]), numbers(full[name].derived));
            CHECK(lazy.reports[name].empty());
            reports += full.reports[name].size();
        }
        told += lazy.notes.size();
    }
    // It was not for nothing.
    CHECK(told > 500);
    CHECK(reports > 5000);
}

} // namespace
} // namespace sim::han
