#include "collectors/parent.h"

#include <algorithm>
#include <functional>
#include <set>
#include <span>

#include "collectors/limits.h"

namespace nameward::collectors {
namespace {

// Enough for two to agree while one is silent and one lags; few enough to be polite to a TLD.
constexpr std::size_t kFirstServers = 4;
// The root and com have 13 names with two addresses each; more is not a parent but a mistake or an attack.
constexpr std::size_t kMaxServers = 32;

struct ParentServer {
    std::string name;
    IpAddress address;
    bool registry = false;
};

std::string no_use(const DnsAnswer& answer) {
    if (!answer.responded()) return answer.reason;
    if (answer.rcode != rcode::noerror) return "answered " + rcode_name(answer.rcode);
    return "answered NOERROR with neither a delegation nor a denial of it";
}

std::vector<std::string> texts(const std::vector<DnsRecord>& records, const std::string& owner, std::uint16_t type) {
    std::vector<std::string> found;
    for (const auto& record : records)
        if (record.type == type && record.owner == owner) found.push_back(record.text);
    return found;
}

bool has_soa_above(const Domain& domain, const DnsAnswer& answer) {
    return std::any_of(answer.authority.begin(), answer.authority.end(), [&](const DnsRecord& record) {
        return record.type == rr::SOA && record.owner != domain.name() && is_within(domain.name(), record.owner);
    });
}

// The parent denies: the name does not exist, or exists without a delegation (an empty non-terminal, RFC 8020).
bool denies(const Domain& domain, const DnsAnswer& answer) {
    if (!answer.responded() || !answer.authoritative) return false;
    if (answer.rcode == rcode::nxdomain) return true;
    return answer.rcode == rcode::noerror && answer.answer.empty() && has_soa_above(domain, answer);
}

// From a referral's authority section; from the answer where the parent's server serves the child as well. An answer
// without authority is somebody's cache.
Values delegated_names(const Domain& domain, const DnsAnswer& answer) {
    if (!answer.responded() || answer.rcode != rcode::noerror) return {};
    auto names = texts(answer.authority, domain.name(), rr::NS);
    if (names.empty() && answer.authoritative) names = texts(answer.answer, domain.name(), rr::NS);
    return with_digest(make_values(std::move(names)));
}

// Only glue that the delegation cannot do without: addresses of names below the domain. What else a server adds
// varies with its memory and the room in the packet.
Values needed_glue(const Domain& domain, const DnsAnswer& answer, const Values& names) {
    std::vector<std::string> glue;
    for (const auto& record : answer.additional) {
        const bool address = record.type == rr::A || record.type == rr::AAAA;
        if (address && is_within(record.owner, domain.name()) &&
            std::binary_search(names.begin(), names.end(), record.owner))
            glue.push_back(record.owner + ' ' + record.text);
    }
    return with_digest(make_values(std::move(glue)));
}

Seen known_or_absent(Values values, const EvidencePtr& evidence) {
    return values.empty() ? Seen::absent({evidence}) : Seen::present(std::move(values), {evidence});
}

Seen read_ds(const Domain& domain, const DnsAnswer& answer) {
    if (denies(domain, answer)) return Seen::absent({answer.evidence});
    if (answer.responded() && answer.rcode == rcode::noerror && answer.authoritative) {
        auto records = texts(answer.answer, domain.name(), rr::DS);
        if (!records.empty()) return Seen::present(with_digest(make_values(std::move(records))), {answer.evidence});
    }
    return Seen::unknown(no_use(answer), {});
}

// In an order of this domain's own, so that many domains spread over all servers of their TLD.
std::vector<ParentServer> servers_of(const ParentZone& zone, const Domain& domain) {
    const bool registry = zone.zone.find('.') == std::string::npos;  // the root or a TLD
    std::vector<ParentServer> first, rest;
    for (const auto& server : zone.servers) {
        auto* list = &first;  // one address of each server before the second of any
        for (const auto& address : server.addresses) {
            list->push_back({server.name, address, registry});
            list = &rest;
        }
    }
    if (!first.empty()) {
        const auto start = std::hash<std::string>{}(domain.name()) % first.size();
        std::rotate(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(start), first.end());
    }
    first.insert(first.end(), rest.begin(), rest.end());
    if (first.size() > kMaxServers) first.resize(kMaxServers);
    return first;
}

std::size_t count_names(const std::vector<ParentServer>& servers) {
    std::set<std::string> names;
    for (const auto& server : servers) names.insert(server.name);
    return names.size();
}

struct Votes {
    std::vector<Vote> state, ns, ds, glue;
};

void ask(const Domain& domain, const Net& net, Attention attention, std::span<const ParentServer> servers,
         Votes& votes) {
    std::vector<DnsQuestion> questions;
    for (const auto& server : servers)
        for (const std::uint16_t type : {rr::NS, rr::DS})
            questions.push_back({server.address, domain.name(), type, attention == Attention::second, server.registry});
    const auto answers = net.dns(questions);
    for (std::size_t i = 0; i < servers.size(); ++i) {
        const auto& server = servers[i];
        auto word = read_parent(domain, answers[2 * i], answers[2 * i + 1]);
        votes.state.push_back({server.name, server.address.text(), std::move(word.state)});
        votes.ns.push_back({server.name, server.address.text(), std::move(word.ns)});
        votes.ds.push_back({server.name, server.address.text(), std::move(word.ds)});
        votes.glue.push_back({server.name, server.address.text(), std::move(word.glue)});
    }
}

ParentView count(const Votes& votes, std::size_t needed) {
    return {
        agree(votes.state, needed), agree(votes.ns, needed), agree(votes.ds, needed), agree(votes.glue, needed), {}};
}

bool complete(const ParentView& view) {
    return view.state.known() && view.ns.known() && view.ds.known() && view.glue.known();
}

ParentView blind(const std::string& reason) {
    const auto unknown = Seen::unknown(reason);
    return {unknown, unknown, unknown, unknown, {}};
}

}  // namespace

Glue glue_addresses(const Seen& glue) {
    Glue addresses;
    for (const auto& value : glue.values) {
        const auto blank = value.find(' ');
        if (const auto address = IpAddress::parse(std::string_view(value).substr(blank + 1)))
            addresses[value.substr(0, blank)].push_back(*address);
    }
    return addresses;
}

ParentWord read_parent(const Domain& domain, const DnsAnswer& ns, const DnsAnswer& ds) {
    ParentWord word;
    word.ds = read_ds(domain, ds);
    if (denies(domain, ns)) {
        word.state = Seen::present({"undelegated"}, {ns.evidence});
        word.ns = word.glue = Seen::absent({ns.evidence});
        return word;
    }
    const auto names = delegated_names(domain, ns);
    if (names.empty()) {
        word.state = word.ns = word.glue = Seen::unknown(no_use(ns));
        return word;
    }
    word.state = Seen::present({"delegated"}, {ns.evidence});
    word.ns = Seen::present(names, {ns.evidence});
    word.glue = known_or_absent(needed_glue(domain, ns, names), ns.evidence);
    return word;
}

ParentView ask_parent(const Domain& domain, const Net& net, Attention attention) {
    const auto zone = net.parent_zone(domain);
    if (!zone) return blind(zone.error().what);
    const auto servers = servers_of(*zone, domain);
    if (servers.empty()) return blind("no server of the parent zone \"" + zone->zone + "\" has an address");

    const std::size_t needed = std::min<std::size_t>(2, count_names(servers));
    const std::size_t first = attention == Attention::second ? servers.size() : std::min(kFirstServers, servers.size());
    Votes votes;
    ask(domain, net, attention, std::span(servers).first(first), votes);
    auto view = count(votes, needed);
    if (!complete(view) && first < servers.size()) {
        ask(domain, net, attention, std::span(servers).subspan(first), votes);
        view = count(votes, needed);
    }
    view.glue_addresses = glue_addresses(view.glue);
    return view;
}

}  // namespace nameward::collectors
