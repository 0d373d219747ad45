#include <unistd.h>

#include "app/shift.h"
#include "commands/acting.h"
#include "commands/commands.h"
#include "commands/pass_report.h"
#include "commands/progress.h"
#include "commands/setup.h"

namespace nameward::commands {
namespace {

std::vector<std::string> words_of(const Arguments& arguments, const std::vector<std::string>& domains) {
    std::vector<std::string> words{"sweep"};
    if (arguments.json) words.emplace_back("--json");
    for (const auto& collector : arguments.collectors) {
        words.emplace_back("--collector");
        words.push_back(collector);
    }
    words.insert(words.end(), domains.begin(), domains.end());
    return words;
}

std::string what_goes_on(const app::Progress& progress) {
    if (progress.waiting_to) return "second look at " + progress.domain + " at " + format_time(*progress.waiting_to);
    return progress.domain;
}

app::PassResult sweep_alone(std::unique_ptr<app::App> app, Store& store, const std::vector<app::JobKey>& jobs) {
    app::House house{store};
    app::Shift shift(std::move(app), house);
    shift.settle_in();
    Progress line(STDERR_FILENO);
    const auto show = [&](const app::Progress& progress) {
        line.update(progress.done, progress.total, what_goes_on(progress));
    };
    return shift.sweep(jobs, show, [] { return false; });
}

}  // namespace

int sweep(const Arguments& arguments, const Console& console) {
    const auto domains = domains_meant(arguments, console);
    if (!domains) return kUsageError;
    return act(arguments, console, words_of(arguments, *domains), [&](std::unique_ptr<app::App> app, Store& store) {
        const auto jobs = app::jobs_of(app->config(), {*domains, arguments.collectors});
        if (!jobs) {
            console.say(jobs.error().what);
            return kUsageError;
        }
        const auto result = sweep_alone(std::move(app), store, *jobs);
        report(result, store, arguments.json, console);
        return exit_code_of(result, store);
    });
}

}  // namespace nameward::commands
