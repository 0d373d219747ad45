#include "core/incidents.h"

#include <algorithm>

#include "core/digest.h"

namespace nameward::core {
namespace {

bool recent(const Incident& incident, Wall now) {
    return now - incident.last_activity <= kIncidentWindow;
}

bool goes_on(const Incident& incident, Wall now) {
    return !incident.closed && recent(incident, now);
}

const Incident* by_id(const std::vector<Incident>& incidents, const std::string& id) {
    for (const auto& incident : incidents)
        if (incident.id == id) return &incident;
    return nullptr;
}

const Incident* of_what_is_taken_back(const Knowledge& knowledge, const std::vector<Change>& told) {
    for (const auto& change : told) {
        const auto earlier = knowledge.taken_back.find(change.id);
        if (earlier == knowledge.taken_back.end()) continue;
        for (const auto& before : earlier->second)
            if (const auto* incident = by_id(knowledge.incidents, before.incident)) return incident;
    }
    return nullptr;
}

const Incident* youngest(const std::vector<Incident>& incidents, Wall now) {
    const Incident* best = nullptr;
    for (const auto& incident : incidents)
        if (goes_on(incident, now) && (!best || incident.last_activity > best->last_activity)) best = &incident;
    return best;
}

// A critical change is no footnote to another domain's milder story: whoever put that one aside would miss it.
std::vector<Incident> as_grave(std::vector<Incident> incidents, const std::vector<Change>& told) {
    auto gravest = Severity::info;
    for (const auto& change : told) gravest = std::max(gravest, change.severity);
    std::erase_if(incidents, [&](const Incident& incident) { return incident.severity < gravest; });
    return incidents;
}

}  // namespace

bool stays_open(const Knowledge& knowledge, const Incident& incident, const std::set<std::string>& closing) {
    if (knowledge.held_elsewhere.contains(incident.id)) return true;
    return std::any_of(knowledge.open_findings.begin(), knowledge.open_findings.end(), [&](const Finding& finding) {
        return finding.incident == incident.id && !closing.contains(finding.id);
    });
}

Incident choose_incident(const Knowledge& knowledge, const std::vector<Change>& told, const std::string& domain,
                         const std::string& seed, Wall now) {
    if (const auto* incident = of_what_is_taken_back(knowledge, told)) return *incident;
    if (const auto* incident = youngest(knowledge.incidents, now)) return *incident;
    const auto others = told.empty() ? std::vector<Incident>{} : as_grave(knowledge.others, told);
    if (const auto* incident = youngest(others, now)) return *incident;
    Incident incident;
    incident.id = content_id("i-", {domain, seed});
    incident.domain = domain;
    incident.opened = incident.last_activity = now;
    return incident;
}

std::vector<Incident> gone_quiet(const Knowledge& knowledge, const std::string& domain, Wall now) {
    std::vector<Incident> quiet;
    for (auto incident : knowledge.incidents) {
        const bool ours = incident.domain == domain && !incident.closed;
        if (!ours || recent(incident, now) || stays_open(knowledge, incident, {})) continue;
        incident.closed = now;
        quiet.push_back(std::move(incident));
    }
    return quiet;
}

}  // namespace nameward::core
