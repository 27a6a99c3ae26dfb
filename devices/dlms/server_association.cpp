#include "devices/dlms/server_association.hpp"

#include "devices/dlms/apdu_tags.hpp"
#include "devices/dlms/server_session.hpp"

namespace devices::dlms {
namespace {

constexpr std::uint8_t get_request_tag = 0xC0, set_request_tag = 0xC1, action_request_tag = 0xC3;

exception_response not_allowed(service_error why, std::uint32_t counter = 0)
{
    return {state_error::service_not_allowed, why, counter};
}
const auto no_association = not_allowed(service_error::operation_not_possible);
const auto not_understood = not_allowed(service_error::other_reason);
/// How often an overdue block is asked for (model choice).
constexpr unsigned most_asked = 3;

bool is_service(std::uint8_t tag)
{
    return tag == get_request_tag || tag == set_request_tag || tag == action_request_tag;
}

} // namespace

std::string_view to_string(happened::incident_kind kind)
{
    switch (kind) {
    case happened::incident_kind::wrong_password: return "wrong password";
    case happened::incident_kind::wrong_reply_to_challenge: return "wrong reply to challenge";
    case happened::incident_kind::not_deciphered: return "not deciphered";
    case happened::incident_kind::repeated_counter: return "repeated counter";
    case happened::incident_kind::policy_violated: return "policy violated";
    }
    return "unknown incident";
}

server_association::server_association(const server_settings& settings, association_keys& keys, object_access& objects)
    : impl_(std::make_unique<impl>(settings, keys, objects))
{}
server_association::server_association(server_association&&) noexcept = default;
server_association& server_association::operator=(server_association&&) noexcept = default;
server_association::~server_association() = default;

bool server_association::associated() const { return impl_->state == impl::state::open; }
const server_settings& server_association::settings() const { return impl_->settings; }
void server_association::reset() { impl_->end(); }

server_outcome server_association::received(sim::time_point now, sim::byte_view apdu)
{
    server_outcome out;
    impl_->now = now;
    impl_->received(apdu, out);
    impl_->asked = 0;
    impl_->wait_for_block();
    return out;
}

std::optional<sim::time_point> server_association::due() const { return impl_->due; }

server_outcome server_association::timeout(sim::time_point now)
{
    server_outcome out;
    if (!impl_->due || now < *impl_->due) return out;
    impl_->now = now;
    impl_->block_overdue(out);
    impl_->wait_for_block();
    return out;
}

void server_association::impl::end()
{
    state = state::idle;
    services.reset();
    blocks.reset();
    due.reset();
    if (has_keys) ciphering.end();
    has_keys = false;
    terms = {};
    client_challenge.clear();
    server_challenge.clear();
}

void server_association::impl::received(sim::byte_view apdu, server_outcome& out)
{
    if (apdu.empty()) return reject(not_understood, out);
    const std::size_t most = settings.max_pdu == 0 ? 65535 : settings.max_pdu;
    if (apdu.size() > most) return reject(not_allowed(service_error::pdu_too_long), out);
    if (apdu[0] == aarq_tag) return associate(apdu, out);
    if (state == state::idle) return reject(no_association, out);
    if (apdu[0] == rlrq_tag) return release(apdu, out);
    if (apdu[0] == general_block_tag) return take_block(apdu, out);
    blocks.reset();
    request(apdu, false, out);
}

void server_association::impl::take_block(sim::byte_view apdu, server_outcome& out)
{
    if (!negotiated(conformance::general_block_transfer))
        return reject(not_allowed(service_error::service_not_supported), out);
    const auto block = decode_general_block(apdu);
    if (!block) return reject(not_understood, out);
    auto step = blocks.received(*block);
    out.send = std::move(step.send);
    if (step.aborted) out.events.emplace_back(happened::rejected{not_understood});
    if (step.apdu) request(*step.apdu, true, out);
}

void server_association::impl::wait_for_block()
{
    due.reset();
    if (blocks.receiving()) due = now + settings.block_patience;
}

void server_association::impl::block_overdue(server_outcome& out)
{
    if (++asked <= most_asked) out.send = blocks.ask_again();
    if (!out.send.empty()) return;
    out.send = blocks.abort().send;
    out.events.emplace_back(happened::rejected{not_understood});
}

void server_association::impl::request(sim::byte_view apdu, bool in_blocks, server_outcome& out)
{
    message m{{}, {}, in_blocks};
    if (apdu.empty()) return reject(not_understood, out);
    if (!open_envelope(apdu, m, out)) return;
    if (!is_service(m.apdu[0]))
        return reject({state_error::service_unknown, service_error::service_not_supported, 0}, out);
    serve(m, out);
}

/// Takes the APDU out of its protection, which must be there if the policy says so. False: it was rejected.
bool server_association::impl::open_envelope(sim::byte_view apdu, message& m, server_outcome& out)
{
    if (!is_ciphered(apdu[0]))
        m.apdu.assign(apdu.begin(), apdu.end());
    else if (!ciphered_context()) {
        reject(not_allowed(service_error::deciphering_error), out);
        return false;
    } else {
        auto plain = ciphering.decipher(apdu);
        if (!plain) {
            const bool repeated = plain.error().reason == security_errc::repeated_counter;
            const auto lowest = plain.error().lowest_acceptable;
            out.events.emplace_back(repeated ? happened::incident{happened::incident_kind::repeated_counter, lowest}
                                             : happened::incident{happened::incident_kind::not_deciphered, 0});
            reject(repeated ? not_allowed(service_error::invocation_counter_error, lowest)
                            : not_allowed(service_error::deciphering_error),
                   out);
            return false;
        }
        m.form = plain->form;
        m.apdu = std::move(plain->apdu);
    }
    const auto& policy = settings.requests;
    if (!ciphered_context() ||
        ((m.form.authenticated() || !policy.authenticated) && (m.form.encrypted() || !policy.encrypted)))
        return true;
    out.events.emplace_back(happened::incident{happened::incident_kind::policy_violated, 0});
    reject(not_allowed(service_error::operation_not_possible), out);
    return false;
}

caller server_association::impl::who(const message& m) const
{
    return {.client = settings.client,
            .authentication = settings.authentication,
            .ciphered = m.form.authenticated() && m.form.encrypted(),
            .now = now,
            .terms = &terms};
}

void server_association::impl::serve(const message& m, server_outcome& out)
{
    const auto r = decode_request(m.apdu);
    if (!r) return reject(not_understood, out);
    if (state == state::proving) {
        if (is_reply_to_challenge(*r)) return prove(m, *r, out);
        return reject(no_association, out);
    }
    if (is_reply_to_challenge(*r)) { // nothing was asked
        services.reset();
        const auto denied = response::action{{action_result::read_write_denied, {}}};
        return answer(r->invoke.confirmed ? encode(response_apdu{r->invoke, denied}) : sim::bytes{}, m, out);
    }
    const auto added = overhead(answer_form(m.form));
    const answer_room room{.octets = client_max() > added ? client_max() - added : 0,
                           .unlimited = m.in_blocks,
                           .longest_value = settings.longest_value,
                           .general_blocks = negotiated(conformance::general_block_transfer)};
    auto plain = services.handle(who(m), *r, room, out.events);
    if (!r->invoke.confirmed) return;
    answer(std::move(plain), m, out);
}

/// As the request was, and no less than the policy says.
message_form server_association::impl::answer_form(message_form form) const
{
    if (!ciphered_context()) return {};
    const auto& policy = settings.answers;
    if (!form.ciphered) {
        form.control = {};
        form.key = ciphering::global;
        form.general = negotiated(conformance::general_protection);
    }
    form.control.broadcast = false;
    form.control.authenticated |= policy.authenticated;
    form.control.encrypted |= policy.encrypted;
    form.ciphered |= policy.authenticated || policy.encrypted;
    return form;
}

void server_association::impl::answer(sim::bytes plain, const message& m, server_outcome& out)
{
    if (plain.empty()) return;
    if (plain[0] == exception_response_tag) {
        if (const auto why = decode_exception_response(plain)) out.events.emplace_back(happened::rejected{*why});
        out.send.push_back(std::move(plain)); // exception responses are plain
        return;
    }
    auto wire = ciphering.cipher(answer_form(m.form), plain);
    if (!wire) return reject(not_understood, out); // our counter is at its end: the keys must be replaced
    if (!m.in_blocks && wire->size() <= client_max()) {
        out.send.push_back(std::move(*wire));
        return;
    }
    if (m.in_blocks || negotiated(conformance::general_block_transfer))
        for (auto& block : blocks.send(std::move(*wire), client_max())) out.send.push_back(std::move(block));
    if (out.send.empty()) reject(not_allowed(service_error::pdu_too_long), out);
}

void server_association::impl::reject(const exception_response& why, server_outcome& out)
{
    out.events.emplace_back(happened::rejected{why});
    out.send.push_back(encode(why));
}

sim::result<std::vector<sim::bytes>> server_association::notify(const data_notification& what)
{
    auto& i = *impl_;
    if (i.state != impl::state::open) return security_errc::missing_key;
    auto form = i.answer_form({});
    form.general = true;
    auto wire = i.ciphering.cipher(form, encode(what));
    if (!wire) return wire.error();
    if (wire->size() <= i.client_max()) return std::vector<sim::bytes>{std::move(*wire)};
    if (!i.negotiated(conformance::general_block_transfer)) return sim::codec_errc::too_long;
    if (i.blocks.receiving() || i.blocks.sending()) return make_error_code(boost::system::errc::operation_in_progress);
    i.blocks.reset(); // it is an exchange of its own
    auto out = i.blocks.send(std::move(*wire), i.client_max());
    if (out.empty()) return sim::codec_errc::too_long;
    return out;
}

} // namespace devices::dlms
