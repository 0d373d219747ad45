#include "commands/command_line.h"

#include "catch.h"
#include "golden.h"
#include "nameward/version.h"

using namespace nameward;
using commands::parse_command_line;

namespace {

const Wall wall = *parse_time("2026-11-23T07:00:00Z");

commands::CommandLine parsed(std::vector<std::string> words) {
    return parse_command_line(words, wall);
}

const std::vector<std::string> all_commands{"look",    "init", "check-config", "run",        "sweep",  "status",
                                            "history", "show", "evidence",     "test-alert", "reload", "parse"};

}  // namespace

TEST_CASE("the help of the program and of every command is what was reviewed", "[commands]") {
    std::string all = parsed({"--help"}).out;
    for (const auto& command : all_commands)
        all += "\n$ nameward " + command + " --help\n" + parsed({command, "--help"}).out;
    CHECK_GOLDEN("help.txt", all);
}

TEST_CASE("help and version are printed everywhere and are no failure", "[commands]") {
    for (const auto& command : all_commands) {
        INFO(command);
        const auto help = parsed({command, "--help"});
        CHECK(help.exit_code == 0);
        CHECK(help.out.find("Usage: nameward " + command) == 0);
        CHECK(parsed({command, "--version"}).out == std::string("nameward ") + version() + "\n");
    }
    CHECK(parsed({"--version"}).out == std::string("nameward ") + version() + "\n");
}

TEST_CASE("options of everywhere may stand before and behind the command", "[commands]") {
    for (const auto& words : {std::vector<std::string>{"--config", "a.toml", "sweep", "example.com"},
                              {"sweep", "--config", "a.toml", "example.com"},
                              {"sweep", "example.com", "--config=a.toml"}}) {
        const auto line = parsed(words);
        REQUIRE(line.arguments);
        CHECK(line.arguments->config == "a.toml");
        CHECK(line.arguments->config_given);
        CHECK(line.arguments->command == "sweep");
        CHECK(line.arguments->domains == std::vector<std::string>{"example.com"});
    }
    CHECK_FALSE(parsed({"run"}).arguments->config_given);
    CHECK(parsed({"run"}).arguments->config == "/etc/nameward/nameward.toml");
}

TEST_CASE("a domain before, between and behind repeated options is a domain", "[commands]") {
    const auto line =
        parsed({"sweep", "--collector", "delegation", "example.com", "--collector", "records", "example.net"});
    REQUIRE(line.arguments);
    CHECK(line.arguments->collectors == std::vector<std::string>{"delegation", "records"});
    CHECK(line.arguments->domains == std::vector<std::string>{"example.com", "example.net"});
}

TEST_CASE("ages count back from --now wherever it stands", "[commands]") {
    const auto line = parsed({"history", "--since", "2h", "--until", "2026-11-20", "--now", "2026-11-21T12:00:00Z"});
    REQUIRE(line.arguments);
    CHECK(line.arguments->now == *parse_time("2026-11-21T12:00:00Z"));
    CHECK(line.arguments->since == *parse_time("2026-11-21T10:00:00Z"));
    CHECK(line.arguments->until == *parse_time("2026-11-20T00:00:00Z"));
    CHECK(parsed({"show", "example.com", "--at", "1d"}).arguments->at == *parse_time("2026-11-22T07:00:00Z"));
}

TEST_CASE("words of severity and state are read", "[commands]") {
    const auto line =
        parsed({"history", "--min-severity", "warning", "--state", "retracted", "--property", "delegation.*"});
    REQUIRE(line.arguments);
    CHECK(line.arguments->min_severity == Severity::warning);
    CHECK(line.arguments->state == ChangeState::retracted);
    CHECK(line.arguments->property == "delegation.*");
}

TEST_CASE("wrong usage ends with 2, names what is wrong and where to read on", "[commands]") {
    struct Case {
        std::vector<std::string> words;
        std::string names, help;
    };
    const std::vector<Case> cases{
        {{}, "a command is needed", "nameward --help"},
        {{"nonsense"}, "nonsense", "nameward --help"},
        {{"look"}, "DOMAIN", "nameward look --help"},
        {{"sweep", "--nonsense"}, "--nonsense", "nameward sweep --help"},
        {{"show", "example.com", "example.net"}, "DOMAIN", "nameward show --help"},
        {{"history", "--since", "soon"}, "--since", "nameward history --help"},
        {{"history", "--min-severity", "grave"}, "grave", "nameward history --help"},
        {{"history", "--state", "lost"}, "lost", "nameward history --help"},
        {{"history", "--json", "--csv"}, "--csv", "nameward history --help"},
        {{"run", "--now", "tomorrow"}, "--now", "nameward run --help"},
        {{"status", "--config"}, "--config", "nameward"},
        {{"evidence"}, "CHANGE", "nameward evidence --help"},
        {{"diff", "example.com"}, "diff", "nameward --help"},
    };
    for (const auto& [words, names, help] : cases) {
        const auto line = parsed(words);
        INFO(names << ": " << line.err);
        CHECK_FALSE(line.arguments);
        CHECK(line.exit_code == 2);
        CHECK(line.out.empty());
        CHECK(line.err.find(names) != std::string::npos);
        CHECK(line.err.find("Try `" + help) != std::string::npos);
    }
}

TEST_CASE("what a usage error repeats cannot drive the terminal", "[commands]") {
    const auto line = parsed({"history", "--state", "\x1b[2J"});
    CHECK(line.exit_code == 2);
    CHECK(line.err.find('\x1b') == std::string::npos);
    CHECK(line.err.find("[2J") != std::string::npos);
}

TEST_CASE("parse takes one of two formats, a file and a domain", "[commands]") {
    const auto line = parsed({"parse", "whois", "--domain", "example.com", "answer.txt"});
    REQUIRE(line.arguments);
    CHECK(line.arguments->format == "whois");
    CHECK(line.arguments->file == "answer.txt");
    CHECK(line.arguments->domains == std::vector<std::string>{"example.com"});
    CHECK(parsed({"parse", "rdap"}).arguments->file.empty());
    CHECK(parsed({"parse", "finger"}).exit_code == 2);
    CHECK(parsed({"parse"}).exit_code == 2);
}
