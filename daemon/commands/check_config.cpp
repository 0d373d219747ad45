#include <algorithm>

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
    const auto told =
        static_cast<std::size_t>(std::count_if(config.sinks.begin(), config.sinks.end(), [](const SinkConfig& sink) {
            return config::is_sink_kind_available(sink.kind);
        }));
    console.out << escape_text(arguments.config.string()) << ": good; it watches "
                << counted(config.domains.size(), "domain") << " and tells " << counted(told, "sink") << '\n';
    return 0;
}

}  // namespace nameward::commands
