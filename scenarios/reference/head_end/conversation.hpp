// What a head-end says to the logical devices behind a hub in one contact: associations of the management client over
// the TCP wrapper, each opened when it is first needed, and questions, one at a time and in their order.
//
// Sans-I/O: questions and bytes in, bytes and answers out. Where it is not known which keys a device has (the answer to
// a key transfer was lost), all candidates are tried, the likeliest first. Where the device has seen higher counters
// than ours (another head-end spoke under the same key), it says so, and the counter follows.
#pragma once
#include "devices/dlms/client_association.hpp"
#include "devices/dlms/wrapper.hpp"
#include "scenarios/reference/head_end/head_end.hpp"

#include <deque>
#include <functional>
#include <list>
#include <span>
#include <variant>

namespace scenarios::reference {

inline constexpr std::uint16_t management_client = 1;

enum class conversation_errc {
    no_association = 1, ///< the device accepts none of the keys that are known of it
    no_answer,          ///< it did not answer in time
    not_understood,     ///< what it sent is no answer, or not genuine
};
const boost::system::error_category& conversation_category() noexcept;
sim::error_code make_error_code(conversation_errc e) noexcept;
/// What a device answered to GET, SET or ACTION, in the standard's words.
const boost::system::error_category& access_category() noexcept;
sim::error_code access_error(devices::dlms::data_access_result r);
sim::error_code access_error(devices::dlms::action_result r);

/// Working keys of a device, and how far their counter has been used. To be kept for as long as the device is known.
struct key_record {
    working_keys keys;
    std::uint32_t next_counter{0};
};
/// The likeliest first.
using key_ring = std::vector<key_record>;
/// The device has these keys now.
void prefer(key_ring& ring, const working_keys& keys);
/// The device may have them.
void suspect(key_ring& ring, const working_keys& keys);

namespace question {
struct get {
    devices::dlms::attribute what;
};
struct set {
    devices::dlms::attribute what;
    devices::dlms::encoded_data value;
};
struct act {
    devices::dlms::method what;
    devices::dlms::encoded_data parameters;
};
using any = std::variant<get, set, act>;
} // namespace question

struct conversation_step {
    struct answer {
        std::uint32_t question;
        /// Of GET the value, of ACTION what it returns, else nothing.
        sim::result<devices::dlms::encoded_data> value;
    };
    sim::bytes send;
    std::vector<answer> answers;
    bool finished{false};   ///< all that was asked is answered, and the associations are released
    sim::error_code broken; ///< the connection is of no more use; questions without answers get none
};

class conversation {
public:
    /// `draw`: octets that nobody can guess, for challenges.
    conversation(devices::dlms::system_title title, std::function<void(std::span<std::uint8_t>)> draw)
        : title_(title), draw_(std::move(draw))
    {}

    /// `keys` must outlive the conversation.
    void add(std::uint16_t device, key_ring& keys);
    /// The device must have been added. `proceed` must follow.
    std::uint32_t ask(std::uint16_t device, question::any what);
    /// After what was asked there is no more. `proceed` must follow.
    void say_farewell() { leaving_ = true; }

    conversation_step proceed();
    conversation_step received(sim::byte_view octets);
    /// A device has not answered in time.
    conversation_step timed_out();
    /// A device owes an answer.
    bool waiting() const { return current_ != nullptr; }

private:
    struct peer {
        std::uint16_t device;
        key_ring* keys;
        std::optional<devices::dlms::client_association> association{};
        working_keys used{};      ///< of the association
        std::size_t candidate{0}; ///< to try next
        bool corrected{false};    ///< the present candidate's counter has followed the device once
    };
    struct pending {
        std::uint32_t id;
        std::uint16_t device;
        question::any what;
    };

    void pump();
    void open(peer& p);
    void begin(peer& p);
    void dismiss(peer& p);
    void put(peer& p, sim::result<devices::dlms::client_association::apdus> apdus);
    void take(peer& p, const devices::dlms::client_event& event);
    void opening_failed(peer& p, const devices::dlms::client_event& event);
    void answer(sim::result<devices::dlms::encoded_data> value);
    void fail(sim::error_code why);
    void keep_counter(peer& p);
    conversation_step result();

    devices::dlms::system_title title_;
    std::function<void(std::span<std::uint8_t>)> draw_;
    std::list<peer> peers_;
    std::deque<pending> queue_;
    peer* current_{nullptr}; ///< whose answer is waited for
    devices::dlms::unwrapper incoming_;
    conversation_step step_;
    std::uint32_t asked_{0};
    bool leaving_{false}, over_{false};
};

} // namespace scenarios::reference

template <>
struct boost::system::is_error_code_enum<scenarios::reference::conversation_errc> : std::true_type {};
