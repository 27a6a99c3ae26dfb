// What comes to a meter or a display as a client: messages, load control events, firmware.
#include "devices/zcl_objects/parts.hpp"

namespace devices::zcl_objects {

message message_in(const fields& f, sim::time_point now)
{
    const auto start = f.number("start_time");
    return {static_cast<std::uint32_t>(f.number("message_id")), static_cast<std::uint8_t>(f.number("message_control")),
            start ? zcl::from_utc(static_cast<std::uint32_t>(start)) : now,
            static_cast<std::uint16_t>(f.number("duration_in_minutes")), f.text("message")};
}

namespace {

answer display_message(const call& c, const fields& f)
{
    device(c).change().message = message_in(f, c.now);
    return status::success;
}

answer cancel_one(const call& c, const fields& f)
{
    const auto& shown = device(c).kept().message;
    if (!shown || shown->id != f.number("message_id")) return status::not_found;
    device(c).change().message.reset();
    return status::success;
}

answer cancel_all(const call& c, const fields& f)
{
    if (auto kept = later(c, f, "implementation_time")) return *kept;
    device(c).change().message.reset();
    return status::success;
}

// ---- load control: a meter switches nothing that is meant, and says that it has heard (model choice)

constexpr std::uint64_t command_received = 0x01, event_cancelled = 0x06, no_signature = 0x00, not_used_8 = 0xFF,
                        not_used_temperature = 0x8000, not_used_load = 0x80;
constexpr std::size_t signature_octets = 42;

answer event_status(const call& c, const fields& f, std::uint64_t event, std::uint64_t criticality,
                    std::uint64_t control)
{
    auto said = c.arguments("ReportEventStatus");
    said.add("issuer_event_id", f.number("issuer_event_id")).add("event_status", event);
    said.add("event_status_time", utc(c.now)).add("criticality_level_applied", criticality);
    said.add("cooling_temperature_set_point_applied", not_used_temperature);
    said.add("heating_temperature_set_point_applied", not_used_temperature);
    said.add("average_load_adjustment_percentage_applied", not_used_load).add("duty_cycle_applied", not_used_8);
    said.add("event_control", control).add("signature_type", no_signature);
    said.add("signature", sim::byte_view(sim::bytes(signature_octets, 0xFF)));
    return {"ReportEventStatus", std::move(said)};
}

} // namespace

cluster_side meter_messaging()
{
    cluster_side c(cluster_id::messaging, direction::to_client);
    c.on("DisplayMessage", display_message);
    c.on("DisplayProtectedMessage", display_message);
    c.on("CancelMessage", cancel_one);
    c.on("CancelAllMessages", cancel_all);
    return c;
}

cluster_side meter_load_control()
{
    constexpr std::uint64_t minutes = 30, every_group = 0, no_device_class = 0;
    cluster_side c(cluster_id::demand_response, direction::to_client);
    c.attribute("UtilityEnrollmentGroup", [](const call&) { return every_group; });
    c.attribute("StartRandomizationMinutes", [](const call&) { return minutes; });
    c.attribute("DurationRandomizationMinutes", [](const call&) { return minutes; });
    c.attribute("DeviceClassValue", [](const call&) { return no_device_class; });
    c.on("LoadControlEvent", [](const call& a, const fields& f) {
        return event_status(a, f, command_received, f.number("criticality_level"), f.number("event_control"));
    });
    c.on("CancelLoadControlEvent",
         [](const call& a, const fields& f) { return event_status(a, f, event_cancelled, 0, 0); });
    c.on("CancelAllLoadControlEvents", [](const call&, const fields&) -> answer { return status::success; });
    return c;
}

cluster_side meter_upgrade()
{
    constexpr std::uint16_t zigbee_pro = 0x0002;
    cluster_side c(cluster_id::ota_upgrade, direction::to_client);
    c.attribute("FileOffset", [](const call& a) { return device(a).upgrade().file_offset(); });
    c.attribute("CurrentFileVersion", [](const call& a) { return device(a).upgrade().running().version; });
    c.attribute("CurrentZigBeeStackVersion", [](const call&) { return zigbee_pro; });
    c.attribute("DownloadedFileVersion", [](const call& a) { return device(a).upgrade().file_on_its_way(); });
    c.attribute("ImageUpgradeStatus", [](const call& a) { return device(a).upgrade().status(); });
    c.attribute("ManufacturerID", [](const call& a) { return device(a).upgrade().running().manufacturer; });
    c.attribute("ImageTypeID", [](const call& a) { return device(a).upgrade().running().type; });
    return c;
}

} // namespace devices::zcl_objects
