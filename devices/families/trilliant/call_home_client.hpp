// The Trilliant hub's application: it calls home.
//
// When it does: a moment after it has come online, on its schedule, when it was told to call back, when somebody asks;
// after a call that failed a few times more, and then not before its schedule. A call collects the meters' data since
// the last collection into the outbox, and offers the head-end all that was not yet acknowledged.
// Source: behaviour shaped by published patents; everything else is a model choice (protocol.md).
#pragma once
#include "devices/call_home/hub_session.hpp"
#include "devices/chf/hub.hpp"
#include "devices/esme/meter.hpp"
#include "devices/families/family.hpp"
#include "devices/families/trilliant/device_gateway.hpp"
#include "devices/families/trilliant/han_view.hpp"
#include "devices/families/trilliant/session_runner.hpp"
#include "devices/gsme/meter.hpp"
#include "sim/tls/stream.hpp"

namespace devices::families::trilliant {

inline constexpr sim::parameter called_home_fields[] = {
    {"reason", sim::value_kind::text, "boot, scheduled, alarm, wake_up or call_back"},
    {"peer", sim::value_kind::text, "role of the head-end: smso or s1sp"},
    {"name", sim::value_kind::text, "the head-end's name"},
    {"envelopes", sim::value_kind::integer, "envelopes sent"},
    {"acknowledged", sim::value_kind::integer, "of these, how many the head-end has"},
};
inline constexpr sim::event_type called_home{"hub.called_home", "A call home came to its proper end.",
                                             called_home_fields};
inline constexpr sim::parameter call_failed_fields[] = {
    {"reason", sim::value_kind::text, "why the hub called"},
    {"name", sim::value_kind::text, "the head-end's name"},
    {"error", sim::value_kind::text, "what went wrong"},
};
inline constexpr sim::event_type call_failed{"hub.call_failed", "A call home failed.", call_failed_fields};

inline constexpr sim::parameter envelope_dropped_fields[] = {
    {"sequence", sim::value_kind::integer, "the envelope's number"},
    {"code", sim::value_kind::text, "what was in it"},
};
inline constexpr sim::event_type envelope_dropped{
    "hub.envelope_dropped", "The hub's store was full: an envelope is lost.", envelope_dropped_fields};

/// What the hub remembers of its calls, in non-volatile memory.
struct call_memory {
    std::uint32_t period_s{0}; ///< 0: the family's
    std::uint32_t offset_s{0};
    bool offset_given{false};
    std::uint32_t window_s{0};
    std::int64_t collected_until_s{0}; ///< since 1970; 0: nothing yet
    sim::bytes token;                  ///< of a redirection …
    std::string token_for;             ///< … and the head-end it is for
};
void encode(sim::writer& out, const call_memory& m);
call_memory decode(sim::reader& in, const call_memory*);

/// What the software is given with each boot; what is referred to must outlive it.
struct client_parts {
    std::shared_ptr<const chf_settings> settings;
    const esme::meter* electricity{nullptr}; ///< null where the fuel is absent
    const gsme::meter* gas{nullptr};
    device_gateway& devices;
    const han_view& han;
};

class call_home_client final : public chf::application, public session_listener, public call_home::hub_handler {
public:
    call_home_client(chf::hub& owner, client_parts parts);
    call_home_client(const call_home_client&) = delete;
    call_home_client& operator=(const call_home_client&) = delete;
    ~call_home_client() override;

    void on_online(chf::boot_cause last_boot) override;
    void on_offline() override;
    /// Model choice: it calls at once, over the context that it believes in.
    void on_wake_up() override { call_home(); }
    void call_home() override;
    std::string_view peer() const override;
    /// A device behind the hub has raised an alert.
    void on_alert(sim::eui64 from, const metering::alert& what);

private:
    /// One call, from dialling to the end of the session.
    struct call;

    // session_listener
    void on_acknowledged(const std::vector<call_home::sequence_range>& ranges) override;
    void on_clock(sim::time_point utc, std::chrono::minutes civil_offset) override;
    void on_finished(const call_home::session_result& result) override;
    // call_home::hub_handler
    answer apply(const call_home::config_operation& operation) override;
    std::optional<call_home::command_result> execute(const call_home::command& c) override;
    answer apply_one(const call_home::set_server& o);
    answer apply_one(const call_home::set_schedule& o);
    answer apply_one(const call_home::credential_export& o);
    answer apply_one(const call_home::credential_import& o);
    answer apply_one(const call_home::credential_remove& o);

    void start(call_home::call_reason reason);
    void dialled(sim::error_code ec, std::unique_ptr<sim::transport::stream> stream);
    void secured(sim::error_code ec);
    void tell_of_end(sim::error_code why);
    void ended(sim::error_code why, std::optional<sim::time_point> call_back_at = {});
    chf::head_end_address whom_to_call() const;
    void schedule();
    void call_at(sim::time_point due, call_home::call_reason reason);
    sim::time_point next_scheduled(sim::time_point after) const;

    void collect();
    void collect_electricity(sim::time_point from, sim::time_point until);
    void collect_gas(sim::time_point from, sim::time_point until);
    void put(call_home::header_code code, sim::eui64 device, sim::bytes payload);
    void keep_outbox();
    void remember();

    sim::simulation& world() const { return hub_.world(); }

    chf::hub& hub_;
    client_parts parts_;
    const std::shared_ptr<const chf_settings>& settings_{parts_.settings};
    sim::nvm_cell<call_home::outbox_contents> stored_outbox_;
    sim::nvm_cell<call_memory> stored_memory_;
    call_home::outbox outbox_;
    call_memory memory_;
    sim::timer next_, time_limit_;
    call_home::call_reason next_reason_{call_home::call_reason::boot};
    std::uint32_t failures_{0}; ///< in a row
    bool booted_{true};         ///< no call has been made since the boot
    std::unique_ptr<call> call_;
    std::shared_ptr<const sim::tls::session> resumption_;
    std::string resumption_name_;
    std::uint64_t calls_{0};
};

} // namespace devices::families::trilliant
