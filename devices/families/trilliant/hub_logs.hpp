// The hub's own event log and security log, in non-volatile memory. Codes and rules are those of meters' logs.
#pragma once
#include "devices/chf/hub.hpp"
#include "devices/metering/event_log.hpp"

namespace devices::families::trilliant {

class hub_logs {
public:
    explicit hub_logs(chf::hub& owner);

    void note(metering::alert_code code) { add(logs_.events, code); }
    void note_security(metering::alert_code code) { add(logs_.security, code); }
    const metering::event_log& events() const { return logs_.events; }
    const metering::event_log& security() const { return logs_.security; }

private:
    struct contents {
        metering::event_log events, security;
        friend void encode(sim::writer& out, const contents& c)
        {
            c.events.save(out);
            c.security.save(out);
        }
        friend contents decode(sim::reader& in, const contents*)
        {
            contents c;
            c.events.restore(in);
            c.security.restore(in);
            return c;
        }
    };
    void add(metering::event_log& log, metering::alert_code code)
    {
        log.add(code, hub_.clock().stamp(hub_.world().time.now()));
        cell_.set(logs_);
    }

    chf::hub& hub_;
    sim::nvm_cell<contents> cell_;
    contents logs_;
};

} // namespace devices::families::trilliant
