#include "system/standard_streams.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catch.h"

using namespace nameward;

namespace {

// Runs `check` in a process of its own, after closing its standard descriptors; whether it said yes.
template <class Check>
bool without_standard_streams(const Check& check) {
    const auto child = fork();
    if (child == 0) {
        for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) close(number);
        claim_standard_streams();
        _exit(check() ? 0 : 1);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("no file gets the number of a standard stream that is missing", "[system]") {
    CHECK(without_standard_streams([] { return open("/dev/null", O_RDONLY) > STDERR_FILENO; }));
}

TEST_CASE("printing to a missing stdout fails, talk to a missing stderr is swallowed", "[system]") {
    CHECK(without_standard_streams([] { return write(STDOUT_FILENO, "data", 4) == -1; }));
    CHECK(without_standard_streams([] { return write(STDERR_FILENO, "talk", 4) == 4; }));
    char byte = 0;
    CHECK(without_standard_streams([&] { return read(STDIN_FILENO, &byte, 1) == -1; }));
}

TEST_CASE("a stdout that nobody reads any more is told from one that is full", "[system]") {
    CHECK(without_standard_streams([] {
        int ends[2];
        return pipe(ends) == 0 && close(ends[0]) == 0 && dup2(ends[1], STDOUT_FILENO) >= 0 && stdout_has_no_reader();
    }));
    CHECK(without_standard_streams(
        [] { return dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO) >= 0 && !stdout_has_no_reader(); }));
    CHECK(without_standard_streams([] { return !stdout_has_no_reader(); }));
}

TEST_CASE("standard streams that are there are left alone", "[system]") {
    const auto before = fcntl(STDOUT_FILENO, F_GETFL);
    claim_standard_streams();
    CHECK(fcntl(STDOUT_FILENO, F_GETFL) == before);
}
