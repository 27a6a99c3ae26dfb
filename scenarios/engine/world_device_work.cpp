// The world's side of what head-ends do with devices: whose head-end, which device, which values.
#include "devices/call_home/limits.hpp"
#include "devices/metering/firmware_image.hpp"
#include "scenarios/engine/world_places.hpp"
#include "scenarios/reference/head_end/device_actions.hpp"

namespace scenarios::engine {

using sim::arguments;

namespace {

/// Empty, 0 or false when it is absent.
template <class T>
T argument(const arguments& args, std::string_view name, T otherwise = {})
{
    auto it = args.find(name);
    return it == args.end() ? otherwise : std::get<T>(it->second);
}

bool within(std::int64_t n, std::int64_t least, std::int64_t most) { return n >= least && n <= most; }

constexpr std::int64_t usual_image = 65536, least_image = 64;

} // namespace

/// Which head-end is meant: null where there is none of that name.
reference::head_end_service* world::service_of(const place& p, const arguments& args) const
{
    auto by = argument<std::string>(args, "by");
    const auto& family = families_[p.plan->entry].name;
    if (by.empty()) by = s1sp_->find(p.plan->id)->state() == reference::migration_state::commissioned ? "s1sp" : "smso";
    if (by == "s1sp") return s1sp_->service(family);
    return by == "smso" ? p.company->system->service(family) : nullptr;
}

/// A device by the scenario's word for it; empty: the installation has none such.
std::optional<world::addressed> world::device_of(const place& p, const arguments& args) const
{
    auto word = argument<std::string>(args, "target");
    if (word == "chf") return addressed{p.identities.chf, p.hub->make().model};
    if (word == "esme" && p.esme) return addressed{p.esme->who().eui64, p.esme->who().model};
    if (word == "gsme" && p.gsme) return addressed{p.gsme->who().eui64, p.gsme->who().model};
    return {};
}

sim::error_code world::send_command(const place& p, const arguments& args)
{
    auto* service = service_of(p, args);
    auto device = device_of(p, args);
    if (!service || !device) return sim::registry_errc::unknown_subject;
    auto frame = sim::from_hex(argument<std::string>(args, "frame"));
    if (!frame) return frame.error();
    auto cluster = argument<std::int64_t>(args, "cluster"), endpoint = argument<std::int64_t>(args, "endpoint", 1);
    if (!within(cluster, 0, 0xFFFF) || !within(endpoint, 1, 240)) return sim::core_errc::out_of_range;
    reference::device_command c{
        device->eui64, static_cast<std::uint8_t>(endpoint), static_cast<std::uint16_t>(cluster), {}, std::move(*frame)};
    if (args.contains("deadline")) c.deadline = sim_.time.now() + argument<sim::duration>(args, "deadline");
    return service->send(p.identities.chf, std::move(c));
}

sim::error_code world::offer_firmware(const place& p, const arguments& args)
{
    auto* service = service_of(p, args);
    auto device = device_of(p, args);
    if (!service || !device) return sim::registry_errc::unknown_subject;
    auto version = argument<std::string>(args, "version");
    auto octets = argument<std::int64_t>(args, "octets", usual_image);
    bool fits = !version.empty() && version.size() <= devices::call_home::limits::firmware &&
                within(octets, least_image, devices::call_home::limits::image);
    if (!fits) return sim::core_errc::out_of_range;
    reference::firmware_job job{device->eui64, version,
                                devices::metering::make_firmware_image(device->model, version,
                                                                       static_cast<std::size_t>(octets),
                                                                       argument<bool>(args, "works", true))};
    if (args.contains("switch_after")) job.switch_at = sim_.time.now() + argument<sim::duration>(args, "switch_after");
    return service->offer(p.identities.chf, std::move(job));
}

sim::error_code world::redirect_hub(const place& p, const arguments& args)
{
    auto* service = service_of(p, args);
    if (!service) return sim::registry_errc::unknown_subject;
    auto name = argument<std::string>(args, "name");
    auto port = argument<std::int64_t>(args, "port");
    auto token = sim::from_hex(argument<std::string>(args, "token"));
    if (!token) return token.error();
    namespace limits = devices::call_home::limits;
    bool fits = !name.empty() && name.size() <= limits::server_name && within(port, 1, 0xFFFF) &&
                token->size() <= limits::token;
    if (!fits) return sim::core_errc::out_of_range;
    return service->redirect(p.identities.chf, {name, static_cast<std::uint16_t>(port), std::move(*token)});
}

void world::bind_device_work()
{
    auto bind = [this](const sim::action_type& type, auto act) {
        sim_.names.bind(type, [this, act](std::string_view on, const arguments& args) -> sim::error_code {
            auto* p = find(on);
            if (!p) return sim::registry_errc::unknown_subject;
            return (this->*act)(*p, args);
        });
    };
    bind(reference::head_end_command_action, &world::send_command);
    bind(reference::firmware_offer_action, &world::offer_firmware);
    bind(reference::redirect_action, &world::redirect_hub);
}

} // namespace scenarios::engine
