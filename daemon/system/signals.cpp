#include "system/signals.h"

#include <poll.h>
#include <sys/signalfd.h>

#include <cerrno>
#include <system_error>

namespace nameward {
namespace {

sigset_t watched_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
    return set;
}

}  // namespace

Signals::Signals() {
    const auto set = watched_signals();
    descriptor_ = Descriptor(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!descriptor_) throw std::system_error(errno, std::generic_category(), "making a signalfd for TERM, INT, HUP");
    pthread_sigmask(SIG_BLOCK, &set, &former_mask_);
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &former_pipe_);
}

Signals::~Signals() {
    sigaction(SIGPIPE, &former_pipe_, nullptr);
    pthread_sigmask(SIG_SETMASK, &former_mask_, nullptr);
}

std::optional<Signal> Signals::wait(std::chrono::milliseconds timeout) {
    pollfd waiting{descriptor_.get(), POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(timeout.count())) <= 0) return std::nullopt;
    signalfd_siginfo info{};
    if (read(descriptor_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return std::nullopt;
    return info.ssi_signo == SIGHUP ? Signal::reload : Signal::stop;
}

}  // namespace nameward
