#include "sinks/all.h"

#include <exception>
#include <functional>

#include "nameward/text.h"
#include "sinks/email.h"
#include "sinks/verdict.h"
#include "sinks/webhook.h"

namespace nameward::sinks {
namespace {

struct Kind {
    std::string name;
    std::function<std::string(const SinkConfig&)> lacks;  // the key that is missing, or nothing
    std::function<Sink(const SinkConfig&, const SinkDoors&)> make;
};

std::string email_lacks(const SinkConfig& config) {
    if (config.to.empty()) return "to";
    if (config.from.empty()) return "from";
    if (config.server.empty()) return "server";
    return !config.user.empty() && config.password_file.empty() ? "password_file" : "";
}

std::string webhook_lacks(const SinkConfig& config) {
    if (config.url.empty() && config.url_file.empty()) return "url";
    return config.secret_file.empty() ? "secret_file" : "";
}

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {"email", email_lacks, [](const auto& c, const auto& d) { return email_sink(c, d.smtp, d.read_secret); }},
        {"webhook", webhook_lacks, [](const auto& c, const auto& d) { return webhook_sink(c, d.http, d.read_secret); }},
    };
    return all;
}

// A bug in one sink is a failed attempt, not a dead delivery loop.
Sink guarded(Sink sink) {
    sink.deliver = [deliver = std::move(sink.deliver)](const Attempt& attempt) {
        try {
            return deliver(attempt);
        } catch (const std::exception& bug) {
            Done done = transient("the message could not be made: " + escape_text(bug.what(), 200));
            done.reached = attempt.reached;
            return done;
        }
    };
    return sink;
}

Error unusable(const SinkConfig& config, const std::string& why) {
    return {ErrorKind::config, "sink \"" + escape_text(config.name, 100) + "\": " + why};
}

Result<Sink> make_sink(const SinkConfig& config, const SinkDoors& doors) {
    for (const Kind& kind : kinds()) {
        if (kind.name != config.kind) continue;
        const std::string lacking = kind.lacks(config);
        if (!lacking.empty()) return unusable(config, "kind \"" + kind.name + "\" needs the key " + lacking);
        return guarded(kind.make(config, doors));
    }
    return unusable(config, "kind \"" + escape_text(config.kind, 100) + "\" is not available, but " +
                                join_words(sink_kinds()) + " are");
}

}  // namespace

std::vector<std::string> sink_kinds() {
    std::vector<std::string> names;
    for (const Kind& kind : kinds()) names.push_back(kind.name);
    return names;
}

Result<std::vector<Sink>> make_sinks(const Config& config, const SinkDoors& doors) {
    std::vector<Sink> sinks;
    for (const SinkConfig& one : config.sinks) {
        auto sink = make_sink(one, doors);
        if (!sink) return sink.error();
        sinks.push_back(std::move(*sink));
    }
    return sinks;
}

}  // namespace nameward::sinks
