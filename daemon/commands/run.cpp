#include <atomic>
#include <chrono>
#include <future>
#include <sstream>
#include <thread>

#include "app/daemon.h"
#include "commands/acting.h"
#include "commands/commands.h"
#include "commands/pass_report.h"
#include "commands/setup.h"
#include "commands/telling.h"
#include "config/config.h"
#include "nameward/text.h"
#include "nameward/version.h"
#include "system/become_owner.h"
#include "system/child_process.h"
#include "system/control_socket.h"
#include "system/log.h"
#include "system/signals.h"
#include "system/systemd.h"

namespace nameward::commands {
namespace {

using app::Daemon;

constexpr std::chrono::microseconds kTurn = std::chrono::seconds(1);
// A configuration is read within milliseconds; one that is not may never be.
constexpr auto kCheckLimit = std::chrono::seconds(2);
// A receiver that is silent holds its courier for up to a minute, a locked database everybody who writes. What they
// were at is in the store, or is done again: nothing is lost by going.
constexpr auto kLongestGoodbye = std::chrono::seconds(10);

std::string watching(const Config& config) {
    return "watching " + counted(config.domains.size(), "domain") + ", telling " + counted(config.sinks.size(), "sink");
}

void apply_log_level(const Config& config) {
    if (const auto level = log::level_from(config.log_level)) log::set_level(*level);
}

// The process as the service manager and the operator see it.
class Service {
  public:
    Service(const Arguments& arguments, const Clock& clock, Store& store, std::unique_ptr<app::App> app)
        : arguments_(arguments),
          clock_(clock),
          store_(store),
          store_path_(app->config().store),
          daemon_(std::move(app), store, clock) {}

    int run(Signals& signals) {
        const auto control = listen();
        if (!control) {
            log::error("control.failed", {{"reason", control.error().what}, {"next", "the daemon does not start"}});
            return 1;
        }
        log::info("daemon.started", {{"version", version()}, {"store", store_path_.string()}});
        systemd::ready(watching(daemon_.shift()->app().config()));
        loop(signals);
        systemd::stopping("stopping");
        log::info("daemon.stopping");
        leave_in_time();
        daemon_.stop();
        return 0;
    }

  private:
    Result<std::unique_ptr<ControlServer>> listen() {
        const auto handler = [this](const formats::ControlRequest& request, ControlReply& reply) {
            return answer(request, reply);
        };
        return ControlServer::start(control_socket_path(store_path_), handler, control_socket_beside(store_path_));
    }

    // Nothing in here waits: whatever the store and the receivers do, signals are heard and the watchdog is fed.
    void loop(Signals& signals) {
        const auto interval = systemd::watchdog_interval();
        const auto turn = interval ? std::min(kTurn, *interval / 2) : kTurn;
        auto fed = std::chrono::steady_clock::now();
        bool wants_reload = false;
        while (true) {
            const auto signal = signals.wait(std::chrono::floor<std::chrono::milliseconds>(turn));
            if (signal == Signal::stop) return;
            wants_reload |= signal == Signal::reload;
            if (wants_reload && !is_reloading()) {
                reload_ = std::async(std::launch::async, [this] { (void)reload(); });
                wants_reload = false;
            }
            const bool well = all_turns();
            if (!interval || !well || std::chrono::steady_clock::now() - fed + turn <= *interval) continue;
            systemd::feed_watchdog();
            fed = std::chrono::steady_clock::now();
        }
    }

    bool is_reloading() const {
        return reload_.valid() && reload_.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
    }

    bool all_turns() {
        const auto overdue = daemon_.turn();
        for (const auto& name : overdue)
            log::error("loop.stuck", {{"loop", name}, {"next", "the watchdog restarts us"}});
        return overdue.empty();
    }

    static void leave_in_time() {
        std::thread([] {
            std::this_thread::sleep_for(kLongestGoodbye);
            log::warning("daemon.left",
                         {{"reason", "a receiver or the database did not answer in time"},
                          {"next", "what was under way is in the outbox or due, and is done after the next start"}});
            std::_Exit(0);
        }).detach();
    }

    // Two stores may lie in one folder, and so share the place of the socket.
    bool is_mine(const Path& store) const {
        std::error_code failed;
        return store.empty() || store.lexically_normal() == std::filesystem::absolute(store_path_).lexically_normal() ||
               std::filesystem::equivalent(store, store_path_, failed);
    }

    std::optional<int> answer(const formats::ControlRequest& request, ControlReply& reply) try {
        if (!is_mine(request.store)) return std::nullopt;
        if (request.command == "reload") return tell_reload(reply);
        if (request.command == kAskForTrouble) return tell_trouble(reply);
        std::vector<std::string> words{request.command};
        words.insert(words.end(), request.arguments.begin(), request.arguments.end());
        const auto line = parse_command_line(words, clock_.wall());
        if (!line.arguments) {
            reply.err(line.err);
            return line.exit_code;
        }
        std::ostringstream out, err;
        const Console console{out, err, {}, false};
        int code = kUsageError;
        if (request.command == "sweep")
            code = sweep(*line.arguments, console, [&reply] { return reply.gone(); });
        else if (request.command == "test-alert")
            code = test(*line.arguments, console);
        else
            console.say("the daemon does not do \"" + escape_text(request.command) + "\"");
        reply.out(out.str());
        reply.err(err.str());
        return code;
    } catch (const StoreError& failure) {
        reply.err("nameward: " + std::string(failure.what()) + '\n');
        return 1;
    }

    int sweep(const Arguments& arguments, const Console& console, const app::Gone& gone) {
        const auto shift = daemon_.shift();
        const auto jobs = app::jobs_of(shift->app().config(), {arguments.domains, arguments.collectors});
        if (!jobs) {
            console.say(jobs.error().what);
            return kUsageError;
        }
        const auto result = shift->sweep(*jobs, {}, gone);
        report(result, store_, arguments.json, console);
        return exit_code_of(result, store_);
    }

    int test(const Arguments& arguments, const Console& console) {
        const auto shift = daemon_.shift();
        if (const auto wrong = wrong_sink(shift->app().sinks(), arguments.sink)) {
            console.say(*wrong);
            return kUsageError;
        }
        const auto names = arguments.sink.empty() ? std::vector<std::string>{} : std::vector{arguments.sink};
        return report_test(shift->test(names), arguments.json, console);
    }

    // What came of a reload. Where it failed, the old configuration goes on whole.
    struct Reloaded {
        int exit_code = 0;
        std::string trouble;  // line by line
    };

    int tell_reload(ControlReply& reply) {
        const auto [exit_code, trouble] = reload();
        if (exit_code == 0)
            reply.out("reloaded; " + watching(daemon_.shift()->app().config()) + '\n');
        else
            reply.err(trouble);
        return exit_code;
    }

    int tell_trouble(ControlReply& reply) {
        const auto outage = daemon_.storage_trouble();
        if (outage) reply.out(format_time(outage->since) + ' ' + outage->reason);
        return outage ? 1 : 0;
    }

    Reloaded reload() {
        const std::scoped_lock lock(reloading_);
        systemd::reloading();
        const auto reloaded = replace();
        const auto status = watching(daemon_.shift()->app().config());
        if (reloaded.exit_code == 0)
            log::info("config.reloaded", {{"status", status}});
        else
            log::error("config.refused", {{"reason", reloaded.trouble}, {"next", "the old configuration stays whole"}});
        systemd::ready(status);
        return reloaded;
    }

    Reloaded replace() try {
        if (auto wrong = check_in_child(); !wrong.empty()) return {kConfigurationError, wrong};
        auto load = config::load_config(arguments_.config);
        if (!load.loaded) return {kConfigurationError, "the configuration changed while it was read; try again\n"};
        if (load.loaded->config.store != store_path_)
            return {kConfigurationError,
                    "store.path changed: that needs a restart of the daemon, nothing was reloaded\n"};
        auto next = app::App::make(std::move(load.loaded->config), clock_);
        if (!next) return {kConfigurationError, next.error().what + '\n'};
        daemon_.replace(std::move(*next));
        apply_log_level(daemon_.shift()->app().config());
        return {};
    } catch (const std::exception& failure) {
        return {1, "nothing was reloaded: " + std::string(failure.what()) + '\n'};
    }

    // In a process of its own: whatever the file does to its reader, the daemon goes on.
    std::string check_in_child() {
        const auto child = run_self({"check-config", "--config", arguments_.config.string()}, kCheckLimit);
        if (!child) return "the new configuration could not be checked: " + child.error().what + '\n';
        if (child->exit_code == 0) return {};
        return child->err.empty() ? "the new configuration could not be checked: its reader died\n" : child->err;
    }

    const Arguments& arguments_;
    const Clock& clock_;
    Store& store_;
    const Path store_path_;
    std::mutex reloading_;
    Daemon daemon_;
    std::future<void> reload_;  // for a signal; last: it ends before the daemon
};

int serve(const Arguments& arguments, const Console& console, config::Loaded loaded) {
    for (const auto& warning : loaded.warnings) log::warning("config.warning", {{"text", config::to_string(warning)}});
    apply_log_level(loaded.config);
    if (const auto owner = become_owner(loaded.config.store); !owner) {
        console.say(owner.error().what);
        return 1;
    }
    Signals signals;
    const Clock clock(arguments.now);
    auto store = Store::open(loaded.config.store, Store::Mode::write);
    if (!store) {
        console.say(store.error().what);
        return 1;
    }
    auto app = app::App::make(std::move(loaded.config), clock);
    if (!app) {
        console.say(app.error().what);
        return kConfigurationError;
    }
    for (const auto& stretch : (*app)->pace().stretches())
        log::warning("schedule.stretched", {{"text", app::describe(stretch, (*app)->config().network.http_spacing)}});
    return Service(arguments, clock, **store, std::move(*app)).run(signals);
}

}  // namespace

int run(const Arguments& arguments, const Console& console) try {
    auto load = config::load_config(arguments.config);
    for (const auto& error : load.errors) console.err << escape_text(config::to_string(error)) << '\n';
    if (!load.loaded) return kConfigurationError;
    return serve(arguments, console, std::move(*load.loaded));
} catch (const StoreError& failure) {
    console.say(failure.what());
    return 1;
}

}  // namespace nameward::commands
