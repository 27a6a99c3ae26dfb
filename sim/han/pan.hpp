// The home area network of an installation: one ZigBee PAN with its hub as coordinator and trust centre, in virtual
// time, and the devices that may be members of it.
//
// It carries application messages between the hub and its devices, lets devices join and leave, notices when they are
// lost, and keeps keys, counters and membership in the devices' non-volatile memory. It knows nothing of what the
// messages mean. In mode `full` every frame is made, secured, captured, opened and read; in mode `lazy` nothing is, and
// routine exchanges do not happen but can be asked about. All that a user is told, and when, is the same in both modes,
// and so is what the memories hold. docs/han.md says what is standard and what is a model choice.
#pragma once
#include "sim/core/ids.hpp"
#include "sim/core/unique_function.hpp"
#include "sim/crypto/aes_mmo.hpp"
#include "sim/han/identifiers.hpp"
#include "sim/han/membership.hpp"
#include "sim/han/routine.hpp"
#include "sim/han/users.hpp"
#include "sim/kernel/simulation.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sim::han {

class capture;
class network;
enum class logged_key : int;

enum class mode : std::uint8_t {
    lazy, ///< deliveries at their times, without frames; routine exchanges are elided
    full, ///< every frame
};

enum class device_kind : std::uint8_t {
    mains,  ///< its receiver is always on
    sleepy, ///< it polls the hub at its routine's wakes, and quickly while it is awake
};

struct member_settings {
    eui64 address;
    std::string_view part; ///< "esme": a literal; its non-volatile memory is "tri-1.esme"
    device_kind kind{device_kind::mains};
    han::routine routine{};
    crypto::aes_key install_key{}; ///< what its install code leads to (install_code.hpp)
    link_settings link{};
    /// In an installation as it was made: a member, at no cost. Ignored once its memory says something.
    bool joined_as_made{true};
};

/// A device of the home, whether it is a member of the network or not. Its pan owns it.
class member {
public:
    virtual ~member() = default;
    eui64 address() const { return address_; }
    std::string_view part() const { return part_; }
    device_kind kind() const { return kind_; }
    const han::routine& routine() const { return routine_; }
    const crypto::aes_key& install_key() const { return install_key_; }
    virtual member_state state() const = 0;
    bool powered() const { return state() != member_state::off; }

protected:
    /// Of the settings, what lasts.
    explicit member(const member_settings& s)
        : address_(s.address), part_(s.part), routine_(s.routine), install_key_(s.install_key), kind_(s.kind)
    {}

private:
    eui64 address_;
    std::string_view part_;
    han::routine routine_;
    crypto::aes_key install_key_;
    device_kind kind_;
};

struct pan_settings {
    mode how{mode::lazy};
    std::string_view hub_part{"chf"};
    han::capture* into{nullptr}; ///< in mode full, where frames go; none: nowhere. Must outlive the pan
    /// Told of each key that opens frames: the network's, those under which members' frames and keys come.
    std::function<void(logged_key, const crypto::aes_key&)> log_key{};
    std::size_t queue_limit{8}; ///< messages that wait for a sleepy device; model choice
    duration queue_life{24h};   ///< of each of them; model choice
};

/// Model choice, after the published limit of a Trilliant hub.
inline constexpr std::size_t most_members = 3;
/// A sleepy device stays awake on demand for this long at most.
inline constexpr duration longest_fast_poll = 15min;
/// While it is awake a sleepy device asks for messages this often. Model choice.
inline constexpr duration fast_poll_period = 1s;

class pan {
public:
    using completion = unique_function<void(delivery)>;

    /// The hub has no power yet. `user` must outlive the pan.
    pan(simulation& world, std::string installation, eui64 hub, hub_user& user, pan_settings settings = {});
    pan(const pan&) = delete;
    pan& operator=(const pan&) = delete;
    /// Completions that are owed are dropped.
    ~pan();

    /// A device of the home, which has no power yet. At most eight. The reference stays valid.
    member& attach(const member_settings& settings, member_user& user);
    std::span<const std::unique_ptr<member>> devices() const;
    /// By part; null: none such.
    member* find(std::string_view part);

    // ---- power, link, mode
    /// The hub's queues and its messages under way are gone when its power goes; their completions are dropped.
    void power_hub(bool on);
    bool hub_powered() const;
    void power(member& m, bool on);
    void set_link(member& m, const link_settings& settings);
    const link_settings& link_of(const member& m) const;
    /// At any time.
    void set_mode(mode how, capture* into = nullptr);

    // ---- joining and leaving
    /// The hub learns a device's address and install code, and lets devices join for a while (at most 254 s, as the
    /// field of a Permit Joining request has it). Error: hub_off.
    error_code permit(eui64 device, const crypto::aes_key& install_key, duration window = 254s);
    /// The device looks for a network. Errors: device_off, already_joined.
    error_code join(member& m);
    /// The hub removes the device, whether it can be told or not. Errors: hub_off, not_a_member.
    error_code remove(member& m);
    /// The device leaves and says so. Errors: device_off, not_a_member.
    error_code leave(member& m);
    void link_key_established(member& m, end which, const crypto::aes_key& link_key);
    void key_establishment_failed(member& m);
    /// The trust centre makes a new network key, gives it to each member, and switches. Error: hub_off.
    error_code change_network_key();

    // ---- messages
    /// From one end to the other. `done`, which may be empty, is called once, later, unless the sender loses its power.
    void send(end from, member& m, message what, completion done = {});
    /// Within the window of an exchange, from on_routine: on the air now, and with the receiver's user when the window
    /// is over, if the exchange succeeds.
    void send_routine(end from, member& m, message what);
    /// A sleepy device keeps asking for messages for `length` from now (at most longest_fast_poll); 0: it stops.
    void stay_awake(member& m, duration length);
    /// A sleepy device is called (on_awake) at its next wake at which it hears the hub.
    void want_wake(member& m);
    bool awake(const member& m) const;
    /// Messages that wait in the hub for the device.
    std::size_t queued(const member& m) const;

    // ---- what is elided
    /// Whether exchange k is heard by both ends, for exchanges since the last change of conditions, by what is so now.
    bool exchange_succeeds(const member& m, std::uint64_t k) const;
    /// The last exchange that was heard and over at `t`, which is not before the last change of conditions; none: none
    /// since both ends were made or joined.
    std::optional<std::uint64_t> last_heard(const member& m, time_point t) const;
    link_quality quality(const member& m, time_point t) const;

    // ---- what there is to see
    const std::string& installation() const;
    eui64 hub() const;
    pan_id id() const;
    radio_channel channel() const;
    /// The coordinator's. For key files beside captures.
    const crypto::aes_key& network_key() const;
    /// By the hub's records; null: not a member, or not established.
    const crypto::aes_key* link_key(const member& m) const;
    /// The hub's view.
    bool is_member(const member& m) const;
    bool is_lost(const member& m) const;
    std::size_t members() const;
    /// The next value of an end's outgoing frame counter at `t`.
    std::uint32_t frame_counter(time_point t) const;
    std::uint32_t frame_counter(const member& m, time_point t) const;

private:
    std::unique_ptr<network> net_;
};

} // namespace sim::han
