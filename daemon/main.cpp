// Arguments -> one command.
#include <cerrno>
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <system_error>
#include <vector>

#include "commands/command_line.h"
#include "commands/commands.h"
#include "system/clock.h"
#include "system/standard_streams.h"

namespace {

using namespace nameward;
using Command = int (*)(const commands::Arguments&, const commands::Console&);

const std::map<std::string, Command> kCommands{
    {"look", commands::look},
    {"init", commands::init},
    {"check-config", commands::check_config},
    {"run", commands::run},
    {"sweep", commands::sweep},
    {"status", commands::status},
    {"history", commands::history},
    {"show", commands::show},
    {"evidence", commands::evidence},
    {"reload", commands::reload},
    {"test-alert", commands::test_alert},
    {"properties", commands::properties},
    {"parse", commands::parse},
};

int answer(const commands::CommandLine& line, const commands::Console& console) {
    if (line.arguments) return kCommands.at(line.arguments->command)(*line.arguments, console);
    console.out << line.out;
    console.err << line.err;
    return line.exit_code;
}

// What could not be printed was not said. A reader that has enough, as head(1), knows it.
int printed(int code) {
    errno = 0;
    if (std::cout.flush()) return code;
    if (stdout_has_no_reader()) return 1;  // where SIGPIPE, which ends us, is ignored
    const auto reason = errno != 0 ? ": " + std::generic_category().message(errno) : std::string();
    std::cerr << "nameward: cannot write to stdout" << reason << "; what was asked for is not printed whole\n";
    return 1;
}

}  // namespace

int main(int argc, char** argv) try {
    claim_standard_streams();
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto line = commands::parse_command_line(words, Clock().wall());
    return printed(answer(line, commands::Console::standard()));
} catch (const std::exception& failure) {
    std::cerr << "nameward: " << failure.what() << '\n';
    return 1;
}
