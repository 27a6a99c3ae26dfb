#include "scenarios/reference/smso.hpp"

namespace scenarios::reference {

void smso::add_family(std::string family, std::unique_ptr<head_end_service> service, std::string identity)
{
    families_[std::move(family)] = {std::move(service), std::move(identity)};
}

void smso::operate(const std::string& family, known_hub hub)
{
    auto& by = families_.at(family);
    auto who = hub.hub;
    by.service->know(std::move(hub));
    by.service->seek(who, {by.identity});
}

head_end_service* smso::service(const std::string& family) const
{
    auto it = families_.find(family);
    return it == families_.end() ? nullptr : it->second.service.get();
}

void smso::on_contact(head_end& contact)
{
    auto hub = contact.hub();
    contact.read_clock(hub, [this, &contact, hub](sim::result<sim::time_point> shown) {
        if (!shown && shown.error() == head_end_errc::contact_lost) return; // and the contact may be gone
        if (!shown) refused_.insert(hub);
        contact.close({});
    });
}

void smso::on_contact_ended(head_end& contact, bool complete)
{
    bool heard = refused_.erase(contact.hub()) == 0;
    if (complete && heard) on_session_(contact.hub());
}

} // namespace scenarios::reference
