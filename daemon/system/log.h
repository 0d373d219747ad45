// The operator's log. A line is an event with a stable name and its fields: `check.failed domain=example.com
// reason="..."`. To the journal where stderr is connected to it, else to stderr with time and level. Thread-safe.
//
// Every value passes escape_text(): what a remote side said can neither forge a line nor drive a terminal. Secrets are
// never given to it.
#pragma once

#include <concepts>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace nameward::log {

enum class Level { debug, info, warning, error };

std::optional<Level> level_from(std::string_view text);

struct Field {
    Field(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}
    Field(std::string_view field_name, std::integral auto number) : name(field_name), value(std::to_string(number)) {}

    std::string_view name;
    std::string value;
};
using Fields = std::initializer_list<Field>;

// Lines below it are dropped; `info` at first.
void set_level(Level level);

void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

// `event name=value name="value with blanks"`: the line without time and level.
std::string line(std::string_view event, Fields fields);

// Whether JOURNAL_STREAM ("device:inode", systemd.exec(5)) names the file behind `descriptor`.
bool is_journal(const char* journal_stream, int descriptor);

}  // namespace nameward::log
