#include "lab_receivers.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace lab {
namespace {

// Debian's own: the one that has aiosmtpd.
constexpr const char* kPython = "/usr/bin/python3";

std::string lab_program(const std::string& name) {
    return std::string(SOURCE_DIR) + "/tests/lab/" + name;
}

int start(const std::vector<std::string>& command, int output) {
    std::vector<char*> arguments;
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    int pid = -1;
    const int error = posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("cannot start " + command[0]);
    return pid;
}

// One line within ten seconds; what came so far otherwise.
std::string read_line(int from) {
    std::string line;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < end) {
        pollfd waiting{from, POLLIN, 0};
        char c = 0;
        if (poll(&waiting, 1, 100) <= 0) continue;
        if (read(from, &c, 1) != 1 || c == '\n') break;
        line += c;
    }
    return line;
}

}  // namespace

void write_file(const std::filesystem::path& file, const std::string& text) {
    const auto fresh = file.string() + ".new";
    std::ofstream(fresh, std::ios::binary) << text;
    std::filesystem::rename(fresh, file);  // a reader sees the old text or the new one
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void run(const std::vector<std::string>& command) {
    const int pid = start(command, -1);
    for (int i = 0; i < 600; ++i) {
        int status = 0;
        if (waitpid(pid, &status, WNOHANG) == pid) {
            if (status != 0) throw std::runtime_error(command[1] + " failed");
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    throw std::runtime_error(command[1] + " did not end");
}

const ScratchFolder& certificates() {
    static const ScratchFolder folder;
    static const bool made = [] {
        const std::string program = lab_program("certificates.py"), where = (folder / "").string();
        run({kPython, program, where, "localhost", "127.0.0.1", "::1"});
        run({kPython, program, where, "other.example.net", "--prefix", "other"});
        run({kPython, program, where, "localhost", "--prefix", "expired", "--days", "-1"});
        return true;
    }();
    static_cast<void>(made);
    return folder;
}

Receiver::Receiver(const std::string& program, std::vector<std::string> arguments) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    std::vector<std::string> command{kPython, lab_program(program), "--listen",  "127.0.0.1:0",
                                     "--log", folder_ / "log",      "--control", folder_ / "control"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    pid_ = start(command, ends[1]);
    close(ends[1]);
    std::istringstream line(read_line(ends[0]));
    close(ends[0]);
    std::string word, address;
    line >> word >> address >> port_;
    if (port_ != 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    throw std::runtime_error(program + " did not start");
}

Receiver::~Receiver() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

std::vector<nlohmann::json> Receiver::log() const {
    std::istringstream lines(read_file(folder_ / "log"));
    std::vector<nlohmann::json> out;
    for (std::string line; std::getline(lines, line);) out.push_back(nlohmann::json::parse(line));
    return out;
}

std::vector<nlohmann::json> Receiver::log_with(const std::string& key) const {
    std::vector<nlohmann::json> out;
    for (auto& line : log())
        if (line.contains(key)) out.push_back(line);
    return out;
}

std::vector<std::string> with_certificate(const std::string& prefix, std::vector<std::string> arguments) {
    const auto& folder = certificates();
    for (const auto& word : {std::string("--cert"), (folder / (prefix + ".pem")).string(), std::string("--key"),
                             (folder / (prefix + ".key")).string()})
        arguments.push_back(word);
    return arguments;
}

}  // namespace lab
