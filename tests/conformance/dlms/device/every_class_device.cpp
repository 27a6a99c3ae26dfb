// A device with one object of every class, for clients of other programs: the wrapper on a TCP port, and an optical
// port on a pseudo-terminal with mode E and HDLC. What serves it is what serves every meter (devices/dlms,
// devices/cosem); what is left out is the world around it.
//
// Prints "wrapper: PORT" and "optical: PATH", then, for every incident, "incident: KIND"; "told" for what its standard
// input says, with which it ends. "push N" there pushes a notification of N octets and more to whoever is associated
// over the wrapper, "push" one without an association to whoever is connected.
#include "devices/dlms/notification.hpp"
#include "devices/dlms/optical_port.hpp"
#include "devices/dlms/wrapper.hpp"
#include "tests/support/toy_dlms_device.hpp"
#include "tests/unit/cosem/sample.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <list>
#include <stdexcept>

namespace {

using namespace devices::dlms;

constexpr std::uint16_t most_pdu = 1024;
constexpr obis push_setup{{0, 0, 25, 9, 0, 255}};

/// Time begins at noon and goes on.
sim::time_point now()
{
    static const auto begin = std::chrono::steady_clock::now();
    return tests::noon + std::chrono::duration_cast<sim::duration>(std::chrono::steady_clock::now() - begin);
}

struct device {
    toy::keys keys;
    tests::sample content;
    devices::cosem::object_server objects{tests::sample_model(), content};
    std::map<std::uint16_t, server_settings> clients{
        {16, toy::public_client()}, {2, toy::reading_client()}, {1, toy::management_client()}};

    device()
    {
        for (auto& [sap, settings] : clients) {
            settings.max_pdu = most_pdu;
            settings.window = 3;
            settings.block_patience = std::chrono::milliseconds(500); // tests wait for it
        }
        content.certificate.assign(700, 0x30); // too long for one APDU of many clients
    }
};

using associations = std::map<std::uint16_t, server_association>;

void tell(const server_outcome& out)
{
    for (const auto& e : out.events)
        if (const auto* i = std::get_if<happened::incident>(&e))
            std::printf("incident: %s\n", std::string(to_string(i->kind)).c_str());
}

std::vector<sim::bytes> serve(device& d, associations& open, std::uint16_t client, sim::byte_view apdu)
{
    const auto settings = d.clients.find(client);
    if (settings == d.clients.end()) return {refuse_unknown_client(apdu)};
    auto& a = open.try_emplace(client, settings->second, d.keys, d.objects).first->second;
    auto out = a.received(now(), apdu);
    tell(out);
    return std::move(out.send);
}

bool write_all(int to, sim::byte_view octets)
{
    while (!octets.empty()) {
        const auto n = write(to, octets.data(), octets.size());
        if (n <= 0) return false;
        octets = octets.subspan(static_cast<std::size_t>(n));
    }
    return true;
}

struct tcp_connection {
    int socket;
    unwrapper incoming{};
    associations open{};

    /// False: it is over.
    bool received(device& d, sim::byte_view octets)
    {
        incoming.feed(octets);
        while (auto m = incoming.next())
            for (const auto& apdu : serve(d, open, m->source, m->apdu))
                if (!write_all(socket, wrap(m->destination, m->source, apdu).value())) return false;
        return !incoming.error();
    }
    void send(std::uint16_t client, const std::vector<sim::bytes>& apdus) const
    {
        for (const auto& apdu : apdus) write_all(socket, wrap(management_server, client, apdu).value());
    }
    /// Asks for blocks that are overdue.
    void wait_no_longer()
    {
        for (auto& [client, a] : open) {
            auto out = a.timeout(now());
            tell(out);
            send(client, out.send);
        }
    }
    void push(device& d, std::optional<std::size_t> octets)
    {
        data_notification what{7, {}, {}};
        axdr_writer body;
        body.structure(2).octet_string(push_setup.groups).octet_string(sim::bytes(octets.value_or(8), 0x5A));
        what.body = body.take();
        if (!octets) return send(1, {encode_notification(d.keys, 1, authenticated_and_encrypted, what).value()});
        for (auto& [client, a] : open)
            if (auto apdus = a.notify(what)) send(client, *apdus);
    }
};

struct terminal {
    int line;
    optical_port port{
        {.identification = "EVERY", .address = "12345678"},
        {.upper = 1,
         .lower = 17,
         .most = {.transmit_information = 512, .receive_information = 512, .transmit_window = 3, .receive_window = 3}}};
    associations open{};

    void received(device& d, sim::byte_view octets)
    {
        for (auto& out : port.received(octets)) {
            if (out.connected || out.disconnected) open.clear();
            write_all(line, out.send);
            if (!out.apdu) continue;
            write_all(line, port.answer(serve(d, open, port.client(), *out.apdu)));
        }
    }
};

[[noreturn]] void fail(const char* what) { throw std::runtime_error(what); }

int listening_socket()
{
    const int s = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    auto* address = reinterpret_cast<sockaddr*>(&at);
    if (bind(s, address, size) != 0 || listen(s, 8) != 0 || getsockname(s, address, &size) != 0) fail("no socket");
    std::printf("wrapper: %d\n", ntohs(at.sin_port));
    return s;
}

int pseudo_terminal(int& kept_open)
{
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) fail("no pseudo-terminal");
    const char* path = ptsname(master);
    kept_open = open(path, O_RDWR | O_NOCTTY); // else reading ends whenever a client has left
    termios raw{};
    tcgetattr(kept_open, &raw);
    cfmakeraw(&raw);
    tcsetattr(kept_open, TCSANOW, &raw);
    std::printf("optical: %s\n", path);
    return master;
}

void obey(device& d, std::list<tcp_connection>& connections, const std::string& line)
{
    if (line.starts_with("push"))
        for (auto& c : connections)
            c.push(d, line.size() > 6 ? std::optional(std::stoul(line.substr(5))) : std::nullopt);
    std::printf("told\n");
    std::fflush(stdout);
}

void run(device& d)
{
    int kept_open = -1;
    const int listener = listening_socket();
    terminal optical{pseudo_terminal(kept_open)};
    std::fflush(stdout);
    std::list<tcp_connection> connections;
    for (;;) {
        std::vector<pollfd> waiting{{STDIN_FILENO, POLLIN, 0}, {listener, POLLIN, 0}, {optical.line, POLLIN, 0}};
        for (const auto& c : connections) waiting.push_back({c.socket, POLLIN, 0});
        constexpr int look_for_overdue_blocks_every_ms = 100;
        poll(waiting.data(), waiting.size(), look_for_overdue_blocks_every_ms);
        for (auto& one : connections) one.wait_no_longer();
        sim::bytes buffer(65536);
        const auto from = [&](int source) {
            const auto n = read(source, buffer.data(), buffer.size());
            return sim::byte_view(buffer).first(n > 0 ? static_cast<std::size_t>(n) : 0);
        };
        if (waiting[0].revents) {
            const auto line = from(STDIN_FILENO);
            if (line.empty()) return;
            obey(d, connections, std::string(sim::as_text(line)));
        }
        if (waiting[2].revents) optical.received(d, from(optical.line));
        auto c = connections.begin();
        for (std::size_t i = 3; i < waiting.size(); ++i) {
            const auto octets = waiting[i].revents ? from(c->socket) : sim::byte_view();
            const bool over = waiting[i].revents && (octets.empty() || !c->received(d, octets));
            if (over) close(c->socket);
            c = over ? connections.erase(c) : std::next(c);
        }
        if (waiting[1].revents) connections.push_back({accept(listener, nullptr, nullptr)});
    }
}

} // namespace

int main()
{
    try {
        device d;
        run(d);
        return EXIT_SUCCESS;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "every_class_device: %s\n", e.what());
        return EXIT_FAILURE;
    }
}
