#include "sim/kernel/output_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sim {

namespace {

/// Empties the file and sets its mode; a pipe or a device has neither a length nor a mode of ours.
bool prepare(int descriptor, bool secret)
{
    struct stat info {};
    if (::fstat(descriptor, &info) != 0) return false;
    if (!S_ISREG(info.st_mode)) return true;
    if (secret && ::fchmod(descriptor, 0600) != 0) return false;
    return ::ftruncate(descriptor, 0) == 0;
}

} // namespace

output_file::output_file(const std::string& path, file_access access)
{
    bool secret = access == file_access::owner_only;
    // Not truncated by open(): an old file that others may read is closed to them before anything is in it.
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, secret ? 0600 : 0666);
    if (descriptor_ < 0 || !prepare(descriptor_, secret)) fail();
}

output_file::~output_file() { close(); }

void output_file::fail()
{
    if (!error_) error_ = error_code(errno, boost::system::system_category());
}

bool output_file::write(byte_view data)
{
    if (error_ || descriptor_ < 0) return false;
    buffer_.insert(buffer_.end(), data.begin(), data.end());
    return buffer_.size() < buffer_size || flush();
}

bool output_file::flush()
{
    byte_view left(buffer_);
    while (!error_ && descriptor_ >= 0 && !left.empty()) {
        auto n = ::write(descriptor_, left.data(), left.size());
        if (n >= 0)
            left = left.subspan(static_cast<std::size_t>(n));
        else if (errno != EINTR)
            fail();
    }
    buffer_.clear();
    return !error_ && descriptor_ >= 0;
}

error_code output_file::close()
{
    if (descriptor_ < 0) return error_;
    flush();
    if (::close(descriptor_) != 0) fail();
    descriptor_ = -1;
    return error_;
}

error_code write_file(const std::string& path, std::string_view content, file_access access)
{
    output_file out(path, access);
    out.write(content);
    return out.close();
}

} // namespace sim
