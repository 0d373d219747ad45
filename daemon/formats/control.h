// What is said on the control socket: one request as a line of JSON, then a stream of frames. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nameward/result.h"

namespace nameward::formats {

// {"command":"sweep","arguments":["example.com"],"store":"/var/lib/nameward/nameward.db"} and a line feed.
struct ControlRequest {
    std::string command;
    std::vector<std::string> arguments;
    std::string store = {};  // that is meant, as an absolute path; empty where whichever the daemon has will do
    bool operator==(const ControlRequest&) const = default;
};

inline constexpr std::size_t kLargestControlRequest = 64 * 1024;  // some thousand domain names
inline constexpr std::size_t kMostControlArguments = 10'000;

std::string to_line(const ControlRequest& request);
Result<ControlRequest> control_request_from(std::string_view line);

// A piece of the answer: a byte of kind, four bytes of length (big endian), the text. `exit` ends the answer, its text
// is the exit code in decimal; so does `not_mine`: the daemon has another store than the one meant and did nothing.
struct ControlFrame {
    enum class Kind : char { out = 'o', err = 'e', exit = 'x', not_mine = 'n' };
    Kind kind = Kind::out;
    std::string text;
    bool operator==(const ControlFrame&) const = default;
};

inline constexpr std::size_t kLargestControlFrame = 256 * 1024;  // longer texts travel in several frames

std::string to_frames(ControlFrame::Kind kind, std::string_view text);
std::string exit_frame(int code);
std::string not_mine_frame();

// Puts frames together from pieces as they arrive.
class ControlFrameReader {
  public:
    void feed(std::string_view piece) { buffer_ += piece; }
    // The next whole frame; nullopt when more is needed; an error (malformed) when the stream is no answer.
    Result<std::optional<ControlFrame>> next();

  private:
    std::string buffer_;
};

// The exit code that a frame of kind `exit` carries, 0 to 255.
Result<int> exit_code_of(const ControlFrame& frame);

}  // namespace nameward::formats
