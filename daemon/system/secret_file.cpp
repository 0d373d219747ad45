#include "system/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace nameward::system {
namespace {

// Passwords, keys and tokens have some dozen bytes; a bigger file is a wrong path.
constexpr std::size_t kLargest = 64 * 1024;

class OpenFile {
  public:
    // Non-blocking: a FIFO in this place must not hang the daemon.
    explicit OpenFile(const Path& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    ~OpenFile() {
        if (fd_ >= 0) ::close(fd_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    int fd() const { return fd_; }

  private:
    int fd_;
};

Error failed(const Path& file, ErrorKind kind, const std::string& why) {
    return Error{kind, "secret file " + file.string() + ": " + why};
}

std::optional<std::string> read_all(int fd) {
    std::string content(kLargest + 1, '\0');
    std::size_t size = 0;
    while (size < content.size()) {
        const ssize_t got = ::read(fd, content.data() + size, content.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    content.resize(size);
    return content;
}

void strip_line_end(std::string& text) {
    if (!text.empty() && text.back() == '\n') text.pop_back();
    if (!text.empty() && text.back() == '\r') text.pop_back();
}

std::string warning_for(const struct stat& status, const Path& file) {
    const bool read = (status.st_mode & S_IROTH) != 0, written = (status.st_mode & S_IWOTH) != 0;
    if (!read && !written) return {};
    return "secret file " + file.string() + " can be " +
           (read && written ? "read and written"
            : read          ? "read"
                            : "written") +
           " by everybody on this machine: chmod o" +
           (read && written ? "-rw"
            : read          ? "-r"
                            : "-w") +
           " it";
}

}  // namespace

Result<Secret> read_secret(const Path& file) {
    if (file.string().find("${") != std::string::npos)
        return failed(file, ErrorKind::config,
                      "CREDENTIALS_DIRECTORY is not set; run under systemd with LoadCredential=, or write a path");
    const OpenFile open(file);
    if (open.fd() < 0) return failed(file, ErrorKind::transient, std::strerror(errno));
    struct stat status {};
    if (::fstat(open.fd(), &status) != 0) return failed(file, ErrorKind::transient, std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return failed(file, ErrorKind::config, "it is not a regular file");
    auto content = read_all(open.fd());
    if (!content) return failed(file, ErrorKind::transient, std::strerror(errno));
    if (content->size() > kLargest)
        return failed(file, ErrorKind::config, "it has more than 64 KiB; is it the right file?");
    strip_line_end(*content);
    if (content->empty()) return failed(file, ErrorKind::config, "it is empty");
    if (content->find_first_of(std::string("\0\r\n", 3)) != std::string::npos)
        return failed(file, ErrorKind::config, "it holds more than one line; a secret is one line");
    return Secret{*std::move(content), warning_for(status, file)};
}

}  // namespace nameward::system
