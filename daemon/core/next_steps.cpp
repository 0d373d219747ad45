#include "core/next_steps.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace nameward::core {
namespace {

struct Advice {
    std::string_view about;  // the beginning of a property or a finding type
    std::array<std::string_view, 3> steps;
};

constexpr std::array kAdvice{
    Advice{"delegation.",
           {"Ask whoever manages the domain whether this was planned. If nobody did it, treat the registrar account or "
            "the registry as taken over.",
            "Call the registrar's emergency contact by telephone: lock the domain, undo the change, and change every "
            "password and API key of the account. Do not rely on mail below this domain meanwhile.",
            "Keep the evidence: nameward evidence with the change's id shows the raw answers with server and time."}},
    Advice{"expectation.",
           {"Compare what is seen with what the configuration expects; one of the two is wrong.",
            "If the world is wrong, call the registrar and have it put right. If the expectation is old, change "
            "[domain.expect] and run nameward reload.",
            ""}},
    Advice{"authority.",
           {"Ask whoever runs the name servers whether this was planned.",
            "If nobody did it, treat the DNS operator's account as taken over: change its passwords and API keys and "
            "restore the zone.",
            ""}},
    Advice{
        "records.",
        {"Ask whoever edits the zone whether this was planned.",
         "If nobody did it, treat the DNS operator's account as taken over: change its passwords and API keys, restore "
         "the records, and look for certificates that were issued meanwhile.",
         ""}},
    Advice{
        "records.MX",
        {"Ask whoever runs the mail whether this was planned.",
         "If nobody did it, restore the MX records first: until then password resets and certificate approvals reach "
         "somebody else. Then treat the DNS operator's account as taken over.",
         ""}},
    Advice{
        "records.inconsistent",
        {"Ask the operator of the server that differs why it does: a zone transfer that fails, or somebody else's "
         "data.",
         "Until it is mended, some visitors get what that server says. Take it out of the delegation if it cannot be.",
         ""}},
    Advice{"delegation.lame",
           {"Ask the operator of the servers named why they do not serve the domain.",
            "Remove such a server from the delegation until it does: whoever can register the zone there can answer "
            "for your domain.",
            ""}},
    Advice{"delegation.mismatch",
           {"Find out which side is right, the registry's delegation or the domain's own servers, and correct the "
            "other.",
            "If neither was changed by you, treat the registrar account as taken over.", ""}},
    Advice{"monitor.delivery",
           {"Look at the receiver named: does it run, can this machine reach it, does it still know our login or "
            "signature?",
            "nameward test-alert with the sink's name says what it answers now.",
            "What the alerts told is in nameward history, and all that waits in nameward status."}},
    Advice{"monitor.",
           {"Check this machine's network and the servers named: until it sees again, Nameward cannot warn you about "
            "these sources.",
            "nameward status lists every blind source with its reason.", ""}},
};

// The longest match is the closest advice.
const Advice* advice_for(std::string_view topic) {
    const Advice* best = nullptr;
    for (const auto& advice : kAdvice)
        if (topic.substr(0, advice.about.size()) == advice.about && (!best || advice.about.size() > best->about.size()))
            best = &advice;
    return best;
}

void add(std::vector<std::string>& steps, std::string_view topic) {
    const auto* advice = advice_for(topic);
    if (!advice) return;
    for (const auto step : advice->steps)
        if (!step.empty() && std::find(steps.begin(), steps.end(), step) == steps.end()) steps.emplace_back(step);
}

}  // namespace

std::vector<std::string> next_steps(const std::vector<Change>& changes, const std::vector<Finding>& findings) {
    std::vector<std::string> steps;
    for (const auto& change : changes)
        // What changes together with the delegation is its consequence, not another trouble.
        add(steps, change.layer == Layer::registry ? "delegation." : change.fact.property);
    for (const auto& finding : findings)
        if (!finding.closed) add(steps, finding.type);
    return steps;
}

}  // namespace nameward::core
