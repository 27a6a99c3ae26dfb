// What is too long for one APDU, in the blocks of GET, SET and ACTION themselves.
#include "devices/dlms/server_services.hpp"

#include <algorithm>

namespace devices::dlms {
namespace {

/// Octets of a response with a block that are not its data: tag, choice, invoke id, last, number, choice, length.
constexpr std::size_t response_block_overhead = 13;

/// The values of a list that came in blocks, as many as were named; empty for anything else.
std::vector<encoded_data> values_of(sim::byte_view octets, bool list, std::size_t count)
{
    sim::reader in(octets);
    if (list && read_length(in, most_listed) != count) return {};
    std::vector<encoded_data> values;
    for (auto left = list ? count : 1; left > 0 && in.ok(); --left) {
        const auto value = skip_data(in);
        values.emplace_back(value.begin(), value.end());
    }
    if (in.finish()) return {};
    return values;
}

} // namespace

server_services::service server_services::send_long(bool action, sim::bytes octets)
{
    outgoing_ = outgoing{action, std::move(octets)};
    return next_block();
}

server_services::service server_services::next_block()
{
    auto& o = *outgoing_;
    const auto most = room_.unlimited ? o.octets.size()
                                      : std::max(room_.octets, response_block_overhead + 1) - response_block_overhead;
    const auto size = std::min({most, o.octets.size() - o.from, std::size_t{65535}});
    const auto piece = sim::byte_view(o.octets).subspan(o.from, size);
    o.from += size;
    const bool last = o.from == o.octets.size(), action = o.action;
    const auto number = ++o.number;
    sim::bytes raw(piece.begin(), piece.end());
    if (last) outgoing_.reset();
    if (action) return response::action_block{{last, number, std::move(raw)}};
    return response::get_block{last, number, std::move(raw)};
}

/// How a long request ends that cannot go on.
server_services::service server_services::give_up_incoming(bool action, std::uint32_t number, data_access_result why)
{
    incoming_.reset();
    if (!action) return response::set_last_block{why, number};
    return response::action{{why == data_access_result::no_long_set_in_progress
                                 ? action_result::no_long_action_in_progress
                                 : action_result::long_action_aborted,
                             {}}};
}

server_services::service server_services::take_block(const data_block& b, bool action)
{
    if (!incoming_ || std::holds_alternative<methods>(incoming_->what) != action)
        return give_up_incoming(action, b.number, data_access_result::no_long_set_in_progress);
    if (b.number != incoming_->number + 1)
        return give_up_incoming(action, b.number, data_access_result::data_block_number_invalid);
    if (incoming_->octets.size() + b.raw.size() > room_.longest_value)
        return give_up_incoming(action, b.number, data_access_result::long_set_aborted);
    incoming_->octets.insert(incoming_->octets.end(), b.raw.begin(), b.raw.end());
    incoming_->number = b.number;
    if (b.last) return finish();
    if (action) return response::action_next{b.number};
    return response::set_block{b.number};
}

server_services::service server_services::finish()
{
    const auto all = *std::exchange(incoming_, std::nullopt);
    const auto count = std::visit([](const auto& what) { return what.size(); }, all.what);
    const auto values = values_of(all.octets, all.list, count);
    if (const auto* what = std::get_if<attributes>(&all.what)) {
        std::vector<data_access_result> results(count, data_access_result::type_unmatched);
        if (!values.empty()) results = write_all(*what, values);
        if (all.list) return response::set_last_block_list{std::move(results), all.number};
        return response::set_last_block{results.front(), all.number};
    }
    std::vector<response::action_outcome> outcomes(count, {action_result::type_unmatched, {}});
    if (!values.empty()) outcomes = invoke_all(std::get<methods>(all.what), values);
    if (all.list) return response::action_list{std::move(outcomes)};
    return response::action{std::move(outcomes.front())};
}

} // namespace devices::dlms
