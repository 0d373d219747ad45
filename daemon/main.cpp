// Arguments -> one command.
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "commands/command_line.h"
#include "commands/commands.h"
#include "system/clock.h"

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
};

int answer(const commands::CommandLine& line, const commands::Console& console) {
    if (line.arguments) return kCommands.at(line.arguments->command)(*line.arguments, console);
    console.out << line.out;
    console.err << line.err;
    return line.exit_code;
}

}  // namespace

int main(int argc, char** argv) try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto line = commands::parse_command_line(words, Clock().wall());
    const int code = answer(line, commands::Console::standard());
    return std::cout.flush() ? code : 1;
} catch (const std::exception& failure) {
    std::cerr << "nameward: " << failure.what() << '\n';
    return 1;
}
