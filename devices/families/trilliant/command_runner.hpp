// Commands of the head-end on their way to devices and back, whatever becomes of the session that brought them.
//
// A device that answers within 45 s is answered for in the session. For others the session is told `queued`, and the
// result goes into the hub's store; so does that of a command whose session was lost meanwhile. What is queued is kept
// over power cuts and carried out anew after a start. A command whose deadline passes before it has left for its device
// comes to `expired`. Source: model choice (protocol.md, "Late results").
#pragma once
#include "devices/call_home/hub_session.hpp"
#include "devices/chf/hub.hpp"
#include "devices/families/trilliant/device_gateway.hpp"

#include <list>
#include <vector>

namespace devices::families::trilliant {

/// As they wait in non-volatile memory.
struct queued_commands {
    std::vector<call_home::command> items;
};
void encode(sim::writer& out, const queued_commands& v);
queued_commands decode(sim::reader& in, const queued_commands*);

/// Who takes the answers.
class command_answers {
public:
    /// False: no session waits for it.
    virtual bool answer_in_session(const call_home::command_result& r) = 0;
    virtual void answer_later(sim::eui64 device, const call_home::command_result& r) = 0;

protected:
    ~command_answers() = default;
};

class command_runner {
public:
    static constexpr sim::duration answer_time = call_home::hub_timeouts{}.command;
    static constexpr std::size_t most_commands = 16;

    /// `devices` and `answers` must outlive it.
    command_runner(chf::hub& owner, device_gateway& devices, command_answers& answers);
    command_runner(const command_runner&) = delete;
    command_runner& operator=(const command_runner&) = delete;
    /// The power goes, or the hub restarts.
    ~command_runner();

    /// None: the answer comes through command_answers.
    std::optional<call_home::command_result> execute(const call_home::command& c);
    /// The hub has started: what was queued goes to its devices again.
    void resume();
    /// Nobody waits in a session any more: all that is open is as good as queued.
    void session_over();

private:
    struct pending {
        std::uint32_t key;
        call_home::command what;
        std::optional<sim::time_point> answer_by;   ///< in the session; none: queued
        std::optional<sim::time_point> deadline_at; ///< none: no deadline, or it has passed and the device had it
        std::optional<call_home::command_result> answer;
    };
    using list = std::list<pending>;
    list::iterator find(std::uint32_t key);
    void add_queued(call_home::command c);
    void hand_over(pending& p);
    void completed(std::uint32_t key, call_home::command_status status, sim::bytes frame);
    void finish(list::iterator it);
    void look();
    void arm();
    void keep();
    bool expired(const call_home::command& c) const;
    std::optional<sim::time_point> too_late(const call_home::command& c) const;
    void tell(const call_home::command& c, call_home::command_status status);

    chf::hub& hub_;
    device_gateway& devices_;
    command_answers& answers_;
    sim::nvm_cell<queued_commands> cell_;
    list pending_;
    std::uint32_t next_key_{1}, handing_over_{0};
    sim::timer timer_;
};

} // namespace devices::families::trilliant
