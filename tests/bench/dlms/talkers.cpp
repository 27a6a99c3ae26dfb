#include "talkers.hpp"

#include <algorithm>
#include <stdexcept>

namespace bench {
namespace {

sim::bytes wrap_all(std::uint16_t client, std::uint16_t server, const dlms::client_association::apdus& apdus)
{
    sim::bytes out;
    for (const auto& apdu : apdus) {
        auto one = dlms::wrap(client, server, apdu).value();
        out.insert(out.end(), one.begin(), one.end());
    }
    return out;
}

/// Hands what came to the association; what came of it, if anything did.
std::optional<dlms::client_event> hear(dlms::client_association& with, dlms::unwrapper& incoming, sim::byte_view octets,
                                       dlms::client_association::apdus& answer)
{
    incoming.feed(octets);
    std::optional<dlms::client_event> event;
    while (auto m = incoming.next()) {
        auto out = with.received(m->apdu);
        answer.insert(answer.end(), out.send.begin(), out.send.end());
        if (out.event) event = std::move(out.event);
    }
    return event;
}

} // namespace

dlms_talker::dlms_talker(dlms::client_settings settings, std::uint16_t client, std::uint16_t server,
                         dlms::attribute then)
    : with_(std::move(settings)), client_(client), server_(server), then_(std::move(then))
{}

sim::bytes dlms_talker::next()
{
    return wrap_all(client_, server_, (with_.associated() ? with_.get(then_) : with_.open()).value());
}

bool dlms_talker::received(sim::byte_view octets, sim::bytes& send)
{
    dlms::client_association::apdus more;
    auto event = hear(with_, incoming_, octets, more);
    send = wrap_all(client_, server_, more);
    if (!event) return false;
    if (const auto* v = std::get_if<dlms::client_result::values>(&*event)) {
        const auto* octets_read = std::get_if<dlms::encoded_data>(&v->results.at(0));
        if (!octets_read) throw std::runtime_error("the attribute could not be read");
        value_ = *octets_read;
    } else if (!std::holds_alternative<dlms::client_result::opened>(*event))
        throw std::runtime_error("no association: " + std::to_string(event->index()));
    return true;
}

association_talker::association_talker(dlms::client_settings settings, std::uint16_t client, std::uint16_t server)
    : settings_(std::move(settings)), client_(client), server_(server)
{}

sim::bytes association_talker::next()
{
    with_.emplace(settings_);
    return wrap_all(client_, server_, with_->open().value());
}

bool association_talker::received(sim::byte_view octets, sim::bytes& send)
{
    dlms::client_association::apdus more;
    auto event = hear(*with_, incoming_, octets, more);
    send = wrap_all(client_, server_, more);
    if (!event) return false;
    if (std::holds_alternative<dlms::client_result::opened>(*event)) {
        send = wrap_all(client_, server_, with_->release().value());
        return false;
    }
    if (!std::holds_alternative<dlms::client_result::released>(*event))
        throw std::runtime_error("no association: " + std::to_string(event->index()));
    settings_.counters = with_->counters();
    return true;
}

prepared_talker::prepared_talker(std::vector<sim::bytes> requests, sim::bytes beginning, std::size_t answer_octets)
    : requests_(std::move(requests)), beginning_(std::move(beginning)), answer_octets_(answer_octets)
{}

sim::bytes prepared_talker::next()
{
    answer_.clear();
    return requests_[at_++ % requests_.size()];
}

bool prepared_talker::received(sim::byte_view octets, sim::bytes&)
{
    answer_.insert(answer_.end(), octets.begin(), octets.end());
    if (answer_.size() < answer_octets_) return false;
    if (answer_.size() > answer_octets_ || !std::equal(beginning_.begin(), beginning_.end(), answer_.begin()))
        throw std::runtime_error("another answer than was expected");
    return true;
}

} // namespace bench
