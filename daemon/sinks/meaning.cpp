#include "sinks/meaning.h"

#include <array>
#include <string_view>
#include <utility>

#include "core/topic.h"

namespace nameward::sinks {
namespace {

using Line = std::pair<std::string_view, std::string_view>;  // what it begins with, words; the first match wins

constexpr std::string_view kNameServers =
    "Whoever runs the name servers decides where the web, the mail and the logins of this domain go, and can obtain "
    "certificates for it. If nobody here ordered this, treat it as a hijack through the registrar account or the "
    "registry.";
constexpr std::string_view kDs =
    "DS records are what DNSSEC of this domain hangs on. Without one, forged answers are no longer detected; with "
    "somebody else's, only their answers are believed. It is also what a change of name servers by an intruder begins "
    "with.";

constexpr std::array<Line, 40> kChanges{{
    {"delegation.state",
     "The domain appeared in or vanished from the parent zone. Once it is gone, its web, mail and "
     "logins stop working, and after a deletion anybody may register it."},
    {"delegation.ns", kNameServers},
    {"registration.name_servers", kNameServers},
    {"delegation.ds", kDs},
    {"registration.ds", kDs},
    {"registration.dnssec", kDs},
    {"delegation.glue",
     "The parent zone names other addresses for the name servers: all questions about this domain "
     "may now go to other machines, although the names look the same."},
    {"registration.registrar",
     "The domain is in the hands of another registrar. Whoever holds the account there holds "
     "the domain. A transfer that nobody here ordered is a hijack."},
    {"registration.statuses.lock",
     "A lock that forbade changes at the registrar or the registry is gone. Before a planned move it is taken off on "
     "purpose; it is also the first step of a hijack."},
    {"registration.statuses.transfer",
     "The domain is on its way to another registrar or owner. Nobody who ordered nothing should let it go through."},
    {"registration.statuses.hold",
     "The registrar or the registry takes the domain out of the DNS: its web, mail and logins stop working. An unpaid "
     "bill, an unverified contact, a complaint, a court, or somebody in the registrar account."},
    {"registration.statuses.delete",
     "The domain is being deleted. When that is done, its web, mail and logins are gone and anybody may register it."},
    {"registration.statuses",
     "Statuses are the locks on a domain. A lock that goes is often the first step of a "
     "hijack; a hold or a pending deletion takes the domain off the net."},
    {"registration.state",
     "The registry says that the domain itself appeared or vanished. A domain that is no longer "
     "registered can be registered by anybody."},
    {"registration.expires",
     "A later date is a renewal. An earlier one, or none, may mean that the domain is about to "
     "be lost."},
    {"registration.contact",
     "Contacts approve transfers and receive the registrar's warnings. Changed contacts often "
     "come before a transfer."},
    {"registration.exposure",
     "More or less of the contact data is public than before. Public names and numbers help "
     "to make a fraud believable."},
    {"authority.",
     "The domain's own name servers say something else about the zone itself: a move to another "
     "operator, or somebody with access to the DNS hosting."},
    {"dnssec.", "The keys or the state of DNSSEC changed: a roll-over, a broken signature, or somebody else's keys."},
    {"records.MX", "Mail to this domain goes to other machines, with password resets and certificate approvals in it."},
    {"records.TXT",
     "TXT records prove to others who controls a domain. A new one may let somebody obtain certificates "
     "or claim the domain in a cloud service."},
    {"records.CAA",
     "CAA says which authorities may issue certificates for this name. Looser or foreign entries often come before a "
     "certificate that somebody else holds."},
    {"records.DNSKEY", "The keys that sign the zone changed: a roll-over, the end of DNSSEC, or somebody else's keys."},
    {"records.NS", "The domain's own servers name other name servers: part of the questions about it goes there."},
    {"records.SOA", "The zone has another primary or contact: a move to another operator, or somebody else's zone."},
    {"records.CNAME",
     "This name is now answered for by another one, and by whoever runs that. A move, somebody with access to the DNS "
     "hosting, or a name at a provider that others can claim."},
    {"records.",
     "Visitors of this name may reach other machines than before: a move, or somebody with access to the "
     "DNS hosting."},
    {"mail.", "The rules about who may send mail in this domain's name changed. Looser rules let others forge it."},
    {"tenant.microsoft.state.federated",
     "Sign-in to Microsoft 365 is no longer decided by Microsoft but by the federation host named. Whoever runs that "
     "host can sign in as anybody of this domain, without a password and past its second factor. Planned for a single "
     "sign-on; otherwise the mark of an intruder with administrator rights."},
    {"tenant.microsoft.state.none",
     "The domain belongs to no tenant any more: its mail and logins in the cloud stop working, and whoever controls "
     "its "
     "DNS can claim it in a tenant of their own."},
    {"tenant.microsoft.state",
     "The way people of this domain sign in to Microsoft 365 changed. Federation that is taken off may be planned, or "
     "an intruder who puts things back after use."},
    {"tenant.microsoft.federation_host",
     "Another host signs people of this domain in. Whoever runs it can sign in as anybody among them, without a "
     "password and past the second factor."},
    {"tenant.microsoft.federation_",
     "The details of the federation that signs people of this domain in changed: another application at the same "
     "provider, or another provider."},
    {"tenant.microsoft.tenant_id",
     "The domain belongs to another Microsoft tenant than before, or to none. That takes control of the domain's DNS. "
     "Its mail, its logins and its invitations are decided in that tenant."},
    {"tenant.microsoft.brand",
     "The name that the tenant shows to people who sign in changed: a new name of the organisation, or a tenant that "
     "wants to look like it."},
    {"tenant.",
     "The Microsoft tenant of this domain is described in another way than before: another region, cloud or realm. "
     "That "
     "practically never happens without a project."},
    {"tls.", "The host shows another certificate: a renewal, a move, or somebody between it and its visitors."},
    {"certificates.",
     "A certificate for a name of this domain was issued. One that nobody here ordered lets its owner "
     "pose as that name."},
    {"hosts.",
     "The names that an outsider can find below this domain changed. A forgotten name that points to nothing "
     "can be taken over."},
    {"passive_dns.",
     "Others saw answers for this domain that its own servers never gave here: a hijack in one region, "
     "or a short one."},
}};

constexpr std::array<Line, 14> kFindings{{
    {"expectation.",
     "What is seen is not what the configuration says is right. Either the world is wrong, or the "
     "configuration is out of date."},
    {"delegation.mismatch",
     "Parent and child do not name the same name servers: a move that is under way or was never "
     "finished, or a change at one side only."},
    {"delegation.lame",
     "A name server of this domain does not answer for it. Fewer servers carry the load, and a "
     "server name that fell into other hands could answer instead."},
    {"records.inconsistent",
     "The domain's own name servers have given different answers for a while: one that is out of date, or one "
     "that somebody else writes to. Some visitors get the one, some the other."},
    {"delegation.unregistered_target",
     "A name server's own domain is free to register. Whoever registers it can "
     "answer for this domain."},
    {"dnssec.",
     "Resolvers that check DNSSEC refuse, or are about to refuse, answers for this domain: for their users "
     "it is off the net."},
    {"registration.disputed",
     "The registry says that nobody has the domain, and its zone delegates it all the same: one of the two is out of "
     "date or wrong. Until they agree, nothing is concluded from it."},
    {"registration.expiring", "A domain that expires stops working and can be registered by others."},
    {"registration.lock_missing",
     "Without this lock, a stolen account or a persuaded help desk is enough to move the "
     "domain away."},
    {"monitor.blind",
     "While a source cannot be seen, a change there goes unnoticed. Trouble at the source, in the "
     "network between, or somebody who wants Nameward not to look."},
    {"monitor.delivery", "Alerts do not reach a receiver. The next one may not reach it either."},
    {"monitor.", "Nameward itself does not work as it should, and may miss changes until this is repaired."},
    {"view.disagrees",
     "One resolver gives other answers than the domain's own servers: a poisoned or filtered cache, "
     "or a change that has not arrived there."},
    {"mail.weak", "Others can send mail in this domain's name and have it believed."},
}};

template <std::size_t N>
std::string first_match(const std::array<Line, N>& lines, std::string_view name) {
    for (const auto& [prefix, words] : lines)
        if (name.starts_with(prefix)) return std::string(words);
    return {};
}

std::string_view layer_words(Layer layer) {
    switch (layer) {
        case Layer::registrar:
            return "where the domain is bought and its account is kept";
        case Layer::registry:
            return "who runs the top-level domain and publishes the delegation";
        case Layer::dns_operator:
            return "who runs the domain's own name servers";
        case Layer::mail:
            return "the domain's mail set-up, as its own name servers tell it";
        case Layer::resolver:
            return "a resolver that others use";
        case Layer::route:
            return "the way through the net to a server";
        case Layer::tenant:
            return "the cloud service that people log in to";
        case Layer::certificate:
            return "certificates and who issues them";
        case Layer::host:
            return "a host below the domain";
        case Layer::monitor:
            return "Nameward itself";
    }
    return "unknown";
}

}  // namespace

// What changes together with the delegation is its consequence: the delegation's own meaning says it all, and its
// topic has no line here.
std::string meaning_of(const Change& change) {
    return first_match(kChanges, core::topic_of(change));
}

std::string meaning_of(const Finding& finding) {
    return first_match(kFindings, finding.type);
}

std::string source_in_words(const std::string& source) {
    static constexpr std::array<Line, 10> known{{
        {"parent", "the name servers of the parent zone"},
        {"child", "the domain's own name servers"},
        {"resolver.", "a public resolver"},
        {"rdap.registry", "the registry, by RDAP"},
        {"rdap.registrar", "the registrar, by RDAP"},
        {"whois.registry", "the registry, by WHOIS"},
        {"whois.registrar", "the registrar, by WHOIS"},
        {"microsoft.oidc@", "Microsoft's sign-in service, by its OpenID configuration"},
        {"microsoft.realm@", "Microsoft's sign-in service, by GetUserRealm"},
        {"microsoft.", "Microsoft's sign-in service"},
    }};
    const std::string words = first_match(known, source);
    return words.empty() ? source : words + " (" + source + ")";
}

std::string layer_in_words(Layer layer) {
    return std::string(to_string(layer)) + " (" + std::string(layer_words(layer)) + ")";
}

}  // namespace nameward::sinks
