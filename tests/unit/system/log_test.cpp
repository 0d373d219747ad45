#include "system/log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "catch.h"
#include "scratch_folder.h"
#include "system/descriptor.h"

using namespace nameward;

namespace {

// What reaches the real stderr while `act` runs.
template <class Act>
std::string on_stderr(const Act& act) {
    const ScratchFolder folder;
    const Descriptor former(dup(STDERR_FILENO));
    const Descriptor file(open((folder / "log").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
    dup2(file.get(), STDERR_FILENO);
    act();
    dup2(former.get(), STDERR_FILENO);
    std::ostringstream text;
    text << std::ifstream(folder / "log").rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("a log line is an event and its fields, quoted where they would run together", "[system]") {
    CHECK(log::line("daemon.started", {}) == "daemon.started");
    CHECK(log::line("check.done", {{"domain", "example.com"}, {"facts", 12}}) ==
          "check.done domain=example.com facts=12");
    CHECK(log::line("check.failed", {{"reason", "no answer"}, {"empty", ""}, {"odd", "a\"b\\c=d"}}) ==
          R"(check.failed reason="no answer" empty="" odd="a\"b\\c=d")");
}

TEST_CASE("remote text forges no log line and drives no terminal", "[system]") {
    const auto line =
        log::line("whois.answer", {{"text", "ok\n2026-01-01T00:00:00Z error   daemon.failed\x1b[2J\x9b"}});
    CHECK(line.find('\n') == std::string::npos);
    CHECK(line.find('\x1b') == std::string::npos);
    CHECK(line.find("\\\\x0a2026") != std::string::npos);
}

TEST_CASE("a value of a megabyte becomes a line that can be read", "[system]") {
    CHECK(log::line("x", {{"text", std::string(1'000'000, 'a')}}).size() < 3000);
}

TEST_CASE("stderr gets time, level and line, from the level on", "[system]") {
    const auto text = on_stderr([] {
        log::debug("too.quiet");
        log::info("check.done", {{"percent", "100%s{}{0}"}});
        log::set_level(log::Level::error);
        log::warning("too.quiet");
        log::error("daemon.failed");
        log::set_level(log::Level::info);
    });
    const std::regex expected(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info    check\.done percent=100%s\{\}\{0\}
\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ error   daemon\.failed
)");
    INFO(text);
    CHECK(std::regex_match(text, expected));
}

TEST_CASE("the journal is recognised by the file behind the descriptor", "[system]") {
    struct stat file {};
    REQUIRE(fstat(STDERR_FILENO, &file) == 0);
    const auto name = std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino);
    CHECK(log::is_journal(name.c_str(), STDERR_FILENO));
    CHECK_FALSE(log::is_journal((name + "1").c_str(), STDERR_FILENO));
    CHECK_FALSE(log::is_journal("", STDERR_FILENO));
    CHECK_FALSE(log::is_journal(nullptr, STDERR_FILENO));
    CHECK_FALSE(log::is_journal(name.c_str(), -1));
}

TEST_CASE("level words of the configuration are read, others are not", "[system]") {
    CHECK(log::level_from("debug") == log::Level::debug);
    CHECK(log::level_from("warning") == log::Level::warning);
    CHECK_FALSE(log::level_from("loud"));
}
