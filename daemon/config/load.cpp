#include <algorithm>
#include <memory>
#include <system_error>

#include "config/config.h"
#include "config/sections.h"
#include "config/text_file.h"
#include "config/toml_guard.h"

namespace nameward::config {
namespace {

// What one folder can be expected to hold; more is not a configuration but an accident.
constexpr std::size_t kMostFiles = 1000;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// The document, or an error noted. toml++ sees nothing that the guard does not know.
std::optional<toml::table> parse(std::string_view text, const std::string& name, Report& report) {
    if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
    if (const auto flaw = find_flaw(text)) {
        report.error({name, flaw->line, flaw->column}, flaw->text);
        return std::nullopt;
    }
    try {
        return toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        const auto at = error.source().begin;
        report.error({name, static_cast<int>(at.line), static_cast<int>(at.column)}, std::string(error.description()));
        return std::nullopt;
    }
}

void read_sections(Section& root, Config& config) {
    read_general(root, config);
    read_network(root, config);
    read_sources(root, config);
    read_domains(root, config);
    read_sinks(root, config);
    root.done();
}

void read_file(const Path& path, const std::string& credentials, Config& config, Report& report) {
    const auto text = read_text_file(path);
    if (!text) return report.error({path.string(), 0, 0}, text.error().what);
    const auto table = parse(*text, path.string(), report);
    if (!table) return;
    const SourceFile file{path.string(), config.file.parent_path(), credentials};
    Section root(&*table, "", Section::Repeats::no, file, report);
    read_sections(root, config);
}

bool is_part(const std::filesystem::directory_entry& entry) {
    const auto name = entry.path().filename().string();
    return entry.path().extension() == ".toml" && name.front() != '.';
}

// conf.d/*.toml in the order of their names; none where there is no such folder.
std::vector<Path> parts_beside(const Path& file, Report& report) {
    const Path folder = file.parent_path() / "conf.d";
    std::vector<Path> parts;
    std::error_code trouble;
    for (std::filesystem::directory_iterator entry(folder, trouble), end; !trouble && entry != end;
         entry.increment(trouble))
        if (is_part(*entry)) parts.push_back(entry->path());
    if (trouble && trouble != std::errc::no_such_file_or_directory)
        report.error({folder.string(), 0, 0}, "the folder cannot be read: " + trouble.message());
    std::sort(parts.begin(), parts.end());
    if (parts.size() > kMostFiles) {
        report.error({folder.string(), 0, 0}, "more than 1000 files; put several domains into one");
        parts.clear();
    }
    return parts;
}

}  // namespace

Config default_config() {
    Config config;
    config.store = "/var/lib/nameward/nameward.db";
    config.schedule = default_schedule();
    return config;
}

Load load_config(const Path& file, const char* credentials_directory) {
    Config config = default_config();
    Report report;
    const std::string credentials = credentials_directory == nullptr ? "" : credentials_directory;
    std::error_code trouble;
    config.file = std::filesystem::absolute(file, trouble).lexically_normal();
    read_file(config.file, credentials, config, report);
    const auto parts = parts_beside(config.file, report);
    for (const Path& part : parts) read_file(part, credentials, config, report);
    judge_files(config, parts, report);
    if (report.errors.empty()) advise(config, report);
    report.sort();
    if (!report.errors.empty()) return {std::nullopt, std::move(report.errors)};
    return {Loaded{std::move(config), std::move(report.warnings)}, {}};
}

}  // namespace nameward::config
