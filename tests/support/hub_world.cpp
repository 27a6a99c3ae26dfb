#include "hub_world.hpp"

#include "devices/call_home/envelope_ledger.hpp"
#include "devices/families/trilliant/session_runner.hpp"
#include "one_card.hpp"

namespace tests {

using sim::transport::address;

namespace {

constexpr std::string_view device_authority = "Device CA";
constexpr sim::eui64 hub_eui{0x70B3D50000000010}, esme_eui{0x70B3D50000000011}, gsme_eui{0x70B3D50000000012};

devices::esme::identity esme_identity()
{
    std::string core = "990000000001";
    return {esme_eui, sim::mpan::parse(core + sim::mpan_check_digit(core)).value(), "E1", "maker", "model", "1"};
}

devices::gsme::identity gsme_identity()
{
    std::string core = "90000001";
    return {gsme_eui, sim::mprn::parse(core + sim::mprn_check_digits(core)).value(), "G1", "maker", "model", "1"};
}

} // namespace

/// One connection, from its acceptance until the test ends.
class test_head_end::session final : public call_home::server_handler, public trilliant::session_listener {
public:
    session(test_head_end& owner, std::unique_ptr<sim::transport::stream> stream) : owner_(owner), machine_(*this)
    {
        auto& sim = owner.world_.sim;
        auto name = owner.role_ + "/" + std::to_string(owner.accepted_++);
        sim::tls::stream_options o;
        o.engine.settings = owner.tls_;
        o.engine.trust = owner.trust_;
        o.engine.random = std::make_unique<sim::crypto::simulation_random>(sim.dice.stream(name));
        o.cost = {0ms, 2ms};
        o.owner = owner.role_;
        o.sessions = owner.cache_;
        tls_ = std::make_unique<sim::tls::stream>(std::move(stream), std::move(o));
        tls_->handshake([this](sim::error_code ec) { secured(ec); });
    }

private:
    void secured(sim::error_code ec)
    {
        if (ec) {
            ++owner_.refused;
            return;
        }
        resumed_ = tls_->result().resumed;
        runner_ =
            std::make_unique<trilliant::session_runner<call_home::server_session>>(std::move(tls_), machine_, *this);
        runner_->start(machine_.opened(owner_.world_.sim.time.now()));
    }
    void hello_received(const call_home::hello& m) override
    {
        owner_.calls.push_back({owner_.world_.sim.time.now(), m, resumed_, {}, {}, {}, {}, {}});
        call_ = &owner_.calls.back();
        call_->resumed = resumed_;
        if (owner_.dismissal) machine_.say_bye(owner_.dismissal->reason, owner_.dismissal->call_back_at);
    }
    call_home::ack_plan envelopes_received(const call_home::envelopes& m) override
    {
        for (const auto& e : m.items) {
            call_->envelopes.push_back(e);
            // A number that comes again must bring the same again: whatever else it brought would be lost.
            auto known = owner_.envelopes.find(e.sequence);
            if (known != owner_.envelopes.end()) CHECK(known->second == e);
            if (!owner_.ledger_.record(call_->hello.hub, e.sequence)) continue;
            ++owner_.received[e.sequence];
            owner_.envelopes.emplace(e.sequence, e);
        }
        if (owner_.answer) return owner_.answer(m);
        call_home::ack_plan plan;
        plan.ranges = call_home::everything_in(m);
        bool stay = m.more || !owner_.settings.empty() || !owner_.images.empty() || !owner_.commands.empty() ||
                    owner_.farewell || machine_.backlog() != 0;
        plan.control = stay ? call_home::ack_control::keep_open : call_home::ack_control::done;
        return plan;
    }
    void command_finished(const call_home::command_result& m) override { call_->results.push_back(m); }
    void config_finished(const call_home::config_result& m) override { call_->answers.push_back(m); }
    void image_finished(const call_home::image_result& m) override { call_->images.push_back(m); }
    void idle() override
    {
        for (auto& s : std::exchange(owner_.settings, {})) REQUIRE(machine_.queue(std::move(s)));
        for (auto& c : std::exchange(owner_.commands, {})) REQUIRE(machine_.queue(std::move(c)));
        for (auto& i : std::exchange(owner_.images, {})) REQUIRE(machine_.queue(std::move(i)));
        auto last = owner_.farewell.value_or(call_home::bye{call_home::bye_reason::complete, {}});
        machine_.say_bye(last.reason, last.call_back_at);
    }
    void on_acknowledged(const std::vector<call_home::sequence_range>&) override {}
    void on_clock(sim::time_point, std::chrono::minutes) override {}
    void on_finished(const call_home::session_result& result) override
    {
        if (call_) call_->end = result;
        // The runner goes, the session stays: a test may want to look at the head-end's calls only.
        runner_.reset();
    }

    test_head_end& owner_;
    std::unique_ptr<sim::tls::stream> tls_;
    call_home::server_session machine_;
    std::unique_ptr<trilliant::session_runner<call_home::server_session>> runner_;
    call* call_{nullptr};
    bool resumed_{false};
};

test_head_end::test_head_end(hub_world& w, std::string name, std::string role, sim::transport::endpoint at,
                             std::string_view authority)
    : world_(w), role_(std::move(role))
{
    sim::crypto::certificate_spec spec{name, "", {name}, sim::crypto::certificate_purpose::server, w.valid()};
    sim::tls::config_options o;
    o.role = sim::tls::role::server;
    o.own = std::make_shared<const sim::crypto::identity>(w.pki.issue(authority, role_, spec));
    o.tickets.emplace(sim::crypto::sha256(sim::as_bytes(role_)));
    tls_ = sim::tls::config::make(std::move(o));
    trust_ = sim::tls::trust_policy::make({w.pki.anchor(device_authority)});
    door_ = w.internet.listen(at, {role_, {}}, [this](auto stream) {
        sessions_.push_back(std::make_unique<session>(*this, std::move(stream)));
    });
}

test_head_end::~test_head_end() = default;

hub_world::hub_world(options o)
    : sim(o.seed, {start, {}, 1, 1, 10ms, 200ms, 30s}),
      pki(sim.dice, valid()),
      internet(sim.time, sim.dice, sim::transport::network_kind::memory),
      sims(sim),
      operators(sim, sims, round_times()),
      smso(*this, smso_name, "smso", {{0x7F010101}, 4433}, "SMSO A CA"),
      dcc(*this, dcc_name, "s1sp", {{0x7F010001}, 4433}, "DCC CA"),
      devices(o.gas ? std::vector{hub_eui, esme_eui, gsme_eui} : std::vector{hub_eui, esme_eui}),
      electricity(esme_identity(), sim.dice, "tri.esme", start - sim::days(400)),
      gas(gsme_identity(), sim.dice, "tri.gsme", start - sim::days(400))
{
    sim::smwan::declare(sim);
    for (const auto* e : devices::chf::all_events) sim.names.declare(*e);
    for (const auto* s : devices::chf::all_states) sim.names.declare(*s);
    sim.log.add_sink(told);
    for (auto [name, pool] : {std::pair{"smso-a", "127.16.0.0/14"}, std::pair{"dcc-foc", "127.128.0.0/14"}})
        REQUIRE_FALSE(sims.add_profile(
            {name, {std::string(name) + ".example"}, sim::smwan::address_pool::parse(pool).value(), {}}));
    for (const auto* profile : {"smso-a", "dcc-foc"}) {
        REQUIRE_FALSE(sims.set_route(profile, smso_name, {{{0x7F010101}, 4433}, "smso"}));
        REQUIRE_FALSE(sims.set_route(profile, dcc_name, {{{0x7F010001}, 4433}, "s1sp"}));
    }
    sim::smwan::sim_spec spec{one_card(), "tri", "smso-a", std::make_shared<const sim::smwan::reconnect_plan>(o.plan)};
    card = sims.add_sim(std::move(spec)).value();
    auto trust = o.trust;
    if (trust.empty()) trust.push_back(authority("SMSO A CA"));
    auto make = std::make_shared<devices::chf::hub_make>();
    make->manufacturer = "maker";
    make->model = "T100";
    make->firmware = "2.1";
    make->head_end = {smso_name, 4433};
    make->prepared = o.prepared;
    make->clock_ppm = o.clock_ppm;
    make->trial = o.trial;
    make->trust = std::make_shared<const call_home::credential_store>(trust);
    sim::crypto::certificate_spec own{hub_eui.to_string(), "", {}, sim::crypto::certificate_purpose::client, valid()};
    if (!o.certificate_valid) own.valid.not_after = start - 1h;
    auto identity = std::make_shared<const sim::crypto::identity>(pki.issue(device_authority, "tri.chf", own));
    auto settings = std::make_shared<const devices::families::chf_settings>(o.chf);
    const auto* other = o.gas ? &gas : nullptr;
    view = std::make_unique<trilliant::near_meters>(&electricity, other);
    auto software = std::make_shared<const devices::chf::hub::make_application>(
        [this, settings, other, reached = o.devices ? o.devices : &devices](
            devices::chf::hub& h) -> std::unique_ptr<devices::chf::application> {
            trilliant::client_parts parts{settings, &electricity, other, *reached, *view};
            return std::make_unique<trilliant::call_home_client>(h, std::move(parts));
        });
    devices::chf::surroundings around{sim, operators, internet, sims};
    hub = std::make_unique<devices::chf::hub>(around, *card, hub_eui, make, identity, software);
}

hub_world::~hub_world() { sim.time.shut_down(); }

sim::time_point hub_world::run_to(std::string_view event, std::size_t n, sim::duration limit)
{
    arrival_.run_to(event, n, limit);
    return sim.time.now();
}

call_home::credential hub_world::authority(std::string_view name, std::string binding)
{
    return {call_home::purpose::head_end_ca, std::move(binding), pki.anchor(name)};
}

void hub_world::set_profile(const char* name) { REQUIRE_FALSE(sims.set_profile(*card, name)); }

} // namespace tests
