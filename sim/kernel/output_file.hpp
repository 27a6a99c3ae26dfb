// A file that is written from front to back through a buffer: captures, journals, reports, key logs.
//
// Errors stick, and are told late: what is buffered fails when the buffer is written out. Whoever needs to know that
// all of it is on disk asks `close`.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace sim {

/// Who may read a file that we make.
enum class file_access {
    shared,     ///< as the process's umask says
    owner_only, ///< mode 0600, whatever the umask says and whoever made the file: it holds secrets or traffic
};

class output_file {
public:
    /// Creates the file, or empties the one that is there. Failure is kept in error().
    output_file(const std::string& path, file_access access);
    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;
    /// Closes; an error is then lost, so call close() where it matters.
    ~output_file();

    /// False when this or an earlier write failed; nothing more is written then.
    bool write(byte_view data);
    bool write(std::string_view text) { return write(as_bytes(text)); }
    /// Hands the buffer to the operating system.
    bool flush();
    /// Flushes and closes. The first error there was, of any call.
    error_code close();
    /// Errors are those of the operating system (system_category).
    error_code error() const { return error_; }

private:
    static constexpr std::size_t buffer_size = 64 * 1024;
    void fail();

    int descriptor_{-1};
    bytes buffer_;
    error_code error_;
};

/// Writes a whole file at once. The first error there was.
error_code write_file(const std::string& path, std::string_view content, file_access access = file_access::shared);

} // namespace sim
