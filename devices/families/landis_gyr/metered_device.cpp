#include "devices/families/landis_gyr/metered_device.hpp"

namespace devices::families::landis_gyr {

metered_device::metered_device(sim::simulation& world, const std::string& installation, esme::meter& meter,
                               on_alert alert)
    : part_("esme"),
      eui64_(meter.who().eui64),
      sap_(object_lists::esme_sap),
      meter_(meter),
      keys_(world, installation + ".esme", eui64_),
      security_(keys_),
      context_(meter, security_),
      objects_(object_lists::esme_objects(), context_),
      shell_(world, installation, part_, meter,
             [this, alert = std::move(alert)](const metering::alert& a) { alert(*this, a); })
{}

metered_device::metered_device(sim::simulation& world, const std::string& installation, gsme::meter& meter,
                               on_alert alert)
    : part_("gsme"),
      eui64_(meter.who().eui64),
      sap_(object_lists::gsme_sap),
      meter_(meter),
      keys_(world, installation + ".gsme", eui64_),
      security_(keys_),
      context_(meter, security_),
      objects_(object_lists::gsme_objects(), context_),
      shell_(world, installation, part_, meter,
             [this, alert = std::move(alert)](const metering::alert& a) { alert(*this, a); })
{}

served_device metered_device::served(const association_table& clients)
{
    return {part_, eui64_, sap_, &clients, &keys_, &objects_, this};
}

cosem::logical_device_name metered_device::name() const
{
    return {sap_, object_lists::logical_device_name(title_of(eui64_), eui64_)};
}

void metered_device::happened(const device_event& e, sim::time_point now)
{
    if (const auto* a = std::get_if<dlms::happened::associated>(&e.what)) security_.associated(e.client, *a);
    if (const auto code = security_alert(e.what)) meter_.note_security(*code, now);
}

void metered_device::served(sim::time_point) { shell_.touched(); }

} // namespace devices::families::landis_gyr
