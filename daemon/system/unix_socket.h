// Unix stream sockets with their addresses and deadlines: the common part of both ends of the control socket.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>

#include "system/descriptor.h"

namespace nameward {

// A socket address. A path over the 107 bytes that sockaddr_un holds is reached through a handle of its folder, which
// lives as long as the address.
class UnixAddress {
  public:
    // nullopt where the file's name alone is too long or the folder cannot be opened.
    static std::optional<UnixAddress> of(const std::filesystem::path& path);
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
    socklen_t size() const { return sizeof address_; }

  private:
    sockaddr_un address_{};
    Descriptor folder_;
};

Descriptor unix_stream_socket();

using Deadline = std::chrono::steady_clock::time_point;

// Waits until `events` of poll(2) are there. False when the deadline passed, or something came on `interrupt`.
bool wait_until(int descriptor, short events, std::optional<Deadline> deadline, int interrupt = -1);

// False when the peer went away or did not take all of it in time.
bool send_all(int descriptor, std::string_view bytes, Deadline deadline);

std::optional<uid_t> peer_user(int descriptor);

}  // namespace nameward
