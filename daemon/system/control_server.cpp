#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "system/control_socket.h"
#include "system/log.h"
#include "system/unix_socket.h"

namespace nameward {
namespace {

using formats::ControlFrame;
namespace fs = std::filesystem;

constexpr const char* kOwnFolder = "; give each store a folder, or each daemon a RUNTIME_DIRECTORY, of its own";
constexpr const char* kUsableFolder = "; make sure that the folder is there and that this user may write to it";

Error cannot_listen(const fs::path& socket, const std::string& why) {
    return {ErrorKind::config, "listening for commands on " + socket.string() + ": " + why};
}

std::string reason_of(int number) {
    return std::generic_category().message(number);
}

bool somebody_listens(const UnixAddress& address) {
    const auto probe = unix_stream_socket();
    return connect(probe.get(), address.get(), address.size()) == 0 || errno == EAGAIN;
}

// A daemon's own socket, or the link to one; where it leads may be gone.
bool is_door(const fs::path& path) {
    std::error_code failed;
    const auto leads_to = fs::status(path, failed).type();
    return leads_to == fs::file_type::socket ||
           (leads_to == fs::file_type::not_found && fs::is_symlink(fs::symlink_status(path, failed)));
}

// What a daemon left behind that ended without a word.
Status remove_stale(const fs::path& socket, const UnixAddress& address) {
    std::error_code failed;
    const auto type = fs::symlink_status(socket, failed).type();
    if (type == fs::file_type::not_found) return Nothing{};
    if (type == fs::file_type::none) return cannot_listen(socket, failed.message() + kUsableFolder);
    if (!is_door(socket))
        return cannot_listen(socket, std::string("something that is not a socket stands there") + kOwnFolder);
    if (somebody_listens(address))
        return cannot_listen(socket, std::string("another daemon already does") + kOwnFolder);
    fs::remove(socket, failed);
    if (failed) return cannot_listen(socket, "what a former daemon left there stays: " + failed.message());
    return Nothing{};
}

Result<Descriptor> listen_on(const fs::path& socket) {
    const auto failed = [&](int number) { return cannot_listen(socket, reason_of(number) + kUsableFolder); };
    errno = ENAMETOOLONG;  // where it was not opening the folder that failed
    const auto address = UnixAddress::of(socket);
    if (!address) return failed(errno);
    if (auto stale = remove_stale(socket, *address); !stale) return stale.error();
    auto listening = unix_stream_socket();
    if (!listening || bind(listening.get(), address->get(), address->size()) != 0) return failed(errno);
    // Nobody can connect before listen(): the mode is in force from the first client on.
    if (chmod(socket.c_str(), 0660) != 0 || listen(listening.get(), SOMAXCONN) != 0) return failed(errno);
    return listening;
}

bool leads_to(const fs::path& link, const fs::path& socket) {
    std::error_code failed;
    return fs::read_symlink(link, failed) == socket;
}

// A convenience: without it commands fall back to the socket of their own environment.
Status make_link(const fs::path& link, const fs::path& socket) {
    if (leads_to(link, socket)) return Nothing{};
    const auto address = UnixAddress::of(link);
    if (!address) return cannot_listen(link, reason_of(ENAMETOOLONG));
    if (auto stale = remove_stale(link, *address); !stale) return stale.error();
    std::error_code failed;
    fs::create_symlink(socket, link, failed);
    if (failed) return cannot_listen(link, failed.message());
    return Nothing{};
}

bool may_ask(int client) {
    const auto user = peer_user(client);
    return user && (*user == 0 || *user == geteuid());
}

// The request's line; nullopt when it is too long, does not come in time, or something comes on `interrupt`.
std::optional<std::string> read_line(int client, Deadline deadline, int interrupt) {
    std::string line;
    std::array<char, 4096> piece{};
    while (wait_until(client, POLLIN, deadline, interrupt)) {
        const auto got = recv(client, piece.data(), piece.size(), 0);
        if (got < 0 && errno == EAGAIN) continue;
        if (got <= 0) return std::nullopt;
        line.append(piece.data(), static_cast<std::size_t>(got));
        if (const auto end = line.find('\n'); end != std::string::npos) return line.substr(0, end);
        if (line.size() > formats::kLargestControlRequest) return std::nullopt;
    }
    return std::nullopt;
}

Deadline after(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

}  // namespace

void ControlReply::send(std::string_view bytes) {
    if (!gone_) gone_ = !send_all(descriptor_, bytes, after(deadline_));
}

bool ControlReply::gone() const {
    pollfd client{descriptor_, POLLRDHUP, 0};
    return gone_ || poll(&client, 1, 0) > 0;
}

void ControlReply::out(std::string_view text) {
    send(formats::to_frames(ControlFrame::Kind::out, text));
}

void ControlReply::err(std::string_view text) {
    send(formats::to_frames(ControlFrame::Kind::err, text));
}

void ControlReply::exit(int code) {
    send(formats::exit_frame(code));
}

void ControlReply::not_mine() {
    send(formats::not_mine_frame());
}

// One thread accepts, some threads serve; a client belongs to the queue first, then to one of those.
struct ControlServer::Impl {
    Descriptor listening, wake;
    fs::path socket, link;
    ControlHandler handler;
    ControlOptions options;

    std::mutex mutex;  // guards queue, served and stopping
    std::deque<Descriptor> queue;
    std::size_t served = 0;  // clients that a thread works for
    bool stopping = false;
    std::condition_variable arrived;
    std::vector<std::thread> threads;

    void begin();
    void end();
    bool accept_one();
    void take_in(Descriptor client);
    std::optional<Descriptor> next_client();
    void let_go();
    void serve(int client);
    std::optional<int> answer(const formats::ControlRequest& request, ControlReply& reply);
};

void ControlServer::Impl::begin() {
    threads.emplace_back([this] {
        while (accept_one()) continue;
    });
    for (std::size_t i = 0; i < options.threads; ++i)
        threads.emplace_back([this] {
            while (const auto client = next_client()) {
                serve(client->get());
                let_go();
            }
        });
}

void ControlServer::Impl::end() {
    {
        const std::lock_guard lock(mutex);
        stopping = true;
        queue.clear();
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake.get(), &one, sizeof one);
    arrived.notify_all();
    for (auto& thread : threads) thread.join();
    std::error_code ignored;
    fs::remove(socket, ignored);
    if (leads_to(link, socket)) fs::remove(link, ignored);
}

// False when it is time to end.
bool ControlServer::Impl::accept_one() {
    if (!wait_until(listening.get(), POLLIN, std::nullopt, wake.get())) return false;
    Descriptor client(accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (client) {
        take_in(std::move(client));
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
        // The client stays in the backlog: without this pause the loop would spin until a descriptor is free.
        wait_until(wake.get(), POLLIN, after(std::chrono::milliseconds(100)));
    }
    return true;
}

void ControlServer::Impl::take_in(Descriptor client) {
    ControlReply reply(client.get(), std::chrono::milliseconds(0));
    if (!may_ask(client.get())) {
        reply.err("nameward: only the daemon's own user and root may command it\n");
        return reply.exit(1);
    }
    {
        const std::lock_guard lock(mutex);
        if (served + queue.size() < options.threads + options.waiting) {
            queue.push_back(std::move(client));
            return arrived.notify_one();
        }
    }
    reply.err("nameward: the daemon works on too many commands at once; try again\n");
    reply.exit(1);
}

// nullopt when it is time to end.
std::optional<Descriptor> ControlServer::Impl::next_client() {
    std::unique_lock lock(mutex);
    arrived.wait(lock, [this] { return stopping || !queue.empty(); });
    if (stopping) return std::nullopt;
    auto client = std::move(queue.front());
    queue.pop_front();
    ++served;
    return client;
}

void ControlServer::Impl::let_go() {
    const std::lock_guard lock(mutex);
    --served;
}

void ControlServer::Impl::serve(int client) {
    ControlReply reply(client, options.reply_deadline);
    const auto line = read_line(client, after(options.request_deadline), wake.get());
    if (!line) {
        reply.err("nameward: no whole request came in time, within 64 KiB\n");
        return reply.exit(1);
    }
    const auto request = formats::control_request_from(*line);
    if (!request) {
        reply.err("nameward: " + request.error().what + "\n");
        return reply.exit(1);
    }
    const auto code = answer(*request, reply);
    code ? reply.exit(*code) : reply.not_mine();
}

std::optional<int> ControlServer::Impl::answer(const formats::ControlRequest& request, ControlReply& reply) {
    try {
        return handler(request, reply);
    } catch (const std::exception& failure) {
        log::error("control.failed", {{"command", request.command}, {"reason", failure.what()}});
        reply.err("nameward: the daemon failed on this command; its log says why\n");
        return 1;
    }
}

Result<std::unique_ptr<ControlServer>> ControlServer::start(const fs::path& socket, ControlHandler handler,
                                                            const fs::path& link, ControlOptions options) {
    auto listening = listen_on(socket);
    if (!listening) return listening.error();
    auto impl = std::make_unique<Impl>();
    impl->listening = std::move(*listening);
    impl->wake = Descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    impl->socket = socket;
    impl->handler = std::move(handler);
    impl->options = options;
    if (!link.empty() && link != socket) {
        if (const auto made = make_link(link, socket); !made)
            log::warning("control.link.failed",
                         {{"reason", made.error().what}, {"next", "commands need this RUNTIME_DIRECTORY"}});
        impl->link = link;
    }
    impl->begin();
    return std::unique_ptr<ControlServer>(new ControlServer(std::move(impl)));
}

ControlServer::ControlServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

ControlServer::~ControlServer() {
    impl_->end();
}

}  // namespace nameward
