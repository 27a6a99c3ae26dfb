// The short message centre, first cut: wake-up messages to hubs. It stores a message and forwards it when the hub is
// attached to the network, with or without a PDP context, until its validity ends.
//
// Model choices: the delay of a message is drawn per attempt ("<installation>/wan/sms"); a message that finds the hub
// gone waits for its next attach and is then delayed anew; one that is stored when its validity ends has failed. The
// centre does not know a profile: a SIM is served under any.
#pragma once
#include "sim/smwan/operator_network.hpp"

#include <map>

namespace sim::smwan {

struct sms_settings {
    duration_range delay{2s, 8s}; ///< from acceptance, or from an attach, to the delivery
};

class sms_centre final : attach_observer {
public:
    sms_centre(simulation& world, operator_network& operators, sms_settings settings = {});
    sms_centre(const sms_centre&) = delete;
    sms_centre& operator=(const sms_centre&) = delete;
    ~sms_centre();

    static constexpr duration default_validity = 24h;
    static constexpr duration least_validity = 1s, most_validity = 24h * 7;

    /// Accepts a message and emits sms.sent; sms.delivered or sms.failed follows. The result is its reference.
    /// Error: out_of_range, for a validity outside of its limits.
    result<std::uint64_t> submit(sim_card& card, duration validity = default_validity);
    /// Messages that are neither delivered nor failed.
    std::size_t waiting() const { return waiting_.size(); }

private:
    struct message {
        sim_card* card;
        event_id attempt, expiry;
    };
    void on_attached(sim_card& card) override;
    void attempt_later(std::uint64_t reference, message& m);
    void attempt(std::uint64_t reference);
    void expire(std::uint64_t reference);

    simulation& world_;
    operator_network& operators_;
    sms_settings settings_;
    std::map<std::uint64_t, message> waiting_;        // by reference, so oldest first
    std::map<std::uint32_t, std::uint64_t> attempts_; // by sim_card::index
    std::uint64_t references_{0};
};

} // namespace sim::smwan
