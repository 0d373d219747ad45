#include "formats/whois_labels.h"

#include <cctype>
#include <map>
#include <vector>

#include "formats/whois_lines.h"
#include "formats/word_tables.h"

namespace nameward::formats {
namespace {

using Dictionary = std::map<std::string, std::string>;  // folded label -> meaning

const WordTable& table() {
    static const auto labels = read_word_table(embedded_text("whois-labels.txt"));
    return labels;
}

Dictionary dictionary(const char* section) {
    Dictionary words;
    for (const auto& [meaning, labels] : table().at(section))
        for (const auto& label : labels) words.try_emplace(fold_label(label), meaning);
    return words;
}

std::string without_number(const std::string& label) {
    auto end = label.size();
    while (end > 0 && std::isdigit(static_cast<unsigned char>(label[end - 1])) != 0) --end;
    while (end > 0 && label[end - 1] == ' ') --end;
    return label.substr(0, end);
}

std::string look_up_exactly(const Dictionary& words, const std::string& label) {
    const auto found = words.find(label);
    return found == words.end() ? std::string() : found->second;
}

std::string look_up(const Dictionary& words, const std::string& label) {
    const auto meaning = look_up_exactly(words, label);
    return meaning.empty() ? look_up_exactly(words, without_number(label)) : meaning;
}

// "handle" or "other".
std::string object_of(const std::string& label) {
    static const auto words = dictionary("objects");
    return look_up_exactly(words, label);
}

}  // namespace

std::string global_field(const std::string& label) {
    static const auto words = dictionary("fields");
    return look_up(words, label);
}

std::string contact_field(const std::string& label) {
    static const auto words = dictionary("contact fields");
    return look_up(words, label);
}

std::string handle_role(const std::string& label) {
    static const auto words = dictionary("handles");
    return look_up_exactly(words, label);
}

std::string holder_field(const std::string& label) {
    static const auto words = dictionary("holders");
    return look_up_exactly(words, label);
}

std::string section_of(const std::string& heading) {
    static const auto words = dictionary("sections");
    return look_up(words, heading);
}

bool is_handle_label(const std::string& label) {
    return object_of(label) == "handle";
}

bool is_other_object(const std::string& label) {
    return object_of(label) == "other";
}

bool is_server_label(const std::string& label) {
    static const auto words = dictionary("server labels");
    return !look_up(words, label).empty();
}

std::optional<ContactField> contact_label(const std::string& label) {
    static const auto roles = dictionary("roles");
    std::optional<ContactField> best;
    std::size_t longest = 0;
    for (const auto& [word, role] : roles) {
        if (word.size() < longest || label.size() <= word.size() + 1 || !label.starts_with(word + ' ')) continue;
        const auto field = contact_field(label.substr(word.size() + 1));
        if (field.empty()) continue;
        best = ContactField{role, field};
        longest = word.size();
    }
    return best;
}

std::optional<std::pair<std::string, std::size_t>> field_at_beginning(const std::string& folded_text) {
    static const auto beginnings = dictionary("beginnings");
    for (const auto& [words, field] : beginnings)
        if (folded_text.starts_with(words + ' ')) return std::pair{field, words.size()};
    return std::nullopt;
}

}  // namespace nameward::formats
