#include "commands/setup.h"

#include <algorithm>

#include "app/pace.h"
#include "nameward/text.h"
#include "system/become_owner.h"

namespace nameward::commands {
namespace {

bool is_there(const Path& file) {
    std::error_code unreadable;
    return std::filesystem::status(file, unreadable).type() != std::filesystem::file_type::not_found;
}

void warn(config::Message warning, const Console& console) {
    warning.text = "warning: " + warning.text;
    console.err << escape_text(config::to_string(warning)) << '\n';
}

}  // namespace

void print_warnings(const config::Loaded& loaded, const Console& console) {
    for (const auto& warning : loaded.warnings) warn(warning, console);
    const auto& config = loaded.config;
    for (const auto& stretch : app::Pace(config).stretches())
        warn({config.file.string(), 0, 0, app::describe(stretch, config.network.http_spacing)}, console);
}

std::optional<Config> configured(const Arguments& arguments, const Console& console) {
    auto load = config::load_config(arguments.config);
    for (const auto& error : load.errors) console.err << escape_text(config::to_string(error)) << '\n';
    if (!load.loaded) return std::nullopt;
    return std::move(load.loaded->config);
}

std::optional<std::vector<std::string>> domains_meant(const Arguments& arguments, const Console& console) {
    std::vector<std::string> names;
    for (const auto& word : arguments.domains) {
        const auto domain = Domain::parse(word);
        if (!domain) {
            console.say(domain.error().what);
            return std::nullopt;
        }
        if (std::find(names.begin(), names.end(), domain->name()) == names.end()) names.push_back(domain->name());
    }
    return names;
}

Reading open_to_read(const Config& config, const Console& console) {
    if (const auto owner = become_owner(config.store); !owner) {
        console.say(owner.error().what);
        return {};
    }
    if (!is_there(config.store)) {
        console.say("nothing was recorded yet: " + config.store.string() +
                    " does not exist; `nameward sweep` or the daemon makes it");
        return {Reading::Outcome::nothing_recorded, nullptr};
    }
    auto store = Store::open(config.store, Store::Mode::read);
    if (!store) {
        console.say(store.error().what);
        return {};
    }
    return {Reading::Outcome::open, std::move(*store)};
}

}  // namespace nameward::commands
