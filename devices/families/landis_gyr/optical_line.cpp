#include "devices/families/landis_gyr/optical_line.hpp"

#include "devices/families/landis_gyr/journal.hpp"

#include <algorithm>

namespace devices::families::landis_gyr {

namespace {

sim::duration on_the_line(std::size_t characters, std::uint32_t baud)
{
    constexpr std::int64_t bits_per_character = 10;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(characters) * bits_per_character * 1'000'000'000 / baud);
}

dlms::hdlc_server_options station(std::uint16_t sap)
{
    dlms::hdlc_server_options o;
    o.also = sap;
    o.most = {.transmit_information = 512, .receive_information = 512, .transmit_window = 3, .receive_window = 3};
    return o;
}

} // namespace

optical_line::optical_line(sim::simulation& world, std::string installation, const served_device& meter,
                           const nameplate& plate, dlms_journal level,
                           std::unique_ptr<sim::transport::serial_port> port)
    : world_(world),
      installation_(std::move(installation)),
      meter_(meter),
      level_(level),
      port_(std::move(port)),
      machine_({"LGZ", plate.model.substr(0, 16), plate.serial, fastest}, station(meter.sap)),
      silence_(world.time, "optical port silent", [this] { silent(); }),
      overdue_block_(world.time, "optical port overdue block", [this] { serve_overdue(); })
{
    port_->on_received([this](sim::bytes octets) { received(std::move(octets)); });
}

optical_line::~optical_line() = default;

/// On the wire: what came is heard when its last character has passed.
void optical_line::received(sim::bytes octets)
{
    // HDLC without a sign-on begins at the fastest rate.
    bool at_once = !machine_.patience() && octets.front() == 0x7E;
    auto baud = at_once ? dlms::baud_rate(fastest).value() : machine_.baud();
    stay();
    in_free_ = std::max(in_free_, world_.time.now()) + on_the_line(octets.size(), baud);
    world_.time.at(in_free_, "optical port heard", [this, alive = std::weak_ptr(alive_), o = std::move(octets)] {
        if (!alive.expired()) handle(o);
    });
}

void optical_line::handle(const sim::bytes& octets)
{
    for (auto& out : machine_.received(octets)) {
        if (out.connected) leave(); // whoever was there has not taken leave
        send(std::move(out.send), out.send_baud);
        if (out.apdu) serve(*out.apdu);
        if (out.disconnected) leave();
    }
    stay();
}

void optical_line::serve(sim::byte_view apdu)
{
    auto client = machine_.client();
    const auto* settings = meter_.settings_for(client);
    if (!settings) return send(machine_.answer({dlms::refuse_unknown_client(apdu)}), machine_.baud());
    auto [it, fresh] = associations_.try_emplace(client, *settings, *meter_.keys, *meter_.objects);
    answer(client, it->second.received(world_.time.now(), apdu));
}

/// Of the client that is connected: it hears of it when it polls.
void optical_line::serve_overdue()
{
    auto client = machine_.client();
    if (auto it = associations_.find(client); it != associations_.end())
        answer(client, it->second.timeout(world_.time.now()));
}

void optical_line::answer(std::uint16_t client, dlms::server_outcome out)
{
    send(machine_.answer(out.send), machine_.baud());
    watch_blocks();
    std::vector<device_event> events;
    for (auto& e : out.events) events.push_back({&meter_, client, reached_over::optical, std::move(e)});
    tell(world_, installation_, {}, level_, events);
}

void optical_line::send(sim::bytes octets, std::uint32_t baud)
{
    if (octets.empty()) return;
    out_free_ = std::max(out_free_, world_.time.now()) + on_the_line(octets.size(), baud);
    world_.time.at(out_free_, "optical port said", [this, alive = std::weak_ptr(alive_), o = std::move(octets)] {
        if (!alive.expired()) port_->send(o);
    });
}

void optical_line::watch_blocks()
{
    auto it = associations_.find(machine_.client());
    auto due = it == associations_.end() ? std::nullopt : it->second.due();
    if (due)
        overdue_block_.expires_at(*due);
    else
        overdue_block_.cancel();
}

/// Time flows while a tool is at work; the machine's own patience ends a session before the hold's limit does.
void optical_line::stay()
{
    constexpr std::chrono::milliseconds between_sessions{1000}; // for a tool to begin, model choice
    auto limit = machine_.patience().value_or(between_sessions);
    auto& time = world_.time;
    // Its last character must reach the tool in flowing time, too.
    auto until = std::max(out_free_, time.now()) + limit;
    auto fresh = time.gate().flow(installation_ + "." + std::string(meter_.part), "a tool is at the optical port",
                                  (until - time.now()) + time.options().hold_limit);
    patience_ = std::move(fresh); // the new one first: time must not leap in between
    silence_.expires_at(until);
}

void optical_line::silent()
{
    if (machine_.timeout()) leave();
    patience_.release();
}

void optical_line::leave()
{
    std::vector<device_event> ended;
    for (auto& [client, a] : associations_) {
        if (a.associated()) ended.push_back({&meter_, client, reached_over::optical, dlms::happened::released{false}});
        a.reset();
    }
    associations_.clear();
    overdue_block_.cancel();
    tell(world_, installation_, {}, level_, ended);
}

} // namespace devices::families::landis_gyr
