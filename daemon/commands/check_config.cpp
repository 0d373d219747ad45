#include <algorithm>

#include "app/app.h"
#include "commands/commands.h"
#include "commands/setup.h"
#include "nameward/text.h"
#include "system/become_owner.h"
#include "system/clock.h"

namespace nameward::commands {

int check_config(const Arguments& arguments, const Console& console) {
    const auto load = config::load_config(arguments.config);
    for (const auto& error : load.errors) console.err << escape_text(config::to_string(error)) << '\n';
    if (!load.loaded) return kConfigurationError;
    print_warnings(*load.loaded, console);
    const auto& config = load.loaded->config;
    // As the user that the daemon runs as, where this one may become it: what that cannot read stops it.
    if (const auto owner = become_owner(config.store); !owner) {
        console.say(owner.error().what);
        return kConfigurationError;
    }
    if (const auto app = app::App::make(config, Clock(arguments.now)); !app) {
        console.say(app.error().what);
        return kConfigurationError;
    }
    const auto told =
        static_cast<std::size_t>(std::count_if(config.sinks.begin(), config.sinks.end(), [](const SinkConfig& sink) {
            return config::is_sink_kind_available(sink.kind);
        }));
    console.out << escape_text(arguments.config.string()) << ": good; it watches "
                << counted(config.domains.size(), "domain") << " and tells " << counted(told, "sink") << '\n';
    return 0;
}

}  // namespace nameward::commands
