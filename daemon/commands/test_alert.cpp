#include <algorithm>

#include "app/courier.h"
#include "commands/acting.h"
#include "commands/commands.h"
#include "commands/telling.h"
#include "formats/rows.h"
#include "nameward/text.h"

namespace nameward::commands {

int report_test(const std::vector<Delivery>& answers, bool json, const Console& console) {
    bool reached_all = !answers.empty();
    for (const auto& delivery : answers) {
        reached_all &= delivery.state == Delivery::State::sent;
        if (json)
            console.out << formats::row(delivery) << '\n';
        else
            console.out << escape_text(delivery.sink) << ": "
                        << (delivery.state == Delivery::State::sent ? "took it" : escape_text(delivery.last_error))
                        << '\n';
    }
    return reached_all ? 0 : 1;
}

std::optional<std::string> wrong_sink(const std::vector<Sink>& sinks, const std::string& name) {
    if (sinks.empty()) return "the configuration has no sink that this version can use: nobody will be told anything";
    const bool known =
        name.empty() || std::any_of(sinks.begin(), sinks.end(), [&](const Sink& sink) { return sink.name == name; });
    if (known) return std::nullopt;
    return "there is no sink \"" + escape_text(name) + "\" in the configuration that this version can use";
}

int test_alert(const Arguments& arguments, const Console& console) {
    std::vector<std::string> words{"test-alert"};
    if (arguments.json) words.emplace_back("--json");
    if (!arguments.sink.empty()) words.push_back(arguments.sink);
    return act(arguments, console, words, [&](std::unique_ptr<app::App> app, Store& store) {
        if (const auto wrong = wrong_sink(app->sinks(), arguments.sink)) {
            console.say(*wrong);
            return kUsageError;
        }
        app::Courier courier(store, app->clock(), app->sinks());
        const auto names = arguments.sink.empty() ? std::vector<std::string>{} : std::vector{arguments.sink};
        return report_test(courier.test(names), arguments.json, console);
    });
}

}  // namespace nameward::commands
