#include "system/signals.h"

#include <sys/wait.h>

#include <thread>

#include "catch.h"

using namespace nameward;
using namespace std::chrono_literals;

namespace {

bool is_blocked(int number) {
    sigset_t mask;
    pthread_sigmask(SIG_BLOCK, nullptr, &mask);
    return sigismember(&mask, number) == 1;
}

}  // namespace

TEST_CASE("TERM, INT and HUP arrive as values", "[system]") {
    Signals signals;
    CHECK_FALSE(signals.wait(0ms));
    for (const auto& [number, meaning] :
         {std::pair{SIGTERM, Signal::stop}, {SIGINT, Signal::stop}, {SIGHUP, Signal::reload}}) {
        raise(number);
        CHECK(signals.wait(5s) == meaning);
    }
    CHECK_FALSE(signals.wait(0ms));
}

TEST_CASE("threads that start later have the signals blocked, and the end brings the former state back", "[system]") {
    {
        const Signals signals;
        bool blocked = false;
        std::thread([&] { blocked = is_blocked(SIGTERM) && is_blocked(SIGINT) && is_blocked(SIGHUP); }).join();
        CHECK(blocked);
    }
    CHECK_FALSE(is_blocked(SIGTERM));
}

TEST_CASE("a receiver that hangs up does not end the process", "[system]") {
    const auto child = fork();
    if (child == 0) {
        const Signals signals;
        int ends[2];
        if (pipe(ends) != 0) _exit(2);
        close(ends[0]);
        _exit(write(ends[1], "x", 1) < 0 && errno == EPIPE ? 0 : 3);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}
