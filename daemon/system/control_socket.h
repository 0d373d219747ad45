// The door through which a command reaches the running daemon: a Unix socket, formats/control.h spoken over it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "formats/control.h"
#include "nameward/result.h"

namespace nameward {

// `control.sock` in $RUNTIME_DIRECTORY (its first entry), else beside the store.
std::filesystem::path control_socket_path(const std::filesystem::path& store);
std::filesystem::path control_socket_beside(const std::filesystem::path& store);

// The way back to one client. A client that is gone, or does not read for the deadline, is told nothing more; whoever
// works for it may ask whether it has.
class ControlReply {
  public:
    ControlReply(int descriptor, std::chrono::milliseconds deadline) : descriptor_(descriptor), deadline_(deadline) {}

    void out(std::string_view text);
    void err(std::string_view text);
    void exit(int code);
    void not_mine();
    bool gone() const;

  private:
    void send(std::string_view bytes);

    int descriptor_;
    std::chrono::milliseconds deadline_;
    bool gone_ = false;
};

// Returns the exit code for the client's command; nullopt where it is for another daemon. Called in several threads at
// once.
using ControlHandler = std::function<std::optional<int>(const formats::ControlRequest&, ControlReply&)>;

struct ControlOptions {
    std::size_t threads = 8;                             // requests that are worked on at once
    std::size_t waiting = 64;                            // further clients; beyond, a client is told so and let go
    std::chrono::milliseconds request_deadline{10'000};  // for a whole request to arrive
    std::chrono::milliseconds reply_deadline{10'000};    // for a client that does not read its answer
};

// Serves from construction to destruction. Only processes of this process' user or root are heard. Destruction waits
// for requests that are being worked on: end that work first.
class ControlServer {
  public:
    // Binds (0660) in place of a socket that nobody listens on; an error where somebody does, or where something else
    // than a socket stands there. `link`, unless empty or the socket itself, becomes a link to the socket: commands
    // that run outside the unit know no RUNTIME_DIRECTORY and look beside the store.
    static Result<std::unique_ptr<ControlServer>> start(const std::filesystem::path& socket, ControlHandler handler,
                                                        const std::filesystem::path& link = {},
                                                        ControlOptions options = {});
    ~ControlServer();

  private:
    struct Impl;
    explicit ControlServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// What became of a request from the client's side.
struct ControlAnswer {
    enum class Outcome {
        answered,   // exit_code holds
        no_daemon,  // nobody listens there, or a daemon with another store: the command may do the work itself
        failed,     // somebody does, but the answer broke off; `reason` is a whole sentence
    };
    Outcome outcome = Outcome::failed;
    int exit_code = 1;
    std::string reason;
};

using TextSink = std::function<void(std::string_view)>;

// Sends the request and streams the answer until its end, however long the work takes; or for `patience`.
ControlAnswer ask_daemon(const std::filesystem::path& socket, const formats::ControlRequest& request,
                         const TextSink& out, const TextSink& err, std::optional<std::chrono::seconds> patience = {});

}  // namespace nameward
