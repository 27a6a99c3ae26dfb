// What a client asks for, and what comes back in blocks.
#include "devices/dlms/client_session.hpp"

#include <algorithm>

namespace devices::dlms {
namespace {

/// Octets of a request with a block that are not its data, but for the names before it: tag, choice, invoke id, last,
/// number, length.
constexpr std::size_t request_block_overhead = 12;
constexpr std::size_t list_header = 3; // tag, choice, invoke id

/// What the blocks of a long request carry: what stands behind the names. For a list: its length, and the values.
sim::bytes octets_behind_names(const request_apdu& r)
{
    if (const auto* one = std::get_if<request::set>(&r.what)) return one->value;
    if (const auto* one = std::get_if<request::action>(&r.what)) return one->parameters.value_or(sim::bytes{});
    const auto* attributes = std::get_if<request::set_list>(&r.what);
    const auto& values = attributes ? attributes->values : std::get<request::action_list>(r.what).parameters;
    sim::writer out;
    write_length(out, values.size());
    for (const auto& value : values) out.raw(value);
    return out.take();
}

/// The request that brings the first block.
request::service first_block(const request_apdu& r, data_block block)
{
    if (const auto* one = std::get_if<request::set>(&r.what))
        return request::set_first_block{one->what, std::move(block)};
    if (const auto* one = std::get_if<request::action>(&r.what))
        return request::action_first_block{one->what, std::move(block)};
    if (const auto* all = std::get_if<request::set_list>(&r.what))
        return request::set_list_first_block{all->what, std::move(block)};
    return request::action_list_first_block{std::get<request::action_list>(r.what).what, std::move(block)};
}

} // namespace

sim::result<client_association::apdus> client_association::get(const attribute& what)
{
    impl_->listed = false;
    return impl_->begin(impl::waiting_for::values, encode(request_apdu{impl_->next_id(), request::get{what}}));
}

sim::result<client_association::apdus> client_association::get(const std::vector<attribute>& what)
{
    impl_->listed = true;
    return impl_->begin(impl::waiting_for::values, encode(request_apdu{impl_->next_id(), request::get_list{what}}));
}

sim::result<client_association::apdus> client_association::set(const attribute& what, const encoded_data& value)
{
    impl_->listed = false;
    return impl_->begin_long(impl::waiting_for::writing, {impl_->next_id(), request::set{what, value}});
}

sim::result<client_association::apdus> client_association::set(const std::vector<attribute>& what,
                                                               const std::vector<encoded_data>& values)
{
    impl_->listed = true;
    return impl_->begin_long(impl::waiting_for::writing, {impl_->next_id(), request::set_list{what, values}});
}

sim::result<client_association::apdus> client_association::action(const method& what,
                                                                  const std::optional<encoded_data>& parameters)
{
    impl_->listed = false;
    return impl_->begin_long(impl::waiting_for::acting, {impl_->next_id(), request::action{what, parameters}});
}

sim::result<client_association::apdus> client_association::action(const std::vector<method>& what,
                                                                  const std::vector<encoded_data>& parameters)
{
    impl_->listed = true;
    return impl_->begin_long(impl::waiting_for::acting, {impl_->next_id(), request::action_list{what, parameters}});
}

invoke client_association::impl::next_id()
{
    id = (id + 1) & 0x0F;
    return {.id = id};
}

/// In the service's own blocks when it is too long and they are agreed upon; else as any request.
sim::result<client_association::apdus> client_association::impl::begin_long(waiting_for what, const request_apdu& r)
{
    auto whole = encode(r);
    const bool action = what == waiting_for::acting;
    const auto blocks_of_service = action ? conformance::block_transfer_action : conformance::block_transfer_set;
    if (whole.size() + overhead(form()) <= server_max() || !negotiated(blocks_of_service))
        return begin(what, std::move(whole));
    outgoing = octets_behind_names(r);
    sent = 0;
    number = 0;
    const auto empty = encode(request_apdu{r.invoke, first_block(r, {})}).size() + 2; // a length of three octets
    const auto most = server_max() - std::min(server_max(), empty + overhead(form()));
    if (most == 0) return sim::codec_errc::too_long; // the names alone are too long
    return begin(what, encode(request_apdu{r.invoke, first_block(r, take_piece(most))}));
}

data_block client_association::impl::take_piece(std::size_t most)
{
    const auto size = std::min(most, outgoing.size() - sent);
    const auto from = outgoing.begin() + static_cast<std::ptrdiff_t>(sent);
    data_block block{sent + size == outgoing.size(), ++number, {from, from + static_cast<std::ptrdiff_t>(size)}};
    sent += size;
    return block;
}

client_outcome client_association::impl::transmit(request::service what)
{
    auto wire = send(encode(request_apdu{{.id = id}, std::move(what)}));
    if (!wire) return fail(wire.error());
    return {std::move(*wire), {}};
}

/// The server has taken a block.
client_outcome client_association::impl::next_block(std::uint32_t taken)
{
    if (taken != number || sent >= outgoing.size()) return fail(sim::codec_errc::out_of_range);
    const auto added = request_block_overhead + overhead(form());
    auto block = take_piece(server_max() > added ? server_max() - added : 1);
    if (waiting == waiting_for::acting) return transmit(request::action_block{std::move(block)});
    return transmit(request::set_block{std::move(block)});
}

/// A block of a long answer.
client_outcome client_association::impl::collect(bool last, std::uint32_t block, const sim::bytes& raw)
{
    const auto expected = incoming_number + 1;
    if (block != expected || incoming.size() + raw.size() > settings.longest_value)
        return fail(sim::codec_errc::out_of_range);
    incoming_number = block;
    incoming.insert(incoming.end(), raw.begin(), raw.end());
    if (last) return collected();
    if (waiting == waiting_for::acting) return transmit(request::action_next{block});
    return transmit(request::get_next{block});
}

client_outcome client_association::impl::collected()
{
    auto octets = std::move(incoming);
    if (!listed) {
        if (waiting == waiting_for::values) return done(client_result::values{{std::move(octets)}});
        return done(client_result::acted{{{action_result::success, read_result{std::move(octets)}}}});
    }
    // A list came in pieces: behind the head of an APDU it is one.
    const auto head = waiting == waiting_for::values ? encode(response_apdu{{.id = id}, response::get_list{}})
                                                     : encode(response_apdu{{.id = id}, response::action_list{}});
    octets.insert(octets.begin(), head.begin(), head.begin() + list_header);
    const auto whole = decode_response(octets);
    if (!whole) return fail(whole.error());
    return take_response(*whole);
}

client_outcome client_association::impl::take_response(const response_apdu& r)
{
    const bool reading = waiting == waiting_for::values, writing = waiting == waiting_for::writing,
               acting = waiting == waiting_for::acting;
    if (const auto* m = std::get_if<response::get>(&r.what); m && reading)
        return done(client_result::values{{m->result}});
    if (const auto* m = std::get_if<response::get_list>(&r.what); m && reading)
        return done(client_result::values{m->results});
    if (const auto* m = std::get_if<response::get_block>(&r.what); m && reading) {
        if (const auto* raw = std::get_if<sim::bytes>(&m->raw)) return collect(m->last, m->number, *raw);
        return done(client_result::values{{std::get<data_access_result>(m->raw)}});
    }
    if (const auto* m = std::get_if<response::set>(&r.what); m && writing)
        return done(client_result::written{{m->result}});
    if (const auto* m = std::get_if<response::set_list>(&r.what); m && writing)
        return done(client_result::written{m->results});
    if (const auto* m = std::get_if<response::set_block>(&r.what); m && writing) return next_block(m->number);
    if (const auto* m = std::get_if<response::set_last_block>(&r.what); m && writing)
        return done(client_result::written{{m->result}});
    if (const auto* m = std::get_if<response::set_last_block_list>(&r.what); m && writing)
        return done(client_result::written{m->results});
    if (const auto* m = std::get_if<response::action>(&r.what); m && acting)
        return done(client_result::acted{{m->outcome}});
    if (const auto* m = std::get_if<response::action_list>(&r.what); m && acting)
        return done(client_result::acted{m->outcomes});
    if (const auto* m = std::get_if<response::action_next>(&r.what); m && acting) return next_block(m->block);
    if (const auto* m = std::get_if<response::action_block>(&r.what); m && acting)
        return collect(m->block.last, m->block.number, m->block.raw);
    return fail(sim::codec_errc::out_of_range); // an answer to something else
}

} // namespace devices::dlms
