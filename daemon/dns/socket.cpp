#include "dns/socket.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace nameward::dns {
namespace {

constexpr int kPortTries = 8;  // then the kernel chooses: a weaker port is better than no question
constexpr std::uint16_t kFirstPort = 1024;

struct SockAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

int family_of(const IpAddress& address) {
    return address.family == IpAddress::Family::v4 ? AF_INET : AF_INET6;
}

SockAddress sock_address(const IpAddress& address, std::uint16_t port) {
    SockAddress out;
    if (address.family == IpAddress::Family::v4) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&v4.sin_addr, address.bytes.data(), 4);
        std::memcpy(&out.storage, &v4, sizeof v4);
        out.size = sizeof v4;
    } else {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
        std::memcpy(&out.storage, &v6, sizeof v6);
        out.size = sizeof v6;
    }
    return out;
}

Socket new_socket(const IpAddress& server, int type) {
    return Socket(::socket(family_of(server), type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

bool bind_port(const Socket& socket, const IpAddress& any, std::uint16_t port) {
    const SockAddress local = sock_address(any, port);
    return ::bind(socket.fd(), local.get(), local.size) == 0;
}

// The kernel's own choice of port comes from a smaller range and, on some kernels, was guessable.
void bind_random_port(const Socket& socket, const IpAddress& server, Random& random) {
    IpAddress any;
    any.family = server.family;
    for (int i = 0; i < kPortTries; ++i) {
        const std::uint16_t port = random.u16();
        if (port >= kFirstPort && bind_port(socket, any, port)) return;
    }
    bind_port(socket, any, 0);
}

Opened connected(Socket socket, const IpAddress& server, std::uint16_t port) {
    const SockAddress remote = sock_address(server, port);
    if (::connect(socket.fd(), remote.get(), remote.size) < 0 && errno != EINPROGRESS) return {Socket(), errno};
    return {std::move(socket), 0};
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
    if (this != &other) {
        close();
        fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
}

void Socket::close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Opened open_udp(const IpAddress& server, std::uint16_t port, Random& random) {
    Socket socket = new_socket(server, SOCK_DGRAM);
    if (!socket.open()) return {Socket(), errno};
    bind_random_port(socket, server, random);
    return connected(std::move(socket), server, port);
}

Opened open_tcp(const IpAddress& server, std::uint16_t port) {
    Socket socket = new_socket(server, SOCK_STREAM);
    if (!socket.open()) return {Socket(), errno};
    return connected(std::move(socket), server, port);
}

bool is_exhaustion(int error) {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM || error == EAGAIN;
}

}  // namespace nameward::dns
