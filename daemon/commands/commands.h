// The sub-commands, one file each. Each returns the exit code.
#pragma once

#include "commands/command_line.h"
#include "commands/console.h"

namespace nameward::commands {

// These only read the store, beside a running daemon or without one.
int status(const Arguments& arguments, const Console& console);
int history(const Arguments& arguments, const Console& console);
int show(const Arguments& arguments, const Console& console);
int evidence(const Arguments& arguments, const Console& console);

// These look outward and store nothing.
int look(const Arguments& arguments, const Console& console);
int init(const Arguments& arguments, const Console& console);

// These write: through the daemon where one runs, else with the store themselves.
int run(const Arguments& arguments, const Console& console);
int sweep(const Arguments& arguments, const Console& console);
int test_alert(const Arguments& arguments, const Console& console);
int reload(const Arguments& arguments, const Console& console);

// What the collectors report, for the reader of a rule or a test; needs neither configuration nor store.
int properties(const Arguments& arguments, const Console& console);

// Reads one raw answer and prints it in the form that the collectors use; needs neither configuration nor store.
int parse(const Arguments& arguments, const Console& console);

int check_config(const Arguments& arguments, const Console& console);

}  // namespace nameward::commands
