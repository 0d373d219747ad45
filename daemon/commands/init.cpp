#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "commands/commands.h"
#include "commands/looking.h"
#include "commands/progress.h"
#include "commands/setup.h"
#include "commands/starter.h"
#include "nameward/text.h"
#include "system/log.h"

namespace nameward::commands {
namespace {

// An existing file is somebody's work: it is never written over.
int write_new(const Path& file, const std::string& text, const Console& console) {
    if (std::filesystem::exists(file)) {
        console.say(escape_text(file.string()) + " exists already; name another file with --output, or remove it");
        return 1;
    }
    std::ofstream stream(file);
    stream << text;
    stream.close();
    if (!stream) {
        console.say("cannot write " + escape_text(file.string()));
        return 1;
    }
    console.say("wrote " + escape_text(file.string()) + "; next: nameward check-config --config " +
                escape_text(file.string()));
    return 0;
}

bool is_out_of_sight(const std::pair<const Fact, Seen>& observation) {
    return !observation.second.known() && observation.second.applicable;
}

}  // namespace

int init(const Arguments& arguments, const Console& console) {
    const auto names = domains_meant(arguments, console);
    if (!names) return kUsageError;
    const auto config = config_to_look(arguments, console);
    if (!config) return kConfigurationError;
    log::set_level(log::Level::error);
    const Clock clock(arguments.now);
    const auto app = app::App::make(*config, clock);
    if (!app) {
        console.say(app.error().what);
        return kConfigurationError;
    }
    std::vector<Sighted> sighted;
    {
        Progress progress(STDERR_FILENO);
        for (const auto& name : *names) {
            progress.update(sighted.size(), names->size(), name);
            auto looked = look_at(**app, *Domain::parse(name));
            sighted.push_back({looked.domain, std::move(looked.observations)});
        }
    }
    for (const auto& [domain, observations] : sighted)
        if (std::any_of(observations.begin(), observations.end(), is_out_of_sight))
            console.say(domain.display() + ": not everything could be seen; what is not, stands as a comment in " +
                        "[domain.expect], with the reason. Once it can be seen, run this again, or fill it in");
    const auto text = starter_configuration(sighted);
    if (!arguments.output.empty()) return write_new(arguments.output, text, console);
    console.out << text;
    return 0;
}

}  // namespace nameward::commands
