#include "devices/dlms/server_services.hpp"

#include <algorithm>

namespace devices::dlms {
namespace {

/// Attributes and methods of a list share nothing else; an unsupported service is answered by an exception response.
constexpr std::uint8_t response_header = 4; // tag, choice, invoke id, and the choice of a result
const auto no_service = exception_response{state_error::service_not_allowed, service_error::service_not_supported, 0};
const auto senseless = exception_response{state_error::service_not_allowed, service_error::other_reason, 0};
const auto does_not_fit = exception_response{state_error::service_not_allowed, service_error::pdu_too_long, 0};

std::optional<data> whole_value(const encoded_data& octets)
{
    sim::reader in(octets);
    auto value = read_data(in);
    if (in.finish()) return {};
    return value;
}

template <class... T>
bool is_one_of(const request::service& s)
{
    return (std::holds_alternative<T>(s) || ...);
}

template <class What>
happened::accessed describe(happened::service service, const What& what, std::uint8_t result)
{
    return {service, what.class_id, what.instance, what.index, result};
}

} // namespace

sim::bytes exception(service_error why, state_error state) { return encode(exception_response{state, why, 0}); }

void server_services::reset()
{
    outgoing_.reset();
    incoming_.reset();
}

bool server_services::negotiated(conformance c) const { return (who_->terms->negotiated & c) == c; }

/// Clients that negotiate general block transfer and do not speak it are about, so blocks of the service come first.
bool server_services::fits(std::size_t octets, conformance blocks) const
{
    return room_.unlimited || octets <= room_.octets || (room_.general_blocks && !negotiated(blocks));
}

read_result server_services::read(const attribute& what, std::size_t& room)
{
    auto result = data_access_result::scope_of_access_violated;
    axdr_writer out;
    if (room == 0)
        result = data_access_result::other_reason;
    else if ((what.index != 0 || negotiated(conformance::attribute_0_get)) &&
             (!what.selection || negotiated(conformance::selective_access)))
        result = objects_->read(*who_, what, out);
    if (result == data_access_result::success && out.size() > room) {
        result = data_access_result::other_reason;
        room = 0;
    }
    room -= out.size() < room ? out.size() : room;
    events_->push_back(describe(happened::service::get, what, static_cast<std::uint8_t>(result)));
    if (result != data_access_result::success) return result;
    return out.take();
}

data_access_result server_services::write(const attribute& what, const encoded_data& value)
{
    auto result = data_access_result::scope_of_access_violated;
    if ((what.index != 0 || negotiated(conformance::attribute_0_set)) &&
        (!what.selection || negotiated(conformance::selective_access))) {
        const auto decoded = whole_value(value);
        result = decoded ? objects_->write(*who_, what, *decoded) : data_access_result::type_unmatched;
    }
    events_->push_back(describe(happened::service::set, what, static_cast<std::uint8_t>(result)));
    return result;
}

response::action_outcome server_services::invoke(const method& what, const std::optional<encoded_data>& parameters)
{
    std::optional<data> decoded;
    response::action_outcome out{action_result::type_unmatched, {}};
    if (parameters) decoded = whole_value(*parameters);
    if (decoded || !parameters) {
        std::optional<encoded_data> returned;
        out.result = objects_->invoke(*who_, what, decoded, returned);
        if (returned && out.result == action_result::success) out.returned = std::move(*returned);
    }
    events_->push_back(describe(happened::service::action, what, static_cast<std::uint8_t>(out.result)));
    return out;
}

std::vector<data_access_result> server_services::write_all(const attributes& what,
                                                           const std::vector<encoded_data>& values)
{
    std::vector<data_access_result> results;
    for (std::size_t i = 0; i < what.size(); ++i) results.push_back(write(what[i], values[i]));
    return results;
}

std::vector<response::action_outcome> server_services::invoke_all(const methods& what,
                                                                  const std::vector<encoded_data>& parameters)
{
    std::vector<response::action_outcome> outcomes;
    for (std::size_t i = 0; i < what.size(); ++i) outcomes.push_back(invoke(what[i], parameters[i]));
    return outcomes;
}

/// Each overload answers one kind of request; `whole` encodes an answer to see whether it fits.
struct server_services::visitor {
    server_services& self;
    const dlms::invoke& id;
    using answer = std::variant<service, exception_response>;

    std::size_t size_of(const service& s) const { return encode(response_apdu{id, s}).size(); }
    bool may(conformance c) const { return self.negotiated(c); }

    answer operator()(const request::get& r) const
    {
        if (!may(conformance::get)) return no_service;
        auto room = self.room_.longest_value;
        auto result = self.read(r.what, room);
        const auto* value = std::get_if<encoded_data>(&result);
        if (!value || self.fits(response_header + value->size(), conformance::block_transfer_get))
            return service{response::get{std::move(result)}};
        if (!may(conformance::block_transfer_get)) return service{response::get{data_access_result::other_reason}};
        return self.send_long(false, std::move(std::get<encoded_data>(result)));
    }
    answer operator()(const request::get_next& r) const
    {
        if (!may(conformance::get | conformance::block_transfer_get)) return no_service;
        const auto refuse = [&](data_access_result why) -> answer {
            self.outgoing_.reset();
            return service{response::get_block{true, r.block, why}};
        };
        if (!self.outgoing_ || self.outgoing_->action) return refuse(data_access_result::no_long_get_in_progress);
        if (r.block != self.outgoing_->number) return refuse(data_access_result::data_block_number_invalid);
        return self.next_block();
    }
    answer operator()(const request::get_list& r) const
    {
        if (!may(conformance::get | conformance::multiple_references)) return no_service;
        if (r.what.empty()) return senseless;
        response::get_list all;
        auto room = self.room_.longest_value;
        for (const auto& what : r.what) all.results.push_back(self.read(what, room));
        auto whole = encode(response_apdu{id, all});
        if (self.fits(whole.size(), conformance::block_transfer_get)) return service{std::move(all)};
        if (!may(conformance::block_transfer_get)) return does_not_fit;
        whole.erase(whole.begin(),
                    whole.begin() + response_header - 1); // the list as it stands behind tag, choice and id
        return self.send_long(false, std::move(whole));
    }
    answer operator()(const request::set& r) const
    {
        if (!may(conformance::set)) return no_service;
        return service{response::set{self.write(r.what, r.value)}};
    }
    answer operator()(const request::set_list& r) const
    {
        if (!may(conformance::set | conformance::multiple_references)) return no_service;
        if (r.what.empty() || r.what.size() != r.values.size()) return senseless;
        return service{response::set_list{self.write_all(r.what, r.values)}};
    }
    answer operator()(const request::set_first_block& r) const
    {
        if (!may(conformance::set | conformance::block_transfer_set)) return no_service;
        self.incoming_ = incoming{attributes{r.what}, false, {}};
        return self.take_block(r.block, false);
    }
    answer operator()(const request::set_list_first_block& r) const
    {
        if (!may(conformance::set | conformance::block_transfer_set | conformance::multiple_references))
            return no_service;
        if (r.what.empty()) return senseless;
        self.incoming_ = incoming{r.what, true, {}};
        return self.take_block(r.block, false);
    }
    answer operator()(const request::set_block& r) const
    {
        if (!may(conformance::set | conformance::block_transfer_set)) return no_service;
        return self.take_block(r.block, false);
    }
    answer acted(response::action_outcome outcome) const
    {
        service whole{response::action{std::move(outcome)}};
        if (self.fits(size_of(whole), conformance::block_transfer_action)) return whole;
        if (!may(conformance::block_transfer_action)) return does_not_fit;
        return self.send_long(true, std::get<encoded_data>(*std::get<response::action>(whole).outcome.returned));
    }
    answer operator()(const request::action& r) const
    {
        if (!may(conformance::action)) return no_service;
        return acted(self.invoke(r.what, r.parameters));
    }
    answer acted(response::action_list all) const
    {
        auto whole = encode(response_apdu{id, all});
        if (self.fits(whole.size(), conformance::block_transfer_action)) return service{std::move(all)};
        if (!may(conformance::block_transfer_action)) return does_not_fit;
        whole.erase(whole.begin(), whole.begin() + response_header - 1);
        return self.send_long(true, std::move(whole));
    }
    answer operator()(const request::action_list& r) const
    {
        if (!may(conformance::action | conformance::multiple_references)) return no_service;
        if (r.what.empty() || r.what.size() != r.parameters.size()) return senseless;
        return acted(response::action_list{self.invoke_all(r.what, r.parameters)});
    }
    answer operator()(const request::action_next& r) const
    {
        if (!may(conformance::action | conformance::block_transfer_action)) return no_service;
        const bool running = self.outgoing_ && self.outgoing_->action;
        if (running && r.block == self.outgoing_->number) return self.next_block();
        self.outgoing_.reset();
        return service{response::action{
            {running ? action_result::long_action_aborted : action_result::no_long_action_in_progress, {}}}};
    }
    answer operator()(const request::action_first_block& r) const
    {
        if (!may(conformance::action | conformance::block_transfer_action)) return no_service;
        self.incoming_ = incoming{methods{r.what}, false, {}};
        return finished(self.take_block(r.block, true));
    }
    answer operator()(const request::action_list_first_block& r) const
    {
        if (!may(conformance::action | conformance::block_transfer_action | conformance::multiple_references))
            return no_service;
        if (r.what.empty()) return senseless;
        self.incoming_ = incoming{r.what, true, {}};
        return finished(self.take_block(r.block, true));
    }
    answer operator()(const request::action_block& r) const
    {
        if (!may(conformance::action | conformance::block_transfer_action)) return no_service;
        return finished(self.take_block(r.block, true));
    }
    /// What an action that came in blocks gives back may be long, too.
    answer finished(service s) const
    {
        if (auto* one = std::get_if<response::action>(&s)) return acted(std::move(one->outcome));
        if (auto* list = std::get_if<response::action_list>(&s)) return acted(std::move(*list));
        return s;
    }
};

sim::bytes server_services::handle(const caller& who, const request_apdu& r, const answer_room& room,
                                   std::vector<server_event>& events)
{
    who_ = &who;
    room_ = room;
    events_ = &events;
    // Whatever is not the next step of a long service ends it.
    if (!is_one_of<request::get_next, request::action_next>(r.what)) outgoing_.reset();
    if (!is_one_of<request::set_block, request::action_block>(r.what)) incoming_.reset();

    const auto answer = std::visit(visitor{*this, r.invoke}, r.what);
    if (const auto* why = std::get_if<exception_response>(&answer)) return encode(*why);
    return encode(response_apdu{r.invoke, std::get<service>(answer)});
}

} // namespace devices::dlms
