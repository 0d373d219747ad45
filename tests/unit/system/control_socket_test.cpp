#include "system/control_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <future>
#include <thread>

#include "catch.h"
#include "environment.h"
#include "scratch_folder.h"
#include "system/unix_socket.h"

using namespace nameward;
using namespace std::chrono_literals;
using formats::ControlRequest;
using Outcome = ControlAnswer::Outcome;

namespace {

struct Heard {
    ControlAnswer answer;
    std::string out, err;
};

Heard ask(const std::filesystem::path& socket, const ControlRequest& request) {
    Heard heard;
    heard.answer = ask_daemon(
        socket, request, [&](std::string_view text) { heard.out += text; },
        [&](std::string_view text) { heard.err += text; });
    return heard;
}

// Says back what it was asked.
int echo(const ControlRequest& request, ControlReply& reply) {
    reply.err("working\n");
    reply.out(request.command);
    for (const auto& argument : request.arguments) reply.out(" " + argument);
    reply.out("\n");
    return static_cast<int>(request.arguments.size());
}

std::unique_ptr<ControlServer> serve(const std::filesystem::path& socket, ControlHandler handler = echo,
                                     ControlOptions options = {}, const std::filesystem::path& link = {}) {
    auto server = ControlServer::start(socket, std::move(handler), link, options);
    REQUIRE(server);
    return std::move(*server);
}

Descriptor connected(const std::filesystem::path& socket) {
    auto client = unix_stream_socket();
    const auto address = UnixAddress::of(socket);
    REQUIRE(address);
    REQUIRE(connect(client.get(), address->get(), address->size()) == 0);
    return client;
}

std::chrono::steady_clock::time_point in(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

// Everything until the server hangs up; gives up after 20 s.
std::string rest_of(const Descriptor& client) {
    std::string text;
    std::array<char, 4096> piece{};
    while (wait_until(client.get(), POLLIN, in(20s))) {
        const auto got = recv(client.get(), piece.data(), piece.size(), 0);
        if (got <= 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return text + " (the server did not hang up)";
}

}  // namespace

TEST_CASE("a command reaches the daemon, and its answer and exit code come back", "[system][control]") {
    const ScratchFolder folder;
    const auto server = serve(folder / "control.sock");
    const auto heard = ask(folder / "control.sock", {"sweep", {"example.com", "--json"}});
    CHECK(heard.answer.outcome == Outcome::answered);
    CHECK(heard.answer.exit_code == 2);
    CHECK(heard.out == "sweep example.com --json\n");
    CHECK(heard.err == "working\n");
}

TEST_CASE("text arrives while the daemon still works", "[system][control]") {
    const ScratchFolder folder;
    std::promise<void> heard_it;
    const auto waiting = heard_it.get_future().share();
    const auto server = serve(folder / "control.sock", [&](const ControlRequest&, ControlReply& reply) {
        reply.out("begun");
        return waiting.wait_for(20s) == std::future_status::ready ? 10 : 1;
    });
    const auto answer =
        ask_daemon(folder / "control.sock", {"sweep", {}}, [&](std::string_view) { heard_it.set_value(); }, {});
    CHECK(answer.exit_code == 10);
}

TEST_CASE("an answer of many megabytes comes whole", "[system][control]") {
    const ScratchFolder folder;
    const std::string large(8 * 1024 * 1024 + 7, 'x');
    const auto server = serve(folder / "control.sock", [&](const ControlRequest&, ControlReply& reply) {
        reply.out(large);
        return 0;
    });
    CHECK(ask(folder / "control.sock", {"export", {}}).out == large);
}

TEST_CASE("without a daemon the command learns that there is none", "[system][control]") {
    const ScratchFolder folder;
    CHECK(ask(folder / "control.sock", {"sweep", {}}).answer.outcome == Outcome::no_daemon);
    serve(folder / "control.sock").reset();
    CHECK_FALSE(std::filesystem::exists(folder / "control.sock"));
    CHECK(ask(folder / "control.sock", {"sweep", {}}).answer.outcome == Outcome::no_daemon);
}

TEST_CASE("a daemon with another store counts as none", "[system][control]") {
    const ScratchFolder folder;
    const auto server = serve(folder / "control.sock", [](const ControlRequest& request, ControlReply&) {
        return request.store == "/a.db" ? std::optional(7) : std::nullopt;
    });
    CHECK(ask(folder / "control.sock", {"sweep", {}, "/b.db"}).answer.outcome == Outcome::no_daemon);
    CHECK(ask(folder / "control.sock", {"sweep", {}, "/a.db"}).answer.exit_code == 7);
}

TEST_CASE("an answer that breaks off is a failure with a sentence", "[system][control]") {
    const ScratchFolder folder;
    const auto listening = unix_stream_socket();
    const auto address = UnixAddress::of(folder / "control.sock");
    REQUIRE(bind(listening.get(), address->get(), address->size()) == 0);
    REQUIRE(listen(listening.get(), 1) == 0);
    std::thread daemon([&] {
        if (!wait_until(listening.get(), POLLIN, in(20s))) return;
        const Descriptor client(accept(listening.get(), nullptr, nullptr));
        send_all(client.get(), formats::to_frames(formats::ControlFrame::Kind::out, "half"), in(5s));
    });
    const auto heard = ask(folder / "control.sock", {"sweep", {}});
    daemon.join();
    CHECK(heard.answer.outcome == Outcome::failed);
    CHECK(heard.answer.reason.find("broke off") != std::string::npos);
    CHECK(heard.out == "half");
}

TEST_CASE("the socket is for owner and group, and a dead daemon's is replaced", "[system][control]") {
    const ScratchFolder folder;
    {
        const auto dead = unix_stream_socket();
        const auto address = UnixAddress::of(folder / "control.sock");
        REQUIRE(bind(dead.get(), address->get(), address->size()) == 0);
    }
    const auto server = serve(folder / "control.sock");
    struct stat file {};
    REQUIRE(stat((folder / "control.sock").c_str(), &file) == 0);
    CHECK((file.st_mode & 07777) == 0660);
    CHECK(ask(folder / "control.sock", {"status", {}}).answer.outcome == Outcome::answered);
}

TEST_CASE("a second daemon and a file in the way are refused, and neither is harmed", "[system][control]") {
    const ScratchFolder folder;
    SECTION("a second daemon") {
        const auto server = serve(folder / "control.sock");
        const auto second = ControlServer::start(folder / "control.sock", echo);
        REQUIRE_FALSE(second);
        CHECK(second.error().what.find("another daemon") != std::string::npos);
        CHECK(ask(folder / "control.sock", {"status", {}}).answer.outcome == Outcome::answered);
    }
    SECTION("a file") {
        folder.write("control.sock", "precious");
        const auto server = ControlServer::start(folder / "control.sock", echo);
        REQUIRE_FALSE(server);
        CHECK(server.error().what.find("not a socket") != std::string::npos);
        CHECK(std::filesystem::file_size(folder / "control.sock") == 8);
    }
    SECTION("no folder") {
        const auto server = ControlServer::start(folder / "none" / "control.sock", echo);
        REQUIRE_FALSE(server);
        CHECK(server.error().what == "listening for commands on " + (folder / "none" / "control.sock").string() +
                                         ": No such file or directory; make sure that the folder is there and that "
                                         "this user may write to it");
    }
}

TEST_CASE("a path over 107 bytes works, a name over 107 bytes is refused", "[system][control]") {
    const ScratchFolder folder;
    const auto deep = folder / std::string(100, 'a') / std::string(100, 'b');
    std::filesystem::create_directories(deep);
    {
        const auto server = serve(deep / "control.sock");
        CHECK(ask(deep / "control.sock", {"status", {}}).answer.outcome == Outcome::answered);
    }
    const auto refused = ControlServer::start(folder / std::string(120, 'c'), echo);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.find("File name too long") != std::string::npos);
}

TEST_CASE("the link beside the store leads to the daemon and goes with it", "[system][control]") {
    const ScratchFolder folder;
    std::filesystem::create_directory(folder / "run");
    std::filesystem::create_symlink(folder / "elsewhere", folder / "control.sock");  // of an earlier daemon
    auto server = serve(folder / "run" / "control.sock", echo, {}, folder / "control.sock");
    CHECK(ask(folder / "control.sock", {"status", {}}).answer.outcome == Outcome::answered);
    server.reset();
    CHECK_FALSE(std::filesystem::exists(std::filesystem::symlink_status(folder / "control.sock")));
}

TEST_CASE("the link of a daemon that was killed gives way to a socket", "[system][control]") {
    const ScratchFolder folder;
    SECTION("its socket is gone with its folder") {
        std::filesystem::create_symlink(folder / "gone" / "control.sock", folder / "control.sock");
    }
    SECTION("its socket is left and nobody listens") {
        const auto dead = unix_stream_socket();
        const auto address = UnixAddress::of(folder / "other.sock");
        REQUIRE(bind(dead.get(), address->get(), address->size()) == 0);
        std::filesystem::create_symlink(folder / "other.sock", folder / "control.sock");
    }
    const auto server = serve(folder / "control.sock");
    CHECK(std::filesystem::is_socket(std::filesystem::symlink_status(folder / "control.sock")));
    CHECK(ask(folder / "control.sock", {"status", {}}).answer.outcome == Outcome::answered);
}

TEST_CASE("a link never takes the place of another daemon's socket or of a file", "[system][control]") {
    const ScratchFolder folder;
    std::filesystem::create_directory(folder / "run");
    SECTION("a daemon that listens there") {
        const auto neighbour = serve(folder / "control.sock");
        serve(folder / "run" / "control.sock", echo, {}, folder / "control.sock").reset();
        CHECK(ask(folder / "control.sock", {"status", {}}).answer.outcome == Outcome::answered);
    }
    SECTION("a link to one") {
        const auto neighbour = serve(folder / "other.sock", echo, {}, folder / "control.sock");
        serve(folder / "run" / "control.sock", echo, {}, folder / "control.sock").reset();
        CHECK(std::filesystem::read_symlink(folder / "control.sock") == folder / "other.sock");
    }
    SECTION("a file") {
        folder.write("control.sock", "precious");
        serve(folder / "run" / "control.sock", echo, {}, folder / "control.sock").reset();
        CHECK(std::filesystem::file_size(folder / "control.sock") == 8);
    }
}

TEST_CASE("the socket lies in the runtime directory, else beside the store", "[system][control]") {
    {
        const EnvironmentVariable none("RUNTIME_DIRECTORY", std::nullopt);
        CHECK(control_socket_path("/var/lib/nameward/nameward.db") == "/var/lib/nameward/control.sock");
    }
    {
        const EnvironmentVariable one("RUNTIME_DIRECTORY", "/run/nameward");
        CHECK(control_socket_path("/var/lib/nameward/nameward.db") == "/run/nameward/control.sock");
    }
    const EnvironmentVariable two("RUNTIME_DIRECTORY", "/run/nameward:/run/other");
    CHECK(control_socket_path("/var/lib/nameward/nameward.db") == "/run/nameward/control.sock");
}

TEST_CASE("fifty clients at once are all answered", "[system][control]") {
    const ScratchFolder folder;
    const auto server = serve(folder / "control.sock");
    std::atomic<int> right = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 50; ++i)
        clients.emplace_back([&, i] {
            const auto heard = ask(folder / "control.sock", {"look", {std::to_string(i)}});
            if (heard.answer.exit_code == 1 && heard.out == "look " + std::to_string(i) + "\n") ++right;
        });
    for (auto& client : clients) client.join();
    CHECK(right == 50);
}

TEST_CASE("no more requests are worked on at once than there are threads, and too many clients are told so",
          "[system][control]") {
    const ScratchFolder folder;
    ControlOptions options;
    options.threads = 2;
    options.waiting = 1;
    std::promise<void> enough;
    const auto let_go = enough.get_future().share();
    std::atomic<int> working = 0, most = 0;
    const auto server = serve(
        folder / "control.sock",
        [&](const ControlRequest&, ControlReply&) {
            const int now = ++working;
            if (now > most) most = now;
            let_go.wait_for(20s);
            --working;
            return 0;
        },
        options);
    const auto worked_on = [&] {
        return std::async(std::launch::async, ask, folder / "control.sock", ControlRequest{"sweep", {}});
    };
    auto first = worked_on(), second = worked_on();
    const auto give_up = in(20s);
    while (working < 2 && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    // Clients are accepted in the order in which they connect: the third waits, the others find no place.
    const auto third = connected(folder / "control.sock");
    send_all(third.get(), formats::to_line({"sweep", {}}), in(5s));
    for (int i = 0; i < 7; ++i)
        CHECK(ask(folder / "control.sock", {"sweep", {}}).err.find("too many") != std::string::npos);
    enough.set_value();
    CHECK(first.get().answer.exit_code == 0);
    CHECK(second.get().answer.exit_code == 0);
    CHECK(rest_of(third) == formats::exit_frame(0));
    CHECK(most == 2);
}

TEST_CASE("garbage is answered with an error and the next client is served", "[system][control]") {
    const ScratchFolder folder;
    std::atomic<int> asked = 0;
    const auto server =
        serve(folder / "control.sock", [&](const ControlRequest&, ControlReply&) { return ++asked, 0; });
    for (const auto& garbage : {std::string("GET / HTTP/1.1\r\n\r\n"), std::string("\0\xff\n", 3), std::string("{}\n"),
                                std::string(60'000, '[') + "\n"}) {
        const auto client = connected(folder / "control.sock");
        send_all(client.get(), garbage, in(5s));
        CHECK(rest_of(client).find("nameward: reading a request") != std::string::npos);
    }
    CHECK(asked == 0);
    CHECK(ask(folder / "control.sock", {"status", {}}).answer.exit_code == 0);
    CHECK(asked == 1);
}

TEST_CASE("a request without end is cut off at its limit", "[system][control]") {
    const ScratchFolder folder;
    const auto server = serve(folder / "control.sock");
    const auto client = connected(folder / "control.sock");
    const auto megabytes = std::string(16 * 1024 * 1024, 'a');
    CHECK_FALSE(send_all(client.get(), megabytes, in(20s)));  // the server hangs up long before
    CHECK(ask(folder / "control.sock", {"status", {}}).answer.outcome == Outcome::answered);
}

TEST_CASE("a client that says nothing, or too slowly, is let go at the deadline", "[system][control]") {
    const ScratchFolder folder;
    ControlOptions options;
    options.threads = 1;
    options.request_deadline = 200ms;
    const auto server = serve(folder / "control.sock", echo, options);
    const auto silent = connected(folder / "control.sock");
    const auto slow = connected(folder / "control.sock");
    send_all(slow.get(), "{\"command\"", in(5s));
    CHECK(rest_of(silent).find("no whole request") != std::string::npos);
    CHECK(rest_of(slow).find("no whole request") != std::string::npos);
    CHECK(ask(folder / "control.sock", {"status", {}}).answer.outcome == Outcome::answered);
}

TEST_CASE("a client that does not read its answer holds up no work", "[system][control]") {
    const ScratchFolder folder;
    ControlOptions options;
    options.reply_deadline = 100ms;
    std::promise<bool> done;
    const auto server = serve(
        folder / "control.sock",
        [&](const ControlRequest&, ControlReply& reply) {
            for (int i = 0; i < 100; ++i) reply.out(std::string(1024 * 1024, 'x'));
            done.set_value(reply.gone());
            return 0;
        },
        options);
    const auto client = connected(folder / "control.sock");
    send_all(client.get(), formats::to_line({"sweep", {}}), in(5s));
    auto gone = done.get_future();
    REQUIRE(gone.wait_for(20s) == std::future_status::ready);
    CHECK(gone.get());
}

TEST_CASE("whoever works for a client knows when it has gone", "[system][control]") {
    ScratchFolder folder;
    std::promise<bool> before, after;
    const auto handler = [&](const ControlRequest&, ControlReply& reply) {
        before.set_value(reply.gone());
        const auto end = in(20s);
        while (!reply.gone() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(5ms);
        after.set_value(reply.gone());
        return 0;
    };
    const auto server = serve(folder / "control.sock", handler);
    auto client = connected(folder / "control.sock");
    REQUIRE(send_all(client.get(), formats::to_line({"sweep", {}, ""}), in(20s)));
    CHECK_FALSE(before.get_future().get());
    client = Descriptor();
    CHECK(after.get_future().get());
}

TEST_CASE("a question with a time gives up, whatever the daemon does", "[system][control]") {
    ScratchFolder folder;
    std::promise<void> release;
    const auto released = release.get_future().share();
    const auto server = serve(folder / "control.sock", [&](const ControlRequest&, ControlReply&) {
        released.wait();
        return 0;
    });
    const auto ignore = [](std::string_view) {};
    CHECK(ask_daemon(folder / "control.sock", {"sweep", {}, ""}, ignore, ignore, 1s).outcome == Outcome::failed);
    release.set_value();
}

TEST_CASE("work goes on when the client goes away", "[system][control]") {
    const ScratchFolder folder;
    std::promise<void> left, finished;
    auto has_left = left.get_future().share();
    auto has_finished = finished.get_future();
    const auto server = serve(folder / "control.sock", [&](const ControlRequest&, ControlReply& reply) {
        has_left.wait_for(20s);
        reply.out("nobody listens");
        finished.set_value();
        return 0;
    });
    {
        const auto client = connected(folder / "control.sock");
        send_all(client.get(), formats::to_line({"sweep", {}}), in(5s));
    }
    left.set_value();
    CHECK(has_finished.wait_for(20s) == std::future_status::ready);
}

TEST_CASE("a handler that throws fails one command, not the daemon", "[system][control]") {
    const ScratchFolder folder;
    const auto server = serve(folder / "control.sock", [](const ControlRequest& request, ControlReply&) -> int {
        if (request.command == "break") throw std::runtime_error("a bug with a \x1b in it");
        return 0;
    });
    const auto heard = ask(folder / "control.sock", {"break", {}});
    CHECK(heard.answer.exit_code == 1);
    CHECK(heard.err.find("its log says why") != std::string::npos);
    CHECK(ask(folder / "control.sock", {"status", {}}).answer.exit_code == 0);
}

TEST_CASE("the end of the server does not wait for silent clients", "[system][control]") {
    const ScratchFolder folder;
    auto server = serve(folder / "control.sock");
    std::vector<Descriptor> silent;
    for (int i = 0; i < 20; ++i) silent.push_back(connected(folder / "control.sock"));
    const auto begun = std::chrono::steady_clock::now();
    server.reset();
    CHECK(std::chrono::steady_clock::now() - begun < 8s);  // the deadline of a request is 10 s
}

TEST_CASE("another user is turned away, whatever the mode of the socket", "[system][control]") {
    if (geteuid() != 0) {
        WARN("not run as root: a client of another user is not tested");
        return;
    }
    const ScratchFolder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
    std::atomic<int> asked = 0;
    const auto server =
        serve(folder / "control.sock", [&](const ControlRequest&, ControlReply&) { return ++asked, 0; });
    std::filesystem::permissions(folder / "control.sock", std::filesystem::perms::all);
    const auto child = fork();
    if (child == 0) {
        if (setuid(54321) != 0) _exit(99);
        const auto heard = ask(folder / "control.sock", {"reload", {}});
        _exit(heard.answer.exit_code == 1 && heard.err.find("only the daemon's own user") != std::string::npos ? 0 : 1);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(asked == 0);
}
