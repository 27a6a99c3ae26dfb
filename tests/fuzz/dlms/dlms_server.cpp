// Hostile APDUs against both ends of an association. The first octet chooses who is asked and in which state; then come
// messages: how to send (as it is, or sealed with the client's own keys, which a fuzzer could not find), length,
// octets. Afterwards an honest client must be served as ever.
#include "sim/core/check.hpp"
#include "tests/support/toy_dlms_device.hpp"

using namespace toy;

namespace {

constexpr std::size_t longest_value = 4000, client_max = 200;

server_settings limited(server_settings s)
{
    s.longest_value = longest_value;
    return s;
}

class session {
public:
    session(server_settings s, bool until_proving) : meter_(limited(std::move(s))), client_(client_for(meter_.settings))
    {
        meter_.things.text.assign(300, 0x5A); // too long for one APDU
        if (until_proving) {
            exchange(client_.open().value().at(0));
        } else {
            line l{meter_, client_};
            sim::check(l.run_for<client_result::opened>(client_.open()).has_value(), "an honest client gets in");
        }
        // The peer whose keys the fuzzer may use; its counters go on behind the client's.
        sealing_.counters = invocation_counters(client_.counters());
    }

    void hear(std::uint8_t how, sim::byte_view octets)
    {
        sim::bytes apdu(octets.begin(), octets.end());
        const bool in_block = (how & 8) != 0;
        if (how & 1) {
            const message_form form{.ciphered = true, .general = (how & 2) != 0};
            security_context context{.own = {{'C', 'L', 'I', 0, 0, 0, 0, 2}},
                                     .peer = meter_.store.title,
                                     .authentication_key = key(0xA1),
                                     .unicast = &sealing_};
            if (auto wire = cipher(context, form, apdu)) apdu = std::move(*wire);
        }
        if (in_block)
            apdu = encode(general_block{.last = true, .window = 3, .number = 1, .acknowledged = 0, .data = apdu});
        exchange(apdu);
    }

    void finish()
    {
        meter_.server.reset();
        auto settings = client_for(meter_.settings);
        settings.counters.next_own = meter_.store.counters(1, key_use::unicast).lowest_acceptable;
        client_association honest(settings);
        line l{meter_, honest};
        sim::check(l.run_for<client_result::opened>(honest.open()).has_value(), "the next client gets in");
        sim::check(l.run_for<client_result::values>(honest.get({3, energy, 2})).has_value(), "and is served");
    }

private:
    void exchange(const sim::bytes& apdu)
    {
        const auto callers = meter_.things.callers.size();
        const auto out = meter_.hear(apdu);
        std::size_t octets = 0;
        for (const auto& answer : out.send) {
            sim::check(answer.size() <= client_max || !meter_.server.associated(), "an answer is as long as agreed");
            octets += answer.size();
        }
        sim::check(octets < 4 * longest_value, "an answer has an end");
        sim::check(out.events.size() <= most_listed + 4, "what happened has an end");
        const bool ciphers = meter_.settings.ciphered_context;
        for (auto i = callers; i < meter_.things.callers.size(); ++i)
            sim::check(!ciphers || meter_.things.callers[i].ciphered, "objects are touched as the policy allows");
    }

    device meter_;
    client_association client_;
    encryption_key sealing_{key(0x11)};
};

void feed_server(server_settings s, bool until_proving, sim::reader& in)
{
    session talk(std::move(s), until_proving);
    while (in.ok() && in.remaining() > 0) {
        const auto how = in.u8();
        auto size = std::min<std::size_t>(in.u8(), in.remaining());
        talk.hear(how, in.take(size));
    }
    talk.finish();
}

void feed_client(const server_settings& s, sim::reader& in)
{
    device meter(s);
    auto settings = client_for(s);
    settings.longest_value = longest_value;
    client_association client(settings);
    line l{meter, client};
    sim::check(l.run_for<client_result::opened>(client.open()).has_value(), "the client gets in");
    while (in.ok() && in.remaining() > 0 && client.associated()) {
        const auto what = in.u8();
        bool waiting = true; // something is always asked for, so that answers can be right
        if (what % 4 == 0) static_cast<void>(client.get({1, note, 2}).value());
        if (what % 4 == 1) static_cast<void>(client.get({{1, note, 2}, {3, energy, 2}}).value());
        if (what % 4 == 2) static_cast<void>(client.set({1, note, 2}, octet_string(600)).value());
        if (what % 4 == 3) static_cast<void>(client.action({70, valve, 2}, octet_string(600)).value());
        while (waiting && in.remaining() > 0) {
            const auto size = std::min<std::size_t>(in.u8(), in.remaining());
            const auto out = client.received(in.take(size));
            waiting = !out.event || std::holds_alternative<client_result::notified>(*out.event);
            sim::check(out.send.size() <= most_blocks_in_window, "a client sends no more than it was asked for");
        }
        if (waiting) return;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (!size) return 0;
    sim::reader in(sim::byte_view(data + 1, size - 1));
    auto ciphered = management_client();
    ciphered.authentication = mechanism::lls;
    switch (data[0] % 7) {
    case 0: feed_server(public_client(), false, in); break;
    case 1: feed_server(reading_client(), false, in); break;
    case 2: feed_server(management_client(), true, in); break;
    case 3: feed_server(management_client(), false, in); break;
    case 4: feed_server(ciphered, false, in); break;
    case 5: feed_client(public_client(), in); break;
    case 6: feed_client(reading_client(), in); break;
    }
    return 0;
}
