#include "system/unix_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <string>

namespace nameward {
namespace {

bool fits(const std::string& path) {
    return path.size() < sizeof(sockaddr_un::sun_path);
}

int milliseconds_left(std::optional<Deadline> deadline) {
    if (!deadline) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
    return static_cast<int>(
        std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, std::numeric_limits<int>::max()));
}

}  // namespace

std::optional<UnixAddress> UnixAddress::of(const std::filesystem::path& path) {
    UnixAddress result;
    auto text = path.string();
    if (!fits(text)) {
        result.folder_ = Descriptor(open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        if (!result.folder_) return std::nullopt;
        text = "/proc/self/fd/" + std::to_string(result.folder_.get()) + "/" + path.filename().string();
        if (!fits(text)) return std::nullopt;
    }
    result.address_.sun_family = AF_UNIX;
    std::memcpy(result.address_.sun_path, text.c_str(), text.size() + 1);
    return result;
}

Descriptor unix_stream_socket() {
    return Descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

bool wait_until(int descriptor, short events, std::optional<Deadline> deadline, int interrupt) {
    std::array<pollfd, 2> waiting{{{descriptor, events, 0}, {interrupt, POLLIN, 0}}};  // poll() passes over -1
    int ready = 0;
    do ready = poll(waiting.data(), waiting.size(), milliseconds_left(deadline));
    while (ready < 0 && errno == EINTR);
    return ready > 0 && waiting[1].revents == 0;
}

bool send_all(int descriptor, std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const auto sent = send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EAGAIN || !wait_until(descriptor, POLLOUT, deadline))
            return false;
    }
    return true;
}

std::optional<uid_t> peer_user(int descriptor) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
    return peer.uid;
}

}  // namespace nameward
