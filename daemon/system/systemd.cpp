#include "system/systemd.h"

#include <systemd/sd-daemon.h>

#include <ctime>
#include <string>

#include "nameward/text.h"

namespace nameward::systemd {
namespace {

// One line of the manager's protocol is NAME=value: escape_text() leaves no line feed in the value.
std::string status_line(std::string_view text) {
    return "STATUS=" + escape_text(text, 400);
}

std::string monotonic_microseconds() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return std::to_string(time.tv_sec * 1'000'000 + time.tv_nsec / 1'000);
}

void tell(const std::string& lines) {
    sd_notify(0, lines.c_str());
}

}  // namespace

void ready(std::string_view text) {
    tell("READY=1\n" + status_line(text));
}

void status(std::string_view text) {
    tell(status_line(text));
}

void reloading() {
    // The time is what Type=notify-reload asks for (systemd 253 and later); older ones ignore it.
    tell("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds());
}

void stopping(std::string_view text) {
    tell("STOPPING=1\n" + status_line(text));
}

void feed_watchdog() {
    tell("WATCHDOG=1");
}

std::optional<std::chrono::microseconds> watchdog_interval() {
    std::uint64_t limit = 0;
    if (sd_watchdog_enabled(0, &limit) <= 0) return std::nullopt;
    return std::chrono::microseconds(limit / 2);
}

}  // namespace nameward::systemd
