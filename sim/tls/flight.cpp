#include "sim/tls/flight.hpp"

#include <algorithm>

namespace sim::tls {

namespace {

// RFC 5246 6.2.1 and A.4
constexpr std::uint8_t change_cipher_spec = 20, handshake = 22;
constexpr std::size_t record_header = 5, largest_record = (1 << 14) + 2048;
constexpr std::size_t largest_message = 1 << 14; // model choice: as much as the library takes
constexpr std::uint8_t client_hello = 1, certificate = 11, server_key_exchange = 12, server_hello_done = 14,
                       client_key_exchange = 16;

/// RFC 5246 7.4, and RFC 5077 3.3 (4, a ticket)
constexpr bool listed(std::uint8_t type) { return type <= 2 || type == 4 || (type >= 11 && type <= 16) || type == 20; }

/// Walks handshake messages, which may begin in one record and end in another.
struct message_walk {
    flight_view seen;
    bytes pending; ///< of a message's header
    std::size_t skip{0};

    void feed(byte_view data)
    {
        while (!data.empty()) {
            const auto body = std::min(skip, data.size());
            skip -= body;
            data = data.subspan(body);
            if (skip == 0 && body > 0 && last_) seen.complete = true;
            if (data.empty()) return;
            constexpr std::size_t message_header = 4;
            const auto head = std::min(message_header - pending.size(), data.size());
            pending.insert(pending.end(), data.begin(), data.begin() + static_cast<std::ptrdiff_t>(head));
            data = data.subspan(head);
            if (pending.size() == message_header) begin();
        }
    }

private:
    bool last_{false};

    void begin()
    {
        const auto type = pending[0];
        skip = (std::size_t(pending[1]) << 16) | (std::size_t(pending[2]) << 8) | pending[3];
        pending.clear();
        if (type == client_hello || type == certificate || type == server_key_exchange || type == client_key_exchange)
            seen.heavy = true;
        last_ = type == client_hello || type == server_hello_done;
        // What no such message can be is not waited for.
        if ((last_ && skip == 0) || !listed(type) || skip > largest_message) seen.complete = true;
    }
};

} // namespace

flight_view look_at_flight(byte_view input)
{
    message_walk walk;
    bool encrypted = false;
    while (!walk.seen.complete && input.size() >= record_header) {
        const auto type = input[0];
        const std::size_t size = (std::size_t(input[3]) << 8) | input[4];
        const bool known = type == change_cipher_spec || type == handshake;
        if (!known || size > largest_record || size == 0) {
            walk.seen.complete = true;
            break;
        }
        if (input.size() < record_header + size) break;
        if (type == change_cipher_spec)
            encrypted = true;
        else if (encrypted)
            walk.seen.complete = true; // Finished
        else
            walk.feed(input.subspan(record_header, size));
        input = input.subspan(record_header + size);
    }
    return walk.seen;
}

offer_view look_at_offer(byte_view input)
{
    constexpr std::uint16_t session_ticket = 35; // RFC 5077 3.2
    constexpr std::size_t longest_id = 32, version_and_random = 2 + 32;
    offer_view offer;
    reader record(input);
    if (record.u8() != handshake) return offer;
    record.u16();
    reader message(record.block16());
    if (message.u8() != client_hello) return offer;
    message.take(3); // the record bounds it
    message.take(version_and_random);
    const auto id = message.block8(longest_id);
    message.block16(); // cipher suites
    message.block8();  // compression methods
    if (!record.ok() || !message.ok()) return offer;
    offer.session_id.assign(id.begin(), id.end());
    if (message.remaining() == 0) return offer;
    reader extensions(message.block16());
    while (message.ok() && extensions.ok() && extensions.remaining() > 0) {
        const auto type = extensions.u16();
        const auto content = extensions.block16();
        if (type == session_ticket && !content.empty()) offer.ticket = true;
    }
    return offer;
}

} // namespace sim::tls
