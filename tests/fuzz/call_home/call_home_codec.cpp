// Hostile bytes against the call-home protocol. The first octet chooses the entrance: a message, an envelope's payload,
// the stream of a hub's session, the stream of a head-end's. Whatever comes, nothing breaks an invariant, a session
// ends at most once, and what decodes encodes to the same octets' meaning.
#include "devices/call_home/codec.hpp"
#include "devices/call_home/envelope_ledger.hpp"
#include "devices/call_home/framer.hpp"
#include "devices/call_home/hub_session.hpp"
#include "devices/call_home/limits.hpp"
#include "devices/call_home/payloads.hpp"
#include "devices/call_home/server_session.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

using namespace devices::call_home;
using namespace std::chrono_literals;

namespace {

constexpr sim::eui64 hub(0x70B3D50000000001);
const sim::time_point now = sim::from_unix_seconds(1'604'710'800);

void check_message(sim::byte_view data)
{
    auto m = decode(data);
    if (!m) return;
    auto octets = encode(*m);
    sim::check(octets.has_value(), "a message that was decoded cannot be encoded");
    auto again = decode(sim::byte_view(*octets).subspan(limits::length_prefix));
    sim::check(again.has_value() && *again == *m, "a message changes on its way");
}

template <class T>
void check_payload(const sim::result<T>& v, sim::byte_view data)
{
    if (!v) return;
    auto octets = encode_payload(*v);
    sim::check(std::equal(octets.begin(), octets.end(), data.begin(), data.end()), "a payload changes on its way");
}

void check_payloads(sim::byte_view data)
{
    check_payload(decode_register_read(data), data);
    check_payload(decode_half_hour_block(data), data);
    check_payload(decode_boot_report(data), data);
    check_payload(decode_alarm_report(data), data);
    check_payload(decode_log_report(data), data);
    check_payload(decode_firmware_report(data), data);
    check_payload(decode_han_report(data), data);
    check_payload(decode_billing_report(data), data);
    check_payload(decode_account_report(data), data);
    check_payload(decode_command_result(data), data);
}

class obedient_hub : public hub_handler {
public:
    answer apply(const config_operation&) override { return {config_status::ok}; }
    image_answer transfer(const image_operation&) override { return {image_status::ok, image_state::receiving, 7}; }
    std::optional<command_result> execute(const command& c) override
    {
        if (c.endpoint == 0) return {};
        return command_result{c.id, command_status::ok, c.frame};
    }
};

class busy_head_end : public server_handler {
public:
    server_session* session{nullptr};
    void hello_received(const hello& m) override { session->queue(set_server{"hes.example", m.queue}); }
    ack_plan envelopes_received(const envelopes& m) override
    {
        return {everything_in(m), m.items.size() == 7 ? ack_control::done : ack_control::keep_open};
    }
    void command_finished(const command_result&) override {}
    void image_finished(const image_result&) override { session->queue(image_query{hub}); }
    void config_finished(const config_result&) override { session->queue(command{0, hub, 1, 0x0702, {}, {1}}); }
    void idle() override { ++idles; }
    int idles{0};
};

std::size_t finishes(const actions& list)
{
    return static_cast<std::size_t>(
        std::count_if(list.begin(), list.end(), [](const action& a) { return std::holds_alternative<finish>(a); }));
}

/// Feeds the stream in pieces whose lengths come from the data, then cuts the connection.
template <class Session>
void feed(Session& session, sim::byte_view data)
{
    std::size_t ends = finishes(session.opened(now));
    while (!data.empty()) {
        std::size_t piece = std::min<std::size_t>(data.size(), 1U + data[0]);
        ends += finishes(session.received(now, data.first(piece)));
        data = data.subspan(piece);
    }
    ends += finishes(session.timeout(now + 60s));
    ends += finishes(session.closed(now + 61s));
    sim::check(ends == 1, "a session does not end exactly once");
}

void check_hub(sim::byte_view data)
{
    outbox box;
    for (int i = 0; i < 9; ++i) box.put(header_code::alarm, hub, now, sim::bytes(20));
    obedient_hub application;
    hub_session session(hello{hub, call_reason::boot, 0, now, "T100", "2.1", {}}, box, application, {}, 200);
    feed(session, data);
}

void check_head_end(sim::byte_view data)
{
    busy_head_end owner;
    server_session session(owner);
    owner.session = &session;
    feed(session, data);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (!size) return 0;
    sim::byte_view rest(data + 1, size - 1);
    switch (data[0] & 3) {
    case 0: check_message(rest); break;
    case 1: check_payloads(rest); break;
    case 2: check_hub(rest); break;
    case 3: check_head_end(rest); break;
    }
    return 0;
}
