// One table of a file, read strictly: each key is asked for by its name and type, every mistake is noted with its
// place and what to write instead, and at the end every key that nobody asked for is an error.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/report.h"
#include "nameward/result.h"

namespace nameward::config {

// A file that is being read.
struct SourceFile {
    std::string name;                   // as told to people
    Path folder;                        // absolute; relative paths begin here
    std::string credentials_directory;  // may be empty
};

class Section {
  public:
    enum class Repeats { no, yes };  // yes: one element of [[...]], whose keys may stand in several elements

    // `table` may be null: a table that is not there has no keys. It and the others must outlive the Section.
    Section(const toml::table* table, std::string path, Repeats repeats, const SourceFile& file, Report& report);

    // Each returns nullopt where the key is not there or, with an error noted, where it is not as it should be.
    std::optional<std::string> text(std::string_view key);
    std::optional<bool> flag(std::string_view key);
    std::optional<std::int64_t> whole(std::string_view key, std::int64_t least, std::int64_t most);
    std::optional<double> number(std::string_view key, double least, double most);
    std::optional<Path> file_path(std::string_view key);

    // A text, or a list of texts, that `parse` (string_view -> Result<T>) understands.
    template <class Parse>
    auto parsed(std::string_view key, Parse parse) -> std::optional<std::decay_t<decltype(*parse(key))>>;
    template <class Parse>
    auto list(std::string_view key, Parse parse) -> std::optional<std::vector<std::decay_t<decltype(*parse(key))>>>;

    Section table(std::string_view key);
    std::vector<Section> tables(std::string_view key);
    // The keys of a table whose keys are the operator's choice, each with its text, in the order of the file.
    struct Entry {
        std::string key, value;
        Place key_place, value_place;
    };
    std::vector<Entry> entries();

    bool has(std::string_view key) const { return table_ != nullptr && table_->contains(key); }
    bool exists() const { return table_ != nullptr; }
    Place place() const;                         // of the table
    Place place_of(std::string_view key) const;  // of the key, or of the table where it is not there
    const SourceFile& file() const { return *file_; }
    Report& report() { return *report_; }

    void error(std::string_view key, const std::string& text) {
        report_->error(place_of(key), std::string(key) + ": " + text);
    }
    void warn(std::string_view key, const std::string& text) {
        report_->warn(place_of(key), std::string(key) + ": " + text);
    }

    // Notes every key that was not asked for.
    void done();

  private:
    const toml::node* take(std::string_view key);
    void wrong_type(const toml::node& node, std::string_view key, std::string_view wanted);
    std::optional<std::string> text_of(const toml::node& node, std::string_view key);
    template <class Parse>
    auto element_of(const toml::node& node, std::string_view key, Parse& parse)
        -> std::optional<std::decay_t<decltype(*parse(key))>>;
    Place place_at(const toml::source_region& region) const;
    std::string dotted(std::string_view key) const {
        return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
    }
    void unknown(const toml::key& key);

    const toml::table* table_;
    std::string path_;
    Repeats repeats_;
    const SourceFile* file_;
    Report* report_;
    std::vector<std::string> known_;
};

// Takes over a value that is there; leaves the default where it is not.
template <class T, class U>
void set(T& target, std::optional<U> value) {
    if (value) target = *std::move(value);
}

template <class Parse>
auto Section::parsed(std::string_view key, Parse parse) -> std::optional<std::decay_t<decltype(*parse(key))>> {
    const toml::node* node = take(key);
    if (node == nullptr) return std::nullopt;
    return element_of(*node, key, parse);
}

template <class Parse>
auto Section::element_of(const toml::node& node, std::string_view key, Parse& parse)
    -> std::optional<std::decay_t<decltype(*parse(key))>> {
    const auto found = text_of(node, key);
    if (!found) return std::nullopt;
    auto value = parse(*found);
    if (value) return *std::move(value);
    report_->error(place_at(node.source()), std::string(key) + ": " + value.error().what);
    return std::nullopt;
}

template <class Parse>
auto Section::list(std::string_view key, Parse parse)
    -> std::optional<std::vector<std::decay_t<decltype(*parse(key))>>> {
    const toml::node* node = take(key);
    if (node == nullptr) return std::nullopt;
    const toml::array* array = node->as_array();
    if (array == nullptr) return wrong_type(*node, key, "a list of texts, such as [\"a\", \"b\"]"), std::nullopt;
    std::vector<std::decay_t<decltype(*parse(key))>> values;
    bool all_fit = true;
    for (const toml::node& element : *array) {
        auto value = element_of(element, key, parse);
        if (value)
            values.push_back(*std::move(value));
        else
            all_fit = false;
    }
    if (!all_fit) return std::nullopt;
    return values;
}

}  // namespace nameward::config
