// A device of the home as the network sees it: its own end, and what the hub keeps of it while it has power.
#pragma once
#include "sim/han/air.hpp"
#include "sim/han/pan.hpp"
#include "sim/han/records.hpp"

#include <algorithm>
#include <deque>

namespace sim::han {

class network;
struct frame_context;
struct frame_keys;

/// Four digits, as the journal writes addresses and clusters.
std::string hexadecimal(std::uint16_t number);

/// A message that waits in the hub for a sleepy device.
struct waiting_message {
    std::shared_ptr<const message> what;
    pan::completion done;
    time_point expires;
};

class device final : public member, public air_user {
public:
    device(network& net, const member_settings& settings, member_user& user);
    ~device() override;

    member_state state() const override { return machine_.current(); }
    member_user& user() { return user_; }
    const link& over() const override { return over_; }
    subject about() const;
    bool joined_as_made() const { return joined_as_made_; }

    // ---- device.cpp: its own end
    void power(bool on);
    void resume(membership::input i);
    void leave();
    void set_link_key(const crypto::aes_key& k);
    device_record& record() const;
    std::uint32_t counter(time_point t) const;

    /// When it has something to do next; time_point::max(): never.
    time_point due() const { return *std::min_element(due_.begin(), due_.end()); }
    /// Does what is due now.
    void on_clock();

    // ---- device_air.cpp: frames
    void send(packet p, air::done_handler done = {});
    /// All blocks of a message; `done` after the last one, or after the first that was not acknowledged.
    void send_message(end from, std::shared_ptr<const message> what, unique_function<void(bool)> done);
    /// From its own software.
    void post(std::shared_ptr<const message> what, pan::completion done);
    void send_routine(end from, message what);
    void hub_lost_power();

    // ---- device_routine.cpp: exchanges
    /// Before anything changes on which exchanges depend; and what then is so.
    void settle();
    void conditions_changed();
    bool in_touch() const;
    /// Frames pass, at times at which the link is open: both ends have power, and a network key in common.
    bool connected() const;
    bool exchange_succeeds(std::uint64_t k) const;
    std::optional<std::uint64_t> last_heard(time_point t) const;
    bool lost() const { return lost_; }
    /// The hub hears it again.
    void found();
    void set_link(const link_settings& settings);
    void materialise();

    // ---- device_sleep.cpp: what waits for a sleepy device, and when it is awake
    void enqueue(std::shared_ptr<const message> what, pan::completion done);
    void drop_queue(delivery why);
    std::size_t queued() const { return queue_ ? queue_->size() : 0; }
    bool awake() const;
    void stay_awake(duration length);
    void want_wake();
    void on_poll();
    /// Something new waits in the hub.
    void plan_wake();

    // ---- what the hub keeps of it while it has power
    std::optional<association_response> pending_response;
    time_point child_until{};

private:
    /// What it waits for. In this order when they are due together.
    enum slot : std::size_t { machine_slot, search_slot, watch_slot, wake_slot, queue_slot, slots };
    static constexpr time_point never = time_point::max();

    // air_user
    bool listens(end at) const override;
    time_point turn(time_point t) const override;
    bool struck() override;
    void about_to_send(packet& p) override;
    bytes render(const packet& p) override;
    void on_air(const packet& p, byte_view frame) override;
    void acknowledgement_on_air(const packet& p, byte_view frame) override;
    void heard(const packet& p, byte_view frame) override;

    void perform(const membership::action& a);
    void request(packet_kind what, bool secure);
    void report_joined();
    void report_search_failed();
    void report_back(way_back how);
    void report_left();
    void boot();
    void save();
    void forget();
    void plan_search();
    struct transfer;
    void send_block(std::shared_ptr<transfer> t);
    const network_key* own_key(end at) const;
    const crypto::aes_key* key_under_which_keys_come() const;
    bool opens(const packet& p, end at) const;
    bool fresh(const packet& p, end at);
    void process(const packet& p, end at);
    void deliver(const message& m, end at);
    void react(const packet& p);
    void take_network_key(const network_key& k);
    void adopt_next_key();
    frame_context context() const;
    frame_keys keys(end at) const;
    std::uint32_t take_counter(end from, bool routine);

    void arm(slot s, time_point due);
    void disarm(slot s) { due_[s] = never; }
    void on_slot(slot s);

    bool hub_expects() const;
    bool device_expects() const;
    unsigned miss_limit() const;
    std::uint8_t missed_now(bool expects, std::uint8_t before) const;
    time_point run_of_misses(unsigned missed, unsigned limit, time_point until) const;
    void watch();
    void on_watch();
    void begin_exchange();
    void end_exchange();
    void plan_exchange();

    bool hub_has_something() const;
    void on_wake();
    void wake_up(std::uint64_t exchange);
    void fall_asleep();
    void linger();
    void fetch();
    void after_poll(bool acknowledged);
    void arm_awake();
    void expire_queue();
    void show_poll();

    network& net_;
    member_user& user_;
    link over_;
    membership machine_;
    mutable std::unique_ptr<device_record> record_; ///< null: as made; made when somebody looks into it
    bool joined_as_made_, booted_{false};
    std::unique_ptr<air> air_;

    std::array<time_point, slots> due_;

    // Exchanges since conditions last changed, and what was before.
    time_point since_{};
    std::optional<std::uint64_t> heard_before_;
    std::uint8_t missed_by_device_{0}, missed_by_hub_{0};
    bool lost_{false}, searches_told_{false};

    std::uint16_t searches_{0};
    bool refusal_told_{false};
    std::uint32_t highest_from_device_{0}, highest_from_hub_{0}; ///< one above the last counter heard

    // Sleep
    std::unique_ptr<std::deque<waiting_message>> queue_;
    time_point awake_since_{}, awake_until_{}; ///< equal: asleep
    bool wake_wanted_{false}, fetching_{false}, hub_answers_{false};
    leave_reason leaving_{leave_reason::removed};

    /// Mode full: routine exchanges as they happen, and messages whose blocks are still coming.
    struct full_state;
    std::unique_ptr<full_state> full_;
};

} // namespace sim::han
