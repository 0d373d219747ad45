#include "commands/acting.h"

#include "commands/setup.h"
#include "core/compose.h"
#include "system/become_owner.h"
#include "system/control_socket.h"
#include "system/log.h"

namespace nameward::commands {
namespace {

// The daemon's socket stands in its runtime directory or beside the store; a command's own environment may lack the
// former, so both are tried.
ControlAnswer ask(const Config& config, const std::vector<std::string>& words, const TextSink& out, const TextSink& err,
                  std::optional<std::chrono::seconds> patience = {}) {
    const formats::ControlRequest request{
        words.front(), {words.begin() + 1, words.end()}, std::filesystem::absolute(config.store).string()};
    const auto answer = ask_daemon(control_socket_path(config.store), request, out, err, patience);
    if (answer.outcome != ControlAnswer::Outcome::no_daemon) return answer;
    return ask_daemon(control_socket_beside(config.store), request, out, err, patience);
}

int work_alone(const Config& config, const Clock& clock, const Console& console, const Work& work) try {
    auto store = Store::open(config.store, Store::Mode::write);
    if (!store) {
        console.say(store.error().what);
        return 1;
    }
    auto app = app::App::make(config, clock);
    if (!app) {
        console.say(app.error().what);
        return kConfigurationError;
    }
    return work(std::move(*app), **store);
} catch (const StoreError& failure) {
    console.say(failure.what());
    return 1;
}

}  // namespace

int act(const Arguments& arguments, const Console& console, const std::vector<std::string>& words, const Work& work) {
    const auto config = configured(arguments, console);
    if (!config) return kConfigurationError;
    if (const auto owner = become_owner(config->store); !owner) {
        console.say(owner.error().what);
        return 1;
    }
    const auto out = [&](std::string_view text) { console.out << text << std::flush; };
    const auto err = [&](std::string_view text) { console.err << text << std::flush; };
    const auto answer = ask(*config, words, out, err);
    if (answer.outcome == ControlAnswer::Outcome::answered) {
        if (arguments.now) console.say("--now had no effect: the daemon did this, by its own clock");
        return answer.exit_code;
    }
    if (answer.outcome == ControlAnswer::Outcome::failed) {
        console.say(answer.reason);
        return 1;
    }
    log::set_level(log::Level::error);  // what a command has to say it says itself
    const Clock clock(arguments.now);
    return work_alone(*config, clock, console, work);
}

DaemonWord word_of_daemon(const Config& config) {
    constexpr std::chrono::seconds patience{2};
    std::string text;
    const auto out = [&](std::string_view piece) { text += piece; };
    const auto answer = ask(
        config, {kAskForTrouble}, out, [](std::string_view) {}, patience);
    DaemonWord word;
    if (answer.outcome != ControlAnswer::Outcome::failed)
        word.runs = answer.outcome == ControlAnswer::Outcome::answered;
    const auto blank = std::min(text.find(' '), text.size());
    if (const auto since = parse_time(text.substr(0, blank)); since && blank < text.size())
        word.storage_trouble = core::storage_finding(text.substr(blank + 1), *since);
    return word;
}

}  // namespace nameward::commands
