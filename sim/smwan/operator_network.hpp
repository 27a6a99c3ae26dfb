// The operator's side of the SMWAN: it admits attach requests, activates PDP contexts under the SIM's present profile,
// and does to an old context what the reconnect policy says.
//
// Everything that takes time is drawn by name ("<installation>/wan/…"), so that no device moves another's dice.
// Model choices: signalling times, the shape of a GPRS link; periodic updates and their load are elided (modem.hpp).
#pragma once
#include "sim/smwan/causes.hpp"
#include "sim/smwan/link_model.hpp"
#include "sim/smwan/sim_directory.hpp"
#include "sim/smwan/timers.hpp"
#include "sim/transport/network.hpp"

#include <deque>
#include <memory>
#include <optional>

namespace sim::smwan {

struct operator_settings {
    link_model link;                   ///< of SIMs that have none of their own
    duration_range attach{2s, 4s};     ///< from an attach request to its answer
    duration_range activation{1s, 3s}; ///< from an activation request to its answer
    duration_range update{1s, 3s};     ///< from a routing-area update to its answer
    duration_range cancel{30s, 5min};  ///< from a profile change to the detach of `network_cancel`
    duration_range congestion{lengths::t3346_least, lengths::t3346_most};
};

/// A PDP context as both ends know it. The modem may hold one that the network has dropped.
struct bearer {
    std::shared_ptr<transport::path> over;
    const service_profile* profile; ///< the one it was made under; never null
    transport::address address;
    time_point since;

    const std::string& apn() const { return profile->apn(); }
    /// Packets still pass, under whatever profile.
    bool live() const { return over->state() == transport::path::condition::up; }
};

/// A modem, as the network sees it. Calls come as events of their own, never inside a request.
class terminal {
public:
    virtual void on_attach_accepted() = 0;
    /// `back_off`: T3346, zero for none.
    virtual void on_attach_rejected(gmm_cause cause, duration back_off) = 0;
    virtual void on_update_accepted() = 0;
    virtual void on_context_accepted(std::shared_ptr<const bearer> context) = 0;
    virtual void on_context_rejected(sm_cause cause) = 0;
    virtual void on_context_deactivated(sm_cause cause) = 0;
    virtual void on_detached(bool reattach, gmm_cause cause) = 0;
    /// `reference`: the short message centre's number for it.
    virtual void on_short_message(std::uint64_t reference) = 0;

protected:
    ~terminal() = default;
};

/// Told whenever the network has admitted a device, before the device hears of it.
class attach_observer {
public:
    virtual void on_attached(sim_card& card) = 0;

protected:
    ~attach_observer() = default;
};

/// Must live as long as its kernel runs.
class operator_network final : directory_observer {
public:
    operator_network(simulation& world, sim_directory& directory, operator_settings settings = {});
    operator_network(const operator_network&) = delete;
    operator_network& operator=(const operator_network&) = delete;
    ~operator_network();

    // ---- requests of a modem; each is answered later, or never (fault wan.no_answer). A new one replaces one pending.
    void request_attach(sim_card& card, terminal& who);
    void request_update(sim_card& card);
    void request_context(sim_card& card);
    /// The modem goes: detach with power off, which is not answered. It will not be called again until it asks.
    void leave(sim_card& card);
    /// The modem gives its context up, or no longer wants the one that it asked for. Model choice: the network knows at
    /// once, as with power off.
    void request_deactivation(sim_card& card);

    bool attached(const sim_card& card) const;
    /// The one context that the network holds for the SIM; null: none.
    const bearer* context(const sim_card& card) const;
    /// Where the SIM's present session is to be reached, in truth: what a head-end that calls hubs looks up.
    std::optional<transport::address> session_address(const sim_card& card) const;
    /// The context whose address that is; null: nobody has it at present.
    const bearer* context_at(transport::address address) const;
    /// Hands a short message to the device. False: it is not attached, and hears nothing.
    bool deliver_short_message(sim_card& card, std::uint64_t reference);
    /// One observer; null ends it.
    void observe_attaches(attach_observer* who) { attaches_ = who; }
    /// Contexts that it holds in all.
    std::size_t contexts() const { return contexts_; }

private:
    struct subscriber {
        sim_card* card{nullptr};
        terminal* user{nullptr};
        std::shared_ptr<const bearer> held;
        event_id answer, cancel;
        std::uint32_t requests{0};
        std::uint32_t activations{0};
        bool attached{false};
    };

    void on_profile_changed(const profile_change& change) override;
    void on_state_changed(sim_card& card, sim_state from) override;

    subscriber& of(sim_card& card);
    const subscriber* find(const sim_card& card) const;
    void answer_later(subscriber& s, duration_range within, void (operator_network::*answer)(subscriber&));
    void answer_attach(subscriber& s);
    void answer_update(subscriber& s);
    void answer_context(subscriber& s);
    void orphan(subscriber& s, old_context fate);
    void cancel_location(subscriber& s);
    void enforce_state(subscriber& s);
    void detach(subscriber& s, bool reattach, gmm_cause cause);
    void hold(subscriber& s, std::shared_ptr<const bearer> next);
    std::shared_ptr<const bearer> release(subscriber& s);
    std::shared_ptr<const bearer> make_context(subscriber& s, transport::address address);
    transport::link_shape shape_for(const sim_card& card) const;
    random_stream dice(const sim_card& card, std::string_view what) const;

    simulation& world_;
    sim_directory& directory_;
    operator_settings settings_;
    std::deque<subscriber> subscribers_; // by sim_card::index
    std::size_t contexts_{0};
    attach_observer* attaches_{nullptr};
};

} // namespace sim::smwan
