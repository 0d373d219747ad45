#include "dns/tcp_frames.h"

namespace nameward::dns {
namespace {

constexpr std::size_t kPrefix = 2;

std::size_t length_at_front(const std::string& buffer) {
    return static_cast<std::size_t>(static_cast<unsigned char>(buffer[0])) << 8 | static_cast<unsigned char>(buffer[1]);
}

}  // namespace

std::string tcp_frame(std::string_view message) {
    std::string out;
    out.reserve(message.size() + kPrefix);
    out.push_back(static_cast<char>(message.size() >> 8));
    out.push_back(static_cast<char>(message.size() & 0xff));
    out.append(message);
    return out;
}

std::size_t TcpFrames::announced() const {
    return buffer_.size() < kPrefix ? 0 : length_at_front(buffer_);
}

std::optional<std::string> TcpFrames::next() {
    if (buffer_.size() < kPrefix) return std::nullopt;
    const std::size_t length = announced();
    if (buffer_.size() < kPrefix + length) return std::nullopt;
    std::string message = buffer_.substr(kPrefix, length);
    buffer_.erase(0, kPrefix + length);
    return message;
}

}  // namespace nameward::dns
