#include "system/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/sinks/systemd_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "nameward/text.h"

namespace nameward::log {
namespace {

// A value longer than this tells no more to an operator, and the journal cuts lines at 48 KiB.
constexpr std::size_t kLongestValue = 2048;

spdlog::level::level_enum native(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            break;
    }
    return spdlog::level::err;
}

std::shared_ptr<spdlog::logger> journal_logger() {
    auto sink = std::make_shared<spdlog::sinks::systemd_sink_mt>("nameward");
    return std::make_shared<spdlog::logger>("nameward", std::move(sink));
}

std::shared_ptr<spdlog::logger> stderr_logger() {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    auto logger = std::make_shared<spdlog::logger>("nameward", std::move(sink));
    logger->set_pattern("%Y-%m-%dT%H:%M:%SZ %-7l %v", spdlog::pattern_time_type::utc);
    return logger;
}

spdlog::logger& logger() {
    static const std::shared_ptr<spdlog::logger> only =
        is_journal(std::getenv("JOURNAL_STREAM"), STDERR_FILENO) ? journal_logger() : stderr_logger();
    return *only;
}

void write(Level level, std::string_view event, Fields fields) {
    auto& out = logger();
    if (!out.should_log(native(level))) return;
    out.log(native(level), spdlog::string_view_t("{}"), line(event, fields));
    out.flush();
}

bool needs_quotes(std::string_view text) {
    return text.empty() || text.find_first_of(" \"=\\") != std::string_view::npos;
}

std::string in_quotes(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

}  // namespace

std::optional<Level> level_from(std::string_view text) {
    if (text == "debug") return Level::debug;
    if (text == "info") return Level::info;
    if (text == "warning") return Level::warning;
    if (text == "error") return Level::error;
    return std::nullopt;
}

void set_level(Level level) {
    logger().set_level(native(level));
}

void debug(std::string_view event, Fields fields) {
    write(Level::debug, event, fields);
}

void info(std::string_view event, Fields fields) {
    write(Level::info, event, fields);
}

void warning(std::string_view event, Fields fields) {
    write(Level::warning, event, fields);
}

void error(std::string_view event, Fields fields) {
    write(Level::error, event, fields);
}

std::string line(std::string_view event, Fields fields) {
    std::string result(event);
    for (const auto& field : fields) {
        const auto value = escape_text(field.value, kLongestValue);
        result += ' ';
        result += field.name;
        result += '=';
        result += needs_quotes(value) ? in_quotes(value) : value;
    }
    return result;
}

bool is_journal(const char* journal_stream, int descriptor) {
    struct stat file {};
    if (!journal_stream || fstat(descriptor, &file) != 0) return false;
    return journal_stream == std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino);
}

}  // namespace nameward::log
