#include "system/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "system/descriptor.h"

extern char** environ;

namespace nameward {
namespace {

constexpr std::size_t kLongestError = 64 * 1024;  // a file full of mistakes says the same again and again

struct Pipe {
    Descriptor read, write;
};

Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return Error{ErrorKind::transient, std::string("cannot make a pipe: ") + std::strerror(errno)};
    return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

Result<pid_t> spawn(const std::vector<std::string>& words, int err) {
    std::vector<char*> arguments;
    std::string name = "nameward";
    arguments.push_back(name.data());
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    pid_t pid = 0;
    const int failed = posix_spawn(&pid, "/proc/self/exe", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        return Error{ErrorKind::transient, std::string("cannot start a process of nameward: ") + std::strerror(failed)};
    return pid;
}

// Reads until the child closes its end. False when time ran out.
bool read_all(int descriptor, std::chrono::steady_clock::time_point until, std::string& text) {
    std::array<char, 4096> buffer{};
    while (true) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
        pollfd ready{descriptor, POLLIN, 0};
        if (left <= 0 || poll(&ready, 1, static_cast<int>(left)) <= 0) return false;
        const auto got = ::read(descriptor, buffer.data(), buffer.size());
        if (got <= 0) return true;
        if (text.size() < kLongestError) text.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

Result<ChildOutcome> run_self(const std::vector<std::string>& words, std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    auto pipe = make_pipe();
    if (!pipe) return pipe.error();
    const auto pid = spawn(words, pipe->write.get());
    if (!pid) return pid.error();
    pipe->write = Descriptor();

    ChildOutcome outcome;
    const bool in_time = read_all(pipe->read.get(), until, outcome.err);
    if (!in_time) kill(*pid, SIGKILL);
    int status = 0;
    while (waitpid(*pid, &status, 0) < 0 && errno == EINTR) continue;
    if (!in_time)
        return Error{ErrorKind::transient,
                     "the process did not end within " + std::to_string(limit.count()) + " ms and was killed"};
    if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
    return outcome;
}

}  // namespace nameward
