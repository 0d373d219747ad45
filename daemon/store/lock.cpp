#include "store/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

namespace nameward::store {
namespace {

constexpr std::size_t kPidLimit = 16;  // digits of any pid, with room

std::string error_text(int code) {
    return std::generic_category().message(code);
}

// The digits at the beginning of the file; empty where there are none.
std::string holder(int descriptor) {
    std::array<char, kPidLimit> buffer{};
    const auto got = ::pread(descriptor, buffer.data(), buffer.size(), 0);
    std::string pid(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    return pid.substr(0, pid.find_first_not_of("0123456789"));
}

// For people only; the lock holds without it.
void write_pid(int descriptor) {
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, pid.data(), pid.size(), 0) < 0) errno = 0;
}

Error held(const std::filesystem::path& database, const std::string& pid) {
    const std::string who = pid.empty() ? "another process" : "the process " + pid;
    return {ErrorKind::transient, "store " + database.string() + ": " + who +
                                      " is writing it, and only one may; end that one, or let it do this"};
}

Error failed(const std::filesystem::path& path, const char* attempt, int code) {
    return {ErrorKind::config, "store: could not " + std::string(attempt) + " " + path.string() + ": " +
                                   error_text(code) + "; check that this user may write there"};
}

}  // namespace

Result<WriterLock> WriterLock::take(const std::filesystem::path& database) {
    const std::filesystem::path path = database.string() + ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return failed(path, "open the lock file", errno);
    WriterLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return held(database, holder(descriptor));
        return failed(path, "lock", errno);
    }
    write_pid(descriptor);
    return lock;
}

// The file stays: removing it would let two later writers lock two different files of that name.
WriterLock::~WriterLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace nameward::store
