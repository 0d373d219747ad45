// DNS over TCP as a stream of bytes: two bytes of length before each message (RFC 1035 4.2.2). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nameward::dns {

std::string tcp_frame(std::string_view message);

// Puts messages together from pieces of any size. Holds at most one message and the piece behind it.
class TcpFrames {
  public:
    void feed(std::string_view bytes) { buffer_.append(bytes); }
    // Of the message at the front, complete or not; 0 where that is not known yet.
    std::size_t announced() const;
    std::optional<std::string> next();

  private:
    std::string buffer_;
};

}  // namespace nameward::dns
