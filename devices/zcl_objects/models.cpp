#include "devices/zcl_objects/models.hpp"

#include "devices/zcl_objects/parts.hpp"

namespace devices::zcl_objects {

namespace {

zcl::device_model_of<meter_device> make_meter(std::string name, fuel of)
{
    std::vector<cluster_side> clusters{meter_basic(of),
                                       identify(),
                                       meter_time(),
                                       meter_upgrade(),
                                       meter_price_server(of),
                                       meter_price_client(of),
                                       meter_metering(of),
                                       meter_messaging(),
                                       tunneling(),
                                       meter_prepayment(),
                                       key_establishment(direction::to_server),
                                       key_establishment(direction::to_client)};
    if (of == fuel::electricity) clusters.push_back(meter_load_control());
    return {std::move(name), {{first_endpoint, metering_device, std::move(clusters)}}};
}

ihd_device& display(const call& c) { return c.on<ihd_device>(); }

zcl::device_model_of<ihd_device> make_display()
{
    cluster_side basic(cluster_id::basic, direction::to_server);
    basic.attribute("ZCLVersion", [](const call&) { return zcl_version; });
    basic.attribute("ManufacturerName", [](const call& a) { return display(a).manufacturer; });
    basic.attribute("ModelIdentifier", [](const call& a) { return display(a).model; });
    basic.attribute("PowerSource", [](const call&) { return power_mains; });
    basic.attribute("SWBuildID", [](const call& a) { return display(a).firmware; });
    cluster_side price(cluster_id::price, direction::to_client);
    price.on("PublishPrice", [](const call& a, const fields& f) -> answer {
        const bool gas = a.in.source_endpoint == gas_endpoint;
        display(a).prices[gas ? 1 : 0] = f.number("price");
        return status::success;
    });
    cluster_side messages(cluster_id::messaging, direction::to_client);
    messages.on("DisplayMessage", [](const call& a, const fields& f) -> answer {
        display(a).message = message_in(f, a.now);
        return status::success;
    });
    auto cancel = [](const call& a, const fields&) -> answer {
        display(a).message.reset();
        return status::success;
    };
    messages.on("CancelMessage", cancel).on("CancelAllMessages", cancel);
    return {"IHD",
            {{first_endpoint,
              in_home_display,
              {std::move(basic), identify(), std::move(price), std::move(messages),
               key_establishment(direction::to_server), key_establishment(direction::to_client)}}}};
}

} // namespace

const zcl::device_model_of<meter_device>& esme_model()
{
    static const auto model = make_meter("ESME", fuel::electricity);
    return model;
}

const zcl::device_model_of<meter_device>& gsme_model()
{
    static const auto model = make_meter("GSME", fuel::gas);
    return model;
}

const zcl::device_model_of<ihd_device>& ihd_model()
{
    static const auto model = make_display();
    return model;
}

std::span<const zcl::device_model* const> all_models()
{
    static const zcl::device_model* const all[] = {&hub_model(), &esme_model(), &gsme_model(), &ihd_model()};
    return all;
}

} // namespace devices::zcl_objects
