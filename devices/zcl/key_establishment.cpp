#include "devices/zcl/key_establishment.hpp"

#include <algorithm>

namespace devices::zcl {

namespace {

constexpr std::uint64_t suite_1 = 0x0001; // CBKE with ECMQV
// An implicit certificate: reconstruction 22, subject 8, issuer 8, attributes 10 octets.
constexpr std::size_t subject_at = 22, issuer_at = 30, name_octets = 8;
/// On top of what the peer says that it needs, and where it has not said anything yet.
constexpr std::chrono::seconds margin{2}, first_answer{10};
/// What a busy device asks others to wait.
constexpr std::uint8_t busy_wait_s = 30;

constexpr auto cluster = cluster_id::key_establishment;
constexpr auto to_server = direction::to_server, to_client = direction::to_client;

sim::eui64 subject_of(sim::byte_view certificate)
{
    sim::reader in(certificate.subspan(subject_at, name_octets));
    return sim::eui64(in.u64());
}

bool equal(sim::byte_view a, sim::byte_view b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

fields termination_of(termination why, direction to)
{
    auto f = arguments(cluster, to, "TerminateKeyEstablishment");
    return f.add("status", static_cast<std::uint64_t>(why))
        .add("wait_time", busy_wait_s)
        .add("key_establishment_suite", suite_1);
}

fields initiation(direction to, key_establishment::timing own, sim::byte_view certificate)
{
    auto f = arguments(cluster, to,
                       to == to_server ? "InitiateKeyEstablishmentRequest" : "InitiateKeyEstablishmentResponse");
    f.add("key_establishment_suite", suite_1).add("ephemeral_data_generate_time", own.ephemeral_s);
    return f.add("confirm_key_generate_time", own.confirm_s).add("identity", certificate);
}

fields one_field(direction to, std::string_view command, std::string_view name, sim::byte_view octets)
{
    return arguments(cluster, to, command).add(name, octets);
}

} // namespace

std::string_view to_string(termination why)
{
    switch (why) {
    case termination::unknown_issuer: return "UNKNOWN_ISSUER";
    case termination::bad_key_confirm: return "BAD_KEY_CONFIRM";
    case termination::bad_message: return "BAD_MESSAGE";
    case termination::no_resources: return "NO_RESOURCES";
    case termination::unsupported_suite: return "UNSUPPORTED_SUITE";
    case termination::invalid_certificate: return "INVALID_CERTIFICATE";
    case termination::timed_out: return "timed out";
    }
    return "an unknown reason";
}

key_step key_establishment::end(key_step step)
{
    state_ = state::idle;
    return step;
}

key_step key_establishment::terminate(termination why, std::uint8_t sequence)
{
    const bool initiator = state_ == state::awaiting_certificate || state_ == state::awaiting_ephemeral ||
                           state_ == state::awaiting_confirmation;
    const auto to = initiator ? to_server : to_client;
    key_step step;
    step.send = command_frame(sequence, cluster, to, "TerminateKeyEstablishment", termination_of(why, to), true);
    step.failed = key_failure{why, false, {}};
    return end(std::move(step));
}

sim::bytes key_establishment::request(std::string_view command, const fields& f)
{
    return command_frame(++sequence_, cluster, to_server, command, f);
}

key_step key_establishment::start(sim::eui64 peer, std::uint8_t sequence)
{
    peer_ = peer;
    sequence_ = sequence;
    state_ = state::awaiting_certificate;
    key_step step;
    step.send = command_frame(sequence, cluster, to_server, "InitiateKeyEstablishmentRequest",
                              initiation(to_server, own_, crypto_->certificate()));
    step.wait = first_answer;
    return step;
}

key_step key_establishment::timed_out()
{
    if (state_ == state::idle) return {};
    key_step step;
    step.failed = key_failure{termination::timed_out, false, {}};
    return end(std::move(step));
}

key_step key_establishment::on_frame(sim::eui64 from, sim::byte_view frame)
{
    const auto m = parse(cluster, frame);
    const auto* f = m ? std::get_if<fields>(&m->content) : nullptr;
    if (!f) return {};
    if (m->command->name == "InitiateKeyEstablishmentRequest") return take_initiate(from, *m, *f);
    if (state_ == state::idle || from != peer_) return {};
    if (m->command->name == "TerminateKeyEstablishment") return take_terminate(*f);
    const auto name = m->command->name;
    switch (state_) {
    case state::idle: break;
    case state::awaiting_certificate:
        if (name == "InitiateKeyEstablishmentResponse") return take_certificate(*f);
        break;
    case state::awaiting_ephemeral:
        if (name == "EphemeralDataResponse") return take_ephemeral(*f);
        break;
    case state::awaiting_confirmation:
        if (name == "ConfirmKeyDataResponse") return take_confirmation(*f);
        break;
    case state::awaiting_ephemeral_request:
        if (name == "EphemeralDataRequest") return take_ephemeral_request(*m, *f);
        break;
    case state::awaiting_confirm_request:
        if (name == "ConfirmKeyDataRequest") return take_confirm_request(*m, *f);
        break;
    }
    return terminate(termination::bad_message, m->head.sequence);
}

std::optional<termination> key_establishment::refusal(const fields& f) const
{
    if (!(f.number("key_establishment_suite") & suite_1)) return termination::unsupported_suite;
    const auto theirs = f.octets("identity");
    const auto ours = crypto_->certificate();
    const auto issuer = [](sim::byte_view c) { return c.subspan(issuer_at, name_octets); };
    if (!equal(issuer(theirs), issuer(ours))) return termination::unknown_issuer;
    if (subject_of(theirs) != peer_) return termination::invalid_certificate;
    return {};
}

void key_establishment::remember(const fields& f)
{
    const auto certificate = f.octets("identity");
    peer_certificate_.assign(certificate.begin(), certificate.end());
    peers_.ephemeral_s = static_cast<std::uint8_t>(f.number("ephemeral_data_generate_time"));
    peers_.confirm_s = static_cast<std::uint8_t>(f.number("confirm_key_generate_time"));
}

bool key_establishment::agree(key_role as, sim::byte_view peer_ephemeral)
{
    const auto agreed = crypto_->agree(as, peer_certificate_, peer_ephemeral);
    if (agreed) agreed_ = *agreed;
    return agreed.has_value();
}

key_step key_establishment::take_initiate(sim::eui64 from, const message& m, const fields& f)
{
    // A peer that begins again has lost what ran.
    if (state_ != state::idle && from != peer_) {
        key_step step;
        step.send = command_frame(m.head.sequence, cluster, to_client, "TerminateKeyEstablishment",
                                  termination_of(termination::no_resources, to_client), true);
        return step;
    }
    peer_ = from;
    state_ = state::awaiting_ephemeral_request;
    if (auto why = refusal(f)) return terminate(*why, m.head.sequence);
    remember(f);
    key_step step;
    step.send = command_frame(m.head.sequence, cluster, to_client, "InitiateKeyEstablishmentResponse",
                              initiation(to_client, own_, crypto_->certificate()), true);
    step.wait = margin + std::chrono::seconds(peers_.ephemeral_s);
    return step;
}

key_step key_establishment::take_certificate(const fields& f)
{
    if (auto why = refusal(f)) return terminate(*why, ++sequence_);
    remember(f);
    ephemeral_ = crypto_->begin();
    state_ = state::awaiting_ephemeral;
    key_step step;
    step.send =
        request("EphemeralDataRequest", one_field(to_server, "EphemeralDataRequest", "ephemeral_data", ephemeral_));
    step.wait = margin + std::chrono::seconds(peers_.ephemeral_s);
    return step;
}

key_step key_establishment::take_ephemeral_request(const message& m, const fields& f)
{
    ephemeral_ = crypto_->begin();
    if (!agree(key_role::responder, f.octets("ephemeral_data")))
        return terminate(termination::bad_message, m.head.sequence);
    state_ = state::awaiting_confirm_request;
    key_step step;
    step.send = command_frame(m.head.sequence, cluster, to_client, "EphemeralDataResponse",
                              one_field(to_client, "EphemeralDataResponse", "ephemeral_data", ephemeral_), true);
    step.wait = margin + std::chrono::seconds(peers_.confirm_s);
    return step;
}

key_step key_establishment::take_ephemeral(const fields& f)
{
    if (!agree(key_role::initiator, f.octets("ephemeral_data")))
        return terminate(termination::bad_message, ++sequence_);
    state_ = state::awaiting_confirmation;
    key_step step;
    step.send = request("ConfirmKeyDataRequest", one_field(to_server, "ConfirmKeyDataRequest",
                                                           "secure_message_authentication_code", agreed_.initiator));
    step.wait = margin + std::chrono::seconds(peers_.confirm_s);
    return step;
}

key_step key_establishment::take_confirm_request(const message& m, const fields& f)
{
    if (!equal(f.octets("secure_message_authentication_code"), agreed_.initiator))
        return terminate(termination::bad_key_confirm, m.head.sequence);
    key_step step;
    step.send = command_frame(
        m.head.sequence, cluster, to_client, "ConfirmKeyDataResponse",
        one_field(to_client, "ConfirmKeyDataResponse", "secure_message_authentication_code", agreed_.responder), true);
    step.established = agreed_.key;
    return end(std::move(step));
}

key_step key_establishment::take_confirmation(const fields& f)
{
    if (!equal(f.octets("secure_message_authentication_code"), agreed_.responder))
        return terminate(termination::bad_key_confirm, ++sequence_);
    key_step step;
    step.established = agreed_.key;
    return end(std::move(step));
}

key_step key_establishment::take_terminate(const fields& f)
{
    key_step step;
    step.failed =
        key_failure{static_cast<termination>(f.number("status")), true, std::chrono::seconds(f.number("wait_time"))};
    return end(std::move(step));
}

} // namespace devices::zcl
