#include "devices/dlms/security_suite.hpp"

#include "sim/crypto/key_wrap.hpp"

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <limits>

namespace devices::dlms {

using sim::byte_view;
using sim::bytes;
using sim::crypto::gcm_tag;
using sim::crypto::gcm_vector;

const boost::system::error_category& security_category() noexcept
{
    static const sim::table_category instance("dlms_security",
                                              {
                                                  "the security suite is not suite 0",
                                                  "security suite 0 has no compression",
                                                  "the message is neither authenticated nor encrypted",
                                                  "there is no key of this kind",
                                                  "the message is too long to be protected",
                                                  "the invocation counter is lower than the lowest acceptable one",
                                                  "the invocation counter has reached its end",
                                                  "the authentication tag is wrong",
                                                  "the challenge has less than 8 or more than 64 octets",
                                                  "the reply to the challenge is malformed",
                                                  "the system title does not have 8 octets",
                                                  "the key data is not a key wrapped under this master key",
                                              });
    return instance;
}

sim::error_code make_error_code(security_errc e) noexcept { return {static_cast<int>(e), security_category()}; }

void throw_exception_from_error(const refusal& why, const boost::source_location& where)
{
    boost::throw_exception(boost::system::system_error(why.reason), where);
}

namespace {

constexpr std::uint8_t suite_mask = 0x0F;
constexpr std::uint8_t authentication_bit = 0x10;
constexpr std::uint8_t encryption_bit = 0x20;
constexpr std::uint8_t key_set_bit = 0x40;
constexpr std::uint8_t compression_bit = 0x80;

constexpr std::uint32_t last_counter = std::numeric_limits<std::uint32_t>::max();

refusal refuse(security_errc why) { return {why}; }

sim::error_code check_control(const security_control& control)
{
    if (control.suite != 0) return security_errc::unknown_suite;
    if (control.compressed) return security_errc::compressed;
    if (!control.authenticated && !control.encrypted) return security_errc::no_protection;
    return {};
}

encryption_key* choose_key(const security_context& context, ciphering kind, const security_control& control)
{
    if (kind == ciphering::dedicated) return context.dedicated;
    return control.broadcast ? context.broadcast : context.unicast;
}

/// IV = system title of the sender || IC.
gcm_vector initialization_vector(const system_title& sender, std::uint32_t counter)
{
    gcm_vector vector;
    const auto rest = std::copy(sender.octets.begin(), sender.octets.end(), vector.begin());
    for (int i = 0; i < 4; ++i) rest[i] = static_cast<std::uint8_t>(counter >> (24 - 8 * i));
    return vector;
}

/// SC || AK || what is authenticated and stays plain; holds a key, so it is wiped.
class additional_data {
public:
    additional_data(const security_control& control, const key128& authentication_key, byte_view plain)
    {
        octets_.reserve(1 + authentication_key.size() + plain.size());
        octets_.push_back(control.to_octet());
        octets_.insert(octets_.end(), authentication_key.begin(), authentication_key.end());
        octets_.insert(octets_.end(), plain.begin(), plain.end());
    }
    additional_data(const additional_data&) = delete;
    additional_data& operator=(const additional_data&) = delete;
    ~additional_data() { sim::crypto::wipe(octets_); }
    operator byte_view() const { return octets_; }

private:
    bytes octets_;
};

void append(bytes& to, byte_view data) { to.insert(to.end(), data.begin(), data.end()); }

/// SC || IC.
bytes begin_with(const security_header& header, std::size_t content)
{
    bytes out;
    out.reserve(security_header_size + content);
    out.push_back(header.control.to_octet());
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(header.invocation_counter >> shift));
    return out;
}

/// The content without its tag, deciphered. Error: wrong_tag; the caller has seen to the room for the tag.
sim::result<bytes> reveal(const security_context& context, encryption_key& key, const security_header& header,
                          byte_view content)
{
    const auto vector = initialization_vector(context.peer, header.invocation_counter);
    const auto& control = header.control;
    if (!control.authenticated) return key.cipher.decrypt(vector, content);
    if (control.encrypted) {
        const additional_data additional(control, context.authentication_key, {});
        auto plain = key.cipher.open(vector, additional, content, gcm_tag::twelve);
        if (!plain) return security_errc::wrong_tag;
        return plain;
    }
    const auto plain = content.first(content.size() - authentication_tag_size);
    const additional_data additional(control, context.authentication_key, plain);
    if (key.cipher.verify(vector, additional, content.last(authentication_tag_size), gcm_tag::twelve))
        return security_errc::wrong_tag;
    return bytes(plain.begin(), plain.end());
}

bool is_challenge(byte_view octets) { return octets.size() >= min_challenge && octets.size() <= max_challenge; }

bytes challenge_tag(const security_context& context, const system_title& sender, std::uint32_t counter,
                    byte_view challenge)
{
    const additional_data additional(authenticated_only, context.authentication_key, challenge);
    return context.unicast->cipher.authenticate(initialization_vector(sender, counter), additional, gcm_tag::twelve);
}

} // namespace

sim::result<system_title> system_title::from_octets(byte_view octets)
{
    system_title title;
    if (octets.size() != title.octets.size()) return security_errc::wrong_system_title;
    std::copy(octets.begin(), octets.end(), title.octets.begin());
    return title;
}

security_control security_control::from_octet(std::uint8_t octet)
{
    return {
        .suite = static_cast<std::uint8_t>(octet & suite_mask),
        .authenticated = (octet & authentication_bit) != 0,
        .encrypted = (octet & encryption_bit) != 0,
        .broadcast = (octet & key_set_bit) != 0,
        .compressed = (octet & compression_bit) != 0,
    };
}

std::uint8_t security_control::to_octet() const
{
    const int octet = (suite & suite_mask) | (authenticated ? authentication_bit : 0) |
                      (encrypted ? encryption_bit : 0) | (broadcast ? key_set_bit : 0) |
                      (compressed ? compression_bit : 0);
    return static_cast<std::uint8_t>(octet);
}

sim::result<std::uint32_t> invocation_counters::take()
{
    if (values_.next_own == last_counter) return security_errc::counter_exhausted;
    return values_.next_own++;
}

checked<void> invocation_counters::check(std::uint32_t received, std::optional<std::uint32_t> lowest) const
{
    const auto least = lowest.value_or(values_.lowest_acceptable);
    if (received < least) return refusal{security_errc::repeated_counter, least};
    if (received == last_counter) return refuse(security_errc::counter_exhausted);
    return {};
}

void invocation_counters::accept(std::uint32_t received)
{
    if (received != last_counter) values_.lowest_acceptable = std::max(values_.lowest_acceptable, received + 1);
}

sim::result<protected_view> read_security_header(byte_view octets)
{
    sim::reader in(octets);
    const auto control = security_control::from_octet(in.u8());
    const auto counter = in.u32();
    if (!in.ok()) return in.error();
    return protected_view{{control, counter}, in.rest()};
}

sim::result<bytes> protect(security_context& context, ciphering kind, const security_control& control, byte_view apdu)
{
    if (const auto ec = check_control(control)) return ec;
    if (apdu.size() > max_protected_apdu) return security_errc::too_long;
    auto* key = choose_key(context, kind, control);
    if (!key) return security_errc::missing_key;
    const auto counter = key->counters.take();
    if (!counter) return counter.error();
    security_header header{control, *counter};
    if (kind == ciphering::dedicated) header.control.broadcast = false; // has no meaning there, and is sent as 0

    const auto vector = initialization_vector(context.own, *counter);
    auto out = begin_with(header, apdu.size() + authentication_tag_size);
    if (!control.authenticated) {
        append(out, key->cipher.encrypt(vector, apdu));
    } else if (control.encrypted) {
        const additional_data additional(header.control, context.authentication_key, {});
        append(out, key->cipher.seal(vector, additional, apdu, gcm_tag::twelve));
    } else {
        const additional_data additional(header.control, context.authentication_key, apdu);
        append(out, apdu);
        append(out, key->cipher.authenticate(vector, additional, gcm_tag::twelve));
    }
    return out;
}

checked<bytes> unprotect(security_context& context, ciphering kind, const security_header& header, byte_view content)
{
    if (const auto ec = check_control(header.control)) return refusal{ec};
    const std::size_t tag = header.control.authenticated ? authentication_tag_size : 0;
    if (content.size() < tag) return refusal{sim::codec_errc::truncated};
    if (content.size() - tag > max_protected_apdu) return refuse(security_errc::too_long);
    auto* key = choose_key(context, kind, header.control);
    if (!key) return refuse(security_errc::missing_key);
    if (const auto fresh = key->counters.check(header.invocation_counter); !fresh) return fresh.error();

    auto apdu = reveal(context, *key, header, content);
    if (!apdu) return refusal{apdu.error()};
    key->counters.accept(header.invocation_counter);
    return std::move(*apdu);
}

sim::result<bytes> answer_challenge(security_context& context, byte_view challenge)
{
    if (!is_challenge(challenge)) return security_errc::wrong_challenge;
    if (!context.unicast) return security_errc::missing_key;
    const auto counter = context.unicast->counters.take();
    if (!counter) return counter.error();
    auto answer = begin_with({authenticated_only, *counter}, authentication_tag_size);
    append(answer, challenge_tag(context, context.own, *counter, challenge));
    return answer;
}

checked<void> verify_answer(security_context& context, byte_view challenge, byte_view answer,
                            std::optional<std::uint32_t> lowest)
{
    if (!is_challenge(challenge)) return refuse(security_errc::wrong_challenge);
    if (!context.unicast) return refuse(security_errc::missing_key);
    const auto parts = read_security_header(answer);
    if (!parts || parts->header.control != authenticated_only || parts->content.size() != authentication_tag_size)
        return refuse(security_errc::wrong_authenticator);
    const auto counter = parts->header.invocation_counter;
    if (const auto fresh = context.unicast->counters.check(counter, lowest); !fresh) return fresh.error();
    if (!sim::crypto::equal_in_constant_time(challenge_tag(context, context.peer, counter, challenge), parts->content))
        return refuse(security_errc::wrong_tag);
    context.unicast->counters.accept(counter);
    return {};
}

bool password_matches(byte_view expected, byte_view received)
{
    return sim::crypto::equal_in_constant_time(expected, received);
}

bytes wrap_key(const key128& master, const key128& key) { return sim::crypto::wrap_key_data(master, key).value(); }

sim::result<key128> unwrap_key(const key128& master, byte_view wrapped)
{
    auto data = sim::crypto::unwrap_key_data(master, wrapped);
    key128 key;
    if (!data || data->size() != key.size()) return security_errc::wrong_key_data;
    std::copy(data->begin(), data->end(), key.begin());
    sim::crypto::wipe(*data);
    return key;
}

} // namespace devices::dlms
