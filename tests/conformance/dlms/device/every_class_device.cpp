// A device with one object of every class, for clients of other programs: the wrapper on a TCP port, and an optical
// port on a pseudo-terminal with mode E and HDLC. What serves it is what serves every meter (devices/dlms,
// devices/cosem); what is left out is the world around it.
//
// Prints "wrapper: PORT" and "optical: PATH", then, for every incident, "incident: KIND"; "told" for each line of its
// standard input, with which it ends.
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

struct device {
    toy::keys keys;
    tests::sample content;
    devices::cosem::object_server objects{tests::sample_model(), content};
    std::map<std::uint16_t, server_settings> clients{
        {16, toy::public_client()}, {2, toy::reading_client()}, {1, toy::management_client()}};

    device()
    {
        for (auto& [sap, settings] : clients) settings.max_pdu = most_pdu;
    }
};

using associations = std::map<std::uint16_t, server_association>;

std::vector<sim::bytes> serve(device& d, associations& open, std::uint16_t client, sim::byte_view apdu)
{
    const auto settings = d.clients.find(client);
    if (settings == d.clients.end()) return {refuse_unknown_client(apdu)};
    auto& a = open.try_emplace(client, settings->second, d.keys, d.objects).first->second;
    auto out = a.received(tests::noon, apdu);
    for (const auto& e : out.events)
        if (const auto* i = std::get_if<happened::incident>(&e))
            std::printf("incident: %s\n", std::string(to_string(i->kind)).c_str());
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
        poll(waiting.data(), waiting.size(), -1);
        sim::bytes buffer(65536);
        const auto from = [&](int source) {
            const auto n = read(source, buffer.data(), buffer.size());
            return sim::byte_view(buffer).first(n > 0 ? static_cast<std::size_t>(n) : 0);
        };
        if (waiting[0].revents) {
            if (from(STDIN_FILENO).empty()) return;
            std::printf("told\n");
            std::fflush(stdout);
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
