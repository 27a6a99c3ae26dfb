// A world of nothing but the SMWAN: an SMSO's and an S1SP's head-end that accept anything, and hubs that are a modem
// and a restart schedule. Times are round, so that tests can state them: search 10 s, attach 3 s, activation 2 s, round
// trip 1 s.
#pragma once
#include "sim/smwan/catalogue.hpp"
#include "sim/smwan/modem.hpp"
#include "sim/smwan/restart_schedule.hpp"

#include <doctest/doctest.h>

#include <deque>

namespace sim::smwan::test {

struct line {
    time_point at;
    std::string on, event;
    fields content;
    std::string text(std::string_view name) const
    {
        for (const auto& f : content)
            if (f.name == name) return to_text(f.content);
        return {};
    }
};

struct recorder : journal_sink {
    bool write(const journal_entry& e) override
    {
        lines.push_back({e.time, std::string(e.about.on), std::string(e.type.name), e.content});
        return true;
    }
    std::vector<line> of(std::string_view event, std::string_view on = {}) const
    {
        std::vector<line> out;
        for (const auto& l : lines)
            if (l.event == event && (on.empty() || l.on == on)) out.push_back(l);
        return out;
    }
    std::vector<time_point> times(std::string_view event) const
    {
        std::vector<time_point> out;
        for (const auto& l : of(event)) out.push_back(l.at);
        return out;
    }
    std::vector<line> lines;
};

inline sim_identity identity(std::size_t n)
{
    auto serial = std::to_string(1'000'000 + n).substr(1);
    auto payload = "893144000000" + serial;
    return {iccid::parse(payload + luhn_digit(payload)).value(), imsi::parse("204040000" + serial).value(),
            msisdn::parse("88239000" + serial).value()};
}

struct world;

struct hub final : modem_user {
    hub(world& w, sim_card& card, modem_settings settings);
    void on_online(const bearer& context) override { went_online.emplace_back(context.apn()); }
    void on_offline(std::string_view reason) override { went_offline.emplace_back(reason); }
    void on_short_message(std::uint64_t reference) override
    {
        woken.push_back(reference);
        radio.want_context();
    }

    std::vector<std::string> went_online, went_offline;
    std::vector<std::uint64_t> woken;
    modem radio;
    restart_schedule schedule;
};

inline operator_settings round_times()
{
    operator_settings s;
    s.link.round_trip = {1s, 1s};
    s.attach = {3s, 3s};
    s.activation = {2s, 2s};
    s.update = {2s, 2s};
    return s;
}
/// From power to online.
inline constexpr duration to_online = 15s;

struct world {
    explicit world(std::uint64_t seed = 7, operator_settings settings = round_times())
        : sim(seed), operators(sim, directory, settings)
    {
        declare(sim);
        bind(sim, directory);
        sim.log.add_sink(told);
        add_profile("smso-a", "127.16.0.0/14");
        add_profile("dcc-foc", "127.20.0.0/14");
        smso_door = internet.listen(smso, {"smso", {}}, [this](auto s) { at_smso.push_back(std::move(s)); });
        s1sp_door = internet.listen(s1sp, {"s1sp", {}}, [this](auto s) { at_s1sp.push_back(std::move(s)); });
        CHECK_FALSE(directory.set_route("smso-a", "hes.smso-a.example", {smso, "smso"}));
        CHECK_FALSE(directory.set_route("dcc-foc", "hes.smso-a.example", {s1sp, "s1sp"}));
    }
    void add_profile(const std::string& name, const char* pool)
    {
        REQUIRE_FALSE(directory.add_profile(
            {.name = name, .apns = {name + ".apn"}, .pool = address_pool::parse(pool).value(), .routes = {}}));
    }
    hub& add_hub(reconnect_plan plan = {}, modem_settings settings = {{10s, 10s}, false},
                 const std::string& profile = "smso-a")
    {
        auto name = "tri-" + std::to_string(hubs.size() + 1);
        auto* card = directory
                         .add_sim({.identity = identity(hubs.size()),
                                   .installation = name,
                                   .profile = profile,
                                   .plan = std::make_shared<const reconnect_plan>(plan)})
                         .value();
        return hubs.emplace_back(*this, *card, settings);
    }
    sim_card& card(std::size_t i = 0) { return *directory.by_installation("tri-" + std::to_string(i + 1)); }
    void run(duration until) { REQUIRE(sim.time.run_until(time_point(until))); }
    void set_profile(const char* name, std::size_t i = 0) { REQUIRE_FALSE(directory.set_profile(card(i), name)); }

    /// Dials the old head-end's name and runs until an answer has come.
    struct dialled {
        std::optional<error_code> error;
        std::unique_ptr<transport::stream> stream;
        std::string role;
        time_point at;
    };
    void dial(hub& h, dialled& out, std::string_view host = "hes.smso-a.example", std::uint16_t port = 443)
    {
        h.radio.dial(host, port, [this, &out](error_code ec, auto s, std::string_view role) {
            out = {ec, std::move(s), std::string(role), sim.time.now()};
        });
    }

    static constexpr transport::endpoint smso{{0x7F010001}, 443}, s1sp{{0x7F020001}, 8443};
    simulation sim;
    recorder told;
    transport::network internet{sim.time, sim.dice, transport::network_kind::memory};
    sim_directory directory{sim};
    operator_network operators;
    std::unique_ptr<transport::listener> smso_door, s1sp_door;
    std::vector<std::unique_ptr<transport::stream>> at_smso, at_s1sp;
    std::deque<hub> hubs;
};

inline hub::hub(world& w, sim_card& card, modem_settings settings)
    : radio(w.sim, w.operators, w.internet, card, *this, settings), schedule(w.sim, w.directory, card, [this] {
          radio.power_off();
          radio.power_on();
      })
{}

inline reconnect_plan plan_of(reconnect_cause cause, old_context old = old_context::black_hole, duration after = {})
{
    return {{cause, old, after}, {}};
}

using instants = std::vector<time_point>;

} // namespace sim::smwan::test
