// [store], [log], [schedule], [confirm], [web] and [health].
#include "config/endpoint.h"
#include "config/sections.h"
#include "config/words.h"

namespace nameward::config {
namespace {

using std::chrono::hours;

constexpr Seconds kYear = hours(24 * 366);
constexpr Seconds kCentury = hours(24 * 36500);

// Below one second a collector would only wait for itself; above a year it does not watch.
Result<Interval> parse_interval(std::string_view text) {
    if (text.empty()) return Interval();
    const auto duration = parse_duration_within(text, Seconds(1), kYear);
    if (!duration) return Error{ErrorKind::config, duration.error().what + "; \"\" switches the collector off"};
    return Interval(*duration);
}

void read_store(Section store, Config& config) {
    if (auto path = store.file_path("path")) {
        if (path->empty()) store.error("path", "the store needs a file; write its path or leave the key out");
        config.store = *std::move(path);
    }
    // Less than an hour would throw away what a running incident still needs.
    set(config.retention, store.parsed("retention", [](std::string_view text) {
        return parse_duration_within(text, hours(1), kCentury);
    }));
    store.done();
}

void read_log(Section log, Config& config) {
    set(config.log_level, log.parsed("level", [](std::string_view text) {
        return parse_one_of(text, {"debug", "info", "warning", "error"});
    }));
    log.done();
}

void read_schedule(Section schedule, Config& config) {
    for (const auto& [collector, interval] : default_schedule())
        set(config.schedule[collector], schedule.parsed(collector, parse_interval));
    schedule.done();
}

void read_confirm(Section confirm, Config& config) {
    set(config.confirm_after, confirm.parsed("after", [](std::string_view text) {
        return parse_duration_within(text, Seconds(0), hours(1));
    }));
    confirm.done();
}

void read_web(Section web, Config& config) {
    set(config.web_listen, web.parsed("listen", parse_listen));
    constexpr std::string_view unix = "unix:";
    if (config.web_listen.substr(0, unix.size()) == unix)
        config.web_listen = std::string(unix) + (web.file().folder / config.web_listen.substr(unix.size())).string();
    web.done();
}

void read_health(Section health, Config& config) {
    if (const auto after = health.whole("blind_after", 1, 1000)) config.blind_after = static_cast<int>(*after);
    set(config.heartbeat_url, health.parsed("heartbeat_url", parse_web_url));
    health.done();
}

}  // namespace

void read_general(Section& root, Config& config) {
    read_store(root.table("store"), config);
    read_log(root.table("log"), config);
    read_schedule(root.table("schedule"), config);
    read_confirm(root.table("confirm"), config);
    read_web(root.table("web"), config);
    read_health(root.table("health"), config);
}

}  // namespace nameward::config
