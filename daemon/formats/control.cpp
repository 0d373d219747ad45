#include "formats/control.h"

#include <charconv>

#include "formats/json.h"

namespace nameward::formats {
namespace {

constexpr std::size_t kHeader = 5;  // kind and length

Error bad_request(std::string what) {
    return {ErrorKind::malformed, "reading a request on the control socket: " + std::move(what) + "; nothing was done"};
}

bool is_list_of_texts(const Json& list) {
    if (!list.is_array() || list.size() > kMostControlArguments) return false;
    for (const auto& entry : list)
        if (!entry.is_string()) return false;
    return true;
}

// A request is flat: whatever nests deeper than the arguments' list is not parsed on.
Json parse_shallow(std::string_view line) {
    const auto depth_guard = [](int depth, Json::parse_event_t, Json&) { return depth <= 2; };
    return Json::parse(line, depth_guard, /*allow_exceptions=*/false);
}

std::string frame(ControlFrame::Kind kind, std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    std::string bytes(1, static_cast<char>(kind));
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>((size >> shift) & 0xff);
    return bytes.append(text);
}

std::size_t length_at(std::string_view header) {
    std::size_t length = 0;
    for (std::size_t i = 1; i < kHeader; ++i) length = length << 8 | static_cast<unsigned char>(header[i]);
    return length;
}

bool is_kind(char byte) {
    return byte == 'o' || byte == 'e' || byte == 'x' || byte == 'n';
}

}  // namespace

std::string to_line(const ControlRequest& request) {
    const Json json{{"command", request.command}, {"arguments", request.arguments}, {"store", request.store}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<ControlRequest> control_request_from(std::string_view line) {
    if (line.size() > kLargestControlRequest) return bad_request("it is longer than 64 KiB");
    const auto json = parse_shallow(line);
    if (!json.is_object()) return bad_request("it is not a JSON object");
    const auto command = json.find("command");
    if (command == json.end() || !command->is_string()) return bad_request("\"command\" is not a text");
    ControlRequest request{command->get<std::string>(), {}, {}};
    if (const auto list = json.find("arguments"); list != json.end()) {
        if (!is_list_of_texts(*list)) return bad_request("\"arguments\" is not a list of at most 10,000 texts");
        request.arguments = list->get<std::vector<std::string>>();
    }
    if (const auto store = json.find("store"); store != json.end()) {
        if (!store->is_string()) return bad_request("\"store\" is not a text");
        request.store = store->get<std::string>();
    }
    return request;
}

std::string to_frames(ControlFrame::Kind kind, std::string_view text) {
    std::string bytes;
    for (; !text.empty(); text.remove_prefix(std::min(text.size(), kLargestControlFrame)))
        bytes += frame(kind, text.substr(0, kLargestControlFrame));
    return bytes;
}

std::string exit_frame(int code) {
    return frame(ControlFrame::Kind::exit, std::to_string(code));
}

std::string not_mine_frame() {
    return frame(ControlFrame::Kind::not_mine, "");
}

Result<std::optional<ControlFrame>> ControlFrameReader::next() {
    if (buffer_.empty()) return std::optional<ControlFrame>();
    const Error nonsense{ErrorKind::malformed, "reading the daemon's answer: what came is not a frame"};
    if (!is_kind(buffer_[0])) return nonsense;
    if (buffer_.size() < kHeader) return std::optional<ControlFrame>();
    const auto length = length_at(buffer_);
    if (length > kLargestControlFrame) return nonsense;
    if (buffer_.size() < kHeader + length) return std::optional<ControlFrame>();
    ControlFrame whole{static_cast<ControlFrame::Kind>(buffer_[0]), buffer_.substr(kHeader, length)};
    buffer_.erase(0, kHeader + length);
    return std::optional<ControlFrame>(std::move(whole));
}

Result<int> exit_code_of(const ControlFrame& frame) {
    int code = -1;
    const auto* end = frame.text.data() + frame.text.size();
    const auto read = std::from_chars(frame.text.data(), end, code);
    if (read.ec != std::errc() || read.ptr != end || code < 0 || code > 255)
        return Error{ErrorKind::malformed, "reading the daemon's answer: its exit code is not a number from 0 to 255"};
    return code;
}

}  // namespace nameward::formats
