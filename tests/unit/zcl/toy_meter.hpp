// A small device: a register, a text that can be written, a command of each kind.
#pragma once
#include "samples.hpp"

#include "devices/zcl/server.hpp"

namespace devices::zcl {

struct toy_meter {
    std::uint64_t summation{0x123456};
    std::int64_t demand{-5};
    std::string site{"here"};
    bool has_supply{true};
    std::uint8_t supply{2};
    std::size_t identified_s{0};
};

constexpr auto toy_endpoint = endpoint_id(1);
constexpr auto toy_time = sim::time_point{};

inline status write_site(const call& c, const attribute_place&, const value& v)
{
    if (v.octets.size() > 32) return status::invalid_value;
    c.on<toy_meter>().site = v.as_text();
    return status::success;
}

inline answer change_supply(const call& c, const fields& f)
{
    const auto wanted = f.number("proposed_supply_status");
    if (wanted > 2) return status::invalid_field;
    c.on<toy_meter>().supply = static_cast<std::uint8_t>(wanted);
    if (!(f.number("supply_control_bits") & 1)) return status::success;
    auto said = c.arguments("SupplyStatusResponse");
    said.add("provider_id", f.number("provider_id")).add("issuer_event_id", f.number("issuer_event_id"));
    said.add("implementation_date_time", 0).add("supply_status_after_implementation", wanted);
    return {"SupplyStatusResponse", said};
}

inline const device_model_of<toy_meter>& toy_model()
{
    static const auto meter = [](const call& c) -> toy_meter& { return c.on<toy_meter>(); };
    static const device_model_of<toy_meter> model("toy meter", [] {
        cluster_side basic(cluster_id::basic, direction::to_server);
        basic.attribute("ZCLVersion", [](const call&) { return 1; });
        cluster_side identify(cluster_id::identify, direction::to_server);
        identify.on("Identify", [](const call& c, const fields& f) -> answer {
            meter(c).identified_s = f.number("identify_time");
            return status::success;
        });
        cluster_side metering(cluster_id::metering, direction::to_server);
        metering.attribute("SiteID", [](const call& c) { return meter(c).site; }).write("SiteID", write_site);
        metering.attribute("CurrentSummationDelivered", [](const call& c) { return meter(c).summation; });
        metering.attribute("InstantaneousDemand", [](const call& c) { return meter(c).demand; });
        metering.attribute("SupplyStatus", [](const call& c) {
            return meter(c).has_supply ? std::optional(meter(c).supply) : std::nullopt;
        });
        metering.attribute(
            "CurrentTier#SummationDelivered",
            [](const call& c, const attribute_place& p) { return meter(c).summation / p.number; }, 2);
        metering.attribute(
            "CurrentTier#SummationReceived", [](const call&, const attribute_place& p) { return p.number; }, 2);
        metering.on("ChangeSupply", change_supply);
        cluster_side messages(cluster_id::messaging, direction::to_client);
        messages.on("DisplayMessage", [](const call& c, const fields& f) -> answer {
            meter(c).site = f.text("message");
            return status::success;
        });
        return std::vector<endpoint_model>{
            {toy_endpoint, 0x0501, {std::move(basic), std::move(identify), std::move(metering), std::move(messages)}}};
    }());
    return model;
}

/// Answers as hexadecimal digits, one after the other with a slash between.
struct toy_bench {
    toy_meter meter;
    report_table reports;
    incoming in{sim::eui64(0x70B3D50000000001), endpoint_id(1), toy_endpoint, cluster_id::metering, {}};

    std::string ask(std::string frame)
    {
        const auto octets = hex(std::move(frame));
        in.frame = octets;
        std::string said;
        for (const auto& reply : toy_model().handle(in, toy_time, meter, reports))
            said += (said.empty() ? "" : "/") + sim::to_hex(reply);
        return said;
    }
    std::string ask(cluster_id cluster, std::string frame)
    {
        in.cluster = cluster;
        return ask(std::move(frame));
    }
};

} // namespace devices::zcl
