// A home with a hub and meters that know nothing of ZCL: their key establishment is three messages, and their reports
// say which exchange they belong to. Everything that they are told is noted.
#pragma once
#include "tests/support/recorder.hpp"

#include "sim/han/catalogue.hpp"
#include "sim/han/pan.hpp"

#include <doctest/doctest.h>

#include <map>

namespace sim::han::test {

inline constexpr eui64 hub_address{0x70B3D50000000001}, esme_address{0x70B3D50000000011},
    gsme_address{0x70B3D50000000021}, ihd_address{0x70B3D50000000031}, fourth_address{0x70B3D50000000041};
inline constexpr crypto::aes_key install_key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
inline constexpr crypto::aes_key agreed_key{0xA5, 0x11, 0x22};
inline constexpr cluster_id establishment{0x0800}, metering{0x0702};

inline message say(std::string_view text, cluster_id cluster = metering, bool link_secured = false)
{
    message m;
    m.cluster = cluster;
    auto octets = as_bytes(text);
    m.payload.assign(octets.begin(), octets.end());
    m.link_secured = link_secured;
    return m;
}
inline std::string text_of(const message& m) { return as_text(m.payload); }

struct home;

struct meter final : member_user {
    meter(home& h, std::string name) : in(h), part(std::move(name)) {}
    void on_message(const message& m) override;
    void on_key_establishment() override;
    void on_joined() override { note("joined"); }
    void on_join_refused(std::string_view why) override { note("refused: " + std::string(why)); }
    void on_left(leave_reason r) override { note("left " + std::string(to_string(r))); }
    void on_network_lost() override { note("network lost"); }
    void on_network_found(way_back w) override { note("network found by " + std::string(to_string(w))); }
    void on_search_failed(unsigned n) override
    {
        if (n == 3) note("three searches failed");
    }
    void on_routine(std::uint64_t k) override;
    void on_awake(std::uint64_t k) override;
    void conditions_will_change() override { derive(); }
    /// What routine exchanges have told the hub up to now, without their happening.
    void derive();
    void note(const std::string& what);

    home& in;
    std::string part;
    member* self{nullptr};
    bool wrong_key{false}, silent{false};
    std::vector<std::string> say_when_awake{};
    std::string answer{}; ///< to each message; empty: none
    std::vector<std::uint64_t> derived{};
    std::uint64_t next{0}; ///< exchange to look at
};

struct home final : hub_user {
    explicit home(std::uint64_t seed = 7, mode how = mode::lazy, pan_settings settings = {}, time_point start = begin(),
                  capture* into = nullptr)
        : sim(seed, options(start)), net(sim, "tri-1", hub_address, *this, with(settings, how, into))
    {
        declare(sim);
        bind(sim, [this](std::string_view on) { return on == "tri-1" ? &net : nullptr; });
        sim.log.add_sink(told);
    }
    static time_point begin() { return from_unix_seconds(1'600'000'000); }
    static kernel_options options(time_point start)
    {
        kernel_options o;
        o.start = start;
        return o;
    }
    static pan_settings with(pan_settings s, mode how, capture* into)
    {
        s.how = how;
        s.into = into;
        return s;
    }
    static link_settings good()
    {
        link_settings s;
        s.path_loss_db = 50;
        s.interference.days_per_mille = 0;
        return s;
    }

    meter& add(std::string name, eui64 address, device_kind kind, bool joined = true, link_settings link = good())
    {
        auto& m = meters.try_emplace(name, *this, name).first->second;
        auto dice = sim.dice.stream("tri-1." + name + "/routine");
        member_settings s{.address = address, .part = m.part, .kind = kind};
        if (name != "ihd") s.routine = kind == device_kind::sleepy ? routine::gas(dice) : routine::electricity(dice);
        s.install_key = install_key;
        s.link = link;
        s.joined_as_made = joined;
        m.self = &net.attach(s, m);
        return m;
    }
    /// A hub with an electricity and a gas meter, all of which run.
    void usual(bool joined = true)
    {
        add("esme", esme_address, device_kind::mains, joined);
        add("gsme", gsme_address, device_kind::sleepy, joined);
        power_all();
    }
    void power_all()
    {
        net.power_hub(true);
        for (auto& [name, m] : meters) net.power(*m.self, true);
    }
    void run(duration d) { REQUIRE(sim.time.run_until(sim.time.now() + d)); }
    meter& operator[](const std::string& name) { return meters.at(name); }
    std::size_t count(std::string_view event) const { return told.count(event); }
    void send_to(meter& m, const std::string& text, bool link_secured = false)
    {
        net.send(end::hub, *m.self, say(text, metering, link_secured), [this, text, part = m.part](delivery d) {
            note(part + ": " + text + " " + std::string(to_string(d)));
        });
    }
    void note(const std::string& what) { notes.push_back(to_text(sim.time.now()) + " " + what); }
    /// Whether somebody noted that.
    bool noted(std::string_view what) const
    {
        for (const auto& n : notes)
            if (n.find(what) != std::string::npos) return true;
        return false;
    }

    void on_message(member& from, const message& m) override
    {
        if (m.cluster == establishment) return establish(from, m);
        auto text = text_of(m);
        if (text == "burst") return;
        if (text.starts_with("report "))
            reports[std::string(from.part())].push_back(std::stoull(text.substr(7)));
        else
            note("hub: " + text + " from " + std::string(from.part()));
    }
    void establish(member& from, const message& m)
    {
        if (text_of(m) == "initiate") return net.send(end::hub, from, say("ephemeral", establishment));
        net.link_key_established(from, end::hub, agreed_key);
        net.send(end::hub, from, say("confirm", establishment));
    }
    void on_joined(member& m) override { note("hub: joined " + std::string(m.part())); }
    void on_left(member& m, leave_reason) override { note("hub: left " + std::string(m.part())); }
    void on_lost(member& m) override { note("hub: lost " + std::string(m.part())); }
    void on_searches_failed(member& m, unsigned) override { note("hub: cannot find " + std::string(m.part())); }
    void on_found(member& m) override { note("hub: found " + std::string(m.part())); }

    simulation sim;
    tests::recorder told;
    pan net;
    std::map<std::string, meter> meters;
    std::map<std::string, std::vector<std::uint64_t>> reports; ///< in mode full
    std::vector<std::string> notes;
};

inline void meter::note(const std::string& what) { in.note(part + ": " + what); }
inline void meter::on_message(const message& m)
{
    if (m.cluster == establishment) {
        if (text_of(m) == "ephemeral") in.net.send(end::device, *self, say("confirm", establishment));
        if (text_of(m) == "confirm") {
            auto key = agreed_key;
            if (wrong_key) key[0] ^= 1;
            in.net.link_key_established(*self, end::device, key);
        }
        return;
    }
    note("got " + text_of(m));
    if (!answer.empty()) in.net.send(end::device, *self, say(answer));
}
inline void meter::on_key_establishment()
{
    if (!silent) in.net.send(end::device, *self, say("initiate", establishment));
}
inline void meter::on_routine(std::uint64_t k)
{
    // A burst of several frames; one that tells which exchange it was comes last.
    for (int i = 0; i < 5; ++i) in.net.send_routine(end::device, *self, say("burst"));
    in.net.send_routine(end::device, *self, say("report " + std::to_string(k)));
}
inline void meter::derive()
{
    const auto& r = self->routine();
    if (!r) return;
    next = std::max(next, r.first_from(home::begin()));
    for (; r.ends(next) <= in.sim.time.now(); ++next)
        if (in.net.exchange_succeeds(*self, next)) derived.push_back(next);
}
inline void meter::on_awake(std::uint64_t)
{
    note("awake");
    for (const auto& text : std::exchange(say_when_awake, {})) in.net.send(end::device, *self, say(text));
}

} // namespace sim::han::test
