#include "core/expectations.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "nameward/text.h"

namespace nameward::core {
namespace {

constexpr std::size_t kListed = 400;  // bytes: both sides stay readable in one line

std::string list(const Values& values) {
    return values.empty() ? "none" : escape_text(join_words(values), kListed);
}

// ---- from what is seen to what is written ----

Values as_it_is(const Values& values) {
    return values;
}

// "10 mail.example.com" -> "mail.example.com"; the null MX "0 ." (RFC 7505) is nobody.
Values exchanges(const Values& records) {
    std::vector<std::string> hosts;
    for (const auto& record : records) {
        auto host = record.substr(record.find(' ') + 1);
        if (host != ".") hosts.push_back(std::move(host));
    }
    return make_values(std::move(hosts));
}

// Other statuses lock nothing.
Values locks(const Values& statuses) {
    Values kept;
    std::copy_if(statuses.begin(), statuses.end(), std::back_inserter(kept),
                 [](const std::string& status) { return status.ends_with("Prohibited"); });
    return kept;
}

std::optional<Values> one(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    return text->empty() ? Values{} : Values{*text};
}

std::optional<Values> set(const std::optional<std::vector<std::string>>& list) {
    return list ? std::optional(make_values(*list)) : std::nullopt;
}

// ---- how far what is seen is from what is right: nullopt = not at all ----

using Distance = std::optional<Severity>;

Values missing_of(const Values& wanted, const Values& found) {
    Values missing;
    std::set_difference(wanted.begin(), wanted.end(), found.begin(), found.end(), std::back_inserter(missing));
    return missing;
}

// The whole set; while some of it is there, it is a warning.
Distance whole(const Values& found, const Values& wanted) {
    if (found == wanted) return std::nullopt;
    return missing_of(wanted, found).size() < wanted.size() ? Severity::warning : Severity::critical;
}

// There is one of it, and any other is somebody else's.
Distance exactly(const Values& found, const Values& wanted) {
    return found == wanted ? std::nullopt : Distance(Severity::critical);
}

bool is_transfer_lock(const std::string& lock) {
    return lock.ends_with("TransferProhibited");
}
bool is_registry_lock(const std::string& lock) {
    return lock.starts_with("server");
}

// More locks than expected are fine. Without any transfer lock the domain can be moved away; a registry lock goes only
// by a hand at the registry.
Distance at_least(const Values& found, const Values& wanted) {
    const auto missing = missing_of(wanted, found);
    if (missing.empty()) return std::nullopt;
    const bool may_be_moved = std::any_of(missing.begin(), missing.end(), is_transfer_lock) &&
                              std::none_of(found.begin(), found.end(), is_transfer_lock);
    const bool grave = may_be_moved || std::any_of(missing.begin(), missing.end(), is_registry_lock);
    return grave ? Severity::critical : Severity::warning;
}

// One of several is in use at a time; none at all where some are expected: the federation was taken away.
Distance at_most(const Values& found, const Values& wanted) {
    if (found.empty()) return wanted.empty() ? std::nullopt : Distance(Severity::warning);
    return missing_of(found, wanted).empty() ? std::nullopt : Distance(Severity::critical);
}

struct Expected {
    const char* key;  // of [domain.expect]
    std::optional<Values> (*wish)(const Expectations&);
    const char* collector;  // the one that judges it
    const char* property;
    std::array<const char*, 2> sources;  // whoever is asked; the first that knows has the word. "x@" is any x@<cloud>
    Values (*from)(const Values&);
    Distance (*distance)(const Values& found, const Values& wanted);
    const char* title;
    Layer layer;
};

constexpr Expected kExpected[] = {
    {"name_servers",
     [](const Expectations& expect) { return set(expect.name_servers); },
     "delegation",
     "delegation.ns",
     {"parent"},
     as_it_is,
     whole,
     "name servers at the registry",
     Layer::registry},
    {"ds",
     [](const Expectations& expect) { return set(expect.ds); },
     "delegation",
     "delegation.ds",
     {"parent"},
     as_it_is,
     whole,
     "DS records at the registry",
     Layer::registry},
    {"mx",
     [](const Expectations& expect) { return set(expect.mx); },
     "records",
     "records.MX",
     {"child"},
     exchanges,
     whole,
     "mail servers",
     Layer::mail},
    {"registrar_iana_id",
     [](const Expectations& expect) { return one(expect.registrar_iana_id); },
     "registration",
     "registration.registrar_id",
     {"rdap.registry", "whois.registry"},
     as_it_is,
     exactly,
     "registrar (IANA id)",
     Layer::registrar},
    {"locks",
     [](const Expectations& expect) { return set(expect.locks); },
     "registration",
     "registration.statuses",
     {"rdap.registry", "whois.registry"},
     locks,
     at_least,
     "locks",
     Layer::registrar},
    {"tenant_id",
     [](const Expectations& expect) { return one(expect.tenant_id); },
     "tenant",
     "tenant.microsoft.tenant_id",
     {"microsoft.oidc@"},
     as_it_is,
     exactly,
     "Microsoft tenant",
     Layer::tenant},
    {"federation_hosts",
     [](const Expectations& expect) { return set(expect.federation_hosts); },
     "tenant",
     "tenant.microsoft.federation_host",
     {"microsoft.realm@"},
     as_it_is,
     at_most,
     "hosts that log-ins are sent to",
     Layer::tenant},
};

// ---- whose word counts ----

struct Word {
    Seen seen = Seen::unknown("not seen");
    std::string source{};
};

bool is_any_cloud(std::string_view source) {
    return source.ends_with('@');
}

// The clouds together: a domain is a tenant of one of them, the others say that there is none. As long as one of them
// is not heard, "none" is not known.
Word word_of_clouds(const Expected& what, const std::string& domain, const Observations& now) {
    Word word;
    bool all_heard = true;
    for (const auto& [fact, seen] : now) {
        if (fact.subject != domain || fact.property != what.property || !fact.source.starts_with(what.sources[0]))
            continue;
        all_heard = all_heard && seen.known();
        if (!seen.known()) {
            if (!word.seen.known()) word.seen.reason = seen.reason;
            continue;
        }
        if (!word.seen.known() || !seen.values.empty()) word.source = fact.source;
        auto values = std::move(word.seen.values);
        values.insert(values.end(), seen.values.begin(), seen.values.end());
        word.seen = values.empty() ? Seen::absent() : Seen::present(std::move(values));
    }
    if (word.seen.known() && word.seen.values.empty() && !all_heard)
        word.seen = Seen::unknown("not every cloud could be asked");
    return word;
}

Word word_of_first(const Expected& what, const std::string& domain, const Observations& now, bool strict) {
    Word word;
    bool told = false;
    for (const char* source : what.sources) {
        const auto found = source ? now.find({domain, what.property, source}) : now.end();
        if (found == now.end()) continue;
        if (!found->second.known()) {
            // Why the one that is asked now did not say it, not that another is not asked.
            if (!word.seen.known() && (!told || found->second.applicable)) word.seen.reason = found->second.reason;
            told = true;
            continue;
        }
        if (!word.seen.known())
            word = {found->second, source};
        else if (strict && !found->second.values.empty() && found->second.values != word.seen.values)
            return {Seen::unknown("the sources disagree"), ""};
    }
    return word;
}

Word word_on(const Expected& what, const std::string& domain, const Observations& now, bool strict) {
    auto word =
        is_any_cloud(what.sources[0]) ? word_of_clouds(what, domain, now) : word_of_first(what, domain, now, strict);
    word.seen.values = what.from(word.seen.values);
    return word;
}

// A registry lock is the registry's.
Layer layer_of(const Expected& what, const Values& found, const Values& wanted) {
    const auto missing = missing_of(wanted, found);
    const bool at_registry = what.distance == at_least && std::any_of(missing.begin(), missing.end(), is_registry_lock);
    return at_registry ? Layer::registry : what.layer;
}

Condition judge(const Expected& what, const DomainConfig& domain, const Observations& now) {
    Condition condition;
    condition.type = std::string("expectation.") + what.key;
    condition.subject = domain.name.name();
    condition.layer = what.layer;
    condition.state = Condition::State::clear;
    const auto wanted = what.wish(domain.expect);
    if (!wanted) return condition;
    const auto word = word_on(what, condition.subject, now, false);
    condition.source = word.source;
    if (!word.seen.known()) {
        condition.state = Condition::State::unknown;
        return condition;
    }
    const auto& found = word.seen.values;
    const auto distance = what.distance(found, *wanted);
    if (!distance) return condition;
    condition.state = Condition::State::holds;
    condition.severity = *distance;
    condition.layer = layer_of(what, found, *wanted);
    condition.summary = std::string(what.title) + ": " + list(found) + "; expected: " + list(*wanted);
    return condition;
}

}  // namespace

std::vector<Condition> judge_expectations(const std::string& collector, const DomainConfig& domain,
                                          const Observations& now) {
    std::vector<Condition> conditions;
    for (const auto& what : kExpected)
        if (what.collector == collector) conditions.push_back(judge(what, domain, now));
    return conditions;
}

Seen word_on_expectation(std::string_view key, const std::string& domain, const Observations& now, bool strict) {
    for (const auto& what : kExpected)
        if (what.key == key) return word_on(what, domain, now, strict).seen;
    return Seen::unknown("not judged by this version");
}

}  // namespace nameward::core
