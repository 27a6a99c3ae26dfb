#include "devices/object_lists/lists.hpp"

#include "devices/object_lists/parts.hpp"

#include <array>

namespace devices::object_lists {

using namespace cosem;

namespace {

void add_meter(object_list& list, const fuel_names& fuel)
{
    add_identity(list, fuel);
    add_associations(list, [](const call& c) -> key_access& { return device(c).keys; });
    add_meter_security(list);
    add_meter_clock(list);
    add_meter_image(list);
    add_totals(list, fuel);
    add_profiles(list, fuel);
    add_logs(list);
    add_tariff(list, fuel);
    add_billing(list, fuel);
    add_payment(list, fuel);
    add_history(list, fuel);
    add_policies(list, fuel);
}

} // namespace

const logical_device_of<chf_context>& chf_objects()
{
    static const auto list = [] {
        object_list objects;
        add_hub(objects);
        return logical_device_of<chf_context>("CHF", chf_sap, offered, std::move(objects));
    }();
    return list;
}

const logical_device_of<meter_context>& esme_objects()
{
    static const auto list = [] {
        object_list objects;
        add_meter(objects, electricity);
        add_electricity(objects);
        add_voltage_logs(objects);
        add_supply(objects, control_mode::reconnected_by_person_or_self);
        return logical_device_of<meter_context>("ESME", esme_sap, offered, std::move(objects));
    }();
    return list;
}

const logical_device_of<meter_context>& gsme_objects()
{
    static const auto list = [] {
        object_list objects;
        add_meter(objects, gas);
        add_gas(objects);
        add_network_data(objects);
        add_supply(objects, control_mode::reconnected_by_person);
        return logical_device_of<meter_context>("GSME", gsme_sap, offered, std::move(objects));
    }();
    return list;
}

std::span<const logical_device* const> all_lists()
{
    static const std::array<const logical_device*, 3> lists{&chf_objects(), &esme_objects(), &gsme_objects()};
    return lists;
}

} // namespace devices::object_lists
