#include "sim/smwan/catalogue.hpp"

#include "sim/smwan/events.hpp"
#include "sim/smwan/sim_directory.hpp"
#include "sim/smwan/sms_centre.hpp"
#include "sim/smwan/states.hpp"

namespace sim::smwan {

void declare(simulation& world)
{
    for (const auto* e :
         {&sim_profile_changed, &sim_state_changed, &wan_attached, &wan_detached, &wan_context_lost, &wan_offline,
          &wan_attach_rejected, &wan_pdp_rejected, &wan_request_timed_out, &wan_context_active, &wan_online,
          &wan_context_orphaned, &sms_sent, &sms_delivered, &sms_failed})
        world.names.declare(*e);
    for (const auto* s : {&wan_state, &wan_context, &sim_profile, &sim_state_value, &chf_address, &chf_apn})
        world.names.declare(*s);
    for (const auto* a : {&set_profile_action, &send_sms_action}) world.names.declare(*a);
    for (const auto* f : {&attach_reject_fault, &pdp_reject_fault, &no_answer_fault}) world.faults.declare(*f);
}

error_code set_profile(sim_directory& directory, std::string_view on, const arguments& args)
{
    auto* card = directory.by_installation(on);
    if (!card) return registry_errc::unknown_subject;
    auto it = args.find("profile");
    if (it == args.end()) return registry_errc::missing_argument;
    const auto* profile = std::get_if<std::string>(&it->second);
    return profile ? directory.set_profile(*card, *profile) : make_error_code(registry_errc::wrong_kind);
}

void bind(simulation& world, sim_directory& directory)
{
    world.names.bind(set_profile_action, [&directory](std::string_view on, const arguments& args) {
        return set_profile(directory, on, args);
    });
    world.names.bind(sim_profile, [&directory](std::string_view on) -> std::optional<value> {
        auto* card = directory.by_installation(on);
        if (!card) return {};
        return card->profile().name;
    });
    world.names.bind(sim_state_value, [&directory](std::string_view on) -> std::optional<value> {
        auto* card = directory.by_installation(on);
        if (!card) return {};
        return std::string(to_string(card->state()));
    });
}

void bind(simulation& world, sim_directory& directory, sms_centre& messages)
{
    world.names.bind(send_sms_action,
                     [&directory, &messages](std::string_view on, const arguments& args) -> error_code {
                         auto* card = directory.by_installation(on);
                         if (!card) return registry_errc::unknown_subject;
                         auto it = args.find("validity");
                         if (it == args.end()) return messages.submit(*card).error();
                         const auto* validity = std::get_if<duration>(&it->second);
                         if (!validity) return registry_errc::wrong_kind;
                         return messages.submit(*card, *validity).error();
                     });
}

} // namespace sim::smwan
