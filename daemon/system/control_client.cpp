#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "system/control_socket.h"
#include "system/unix_socket.h"

namespace nameward {
namespace {

using formats::ControlFrame;
namespace fs = std::filesystem;

// The daemon accepts at once or not at all; its work afterwards takes as long as it takes.
constexpr std::chrono::seconds kPatience{10};

ControlAnswer failed(const fs::path& socket, const std::string& why) {
    return {ControlAnswer::Outcome::failed, 1,
            "asking the daemon on " + socket.string() + ": " + why +
                "; what it was asked may still be done: look with `nameward status`"};
}

bool means_no_daemon(int number) {
    return number == ENOENT || number == ECONNREFUSED || number == ENOTDIR;
}

using End = std::optional<ControlAnswer>;

// Hands one frame over; the answer's end when it was the last.
Result<End> pass_on(const ControlFrame& frame, const TextSink& out, const TextSink& err) {
    if (frame.kind == ControlFrame::Kind::not_mine) return End({ControlAnswer::Outcome::no_daemon, 1, ""});
    if (frame.kind == ControlFrame::Kind::exit) {
        const auto code = formats::exit_code_of(frame);
        if (!code) return code.error();
        return End({ControlAnswer::Outcome::answered, *code, ""});
    }
    (frame.kind == ControlFrame::Kind::out ? out : err)(frame.text);
    return End();
}

Result<End> pass_on_all(formats::ControlFrameReader& reader, const TextSink& out, const TextSink& err) {
    while (true) {
        const auto frame = reader.next();
        if (!frame) return frame.error();
        if (!*frame) return End();
        auto end = pass_on(**frame, out, err);
        if (!end || *end) return end;
    }
}

ControlAnswer stream(int daemon, const fs::path& socket, const TextSink& out, const TextSink& err,
                     std::optional<Deadline> deadline) {
    formats::ControlFrameReader reader;
    std::array<char, 16384> piece{};
    while (wait_until(daemon, POLLIN, deadline)) {
        const auto got = recv(daemon, piece.data(), piece.size(), 0);
        if (got < 0 && errno == EAGAIN) continue;
        if (got <= 0) break;
        reader.feed({piece.data(), static_cast<std::size_t>(got)});
        const auto end = pass_on_all(reader, out, err);
        if (!end) return failed(socket, end.error().what);
        if (*end) return **end;
    }
    return failed(socket, "the answer broke off");
}

}  // namespace

fs::path control_socket_beside(const fs::path& store) {
    return store.parent_path() / "control.sock";
}

fs::path control_socket_path(const fs::path& store) {
    const char* variable = std::getenv("RUNTIME_DIRECTORY");
    if (!variable || !*variable) return control_socket_beside(store);
    const std::string_view list = variable;  // several are separated by colons (systemd.exec(5))
    return fs::path(list.substr(0, list.find(':'))) / "control.sock";
}

ControlAnswer ask_daemon(const fs::path& socket, const formats::ControlRequest& request, const TextSink& out,
                         const TextSink& err, std::optional<std::chrono::seconds> patience) {
    const auto now = std::chrono::steady_clock::now();
    const auto line = formats::to_line(request);
    if (line.size() > formats::kLargestControlRequest) return failed(socket, "the request is longer than 64 KiB");
    const auto address = UnixAddress::of(socket);
    if (!address) return {ControlAnswer::Outcome::no_daemon, 1, ""};
    const auto daemon = unix_stream_socket();
    if (connect(daemon.get(), address->get(), address->size()) != 0) {
        if (means_no_daemon(errno)) return {ControlAnswer::Outcome::no_daemon, 1, ""};
        return {ControlAnswer::Outcome::failed, 1,
                "asking the daemon on " + socket.string() + ": " + std::generic_category().message(errno) +
                    "; nothing was asked: run the command as root or as the user of the daemon"};
    }
    // A daemon that refuses ends before it has read everything: its answer counts, not the failed writing.
    send_all(daemon.get(), line, now + kPatience);
    return stream(daemon.get(), socket, out, err, patience ? std::optional(now + *patience) : std::nullopt);
}

}  // namespace nameward
