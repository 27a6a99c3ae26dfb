#include "devices/families/landis_gyr/journal.hpp"

#include "devices/families/landis_gyr/events.hpp"

#include <utility>

namespace devices::families::landis_gyr {
namespace {

using text = std::string;

std::string_view words(dlms::mechanism m)
{
    switch (m) {
    case dlms::mechanism::none: return "none";
    case dlms::mechanism::lls: return "lls";
    case dlms::mechanism::hls_gmac: return "hls_gmac";
    case dlms::mechanism::hls:
    case dlms::mechanism::hls_md5:
    case dlms::mechanism::hls_sha1:
    case dlms::mechanism::hls_sha256:
    case dlms::mechanism::hls_ecdsa: break;
    }
    return "another";
}

std::string_view words(dlms::association_diagnostic d)
{
    using diagnostic = dlms::association_diagnostic;
    switch (d) {
    case diagnostic::null: return "refused";
    case diagnostic::no_reason_given: return "no reason given";
    case diagnostic::application_context_not_supported: return "application context not supported";
    case diagnostic::calling_ap_title_not_recognised: return "calling AP title not recognised";
    case diagnostic::mechanism_name_not_recognised: return "mechanism name not recognised";
    case diagnostic::mechanism_name_required: return "mechanism name required";
    case diagnostic::authentication_failure: return "authentication failure";
    case diagnostic::authentication_required: return "authentication required";
    }
    return "refused";
}

class teller {
public:
    teller(sim::simulation& world, std::string_view installation, std::string_view peer, dlms_journal level,
           const device_event& e)
        : world_(world), about_{installation, e.device->part}, peer_(peer), level_(level), event_(e)
    {}
    void operator()(const dlms::happened::associated& a) const
    {
        world_.log.emit(associated, about_,
                        {{"client", std::int64_t{event_.client}},
                         {"over", text(to_string(event_.over))},
                         {"peer", text(peer_)},
                         {"authentication", text(words(a.authentication))},
                         {"ciphered", a.context == dlms::application_context::logical_names_ciphered}});
    }
    void operator()(const dlms::happened::refused& r) const { refuse(words(r.diagnostic)); }
    void operator()(const dlms::happened::released& r) const
    {
        world_.log.emit(released, about_,
                        {{"client", std::int64_t{event_.client}},
                         {"over", text(to_string(event_.over))},
                         {"peer", text(peer_)},
                         {"asked", r.by_client}});
    }
    void operator()(const dlms::happened::accessed& a) const
    {
        if (level_ != dlms_journal::requests) return;
        bool action = a.service == dlms::happened::service::action;
        bool get = a.service == dlms::happened::service::get;
        auto result = action ? dlms::to_string(static_cast<dlms::action_result>(a.result))
                             : dlms::to_string(static_cast<dlms::data_access_result>(a.result));
        world_.log.emit(request, about_,
                        {{"client", std::int64_t{event_.client}},
                         {"over", text(to_string(event_.over))},
                         {"service", text(action ? "action"
                                          : get  ? "get"
                                                 : "set")},
                         {"class", std::int64_t{a.class_id}},
                         {"object", a.instance.to_string()},
                         {"index", std::int64_t{a.index}},
                         {"result", text(result)}});
    }
    void operator()(const dlms::happened::rejected& r) const { refuse(dlms::to_string(r.why.service)); }
    void operator()(const dlms::happened::incident& i) const { refuse(dlms::to_string(i.kind)); }

private:
    void refuse(std::string_view reason) const
    {
        world_.log.emit(refused, about_,
                        {{"client", std::int64_t{event_.client}},
                         {"over", text(to_string(event_.over))},
                         {"peer", text(peer_)},
                         {"reason", text(reason)}});
    }

    sim::simulation& world_;
    sim::subject about_;
    std::string_view peer_;
    dlms_journal level_;
    const device_event& event_;
};

} // namespace

namespace {

void tell(sim::simulation& world, std::string_view installation, std::string_view peer, dlms_journal level,
          const device_event& e)
{
    sim::cause_scope one(world.time); // side by side, not each other's cause
    std::visit(teller(world, installation, peer, level, e), e.what);
}

bool is_refusal(const dlms::server_event& e)
{
    return std::holds_alternative<dlms::happened::refused>(e) || std::holds_alternative<dlms::happened::rejected>(e);
}

} // namespace

void tell(sim::simulation& world, std::string_view installation, std::string_view peer, dlms_journal level,
          const std::vector<device_event>& events)
{
    auto now = world.time.now();
    bool incident = false;
    for (const auto& e : events) {
        // One request, one entry: an incident says more than the answer to it, which follows at once.
        if (std::exchange(incident, std::holds_alternative<dlms::happened::incident>(e.what)) && is_refusal(e.what))
            continue;
        tell(world, installation, peer, level, e);
    }
    for (const auto& e : events)
        if (e.device->watcher) e.device->watcher->happened(e, now);
    const served_device* last = nullptr;
    for (const auto& e : events)
        if (e.device->watcher && std::exchange(last, e.device) != e.device) e.device->watcher->served(now);
}

} // namespace devices::families::landis_gyr
