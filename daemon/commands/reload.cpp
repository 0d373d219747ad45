#include "commands/acting.h"
#include "commands/commands.h"
#include "commands/setup.h"

namespace nameward::commands {

int reload(const Arguments& arguments, const Console& console) {
    if (const auto load = config::load_config(arguments.config); load.loaded) print_warnings(*load.loaded, console);
    const int outcome = act(arguments, console, {"reload"}, [&](std::unique_ptr<app::App>, Store&) {
        console.say("no daemon runs on this store; the configuration is good");
        return 1;
    });
    if (outcome == kConfigurationError) console.say("nothing was reloaded: a daemon that runs keeps what it had");
    return outcome;
}

}  // namespace nameward::commands
