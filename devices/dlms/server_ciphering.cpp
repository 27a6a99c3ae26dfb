#include "devices/dlms/server_ciphering.hpp"

#include <algorithm>
#include <limits>

namespace devices::dlms {
namespace {

/// Counters that are set aside at a time: one write to non-volatile memory for so many answers.
constexpr std::uint32_t range = 256;
constexpr std::uint32_t end_of_counters = std::numeric_limits<std::uint32_t>::max();
/// Counters are sent from 1 on: clients exist that have seen 0 before the first message, and refuse what is not above.
constexpr std::uint32_t first_counter = 1;

void set_lowest(encryption_key& key, std::uint32_t lowest)
{
    key.counters = invocation_counters({key.counters.values().next_own, lowest});
}

} // namespace

sim::error_code server_ciphering::begin(const system_title& peer)
{
    const auto key = keys_->encryption_key(client_, key_use::unicast),
               authentication = keys_->authentication_key(client_);
    if (!key || !authentication) return security_errc::missing_key;
    unicast_key_ = *key;
    unicast_.emplace(*key);
    dedicated_.reset();
    ceiling_ = 0;
    context_ = {.own = keys_->own_title(), .peer = peer, .authentication_key = *authentication};
    return {};
}

void server_ciphering::set_dedicated_key(const sim::bytes& key)
{
    key128 octets{};
    std::copy_n(key.begin(), std::min(key.size(), octets.size()), octets.begin());
    dedicated_.emplace(octets, counter_values{first_counter, 0});
}

void server_ciphering::end()
{
    if (unicast_ && ceiling_ != 0 && !replaced()) {
        auto stored = keys_->counters(client_, key_use::unicast);
        const auto next = unicast_->counters.values().next_own;
        if (stored.next_own == ceiling_ && next < ceiling_)
            keys_->store(client_, key_use::unicast, {next, stored.lowest_acceptable});
    }
    unicast_.reset();
    dedicated_.reset();
    ceiling_ = 0;
    sim::crypto::wipe(unicast_key_);
    sim::crypto::wipe(context_.authentication_key);
}

/// The device has another key by now: what it counts is not ours.
bool server_ciphering::replaced() const
{
    return keys_->encryption_key(client_, key_use::unicast) != std::optional(unicast_key_);
}

/// What another association under this key has accepted is not accepted again.
void server_ciphering::refresh()
{
    context_.unicast = unicast_ ? &*unicast_ : nullptr; // anew each time: the machine may have been moved
    context_.dedicated = dedicated_ ? &*dedicated_ : nullptr;
    if (!unicast_ || replaced()) return;
    const auto stored = keys_->counters(client_, key_use::unicast).lowest_acceptable;
    if (stored > unicast_->counters.values().lowest_acceptable) set_lowest(*unicast_, stored);
}

void server_ciphering::remember()
{
    if (!unicast_ || replaced()) return;
    auto stored = keys_->counters(client_, key_use::unicast);
    const auto lowest = unicast_->counters.values().lowest_acceptable;
    if (lowest <= stored.lowest_acceptable) return;
    stored.lowest_acceptable = lowest;
    keys_->store(client_, key_use::unicast, stored);
}

/// Makes sure that our next counter is ours alone. Under a key that was replaced no more can be had.
sim::error_code server_ciphering::set_aside()
{
    if (!unicast_) return security_errc::missing_key;
    const auto& values = unicast_->counters.values();
    if (ceiling_ != 0 && values.next_own < ceiling_) return {};
    if (replaced()) return security_errc::counter_exhausted;
    auto stored = keys_->counters(client_, key_use::unicast);
    const auto next = std::max(stored.next_own, first_counter);
    if (next == end_of_counters) return security_errc::counter_exhausted;
    ceiling_ = next < end_of_counters - range ? next + range : end_of_counters;
    stored.next_own = ceiling_;
    keys_->store(client_, key_use::unicast, stored);
    unicast_->counters = invocation_counters({next, values.lowest_acceptable});
    return {};
}

std::uint32_t server_ciphering::lowest_acceptable()
{
    refresh();
    return unicast_ ? unicast_->counters.values().lowest_acceptable : 0;
}

checked<deciphered> server_ciphering::decipher(sim::byte_view message)
{
    refresh();
    auto out = dlms::decipher(context_, message);
    if (!out && out.error().reason == security_errc::missing_key) return decipher_broadcast(message);
    remember();
    return out;
}

/// The broadcast key is made ready when it is needed, which is seldom.
checked<deciphered> server_ciphering::decipher_broadcast(sim::byte_view message)
{
    const auto octets = keys_->encryption_key(client_, key_use::broadcast);
    if (!octets) return refusal{security_errc::missing_key};
    const auto stored = keys_->counters(client_, key_use::broadcast);
    encryption_key key(*octets, stored);
    context_.broadcast = &key;
    auto out = dlms::decipher(context_, message);
    context_.broadcast = nullptr;
    if (key.counters.values() != stored) keys_->store(client_, key_use::broadcast, key.counters.values());
    return out;
}

sim::result<sim::bytes> server_ciphering::cipher(const message_form& form, sim::byte_view apdu)
{
    refresh();
    if (form.ciphered && form.key == ciphering::global)
        if (const auto ec = set_aside()) return ec;
    return dlms::cipher(context_, form, apdu);
}

sim::result<sim::bytes> server_ciphering::answer_challenge(sim::byte_view challenge)
{
    refresh();
    if (const auto ec = set_aside()) return ec;
    return dlms::answer_challenge(context_, challenge);
}

checked<void> server_ciphering::verify_answer(sim::byte_view challenge, sim::byte_view answer, std::uint32_t lowest)
{
    refresh();
    auto out = dlms::verify_answer(context_, challenge, answer, lowest);
    remember();
    return out;
}

} // namespace devices::dlms
