#include "sim/kernel/output_file.hpp"
#include "tests/support/capture_reader.hpp"

#include <cerrno>
#include <sys/stat.h>

using namespace sim;

namespace {

mode_t mode_of(const std::string& path)
{
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    return info.st_mode & 0777;
}

/// Restores the umask of the process.
struct umask_scope {
    explicit umask_scope(mode_t mask) : saved(::umask(mask)) {}
    umask_scope(const umask_scope&) = delete;
    umask_scope& operator=(const umask_scope&) = delete;
    ~umask_scope() { ::umask(saved); }
    mode_t saved;
};

} // namespace

TEST_CASE("a file in a folder that does not exist is an error that sticks")
{
    output_file out("/nonexistent/folder/file", file_access::shared);
    CHECK(out.error().value() == ENOENT);
    CHECK_FALSE(out.write("x"));
    CHECK_FALSE(out.flush());
    CHECK(out.close().value() == ENOENT);
}

TEST_CASE("a full disk shows when the buffer is written out, and from then on")
{
    output_file out("/dev/full", file_access::owner_only);
    CHECK(out.write("small enough to wait in the buffer"));
    CHECK_FALSE(out.flush());
    CHECK(out.error().value() == ENOSPC);
    CHECK_FALSE(out.write("x"));
    CHECK(out.close().value() == ENOSPC);
}

TEST_CASE("a full disk shows at the end at the latest") { CHECK(write_file("/dev/full", "x").value() == ENOSPC); }

TEST_CASE("more than the buffer holds fails at once on a full disk")
{
    output_file out("/dev/full", file_access::shared);
    CHECK_FALSE(out.write(std::string(1 << 20, 'x')));
}

TEST_CASE("what is written is what is read, however large, and an old file is replaced")
{
    tests::scratch_file file;
    REQUIRE_FALSE(write_file(file.path(), std::string(1000, 'o')));
    output_file out(file.path(), file_access::shared);
    std::string expected;
    for (int i = 0; i < 50'000; ++i) {
        auto line = std::to_string(i) + '\n';
        expected += line;
        REQUIRE(out.write(line));
    }
    REQUIRE_FALSE(out.close());
    CHECK(file.content() == expected);
    CHECK_FALSE(out.write("after the end"));
}

TEST_CASE("a file of the owner's only is closed to others, whatever the umask and the old file said")
{
    umask_scope open_to_all(0);
    tests::scratch_file file;
    REQUIRE_FALSE(write_file(file.path(), "old", file_access::shared));
    CHECK(mode_of(file.path()) == 0666);
    REQUIRE_FALSE(write_file(file.path(), "new", file_access::owner_only));
    CHECK(mode_of(file.path()) == 0600);
    CHECK(file.content() == "new");
}
