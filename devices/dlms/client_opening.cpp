// How a client's association begins and ends.
#include "devices/dlms/client_session.hpp"
#include "sim/core/check.hpp"

namespace devices::dlms {
namespace {

constexpr method reply_to_challenge{15, obis{{0, 0, 40, 0, 0, 255}}, 1};

} // namespace

sim::result<client_association::apdus> client_association::impl::open()
{
    sim::check(state == state::closed, "an association is opened once at a time");
    const bool hls = settings.authentication == mechanism::hls_gmac;
    dedicated.reset();
    initiate_request wish{.dedicated_key = {}, .proposed = settings.proposed, .max_pdu_size = settings.max_pdu};
    if (settings.dedicated_key)
        wish.dedicated_key.assign(settings.dedicated_key->begin(), settings.dedicated_key->end());
    auto initiate = form();
    initiate.general = false; // every server knows the glo- form
    auto information = cipher(keys(), initiate, encode(wish));
    if (!information) return information.error();
    aarq m{.context = settings.context,
           .calling_title = {},
           .authentication = settings.authentication,
           .user_information = std::move(*information)};
    if (ciphered() || hls) m.calling_title.assign(settings.title.octets.begin(), settings.title.octets.end());
    if (settings.authentication == mechanism::lls) m.authentication_value = settings.password;
    if (hls) m.authentication_value = settings.challenge;
    state = state::opening;
    return apdus{encode(m)};
}

client_outcome client_association::impl::associated(sim::byte_view apdu)
{
    if (state != state::opening) return fail(sim::codec_errc::out_of_range);
    state = state::closed;
    const auto m = decode_aare(apdu);
    if (!m) return fail(m.error());
    if (m->result == association_result::accepted) return agree(*m);
    client_result::refused why{m->result, m->diagnostic, {}};
    if (const auto error = decode_initiate_error(m->user_information)) why.error = *error;
    return done(why);
}

client_outcome client_association::impl::agree(const aare& m)
{
    server_title = m.responding_title;
    if (ciphered() || settings.authentication == mechanism::hls_gmac) {
        const auto title = system_title::from_octets(server_title);
        if (!title || *title == settings.title) return fail(security_errc::wrong_system_title);
        context.peer = *title;
    }
    auto octets = m.user_information;
    if (!octets.empty() && is_ciphered(octets[0])) {
        auto plain = decipher(keys(), octets);
        if (!plain) return fail(plain.error().reason);
        octets = std::move(plain->apdu);
    } else if (form().ciphered)
        return fail(security_errc::no_protection);
    const auto agreed = decode_initiate_response(octets);
    if (!agreed) return fail(agreed.error());
    terms = *agreed;
    if (settings.dedicated_key) dedicated.emplace(*settings.dedicated_key, counter_values{1, 0});
    if (settings.authentication == mechanism::hls_gmac) return prove(m);
    state = state::open;
    return done(client_result::opened{terms, server_title});
}

/// The third pass of HLS.
client_outcome client_association::impl::prove(const aare& m)
{
    const auto reply = answer_challenge(keys(), m.authentication_value.value_or(sim::bytes{}));
    if (!reply) return fail(reply.error());
    id = (id + 1) & 0x0F;
    auto wire = send(encode(
        request_apdu{{.id = id}, request::action{reply_to_challenge, axdr_writer().octet_string(*reply).take()}}));
    if (!wire) return fail(wire.error());
    state = state::proving;
    return {std::move(*wire), {}};
}

/// The fourth: the server has to know the keys, too.
client_outcome client_association::impl::proved(const response_apdu& r)
{
    state = state::closed;
    const auto* answer = std::get_if<response::action>(&r.what);
    if (!answer) return fail(sim::codec_errc::out_of_range);
    if (answer->outcome.result != action_result::success)
        return done(client_result::refused{.diagnostic = association_diagnostic::authentication_failure});
    const auto* octets = answer->outcome.returned ? std::get_if<encoded_data>(&*answer->outcome.returned) : nullptr;
    sim::reader in(octets ? sim::byte_view(*octets) : sim::byte_view());
    const auto value = read_data(in);
    const auto proof = in.ok() ? value.as_octets() : std::nullopt;
    // f(CtoS) was made before the answer that carries it, so its counter is the lower one; it is fresh by the
    // challenge.
    const auto verified = verify_answer(keys(), settings.challenge, proof.value_or(sim::byte_view()), 0);
    if (!verified) return fail(verified.error().reason);
    state = state::open;
    return done(client_result::opened{terms, server_title});
}

sim::result<client_association::apdus> client_association::impl::release()
{
    sim::check(state == state::open && waiting == waiting_for::nothing, "a client asks for one thing at a time");
    dlms::release m{0, {}};
    auto with = form();
    with.key = ciphering::global; // an InitiateRequest has no ded- form
    with.general = false;
    if (with.ciphered) {
        auto information =
            cipher(keys(), with,
                   encode(initiate_request{
                       .dedicated_key = {}, .proposed = settings.proposed, .max_pdu_size = settings.max_pdu}));
        if (!information) return information.error();
        m.user_information = std::move(*information);
    }
    state = state::releasing;
    return apdus{encode_request(m)};
}

client_outcome client_association::impl::released(sim::byte_view apdu)
{
    if (state != state::releasing) return fail(sim::codec_errc::out_of_range);
    const auto m = decode_release_response(apdu);
    if (!m) return fail(m.error());
    if (!m->user_information.empty() && is_ciphered(m->user_information[0]))
        if (auto plain = decipher(keys(), m->user_information); !plain) return fail(plain.error().reason);
    state = state::closed;
    dedicated.reset();
    return done(client_result::released{});
}

} // namespace devices::dlms
