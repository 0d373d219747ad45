#include "config/section.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <tuple>

#include "config/nearest.h"

namespace nameward::config {
namespace {

std::string_view name_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::string:
            return "a text";
        case toml::node_type::integer:
            return "a whole number";
        case toml::node_type::floating_point:
            return "a number with a fraction";
        case toml::node_type::boolean:
            return "true or false";
        default:
            return "something else";
    }
}

bool asks_for_nothing(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get().empty();
    if (const auto* flag = node.as_boolean()) return !flag->get();
    if (const auto* array = node.as_array()) return array->empty() || array->is_homogeneous<toml::table>();
    return node.is_table();
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// What people write for a secret itself.
constexpr std::string_view kSecrets[] = {"password", "secret", "token", "passwd", "passphrase", "api_key", "key"};

bool is_secret(std::string_view key) {
    return std::find(std::begin(kSecrets), std::end(kSecrets), key) != std::end(kSecrets);
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string plain(double value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

constexpr std::string_view kCredentials = "${CREDENTIALS_DIRECTORY}";

Result<Path> expand(std::string text, const SourceFile& file) {
    if (text.empty()) return Path();
    const auto at = text.find(kCredentials);
    if (at != text.npos && !file.credentials_directory.empty())
        text.replace(at, kCredentials.size(), file.credentials_directory);
    else if (at != text.npos)
        return Path(text);
    if (text.find("${") != text.npos)
        return Error{ErrorKind::config, "of all variables only ${CREDENTIALS_DIRECTORY} is expanded; write the path"};
    return (file.folder / text).lexically_normal();
}

}  // namespace

Section::Section(const toml::table* table, std::string path, Repeats repeats, const SourceFile& file, Report& report)
    : table_(table), path_(std::move(path)), repeats_(repeats), file_(&file), report_(&report) {}

Place Section::place_at(const toml::source_region& region) const {
    return {file_->name, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

Place Section::place() const {
    return table_ == nullptr ? Place{file_->name, 0, 0} : place_at(table_->source());
}

Place Section::place_of(std::string_view key) const {
    if (table_ == nullptr) return place();
    const auto found = table_->find(key);
    return found == table_->end() ? place() : place_at(found->first.source());
}

const toml::node* Section::take(std::string_view key) {
    known_.emplace_back(key);
    const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
    if (node == nullptr) return nullptr;
    report_->keys.push_back({dotted(key), place_of(key), asks_for_nothing(*node)});
    const bool table_like = node->is_table() || node->is_array_of_tables();
    if (repeats_ == Repeats::no && !table_like)
        report_->claim("key " + dotted(key), place_of(key), dotted(key) + " is set twice");
    return node;
}

void Section::wrong_type(const toml::node& node, std::string_view key, std::string_view wanted) {
    report_->error(place_at(node.source()),
                   std::string(key) + ": expected " + std::string(wanted) + ", found " + std::string(name_of(node)));
}

std::optional<std::string> Section::text_of(const toml::node& node, std::string_view key) {
    auto value = node.value_exact<std::string>();
    if (!value) return wrong_type(node, key, "a text in quotes"), std::nullopt;
    if (!has_control(*value)) return value;
    report_->error(place_at(node.source()), std::string(key) + ": a text here is one line without control characters");
    return std::nullopt;
}

std::optional<std::string> Section::text(std::string_view key) {
    const toml::node* node = take(key);
    return node == nullptr ? std::nullopt : text_of(*node, key);
}

std::optional<bool> Section::flag(std::string_view key) {
    const toml::node* node = take(key);
    if (node == nullptr) return std::nullopt;
    const auto value = node->value_exact<bool>();
    if (!value) wrong_type(*node, key, "true or false without quotes");
    return value;
}

std::optional<std::int64_t> Section::whole(std::string_view key, std::int64_t least, std::int64_t most) {
    const toml::node* node = take(key);
    if (node == nullptr) return std::nullopt;
    const std::string range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    const auto value = node->value_exact<std::int64_t>();
    if (!value) return wrong_type(*node, key, range), std::nullopt;
    if (*value >= least && *value <= most) return value;
    report_->error(place_at(node->source()), std::string(key) + ": write " + range);
    return std::nullopt;
}

std::optional<double> Section::number(std::string_view key, double least, double most) {
    const toml::node* node = take(key);
    if (node == nullptr) return std::nullopt;
    const std::string range = "a number from " + plain(least) + " to " + plain(most);
    auto value = node->value_exact<double>();
    if (const auto integer = node->value_exact<std::int64_t>()) value = static_cast<double>(*integer);
    if (!value) return wrong_type(*node, key, range), std::nullopt;
    if (std::isfinite(*value) && *value >= least && *value <= most) return value;
    report_->error(place_at(node->source()), std::string(key) + ": write " + range);
    return std::nullopt;
}

std::optional<Path> Section::file_path(std::string_view key) {
    auto path = parsed(key, [this](std::string_view text) { return expand(std::string(text), *file_); });
    if (path && !path->empty()) report_->files.push_back({place_of(key), *path});
    return path;
}

Section Section::table(std::string_view key) {
    const toml::node* node = take(key);
    const toml::table* found = node == nullptr ? nullptr : node->as_table();
    if (node != nullptr && found == nullptr) wrong_type(*node, key, "a table, written as [" + dotted(key) + "]");
    return Section(found, dotted(key), repeats_, *file_, *report_);
}

std::vector<Section> Section::tables(std::string_view key) {
    const toml::node* node = take(key);
    if (node == nullptr) return {};
    const toml::array* array = node->as_array();
    if (array == nullptr)
        return wrong_type(*node, key, "tables that may repeat, each written as [[" + dotted(key) + "]]"),
               std::vector<Section>();
    std::vector<Section> sections;
    for (const toml::node& element : *array) {
        if (!element.is_table())
            wrong_type(element, key, "tables, each written as [[" + dotted(key) + "]]");
        else
            sections.emplace_back(element.as_table(), dotted(key), Repeats::yes, *file_, *report_);
    }
    return sections;
}

std::vector<Section::Entry> Section::entries() {
    std::vector<Entry> found;
    if (table_ == nullptr) return found;
    for (const auto& [key, node] : *table_) {
        const toml::node* taken = take(key.str());
        if (auto value = text_of(*taken, key.str()))
            found.push_back({std::string(key.str()), *value, place_at(key.source()), place_at(node.source())});
    }
    std::sort(found.begin(), found.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.key_place.line, a.key_place.column) < std::tie(b.key_place.line, b.key_place.column);
    });
    return found;
}

void Section::done() {
    if (table_ == nullptr) return;
    for (const auto& [key, node] : *table_)
        if (std::find(known_.begin(), known_.end(), key.str()) == known_.end()) unknown(key);
}

void Section::unknown(const toml::key& key) {
    const std::string name(key.str());
    const std::string begin = "unknown key '" + name + "'" + (path_.empty() ? "" : " in " + path_);
    const bool has_file_form = std::find(known_.begin(), known_.end(), name + "_file") != known_.end();
    if (is_secret(name))
        return report_->error(place_at(key.source()),
                              begin + ": a secret does not stand in the configuration; put it into a file and write " +
                                  (has_file_form ? name : std::string("password, secret, url or token")) +
                                  "_file = \"its path\"");
    const auto near = nearest(name, {known_.begin(), known_.end()});
    report_->error(place_at(key.source()),
                   near ? begin + ": did you mean '" + *near + "'?" : begin + ": known here are " + joined(known_));
}

}  // namespace nameward::config
