#include "commands/setup.h"

#include "config/config.h"
#include "nameward/text.h"
#include "system/become_owner.h"

namespace nameward::commands {
namespace {

bool is_there(const Path& file) {
    std::error_code unreadable;
    return std::filesystem::status(file, unreadable).type() != std::filesystem::file_type::not_found;
}

}  // namespace

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
        names.push_back(domain->name());
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
