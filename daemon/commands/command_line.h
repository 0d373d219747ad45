// argv -> what is wanted. The only place that knows the command line's library.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nameward/change.h"
#include "nameward/config.h"
#include "nameward/time.h"

namespace nameward::commands {

inline constexpr int kUsageError = 2;
inline constexpr int kConfigurationError = 78;  // EX_CONFIG; systemd does not restart on it

struct Arguments {
    std::string command;  // "sweep"
    Path config = "/etc/nameward/nameward.toml";
    bool config_given = false;
    std::optional<Wall> now;  // --now

    bool json = false, csv = false, raw = false;
    std::vector<std::string> domains;     // as written
    std::vector<std::string> collectors;  // of sweep
    std::optional<Wall> since, until, at;
    std::string property;  // a glob
    std::optional<Severity> min_severity;
    std::optional<ChangeState> state;
    std::string change;  // id or the beginning of one
    std::string sink;
    Path output;
    std::string format;  // of parse: "rdap" or "whois"
    Path file;           // of parse; empty = stdin
};

// Either `arguments`, or what to print and the exit code to end with: help and version (0, `out`), a usage error
// (2, `err`).
struct CommandLine {
    std::optional<Arguments> arguments;
    std::string out, err;
    int exit_code = 0;
};

// `words` without the program's name. Ages such as --since 2h count back from --now, or from `wall`.
CommandLine parse_command_line(const std::vector<std::string>& words, Wall wall);

}  // namespace nameward::commands
