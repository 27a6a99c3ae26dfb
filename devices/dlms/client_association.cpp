#include "devices/dlms/client_association.hpp"

#include "devices/dlms/apdu_tags.hpp"
#include "devices/dlms/client_session.hpp"
#include "sim/core/check.hpp"

namespace devices::dlms {

client_association::impl::impl(client_settings s)
    : settings(std::move(s)), blocks({.window = settings.window, .longest_apdu = settings.longest_value})
{
    if (settings.encryption_key) unicast.emplace(*settings.encryption_key, settings.counters);
    context.own = settings.title;
    context.authentication_key = settings.authentication_key.value_or(key128{});
}

client_association::client_association(client_settings settings) : impl_(std::make_unique<impl>(std::move(settings))) {}
client_association::client_association(client_association&&) noexcept = default;
client_association& client_association::operator=(client_association&&) noexcept = default;
client_association::~client_association() = default;

bool client_association::associated() const { return impl_->state == impl::state::open; }
const initiate_response& client_association::terms() const { return impl_->terms; }
counter_values client_association::counters() const
{
    return impl_->unicast ? impl_->unicast->counters.values() : impl_->settings.counters;
}

sim::result<client_association::apdus> client_association::open() { return impl_->open(); }
sim::result<client_association::apdus> client_association::release() { return impl_->release(); }
client_outcome client_association::received(sim::byte_view apdu) { return impl_->received(apdu); }

security_context& client_association::impl::keys()
{
    context.unicast = unicast ? &*unicast : nullptr;
    context.dedicated = dedicated ? &*dedicated : nullptr;
    return context;
}

/// Of services; the InitiateRequest never has the dedicated key, which it brings.
message_form client_association::impl::form() const
{
    if (!ciphered() || !settings.control) return {};
    return {true, settings.general, dedicated ? ciphering::dedicated : ciphering::global, *settings.control};
}

sim::result<sim::bytes> client_association::impl::protect(sim::byte_view plain)
{
    return cipher(keys(), form(), plain);
}

sim::result<client_association::apdus> client_association::impl::begin(waiting_for what, sim::bytes plain)
{
    sim::check(state == state::open && waiting == waiting_for::nothing, "a client asks for one thing at a time");
    incoming.clear();
    incoming_number = 0;
    blocks.reset();
    auto wire = send(std::move(plain));
    if (wire) waiting = what;
    return wire;
}

/// In one APDU, or in general blocks when it is too long for the server.
sim::result<client_association::apdus> client_association::impl::send(sim::bytes plain)
{
    auto wire = protect(plain);
    if (!wire) return wire.error();
    if (wire->size() <= server_max()) return apdus{std::move(*wire)};
    if (!negotiated(conformance::general_block_transfer)) return sim::codec_errc::too_long;
    blocks.reset();
    auto out = blocks.send(std::move(*wire), server_max());
    if (out.empty()) return sim::codec_errc::too_long;
    return out;
}

client_outcome client_association::impl::done(client_event event)
{
    waiting = waiting_for::nothing;
    incoming.clear();
    outgoing.clear();
    return {{}, std::move(event)};
}

client_outcome client_association::impl::received(sim::byte_view apdu)
{
    if (apdu.empty()) return fail(sim::codec_errc::truncated);
    switch (apdu[0]) {
    case aare_tag: return associated(apdu);
    case rlre_tag: return released(apdu);
    case exception_response_tag: return take_exception(apdu);
    case general_block_tag: return take_block(apdu);
    default: return take(apdu);
    }
}

client_outcome client_association::impl::take_exception(sim::byte_view apdu)
{
    const auto why = decode_exception_response(apdu);
    if (!why) return fail(why.error());
    if (state == state::opening || state == state::proving) state = state::closed;
    if (state == state::releasing) state = state::open;
    return done(client_result::exception{*why});
}

client_outcome client_association::impl::take_block(sim::byte_view apdu)
{
    const auto block = decode_general_block(apdu);
    if (!block) return fail(block.error());
    // Unasked for: a notification is an exchange of its own.
    if (waiting == waiting_for::nothing && block->number == 1 && !block->data.empty()) blocks.reset();
    auto step = blocks.received(*block);
    if (step.apdu) {
        if (step.apdu->empty() || step.apdu->front() == general_block_tag) return fail(sim::codec_errc::out_of_range);
        return received(*step.apdu);
    }
    client_outcome out;
    if (step.aborted) out = fail(sim::codec_errc::out_of_range);
    out.send = std::move(step.send);
    return out;
}

/// A service's answer or a notification, at least as well protected as we ask.
client_outcome client_association::impl::take(sim::byte_view apdu)
{
    deciphered m{{}, {apdu.begin(), apdu.end()}};
    if (is_ciphered(apdu[0])) {
        auto plain = decipher(keys(), apdu);
        if (!plain) return fail(plain.error().reason);
        m = std::move(*plain);
    }
    const auto wanted = form();
    if ((wanted.authenticated() && !m.form.authenticated()) || (wanted.encrypted() && !m.form.encrypted()))
        return fail(security_errc::no_protection);
    if (is_notification(m.apdu)) {
        auto what = decode_data_notification(m.apdu);
        if (!what) return fail(what.error());
        return {{}, client_result::notified{{m.form, std::move(*what)}}}; // whatever is under way goes on
    }
    return take_plain(m.apdu);
}

client_outcome client_association::impl::take_plain(const sim::bytes& apdu)
{
    if (apdu[0] == exception_response_tag) return take_exception(apdu);
    const auto r = decode_response(apdu);
    if (!r) return fail(r.error());
    if (state == state::proving) return proved(*r);
    if (state != state::open || waiting == waiting_for::nothing) return fail(sim::codec_errc::out_of_range);
    return take_response(*r);
}

} // namespace devices::dlms
