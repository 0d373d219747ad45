// What is right by the letter and still worth a word.
#include <algorithm>
#include <array>
#include <system_error>

#include "config/sections.h"

namespace nameward::config {
namespace {

// Keys and sections whose feature comes with a later version. Shrinks as they arrive.
constexpr std::array<std::string_view, 14> kNotUsedYet{
    "store.retention",
    "schedule.mail",
    "schedule.tls",
    "schedule.certificates",
    "schedule.passive_dns",
    "schedule.hosts",
    "network.trust_anchor",
    "network.view",
    "certificates",
    "passive_dns",
    "domain.dkim_selectors",
    "domain.expect.certificate_issuers",
    "web",
    "health.heartbeat_url",
};

bool is_key_or_section(std::string_view key, std::string_view entry) {
    return key.substr(0, entry.size()) == entry && (key.size() == entry.size() || key[entry.size()] == '.');
}

// One note per entry, at the first place that sets it: a thousand domains with hosts are told once.
void note_unused(Report& report) {
    for (const std::string_view entry : kNotUsedYet) {
        const auto unused = [&](const KeySet& key) {
            return !key.asks_for_nothing && is_key_or_section(key.key, entry);
        };
        const auto first = std::find_if(report.keys.begin(), report.keys.end(), unused);
        if (first != report.keys.end())
            report.warn(first->place, std::string(entry) + ": parsed, not used yet by this version");
    }
}

void note_alert_paths(const Config& config, Report& report) {
    for (const AlertPath& path : report.alert_paths)
        for (const DomainConfig& domain : config.domains)
            if (is_within(path.host, domain.name.name()))
                report.warn(path.place,
                            "sink '" + path.sink + "': " + path.role + " depends on the watched domain " +
                                domain.name.display() +
                                ": whoever takes the domain stops its alerts; use a way that does not depend on it");
}

void note_sinks(const Config& config, Report& report) {
    const auto available = [](const SinkConfig& sink) { return is_sink_kind_available(sink.kind); };
    if (std::any_of(config.sinks.begin(), config.sinks.end(), available)) return;
    report.warn({config.file.string(), 0, 0},
                "no [[sink]] of kind email or webhook: nobody will be told of any change");
}

void note_domains(const Config& config, Report& report) {
    if (config.domains.empty()) report.warn({config.file.string(), 0, 0}, "no [[domain]]: nothing is watched");
}

// "www.example.org" as a short host of example.com is www.example.org.example.com: a word that is a slip, most likely,
// where example.org is watched too.
void note_hosts(const Config& config, Report& report) {
    for (const DomainConfig& domain : config.domains)
        for (const std::string& host : domain.hosts) {
            const auto written = host.substr(0, host.size() - domain.name.name().size() - 1);
            for (const DomainConfig& other : config.domains)
                if (is_within(written, other.name.name()))
                    report.warn({config.file.string(), 0, 0}, "the host " + host + " is watched; if " + written +
                                                                  " was meant, it belongs to the hosts of " +
                                                                  other.name.display());
        }
}

// The store is made at its first use; the others have to be there, if not for whoever checks then for the daemon.
void note_missing_files(const Config& config, Report& report) {
    for (const FileNamed& file : report.files) {
        std::error_code ignored;
        const bool later = file.path == config.store || file.path.string().find("${") != std::string::npos;
        if (!later && !std::filesystem::exists(file.path, ignored))
            report.warn(file.place,
                        "the file " + file.path.string() + " cannot be seen from here; the daemon will need it");
    }
}

}  // namespace

void advise(const Config& config, Report& report) {
    note_domains(config, report);
    note_hosts(config, report);
    note_sinks(config, report);
    note_alert_paths(config, report);
    note_missing_files(config, report);
    note_unused(report);
}

}  // namespace nameward::config
