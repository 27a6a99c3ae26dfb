// The hub's modem: runs registration and activation with real timers, and dials over the context that it believes in.
//
// It attaches by itself while it has power, and activates by itself unless its context is `on_demand`: then it does so
// while its user wants one. It asks for no APN: the operator's profile decides.
// Periodic routing-area updates are a pure function of time (`updates`) and cost no event, unless `periodic_updates` is
// set: then each is a request to the network, which wan.no_answer may swallow. Model choice: they would not reveal a
// context that the gateway behind the serving node has dropped.
#pragma once
#include "sim/smwan/operator_network.hpp"
#include "sim/smwan/pdp_context.hpp"
#include "sim/smwan/registration.hpp"

namespace sim::smwan {

enum class context_mode : std::uint8_t {
    always,    ///< whenever it is attached
    on_demand, ///< while its user wants one
};
std::string_view to_string(context_mode m);

struct modem_settings {
    duration_range cell_search{5s, 15s}; ///< from power to the first cell; model choice
    bool periodic_updates{false};        ///< make them happen
    context_mode context{context_mode::always};
};

/// Who owns the modem. Called as the last thing that an event does; it may power the modem off and on.
class modem_user {
public:
    virtual void on_online(const bearer& context) = 0;
    /// `reason` is a literal.
    virtual void on_offline(std::string_view reason) = 0;
    /// A short message has come, whatever is in it: with meters it says "wake up". The modem is attached, and believes
    /// in its context if it has one.
    virtual void on_short_message(std::uint64_t reference) = 0;

protected:
    ~modem_user() = default;
};

class modem final : terminal {
public:
    modem(simulation& world, operator_network& operators, transport::network& internet, sim_card& card,
          modem_user& user, modem_settings settings = {});
    modem(const modem&) = delete;
    modem& operator=(const modem&) = delete;
    /// Connections that were dialled over it die; handlers of `dial` are dropped, and the user is not called.
    ~modem();

    void power_on();
    /// At once: contexts and connections are gone, and the network knows.
    void power_off();
    bool powered() const { return registration_.current() != registration::state::off; }

    /// Null: unknown. Valid while the modem is online. Error: no_context, unknown_name.
    result<const route*> resolve(std::string_view host) const;
    using dial_handler = unique_function<void(error_code, std::unique_ptr<transport::stream>, std::string_view role)>;
    /// Resolves `host` through the routes of the profile that its context was made under, and dials over that context.
    /// `role` is the route's (empty when there was none). Model choice: the name costs no round trip, as if cached.
    /// Errors: no_context, unknown_name, and those of transport::network::dial.
    void dial(std::string_view host, std::uint16_t port, dial_handler handler);

    /// Listens on `port` from now on, whenever there is a context: for a stale one nothing arrives. Replaces an earlier
    /// handler, which is not called any more.
    void listen(std::uint16_t port, transport::network::accept_handler on_accept);
    void stop_listening(std::uint16_t port);
    /// The way to whoever listens here, over the context that the modem believes in; null: none. For peers from outside
    /// (transport::network::forward).
    std::shared_ptr<transport::path> way_in() const;

    /// With a context on demand: activates one, keeps it, and activates anew after a loss, until `release_context`, or
    /// until the power goes. No effect on a modem that is always on.
    void want_context();
    void release_context();

    /// The context that the modem believes in; null: none.
    const bearer* context() const { return bearer_.get(); }
    const sim_card& card() const { return card_; }
    /// One of wan_state_values: what the hub believes.
    std::string_view wan_state() const;
    /// One of wan_context_values: the truth.
    std::string_view wan_context() const;
    /// Empty without a context.
    std::string address() const;
    std::string_view apn() const;
    /// Periodic updates since the last attach; 0 while not attached.
    std::uint64_t updates() const;

private:
    void on_attach_accepted() override;
    void on_attach_rejected(gmm_cause cause, duration back_off) override;
    void on_update_accepted() override;
    void on_context_accepted(std::shared_ptr<const bearer> context) override;
    void on_context_rejected(sm_cause cause) override;
    void on_context_deactivated(sm_cause cause) override;
    void on_detached(bool reattach, gmm_cause cause) override;
    void on_short_message(std::uint64_t reference) override { user_.on_short_message(reference); }

    void on_registration_timer();
    void step(const registration::event& e);
    void step(const pdp_context::event& e);
    void perform(const registration::action& a);
    void perform(const pdp_context::action& a);
    void start(registration::timer which, duration length);
    void lose_context();
    void open_doors();
    void settle();
    void emit_rejected(const event_type& type, std::uint8_t cause, std::string_view meaning, std::uint8_t attempt);
    void emit_timed_out(std::string_view request, std::uint8_t attempt);
    fields context_values() const;

    simulation& world_;
    operator_network& operators_;
    transport::network& internet_;
    sim_card& card_;
    modem_user& user_;
    modem_settings settings_;
    registration registration_;
    pdp_context pdp_;
    registration::timer registration_which_{registration::timer::none};
    pdp_context::timer pdp_which_{pdp_context::timer::none};
    bool told_online_{false};
    std::uint32_t searches_{0};
    timer registration_timer_, pdp_timer_;
    std::unique_ptr<timer> update_timer_; // only where updates happen
    std::shared_ptr<const bearer> bearer_, offered_;
    struct door {
        transport::network::accept_handler on_accept;
        std::unique_ptr<transport::listener> open{};
    };
    std::map<std::uint16_t, door> doors_;
    std::shared_ptr<const char> alive_; // made by the first dial; its end drops handlers
    std::string_view reason_;           // why the modem goes offline
    std::string_view told_state_{"off"};
    time_point attached_at_{};
};

} // namespace sim::smwan
