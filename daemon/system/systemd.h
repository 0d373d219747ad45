// What the service manager is told (sd_notify(3)). Every function does nothing outside systemd.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace nameward::systemd {

void ready(std::string_view status);     // READY=1: start-up or reload is over
void status(std::string_view text);      // the one line of `systemctl status`
void reloading();                        // RELOADING=1; end with ready()
void stopping(std::string_view status);  // STOPPING=1
void feed_watchdog();                    // WATCHDOG=1: only when every loop turned recently

// How often to feed the watchdog: half of WatchdogSec; nullopt where it is off.
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace nameward::systemd
