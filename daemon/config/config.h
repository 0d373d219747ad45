// From the files of the operator to a checked Config. The only code that knows TOML.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nameward/config.h"

namespace nameward::config {

// Something to tell the operator about one place in a file. Line and column count from 1; 0 = the file as a whole.
struct Message {
    std::string file;
    int line = 0, column = 0;
    std::string text;
};

// "file:line:column: text".
std::string to_string(const Message& message);

struct Loaded {
    Config config;
    std::vector<Message> warnings;
};

// `loaded` is set exactly when `errors` is empty.
struct Load {
    std::optional<Loaded> loaded;
    std::vector<Message> errors;
};

// Reads the file and conf.d/*.toml beside it, in the order of their names, and checks everything: either every value
// is as product.md says, or all that is wrong is listed. Domains, sinks, views and sources of several files add up;
// any other key may be set in one file only.
//
// `credentials_directory` replaces ${CREDENTIALS_DIRECTORY} in paths; null or empty leaves the words in the path, and
// reading that file fails at its use. No secret is read here, and no message shows a value that may hold one.
// No global state; safe to call from any thread.
Load load_config(const Path& file, const char* credentials_directory = std::getenv("CREDENTIALS_DIRECTORY"));

// The kinds of sinks that this version delivers to; the others are checked only.
bool is_sink_kind_available(std::string_view kind);

// The configuration of a program without a file (`look`): every default.
Config default_config();

}  // namespace nameward::config
