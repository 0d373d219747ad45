#include "commands/console.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "nameward/text.h"

namespace nameward::commands {

Console Console::standard() {
    const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org: set and not empty
    const bool terminal = isatty(STDOUT_FILENO) == 1;
    return {std::cout, std::cerr, Style{terminal && !(no_color && *no_color)}, terminal};
}

void Console::say(std::string_view sentence) const {
    err << "nameward: " << escape_text(sentence) << '\n';
}

}  // namespace nameward::commands
