#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
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
    errno = 0;
    std::ofstream stream(file);
    stream << text;
    stream.close();
    if (!stream) {
        console.say("cannot write " + escape_text(file.string()) +
                    (errno ? ": " + std::string(std::strerror(errno)) : ""));
        return 1;
    }
    console.say("wrote " + escape_text(file.string()) + "; next: nameward check-config --config " +
                escape_text(file.string()));
    return 0;
}

bool is_out_of_sight(const std::pair<const Fact, Seen>& observation) {
    return !observation.second.known() && observation.second.applicable;
}

// What goes to stdout, or below /etc, is meant for the service, which could not write a store beside it.
StoreAt store_for(const Path& output) {
    std::error_code ignored;
    const auto where = std::filesystem::absolute(output, ignored).lexically_normal().string();
    return output.empty() || where.starts_with("/etc/") ? StoreAt::of_service : StoreAt::beside;
}

// What the file itself says in a comment at most, and whoever does not read it should hear.
void warn_of(const Sighted& sighted, const Console& console) {
    const auto& seen = sighted.observations;
    const auto known = [](const auto& word) { return word.second.known(); };
    if (std::none_of(seen.begin(), seen.end(), known)) {
        console.say("warning: nothing could be seen of " + sighted.domain.display() +
                    ": nothing is expected of it; `nameward look " + sighted.domain.name() + "` says why");
        return;
    }
    if (std::any_of(seen.begin(), seen.end(), is_out_of_sight))
        console.say(sighted.domain.display() +
                    ": not everything could be seen; what is not, stands as a comment in [domain.expect], with the "
                    "reason. Once it can be seen, run this again, or fill it in");
    const auto state = seen.find({sighted.domain.name(), "delegation.state", "parent"});
    if (state != seen.end() && state->second.values == Values{"undelegated"})
        console.say("warning: " + sighted.domain.display() +
                    " is not delegated, and that is now expected of it; a host of a domain belongs into the hosts of "
                    "that domain");
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
    for (const auto& one : sighted) warn_of(one, console);
    const auto text = starter_configuration(sighted, store_for(arguments.output));
    if (!arguments.output.empty()) return write_new(arguments.output, text, console);
    console.out << text;
    return 0;
}

}  // namespace nameward::commands
