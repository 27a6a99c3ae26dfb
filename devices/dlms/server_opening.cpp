// How a server's association begins and ends: names, identity, negotiation, the passes of HLS, release.
#include "devices/dlms/server_session.hpp"

#include "devices/dlms/apdu_tags.hpp"

#include <algorithm>
#include <array>

namespace devices::dlms {
namespace {

using happened::incident;
using happened::incident_kind;

/// A client that receives less could not be told much (model choice).
constexpr std::uint16_t least_pdu = 64;
constexpr std::size_t challenge_size = 16;
constexpr std::uint16_t association_class = 15;
constexpr obis current_association{{0, 0, 40, 0, 0, 255}};
constexpr std::uint8_t reply_method = 1;
constexpr exception_response no_release{state_error::service_not_allowed, service_error::other_reason, 0};

sim::bytes refused(application_context context, association_diagnostic why, const sim::bytes& information = {})
{
    return encode(aare{.context = context,
                       .result = association_result::rejected_permanent,
                       .diagnostic = why,
                       .responding_title = {},
                       .user_information = information});
}

bool ciphered(application_context c) { return c == application_context::logical_names_ciphered; }

} // namespace

bool is_reply_to_challenge(const request_apdu& r)
{
    const auto* action = std::get_if<request::action>(&r.what);
    return action && action->what == method{association_class, current_association, reply_method};
}

sim::bytes refuse_unknown_client(sim::byte_view apdu)
{
    if (apdu.empty() || apdu[0] != aarq_tag) return exception(service_error::operation_not_possible);
    const auto asked = decode_aarq(apdu);
    return refused(asked ? asked->context : application_context::logical_names,
                   association_diagnostic::no_reason_given);
}

void server_association::impl::refuse(application_context context, const refusing& why, server_outcome& out)
{
    end();
    if (why.incident) out.events.emplace_back(*why.incident);
    out.events.emplace_back(happened::refused{association_result::rejected_permanent, why.diagnostic});
    if (why.silent) return;
    if (why.instead)
        out.send.push_back(encode(*why.instead));
    else
        out.send.push_back(refused(context, why.diagnostic, why.error ? encode(*why.error) : sim::bytes{}));
}

void server_association::impl::associate(sim::byte_view apdu, server_outcome& out)
{
    const auto m = decode_aarq(apdu);
    if (state == state::open) out.events.emplace_back(happened::released{false});
    if (state != state::idle) end();
    if (!m) return refuse(application_context::logical_names, {}, out);
    if (const auto why = check_names(*m)) return refuse(m->context, *why, out);
    if (const auto why = check_identity(*m)) return refuse(m->context, *why, out);
    auto initiate = initiate_octets(*m);
    if (const auto* why = std::get_if<refusing>(&initiate)) return refuse(m->context, *why, out);
    auto& octets = std::get<message>(initiate);
    const auto wish = negotiate(*m, octets);
    if (const auto* why = std::get_if<refusing>(&wish)) return refuse(m->context, *why, out);
    const auto& agreed = std::get<initiate_request>(wish);
    auto answer = accept(*m, agreed, octets, out);
    if (agreed.response_allowed && !answer.empty()) out.send.push_back(std::move(answer));
}

/// Context and mechanism are those of this client.
std::optional<server_association::impl::refusing> server_association::impl::check_names(const aarq& m) const
{
    const bool known = ciphered(m.context) ? settings.ciphered_context
                                           : m.context == application_context::logical_names && settings.plain_context;
    if (!known) return refusing{association_diagnostic::application_context_not_supported};
    if (m.authentication == settings.authentication) return {};
    if (m.authentication != mechanism::none) return refusing{association_diagnostic::mechanism_name_not_recognised};
    return refusing{m.authentication_value ? association_diagnostic::mechanism_name_required
                                           : association_diagnostic::authentication_required};
}

/// The client says who it is, and by LLS proves it.
std::optional<server_association::impl::refusing> server_association::impl::check_identity(const aarq& m)
{
    const bool hls = settings.authentication == mechanism::hls_gmac;
    if (settings.authentication == mechanism::lls) {
        const auto expected = keys.password(settings.client);
        if (expected.empty() || !m.authentication_value || !password_matches(expected, *m.authentication_value))
            return refusing{.diagnostic = association_diagnostic::authentication_failure,
                            .incident = incident{incident_kind::wrong_password, 0}};
    }
    if (hls) {
        const auto size = m.authentication_value ? m.authentication_value->size() : 0;
        if (size < min_challenge || size > max_challenge)
            return refusing{association_diagnostic::authentication_failure};
        client_challenge = *m.authentication_value;
    }
    if (!hls && !ciphered(m.context)) return {};
    // A client that calls itself by our title would make the two directions share initialization vectors.
    const auto title = system_title::from_octets(m.calling_title);
    if (!title || *title == keys.own_title()) return refusing{association_diagnostic::calling_ap_title_not_recognised};
    if (ciphering.begin(*title)) return refusing{};
    has_keys = true;
    lowest_before = ciphering.lowest_acceptable();
    return {};
}

/// The InitiateRequest, deciphered if it came so.
server_association::impl::or_refusing<server_association::impl::message>
server_association::impl::initiate_octets(const aarq& m)
{
    message out{{}, m.user_information, false};
    const auto& octets = m.user_information;
    if (octets.empty()) return refusing{.error = initiate_error::other};
    if (!is_ciphered(octets[0])) return out;
    constexpr auto failed = association_diagnostic::authentication_failure;
    if (!ciphered(m.context)) return refusing{failed};
    auto plain = ciphering.decipher(octets);
    if (!plain) {
        const auto why = plain.error();
        if (why.reason != security_errc::repeated_counter)
            return refusing{.diagnostic = failed, .incident = incident{incident_kind::not_deciphered, 0}};
        return refusing{.diagnostic = failed,
                        .instead = exception_response{state_error::service_not_allowed,
                                                      service_error::invocation_counter_error, why.lowest_acceptable},
                        .incident = incident{incident_kind::repeated_counter, why.lowest_acceptable}};
    }
    out.form = plain->form;
    out.apdu = std::move(plain->apdu);
    const auto& policy = settings.requests;
    if ((policy.authenticated && !out.form.authenticated()) || (policy.encrypted && !out.form.encrypted()))
        return refusing{.diagnostic = failed, .incident = incident{incident_kind::policy_violated, 0}};
    return out;
}

/// What both ends can do; the terms are set when there is something.
server_association::impl::or_refusing<initiate_request> server_association::impl::negotiate(const aarq& m,
                                                                                            message& initiate)
{
    auto wish = decode_initiate_request(initiate.apdu);
    if (!wish) return refusing{.error = initiate_error::other};
    const auto refuse_with = [&](initiate_error e) { return refusing{.error = e, .silent = !wish->response_allowed}; };
    if (wish->version < dlms_version) return refuse_with(initiate_error::dlms_version_too_low);
    const auto common = wish->proposed & settings.offered;
    if (common == conformance::none) return refuse_with(initiate_error::incompatible_conformance);
    if (wish->max_pdu_size != 0 && wish->max_pdu_size < least_pdu)
        return refuse_with(initiate_error::pdu_size_too_short);
    if (!wish->dedicated_key.empty()) {
        if (!initiate.form.encrypted())
            return refusing{.diagnostic = association_diagnostic::authentication_failure,
                            .incident = incident{incident_kind::policy_violated, 0},
                            .silent = !wish->response_allowed};
        ciphering.set_dedicated_key(wish->dedicated_key);
    }
    // The passes of HLS are answers.
    if (!wish->response_allowed && settings.authentication == mechanism::hls_gmac) return refusing{.silent = true};
    terms = {.context = m.context,
             .negotiated = common,
             .server_max_pdu = settings.max_pdu,
             .client_max_pdu = wish->max_pdu_size,
             .client_title = m.calling_title};
    return std::move(*wish);
}

sim::bytes server_association::impl::accept(const aarq& m, const initiate_request& wish, const message& initiate,
                                            server_outcome& out)
{
    const bool hls = settings.authentication == mechanism::hls_gmac;
    auto form = initiate.form;
    form.control.broadcast = false;
    auto information = ciphering.cipher(
        form, encode(initiate_response{.negotiated = terms.negotiated, .max_pdu_size = settings.max_pdu}));
    if (!information) { // our counter is at its end
        refuse(m.context, {.silent = !wish.response_allowed}, out);
        return {};
    }
    aare answer{.context = m.context, .responding_title = {}, .user_information = std::move(*information)};
    if (has_keys) {
        const auto title = keys.own_title();
        answer.responding_title.assign(title.octets.begin(), title.octets.end());
    }
    if (hls) {
        state = state::proving;
        server_challenge.resize(challenge_size);
        keys.draw(server_challenge);
        answer.diagnostic = association_diagnostic::authentication_required;
        answer.authentication = mechanism::hls_gmac;
        answer.authentication_value = server_challenge;
    } else {
        state = state::open;
        out.events.emplace_back(happened::associated{m.context, settings.authentication, m.calling_title});
    }
    return encode(answer);
}

/// The third pass of HLS, f(StoC), answered by the fourth, f(CtoS). A client has one try.
void server_association::impl::prove(const message& m, const request_apdu& r, server_outcome& out)
{
    const auto& parameters = std::get<request::action>(r.what).parameters;
    sim::reader in(parameters ? sim::byte_view(*parameters) : sim::byte_view());
    const auto value = read_data(in);
    const auto reply = in.ok() ? value.as_octets() : std::nullopt;
    const auto verified = ciphering.verify_answer(server_challenge, reply.value_or(sim::byte_view()), lowest_before);
    response::action_outcome outcome{action_result::read_write_denied, {}};
    if (verified)
        if (const auto proof = ciphering.answer_challenge(client_challenge)) {
            outcome.result = action_result::success;
            outcome.returned = axdr_writer().octet_string(*proof).take();
        }
    answer(encode(response_apdu{r.invoke, response::action{outcome}}), m, out);
    if (!r.invoke.confirmed) out.send.clear();
    client_challenge.clear();
    server_challenge.clear();
    if (outcome.result == action_result::success) {
        state = state::open;
        out.events.emplace_back(happened::associated{terms.context, settings.authentication, terms.client_title});
        return;
    }
    out.events.emplace_back(incident{incident_kind::wrong_reply_to_challenge, 0});
    out.events.emplace_back(
        happened::refused{association_result::rejected_permanent, association_diagnostic::authentication_failure});
    end();
}

/// Clients release plainly or, in a ciphered context, with a ciphered InitiateRequest; they are answered alike.
void server_association::impl::release(sim::byte_view apdu, server_outcome& out)
{
    const auto m = decode_release_request(apdu);
    if (!m) return reject(no_release, out);
    dlms::release answer{0, {}};
    const auto& information = m->user_information;
    if (!information.empty()) {
        message opened{{}, {}, false};
        message_form form;
        if (is_ciphered(information[0])) {
            if (!open_envelope(information, opened, out)) return;
            form = answer_form(opened.form);
        }
        auto response = ciphering.cipher(
            form, encode(initiate_response{.negotiated = terms.negotiated, .max_pdu_size = settings.max_pdu}));
        if (response) answer.user_information = std::move(*response);
    }
    out.send.push_back(encode_response(answer));
    if (state == state::open) out.events.emplace_back(happened::released{true});
    end();
}

} // namespace devices::dlms
