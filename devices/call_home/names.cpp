#include "devices/call_home/names.hpp"

#include <array>

namespace devices::call_home {
namespace {

template <std::size_t N>
std::string_view pick(const std::array<std::string_view, N>& names, std::size_t index)
{
    return index < N ? names[index] : std::string_view();
}
template <std::size_t N, class Enum>
std::string_view pick(const std::array<std::string_view, N>& names, Enum v)
{
    return pick(names, static_cast<std::size_t>(v));
}

} // namespace

std::string_view to_string(call_reason v)
{
    static constexpr std::array<std::string_view, 6> names{"", "boot", "scheduled", "alarm", "wake_up", "call_back"};
    return pick(names, v);
}

std::string_view to_string(header_code v)
{
    switch (v) {
    case header_code::boot_report: return "boot_report";
    case header_code::alarm: return "alarm";
    case header_code::event_log: return "event_log";
    case header_code::security_log: return "security_log";
    case header_code::firmware_report: return "firmware_report";
    case header_code::han_status: return "han_status";
    case header_code::esme_register: return "esme_register";
    case header_code::esme_daily_read: return "esme_daily_read";
    case header_code::esme_half_hours: return "esme_half_hours";
    case header_code::esme_billing: return "esme_billing";
    case header_code::esme_export_half_hours: return "esme_export_half_hours";
    case header_code::esme_account: return "esme_account";
    case header_code::gsme_register: return "gsme_register";
    case header_code::gsme_daily_read: return "gsme_daily_read";
    case header_code::gsme_half_hours: return "gsme_half_hours";
    case header_code::gsme_billing: return "gsme_billing";
    case header_code::gsme_account: return "gsme_account";
    case header_code::command_result: return "command_result";
    }
    return {};
}

std::string_view to_string(ack_control v)
{
    static constexpr std::array<std::string_view, 3> names{"keep_open", "call_back", "done"};
    return pick(names, v);
}

std::string_view to_string(command_status v)
{
    static constexpr std::array<std::string_view, 8> names{"ok",      "unknown_device", "unsupported", "busy",
                                                           "expired", "queued",         "failed",      "malformed"};
    return pick(names, v);
}

std::string_view to_string(purpose v)
{
    static constexpr std::array<std::string_view, 3> names{"", "head_end_ca", "head_end"};
    return pick(names, v);
}

std::string_view to_string(config_status v)
{
    static constexpr std::array<std::string_view, 8> names{"ok",        "duplicate",    "full",        "malformed",
                                                           "not_found", "refused_last", "unsupported", "refused"};
    return pick(names, v);
}

std::string_view to_string(bye_reason v)
{
    static constexpr std::array<std::string_view, 6> names{"complete",  "busy",          "protocol_error",
                                                           "not_known", "shutting_down", "timed_out"};
    return pick(names, v);
}

std::string_view to_string(boot_cause v)
{
    static constexpr std::array<std::string_view, 5> names{"", "power_on", "restart", "firmware", "watchdog"};
    return pick(names, v);
}

std::string_view to_string(image_state v)
{
    static constexpr std::array<std::string_view, 9> names{"none",      "receiving", "verified", "failed", "fetching",
                                                           "delivered", "waiting",   "trial",    "running"};
    return pick(names, v);
}

std::string_view to_string(image_status v)
{
    static constexpr std::array<std::string_view, 8> names{
        "ok", "no_image", "wrong_offset", "too_large", "unknown_device", "not_verified", "refused", "unsupported"};
    return pick(names, v);
}

std::string_view to_string(firmware_event v)
{
    static constexpr std::array<std::string_view, 8> names{"",          "verified",  "failed",    "fetching",
                                                           "delivered", "activated", "confirmed", "fell_back"};
    return pick(names, v);
}

std::string_view to_string(billing_cause v)
{
    static constexpr std::array<std::string_view, 5> names{"billing_day", "demand", "tariff", "payment_mode",
                                                           "tenancy"};
    return pick(names, v);
}

std::string_view message_name(std::uint8_t type)
{
    static constexpr std::array<std::string_view, 11> names{"",        "HELLO",  "ENVELOPES",   "ACK",
                                                            "COMMAND", "RESULT", "CONFIG",      "CONFIG_RESULT",
                                                            "BYE",     "IMAGE",  "IMAGE_RESULT"};
    return pick(names, std::size_t{type});
}

std::string_view operation_name(std::uint8_t code)
{
    static constexpr std::array<std::string_view, 6> names{
        "", "set_server", "set_schedule", "credential_export", "credential_import", "credential_remove"};
    return pick(names, std::size_t{code});
}

std::string_view image_operation_name(std::uint8_t code)
{
    static constexpr std::array<std::string_view, 6> names{"", "offer", "block", "activate", "drop", "query"};
    return pick(names, std::size_t{code});
}

} // namespace devices::call_home
