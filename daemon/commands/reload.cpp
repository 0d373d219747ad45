#include "commands/acting.h"
#include "commands/commands.h"

namespace nameward::commands {

int reload(const Arguments& arguments, const Console& console) {
    return act(arguments, console, {"reload"}, [&](std::unique_ptr<app::App>, Store&) {
        console.say("no daemon runs on this store; the configuration is good");
        return 1;
    });
}

}  // namespace nameward::commands
