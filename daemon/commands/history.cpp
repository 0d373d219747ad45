#include "commands/commands.h"
#include "commands/render.h"
#include "commands/setup.h"
#include "formats/rows.h"

namespace nameward::commands {
namespace {

HistoryFilter filter_of(const Arguments& arguments, std::vector<std::string> domains) {
    HistoryFilter filter;
    filter.domains = std::move(domains);
    filter.since = arguments.since;
    filter.until = arguments.until;
    filter.property_glob = arguments.property;
    filter.min_severity = arguments.min_severity;
    filter.state = arguments.state;
    return filter;
}

void print(const std::vector<Change>& changes, const Arguments& arguments, const Console& console) {
    if (arguments.json)
        for (const auto& change : changes) console.out << formats::row(change) << '\n';
    else if (arguments.csv)
        console.out << history_csv(changes);
    else if (changes.empty())
        console.say("no change is recorded that fits");
    else
        console.out << render_history(changes, console.style);
}

}  // namespace

int history(const Arguments& arguments, const Console& console) {
    auto domains = domains_meant(arguments, console);
    if (!domains) return kUsageError;
    return with_store(arguments, console, [&](const Config&, Store& store) {
        print(store.changes(filter_of(arguments, std::move(*domains))), arguments, console);
        return 0;
    });
}

}  // namespace nameward::commands
