// Running a program with a time limit, for work that may not survive its input.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "nameward/result.h"

namespace nameward {

struct ChildOutcome {
    std::optional<int> exit_code;  // nullopt: it was ended by a signal
    std::string err;               // what it wrote to stderr, cut at 64 KiB
};

// Runs this very program (/proc/self/exe) with these words and waits; after the limit the child is killed, which is an
// Error.
Result<ChildOutcome> run_self(const std::vector<std::string>& words, std::chrono::milliseconds limit);

}  // namespace nameward
