#include "formats/phrases.h"

#include <algorithm>

#include "formats/word_tables.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

bool speaks_of(std::string_view text, std::string_view section) {
    static const auto table = read_word_table(embedded_text("phrases.txt"));
    const auto lowered = lower(text);
    const auto& phrases = table.find(section)->second;
    return std::any_of(phrases.begin(), phrases.end(),
                       [&](const auto& phrase) { return lowered.find(phrase.first) != lowered.npos; });
}

}  // namespace

bool speaks_of_throttling(std::string_view text) {
    return speaks_of(text, "throttled");
}
bool speaks_of_absence(std::string_view text) {
    return speaks_of(text, "absent");
}
bool speaks_of_reserve(std::string_view text) {
    return speaks_of(text, "reserved");
}
bool speaks_of_bad_query(std::string_view text) {
    return speaks_of(text, "bad query");
}
bool speaks_of_trouble(std::string_view text) {
    return speaks_of(text, "in trouble");
}

}  // namespace nameward::formats
