#include "config/report.h"

#include <algorithm>
#include <tuple>

namespace nameward::config {
namespace {

std::string place_text(const std::string& file, int line, int column) {
    if (line == 0) return file;
    return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

void sort_by_place(std::vector<Message>& messages) {
    const auto place = [](const Message& m) { return std::tie(m.file, m.line, m.column); };
    std::stable_sort(messages.begin(), messages.end(),
                     [&](const Message& a, const Message& b) { return place(a) < place(b); });
}

}  // namespace

std::string to_string(const Message& message) {
    return place_text(message.file, message.line, message.column) + ": " + message.text;
}

std::string to_string(const Place& place) {
    return place_text(place.file, place.line, place.column);
}

void Report::error(const Place& place, std::string text) {
    errors.push_back({place.file, place.line, place.column, std::move(text)});
}

void Report::warn(const Place& place, std::string text) {
    warnings.push_back({place.file, place.line, place.column, std::move(text)});
}

bool Report::claim(const std::string& what, const Place& place, std::string_view already) {
    const auto [found, first] = claims_.emplace(what, place);
    if (first) return true;
    error(place, std::string(already) + "; it stands at " + to_string(found->second) + " already, remove one of them");
    return false;
}

void Report::sort() {
    sort_by_place(errors);
    sort_by_place(warnings);
}

}  // namespace nameward::config
