#include "scenarios/reference/head_end/conversation.hpp"

#include "devices/dlms/results.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

namespace scenarios::reference {

namespace dlms = devices::dlms;
namespace said = devices::dlms::client_result;

namespace {

constexpr std::size_t challenge_octets = 16;
constexpr auto services = dlms::conformance::get | dlms::conformance::set | dlms::conformance::action |
                          dlms::conformance::selective_access | dlms::conformance::block_transfer_get |
                          dlms::conformance::block_transfer_set | dlms::conformance::block_transfer_action;
constexpr std::uint16_t longest_pdu = 1024;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class access_results final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "dlms.access"; }
    std::string message(int value) const override
    {
        return "the device answered: " + std::string(to_string(static_cast<dlms::data_access_result>(value)));
    }
};
#pragma GCC diagnostic pop

key_ring::iterator find(key_ring& ring, const working_keys& keys)
{
    return std::find_if(ring.begin(), ring.end(), [&](const auto& r) { return r.keys == keys; });
}

} // namespace

const boost::system::error_category& conversation_category() noexcept
{
    static const sim::table_category instance("scenarios.conversation",
                                              {
                                                  "the device accepts none of the keys that are known of it",
                                                  "the device did not answer in time",
                                                  "what the device sent makes no sense, or is not genuine",
                                              });
    return instance;
}

sim::error_code make_error_code(conversation_errc e) noexcept { return {static_cast<int>(e), conversation_category()}; }

const boost::system::error_category& access_category() noexcept
{
    static const access_results instance;
    return instance;
}

sim::error_code access_error(dlms::data_access_result r) { return {static_cast<int>(r), access_category()}; }
/// The enumerations agree wherever both have a value that a server would give.
sim::error_code access_error(dlms::action_result r) { return {static_cast<int>(r), access_category()}; }

void prefer(key_ring& ring, const working_keys& keys)
{
    auto it = find(ring, keys);
    if (it == ring.end())
        ring.insert(ring.begin(), key_record{keys});
    else
        std::rotate(ring.begin(), it, it + 1);
}

void suspect(key_ring& ring, const working_keys& keys)
{
    if (find(ring, keys) == ring.end()) ring.insert(ring.empty() ? ring.end() : ring.begin() + 1, key_record{keys});
}

void conversation::add(std::uint16_t device, key_ring& keys) { peers_.push_back({device, &keys}); }

std::uint32_t conversation::ask(std::uint16_t device, question::any what)
{
    queue_.push_back({++asked_, device, std::move(what)});
    return asked_;
}

conversation_step conversation::proceed()
{
    pump();
    return result();
}

conversation_step conversation::timed_out()
{
    fail(conversation_errc::no_answer);
    return result();
}

conversation_step conversation::received(sim::byte_view octets)
{
    incoming_.feed(octets);
    while (auto m = incoming_.next()) {
        // Notifications of a device that owes nothing, and answers to nobody, are passed over.
        if (over_ || !current_ || m->source != current_->device || m->destination != management_client) continue;
        auto outcome = current_->association->received(m->apdu);
        if (!outcome.send.empty()) put(*current_, std::move(outcome.send));
        if (outcome.event) take(*current_, *outcome.event);
    }
    if (incoming_.error()) fail(conversation_errc::not_understood);
    return result();
}

/// Whatever is to be done next, as long as nothing is waited for.
void conversation::pump()
{
    while (!current_ && !over_) {
        if (queue_.empty() && !leaving_) return;
        if (queue_.empty()) {
            auto open = std::find_if(peers_.begin(), peers_.end(),
                                     [](const peer& p) { return p.association && p.association->associated(); });
            if (open == peers_.end()) {
                over_ = step_.finished = true;
                return;
            }
            dismiss(*open);
            continue;
        }
        auto device = queue_.front().device;
        auto p = std::find_if(peers_.begin(), peers_.end(), [&](const peer& one) { return one.device == device; });
        sim::check(p != peers_.end(), "a device is added before it is asked");
        if (p->association && p->association->associated())
            begin(*p);
        else
            open(*p);
    }
}

void conversation::open(peer& p)
{
    if (p.candidate >= p.keys->size()) {
        p.candidate = 0;
        p.corrected = false;
        return answer(make_error_code(conversation_errc::no_association));
    }
    const auto& with = (*p.keys)[p.candidate];
    p.used = with.keys;
    dlms::client_settings settings;
    settings.context = dlms::application_context::logical_names_ciphered;
    settings.authentication = dlms::mechanism::hls_gmac;
    settings.title = title_;
    settings.control = dlms::authenticated_and_encrypted;
    settings.encryption_key = with.keys.encryption;
    settings.authentication_key = with.keys.authentication;
    settings.challenge.resize(challenge_octets);
    draw_(settings.challenge);
    // A device that was given back an old key counts from the beginning again; that its answer is fresh, the challenge
    // says.
    settings.counters = {with.next_counter, 0};
    settings.proposed = services;
    settings.max_pdu = longest_pdu;
    p.association.emplace(std::move(settings));
    put(p, p.association->open());
}

void conversation::begin(peer& p)
{
    struct visitor {
        dlms::client_association& by;
        auto operator()(const question::get& q) const { return by.get(q.what); }
        auto operator()(const question::set& q) const { return by.set(q.what, q.value); }
        auto operator()(const question::act& q) const { return by.action(q.what, q.parameters); }
    };
    put(p, std::visit(visitor{*p.association}, queue_.front().what));
}

void conversation::dismiss(peer& p) { put(p, p.association->release()); }

void conversation::put(peer& p, sim::result<dlms::client_association::apdus> apdus)
{
    if (!apdus) return fail(apdus.error());
    current_ = &p;
    keep_counter(p);
    for (const auto& apdu : *apdus) {
        auto wrapped = dlms::wrap(management_client, p.device, apdu);
        if (!wrapped) return fail(wrapped.error());
        step_.send.insert(step_.send.end(), wrapped->begin(), wrapped->end());
    }
}

/// What was sent under a key is never sent again, whatever becomes of this contact.
void conversation::keep_counter(peer& p)
{
    auto record = find(*p.keys, p.used);
    if (record != p.keys->end()) record->next_counter = p.association->counters().next_own;
}

void conversation::take(peer& p, const dlms::client_event& event)
{
    if (std::holds_alternative<said::notified>(event)) return;
    keep_counter(p);
    current_ = nullptr;
    if (std::holds_alternative<said::opened>(event)) {
        prefer(*p.keys, p.used);
        p.candidate = 0;
        p.corrected = false;
    } else if (const auto* v = std::get_if<said::values>(&event)) {
        const auto& one = v->results.front();
        if (const auto* value = std::get_if<dlms::encoded_data>(&one))
            answer(*value);
        else
            answer(access_error(std::get<dlms::data_access_result>(one)));
    } else if (const auto* w = std::get_if<said::written>(&event)) {
        auto r = w->results.front();
        answer(r == dlms::data_access_result::success ? sim::result<dlms::encoded_data>(dlms::encoded_data())
                                                      : access_error(r));
    } else if (const auto* a = std::get_if<said::acted>(&event)) {
        const auto& one = a->outcomes.front();
        const auto* returned = one.returned ? std::get_if<dlms::encoded_data>(&*one.returned) : nullptr;
        if (one.result != dlms::action_result::success)
            answer(access_error(one.result));
        else
            answer(returned ? *returned : dlms::encoded_data());
    } else if (std::holds_alternative<said::released>(event)) {
        p.association.reset();
    } else if (p.association->associated() && std::holds_alternative<said::exception>(event)) {
        answer(make_error_code(head_end_errc::refused));
    } else {
        opening_failed(p, event);
    }
    pump();
}

void conversation::opening_failed(peer& p, const dlms::client_event& event)
{
    const auto* exception = std::get_if<said::exception>(&event);
    bool counter = exception && exception->why.service == dlms::service_error::invocation_counter_error;
    if (queue_.empty() || (std::holds_alternative<said::failed>(event) && p.association->associated()))
        return fail(conversation_errc::not_understood);
    p.association.reset();
    auto record = find(*p.keys, p.used);
    if (counter && !p.corrected && record != p.keys->end() && exception->why.lowest_counter > record->next_counter) {
        record->next_counter = exception->why.lowest_counter;
        p.corrected = true;
        return;
    }
    ++p.candidate;
    p.corrected = false;
}

/// To the first question in the row.
void conversation::answer(sim::result<dlms::encoded_data> value)
{
    step_.answers.push_back({queue_.front().id, std::move(value)});
    queue_.pop_front();
}

void conversation::fail(sim::error_code why)
{
    if (std::exchange(over_, true)) return;
    current_ = nullptr;
    step_.broken = why;
}

conversation_step conversation::result() { return std::exchange(step_, {}); }

} // namespace scenarios::reference
