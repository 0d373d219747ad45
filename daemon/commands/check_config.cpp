#include "commands/commands.h"
#include "config/config.h"
#include "nameward/text.h"

namespace nameward::commands {

int check_config(const Arguments& arguments, const Console& console) {
    const auto load = config::load_config(arguments.config);
    for (const auto& error : load.errors) console.err << escape_text(config::to_string(error)) << '\n';
    if (!load.loaded) return kConfigurationError;
    for (const auto& warning : load.loaded->warnings) {
        auto shown = warning;
        shown.text = "warning: " + shown.text;
        console.err << escape_text(config::to_string(shown)) << '\n';
    }
    const auto& config = load.loaded->config;
    console.out << escape_text(arguments.config.string()) << ": good; it watches "
                << counted(config.domains.size(), "domain") << " and tells " << counted(config.sinks.size(), "sink")
                << '\n';
    return 0;
}

}  // namespace nameward::commands
