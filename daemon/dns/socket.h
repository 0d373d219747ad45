// Sockets to one name server: the only place of the engine that knows struct sockaddr.
#pragma once

#include <cstdint>
#include <utility>

#include "dns/random.h"
#include "nameward/ip_address.h"

namespace nameward::dns {

// Owns a file descriptor.
class Socket {
  public:
    Socket() = default;
    explicit Socket(int fd) : fd_(fd) {}
    Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Socket& operator=(Socket&& other) noexcept;
    ~Socket() { close(); }

    int fd() const { return fd_; }
    bool open() const { return fd_ >= 0; }
    void close();

  private:
    int fd_ = -1;
};

struct Opened {
    Socket socket;
    int error = 0;  // errno where there is no socket
};

// Connected (the kernel drops what other addresses and ports send), non-blocking, from a port that Random chose.
Opened open_udp(const IpAddress& server, std::uint16_t port, Random& random);

// Connecting, non-blocking.
Opened open_tcp(const IpAddress& server, std::uint16_t port);

// Whether the error says that this process or machine has no socket to spare: waiting helps.
bool is_exhaustion(int error);

}  // namespace nameward::dns
