#include <algorithm>

#include "app/pace.h"
#include "commands/commands.h"
#include "config/config.h"
#include "nameward/text.h"

namespace nameward::commands {
namespace {

void warn(config::Message warning, const Console& console) {
    warning.text = "warning: " + warning.text;
    console.err << escape_text(config::to_string(warning)) << '\n';
}

}  // namespace

int check_config(const Arguments& arguments, const Console& console) {
    const auto load = config::load_config(arguments.config);
    for (const auto& error : load.errors) console.err << escape_text(config::to_string(error)) << '\n';
    if (!load.loaded) return kConfigurationError;
    for (const auto& warning : load.loaded->warnings) warn(warning, console);
    const auto& config = load.loaded->config;
    for (const auto& stretch : app::Pace(config).stretches())
        warn({config.file.string(), 0, 0, app::describe(stretch, config.network.http_spacing)}, console);
    const auto told =
        static_cast<std::size_t>(std::count_if(config.sinks.begin(), config.sinks.end(), [](const SinkConfig& sink) {
            return config::is_sink_kind_available(sink.kind);
        }));
    console.out << escape_text(arguments.config.string()) << ": good; it watches "
                << counted(config.domains.size(), "domain") << " and tells " << counted(told, "sink") << '\n';
    return 0;
}

}  // namespace nameward::commands
