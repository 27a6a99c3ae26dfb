// The Trilliant hub's application: it calls home.
//
// When it does: a moment after it has come online, on its schedule, when it was told to call back, when an urgent alarm
// waits, when messages wake it; after a call that failed a few times more, and then not before its schedule. A call
// collects what has come about since the last collection into the store, and offers the head-end all that was not yet
// acknowledged. All times are by the hub's own clock, which the head-end sets.
// Source: behaviour shaped by published patents; everything else is a model choice (protocol.md).
#pragma once
#include "devices/families/trilliant/collector.hpp"
#include "devices/families/trilliant/command_runner.hpp"
#include "devices/families/trilliant/image_desk.hpp"
#include "devices/families/trilliant/session_runner.hpp"
#include "sim/tls/stream.hpp"

namespace devices::families::trilliant {

class call_home_client final : public chf::application,
                               public session_listener,
                               public call_home::hub_handler,
                               public command_answers {
public:
    call_home_client(chf::hub& owner, client_parts parts);
    call_home_client(const call_home_client&) = delete;
    call_home_client& operator=(const call_home_client&) = delete;
    ~call_home_client() override;

    void on_online(chf::boot_cause last_boot) override;
    void on_offline() override;
    void on_wake_up() override;
    void call_home() override;
    std::string_view peer() const override;
    void on_firmware(call_home::firmware_event what, const std::string& version) override;

    // ---- for what stands on the HAN
    /// A device behind the hub has raised an alert.
    void on_alert(sim::eui64 from, const metering::alert& what);
    /// The firmware image for a device behind the hub: to be offered once it is verified.
    const chf::stored_image& device_image() const { return images_.for_device(); }
    /// What has become of it: fetching, delivered, running.
    void on_device_image(call_home::image_state state);
    /// Something has happened to the hub that its logs are for.
    hub_logs& logs() { return logs_; }

private:
    /// One call, from dialling to the end of the session.
    struct call;

    // session_listener
    void on_acknowledged(const std::vector<call_home::sequence_range>& ranges) override;
    void on_clock(sim::time_point utc, std::chrono::minutes civil_offset) override;
    void on_finished(const call_home::session_result& result) override;
    // call_home::hub_handler
    answer apply(const call_home::config_operation& operation) override;
    image_answer transfer(const call_home::image_operation& operation) override { return images_.transfer(operation); }
    std::optional<call_home::command_result> execute(const call_home::command& c) override;
    answer apply_one(const call_home::set_server& o);
    answer apply_one(const call_home::set_schedule& o);
    answer apply_one(const call_home::credential_export& o);
    answer apply_one(const call_home::credential_import& o);
    answer apply_one(const call_home::credential_remove& o);
    // command_answers
    bool answer_in_session(const call_home::command_result& r) override;
    void answer_later(sim::eui64 device, const call_home::command_result& r) override;

    void start(call_home::call_reason reason);
    void dialled(sim::error_code ec, std::unique_ptr<sim::transport::stream> stream);
    void secured(sim::error_code ec);
    void tell_of_end(sim::error_code why);
    void succeeded(const call_home::session_result& result);
    void ended(sim::error_code why, std::optional<sim::time_point> call_back_at = {});
    void forget_call();
    chf::head_end_address whom_to_call() const;

    void schedule();
    void call_at(sim::time_point due, call_home::call_reason reason);
    void call_back(sim::time_point shown);
    void raise_alarm();

    void redirect(const call_home::redirection& to);
    bool fall_back();
    /// An envelope that does not wait for a collection: at once, if a session is open.
    void put_now(call_home::header_code code, sim::eui64 device, sim::bytes payload);
    void remember() { stored_memory_.set(memory_); }

    sim::simulation& world() const { return hub_.world(); }
    const call_home_settings& settings() const { return parts_.settings->call_home; }

    chf::hub& hub_;
    client_parts parts_;
    sim::nvm_cell<call_memory> stored_memory_;
    call_memory memory_;
    envelope_store store_;
    hub_logs logs_;
    collector collector_;
    image_desk images_;
    sim::timer next_, time_limit_, alarm_;
    call_home::call_reason next_reason_{call_home::call_reason::boot};
    std::uint32_t failures_{0}; ///< in a row
    bool booted_{true};         ///< no call has been made since the boot
    bool urgent_{false};        ///< an urgent alarm has come, and no call was made for it
    std::uint32_t wake_ups_{0}; ///< in a row, without a call
    std::optional<sim::time_point> woken_at_, alarmed_at_;
    std::unique_ptr<call> call_;
    std::shared_ptr<const sim::tls::session> resumption_;
    std::string resumption_name_;
    std::uint64_t calls_{0};
    sim::event_id pushing_;
    command_runner commands_; ///< last: it goes first, and calls nobody any more
};

} // namespace devices::families::trilliant
