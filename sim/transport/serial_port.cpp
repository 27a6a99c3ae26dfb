#include "sim/transport/serial_port.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/system_error.hpp>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace sim::transport {
namespace {

namespace asio = boost::asio;

[[noreturn]] void fail(const std::string& what)
{
    throw boost::system::system_error(errno, boost::system::system_category(), what);
}

/// Owned by its handlers too: a read that is pending outlives the port for an instant.
struct terminal : std::enable_shared_from_this<terminal> {
    explicit terminal(kernel& k) : owner(k), master(k.wire()) {}

    void receive()
    {
        master.async_read_some(asio::buffer(in), [self = shared_from_this()](error_code ec, std::size_t n) {
            if (ec) return;
            self->owner.touch();
            if (self->handler)
                self->handler(bytes(self->in.begin(), self->in.begin() + static_cast<std::ptrdiff_t>(n)));
            self->receive();
        });
    }

    kernel& owner;
    asio::posix::stream_descriptor master;
    std::function<void(bytes)> handler;
    std::array<std::uint8_t, 4096> in{};
};

class pseudo_terminal final : public serial_port {
public:
    pseudo_terminal(kernel& k, const std::string& path) : terminal_(std::make_shared<terminal>(k)), path_(path)
    {
        int fd = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0) fail("a pseudo-terminal");
        terminal_->master.assign(fd);
        std::array<char, 128> name{};
        if (::grantpt(fd) != 0 || ::unlockpt(fd) != 0 || ::ptsname_r(fd, name.data(), name.size()) != 0)
            fail("a pseudo-terminal");
        // Held open, so that the line is there whether a tool has it open or not, and keeps its mode.
        slave_ = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
        termios mode{};
        if (slave_ < 0 || ::tcgetattr(slave_, &mode) != 0) fail(name.data());
        ::cfmakeraw(&mode);
        if (::tcsetattr(slave_, TCSANOW, &mode) != 0) fail(name.data());
        link(name.data());
        terminal_->receive();
    }
    ~pseudo_terminal() override
    {
        terminal_->handler = nullptr;
        error_code ignored;
        terminal_->master.close(ignored);
        if (slave_ >= 0) ::close(slave_);
        if (linked_) ::unlink(path_.c_str());
    }
    void send(byte_view data) override
    {
        error_code ignored;
        terminal_->master.write_some(asio::buffer(data.data(), data.size()), ignored);
    }
    void on_received(std::function<void(bytes)> handler) override { terminal_->handler = std::move(handler); }

private:
    void link(const char* to)
    {
        struct stat there {};
        bool left_over = ::lstat(path_.c_str(), &there) == 0 && S_ISLNK(there.st_mode);
        if (left_over) ::unlink(path_.c_str());
        if (::symlink(to, path_.c_str()) != 0) {
            int error = errno;
            ::close(std::exchange(slave_, -1));
            errno = error;
            fail(path_);
        }
        linked_ = true;
    }

    std::shared_ptr<terminal> terminal_;
    std::string path_;
    int slave_{-1};
    bool linked_{false};
};

} // namespace

std::unique_ptr<serial_port> open_serial_port(kernel& k, const std::string& path)
{
    return std::make_unique<pseudo_terminal>(k, path);
}

} // namespace sim::transport
