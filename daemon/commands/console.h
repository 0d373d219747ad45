// Where a command speaks: stdout is data, stderr is talk.
#pragma once

#include <ostream>
#include <string_view>

#include "commands/table.h"

namespace nameward::commands {

struct Console {
    std::ostream& out;
    std::ostream& err;
    Style style;            // of `out`
    bool terminal = false;  // whether `out` is one

    // The process' own stdout and stderr; colour on a terminal without NO_COLOR.
    static Console standard();

    // "nameward: ..." on stderr, escaped.
    void say(std::string_view sentence) const;
};

}  // namespace nameward::commands
