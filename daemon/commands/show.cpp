#include <algorithm>

#include "commands/commands.h"
#include "commands/render.h"
#include "commands/setup.h"
#include "formats/rows.h"

namespace nameward::commands {
namespace {

// Nothing to print has two reasons, and only one of them is a mistake.
int nothing_known(const std::string& domain, const Arguments& arguments, const Config& config, const Console& console) {
    const auto when = arguments.at ? " at " + format_time(*arguments.at) : std::string();
    if (config.domain(domain)) {
        console.say("nothing was recorded of " + domain + when + " yet");
        return 0;
    }
    for (const auto& watched : config.domains)
        if (std::find(watched.hosts.begin(), watched.hosts.end(), domain) != watched.hosts.end()) {
            console.say(domain + " is a host of " + watched.name.name() + ": `nameward show " + watched.name.name() +
                        "` has it");
            return 1;
        }
    console.say("nothing is known of " + domain + when + ", and it is not in the configuration");
    return 1;
}

}  // namespace

int show(const Arguments& arguments, const Console& console) {
    const auto domains = domains_meant(arguments, console);
    if (!domains) return kUsageError;
    const auto& domain = domains->front();  // the command line takes exactly one
    return with_store(arguments, console, [&](const Config& config, Store& store) {
        const auto rows = store.observations(domain, arguments.at);
        if (rows.empty()) return nothing_known(domain, arguments, config, console);
        if (!arguments.json) console.out << render_show(rows, console.style);
        if (arguments.json)
            for (const auto& row : rows) console.out << formats::row(row) << '\n';
        return 0;
    });
}

}  // namespace nameward::commands
