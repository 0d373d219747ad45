#include "core/next_steps.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/topic.h"

namespace nameward::core {
namespace {

struct Advice {
    std::string_view about;  // the beginning of a property or a finding type
    std::array<std::string_view, 3> steps;
};

constexpr std::string_view kKeepEvidence =
    "Keep the evidence: nameward evidence with the change's id shows the raw answers with server and time.";
constexpr std::array<std::string_view, 3> kDelegation{
    "Ask whoever manages the domain whether this was planned. If nobody did it, treat the registrar account or the "
    "registry as taken over.",
    "Call the registrar's emergency contact by telephone: lock the domain, undo the change, and change every "
    "password and API key of the account. Do not rely on mail below this domain meanwhile.",
    kKeepEvidence};
constexpr std::string_view kAskZone = "Ask whoever edits this zone whether this was planned.";
constexpr std::string_view kDnsAccount =
    "If nobody did it, treat the DNS operator's account as taken over: change its passwords and API keys and restore "
    "the zone. nameward show with --at says what stood there before.";
constexpr std::string_view kAskTenant =
    "Ask whoever administers the Microsoft tenant whether this was planned. The Entra audit log says who did it: look "
    "for \"Set domain authentication\" and \"Set federation settings on domain\".";

constexpr std::array<std::string_view, 3> kFederation{
    kAskTenant,
    "If nobody did it, whoever runs the federation host can sign in as anybody of this domain: from a clean machine, "
    "with an emergency account of the onmicrosoft.com domain, make the domain managed again or correct its federation "
    "(Microsoft Graph, authenticationType of the domain).",
    "Then revoke the sessions of all administrators, reset their passwords and look for accounts, apps and roles that "
    "were added since."};

constexpr std::string_view kBackAgain = "back_again";  // the topic of what holds again after it was replaced

constexpr std::array kAdvice{
    Advice{kBackAgain,
           {"Find out who put it back. If nobody of yours did, an intruder may have done so after use: the way in is "
            "still open.",
            "Treat the time in between as the time of the attack: nameward history shows what held, and what went "
            "through the domain then (mail, logins, certificates) may have been seen or made by others.",
            ""}},
    Advice{"delegation.", kDelegation},
    Advice{"registration.name_servers", kDelegation},
    Advice{"registration.ds", kDelegation},
    Advice{"registration.dnssec", kDelegation},
    Advice{"registration.",
           {"Ask whoever manages the domain whether this was planned.",
            "If nobody did it, log in to the registrar account from a clean machine, correct it, and change the "
            "account's password and second factor.",
            ""}},
    Advice{
        "registration.registrar",
        {"Ask whoever manages the domain whether a transfer was ordered. Transfers take days and announce themselves "
         "by mail to the contacts; if nobody knows of it, the domain was stolen.",
         "Call the registrar that had the domain until now, by telephone: say that the transfer was not authorised "
         "and ask it to have the transfer undone. For gTLDs there is a dispute policy for this (ICANN TDRP); the "
         "first days count.",
         kKeepEvidence}},
    Advice{"registration.statuses.lock",
           {"Ask whoever manages the domain whether they took the lock off: a planned move begins so, and so does a "
            "theft.",
            "If nobody did it, set the lock again now, change the password and the second factor of the registrar "
            "account, and look into its log. If the lock was a server lock, call the registrar.",
            "Watch for a pending transfer, a new registrar and new name servers: they come next."}},
    Advice{"registration.statuses.transfer",
           {"Ask whoever manages the domain whether a transfer was ordered.",
            "If nobody did it, refuse it now: in the registrar account or by telephone with the registrar. A pending "
            "transfer usually goes through by itself after five days.",
            kKeepEvidence}},
    Advice{
        "registration.statuses.hold",
        {"Web, mail and logins of this domain are failing or about to fail: use ways that do not depend on it, mail "
         "included.",
         "Ask the registrar why. clientHold is its own doing (a bill, an unverified contact, a complaint), serverHold "
         "the registry's (a court, abuse).",
         "If nothing is owed and nobody complained, treat the registrar account as taken over."}},
    Advice{"registration.statuses.delete",
           {"Call the registrar now and have the domain restored. In redemptionPeriod that is possible for up to 30 "
            "days and costs a fee; in pendingDelete it is usually over within 5 days, and nothing can be done but to "
            "register it "
            "anew.",
            "If a bill was forgotten, pay it. If nobody forgot anything, treat the registrar account as taken over.",
            kKeepEvidence}},
    Advice{
        "registration.state.unregistered",
        {"Try to register the domain now, at any registrar: anybody else can.",
         "Call the registrar that had it: was it deleted by mistake, or by somebody with the account?", kKeepEvidence}},
    Advice{
        "registration.expires",
        {"Look into the registrar account: is renewal on, is the bill paid, is the date the one shown there?", "", ""}},
    Advice{"registration.disputed",
           {"Log in to the registrar account: is the domain still there, and is it paid for?",
            "If it is not, call the registrar now and have it restored: what the zone still says is an old copy.",
            "If it is, ask the registrar why the registry does not know it."}},
    Advice{"registration.expiring",
           {"Renew the domain now and switch on automatic renewal. Make sure that the card and the billing address in "
            "the registrar account still hold.",
            "", ""}},
    Advice{"registration.lock_missing",
           {"Set the missing lock in the registrar account (it is often called transfer lock or registrar lock).", "",
            ""}},
    Advice{"expectation.",
           {"Compare what is seen with what the configuration expects; one of the two is wrong.",
            "If the world is wrong, call the registrar and have it put right. If the expectation is old, change "
            "[domain.expect] and run nameward reload.",
            ""}},
    Advice{"expectation.mx",
           {"Compare what is seen with what the configuration expects; one of the two is wrong.",
            "If the world is wrong, have the zone put right. If the expectation is old, change [domain.expect] and run "
            "nameward reload.",
            ""}},
    Advice{"expectation.tenant_id",
           {"Compare what is seen with what the configuration expects; one of the two is wrong.",
            "If the world is wrong, the domain is verified in a tenant that is not yours: see who can edit its DNS. If "
            "the expectation is old, change [domain.expect] and run nameward reload.",
            ""}},
    Advice{"expectation.federation_hosts",
           {"Compare what is seen with what the configuration expects; one of the two is wrong.", kAskTenant,
            "If the expectation is old, change [domain.expect] and run nameward reload."}},
    Advice{"tenant.", {"Ask whoever administers the Microsoft tenant whether this was planned.", "", ""}},
    Advice{
        "tenant.microsoft.state",
        {kAskTenant,
         "If federation was taken off and nobody ordered it, look for sign-ins of administrators in the days before: "
         "an intruder who is done puts things back.",
         ""}},
    Advice{"tenant.microsoft.state.federated", kFederation},
    Advice{"tenant.microsoft.federation_", kFederation},
    Advice{"tenant.microsoft.tenant_id",
           {"Ask whoever administers the Microsoft tenant whether the domain was moved to another one. It can only be "
            "verified in one tenant at a time: it was taken out of the old one first.",
            "If nobody did it, somebody controls both the old tenant and the DNS of this domain: look for a new TXT "
            "record MS=..., treat the DNS account as taken over, and open a case with Microsoft.",
            kKeepEvidence}},
    Advice{"tenant.microsoft.state.none",
           {"Mail, Teams and logins of this domain stop working in the cloud. Ask whoever administers the Microsoft "
            "tenant whether the domain was removed from it.",
            "If nobody did it, verify the domain again in your own tenant at once, before somebody else does, and see "
            "in the Entra audit log who removed it.",
            ""}},
    Advice{"records.", {kAskZone, kDnsAccount, ""}},
    Advice{"records.A",
           {kAskZone, kDnsAccount,
            "Until it is cleared, do not log in at this name: whoever has the new address sees what is typed, and can "
            "obtain a certificate for it."}},
    Advice{"records.CNAME",
           {kAskZone, kDnsAccount,
            "See whether the name it points to is yours at that provider: one that nobody claimed there can be claimed "
            "by anybody."}},
    Advice{
        "records.MX",
        {"Ask whoever runs the mail of this domain whether this was planned.", kDnsAccount,
         "Treat mail since then as read by others: password resets and certificate approvals go that way. Talk about "
         "it by telephone."}},
    Advice{
        "records.TXT",
        {"Ask whoever edits this zone which service the new text is for. MS=, google-site-verification= and the like "
         "claim the domain in somebody's account there; v=spf1 says who may send mail.",
         kDnsAccount, ""}},
    Advice{"records.CAA",
           {"Ask whoever orders certificates whether this was planned. Without the old entry, other authorities may "
            "issue for this name.",
            kDnsAccount, "Look into the certificate transparency logs for what was issued since."}},
    Advice{"authority.",
           {"Ask whoever runs the name servers whether this was planned.",
            "If nobody did it, treat the DNS operator's account as taken over: change its passwords and API keys and "
            "restore the zone.",
            ""}},
    Advice{"view.disagrees",
           {"Ask that resolver again, and others: a cache that is old agrees after the record's TTL.",
            "If it stays, its users are sent elsewhere: tell its operator, with nameward evidence.", ""}},
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
    Advice{
        "monitor.",
        {"Read the reasons. Where nothing answers, check this machine's network and the servers named; a server that "
         "asks for a pause (429, or a quota) gets it, and is asked again by itself: if that keeps coming, look less "
         "often ([schedule]) or ask with more space between (network.http_spacing). Until it sees again, Nameward "
         "cannot warn you about these sources.",
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

std::vector<std::string> next_steps(const std::vector<Change>& changes, const std::vector<Finding>& findings,
                                    const std::vector<std::string>& restored) {
    std::vector<std::string> steps;
    for (const auto& change : changes) add(steps, is_back_again(change, restored) ? kBackAgain : topic_of(change));
    for (const auto& finding : findings)
        if (!finding.closed) add(steps, finding.type);
    return steps;
}

}  // namespace nameward::core
