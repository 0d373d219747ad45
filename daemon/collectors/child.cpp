#include "collectors/child.h"

#include <algorithm>
#include <set>

namespace nameward::collectors {
namespace {

// A delegation holds 13 names at most in practice; beyond 32 addresses somebody wants us to ask the world.
constexpr std::size_t kMaxAddresses = 32;

using State = ChildServer::State;

const DnsRecord* record_of(const Domain& domain, const DnsAnswer& answer, std::uint16_t type) {
    for (const auto& record : answer.answer)
        if (record.type == type && record.owner == domain.name()) return &record;
    return nullptr;
}

Values names_in(const Domain& domain, const DnsAnswer& answer) {
    std::vector<std::string> names;
    for (const auto& record : answer.answer)
        if (record.type == rr::NS && record.owner == domain.name()) names.push_back(record.text);
    return make_values(std::move(names));
}

// "mname rname": the serial and the timers are housekeeping.
std::string soa_value(const std::string& text) {
    const auto mname = text.find(' ');
    return text.substr(0, text.find(' ', mname == std::string::npos ? mname : mname + 1));
}

bool authoritative(const DnsAnswer& answer) {
    return answer.responded() && answer.rcode == rcode::noerror && answer.authoritative;
}

// An error code that says "not here", rather than "not now".
bool deliberate(int code) {
    return code == rcode::refused || code == rcode::nxdomain || code == rcode::notimp;
}

Seen no_word(const DnsAnswer& answer) {
    if (!answer.responded()) return Seen::unknown(answer.reason);
    return Seen::unknown("answered " + rcode_name(answer.rcode) + (answer.authoritative ? "" : " without authority"));
}

void read_state(const Domain& domain, const DnsAnswer& soa, const DnsAnswer& ns, ChildServer& server) {
    const auto set = [&](State state, std::string word, std::string reason) {
        server.state = state;
        server.word = std::move(word);
        server.reason = std::move(reason);
    };
    const auto& heard = soa.responded() ? soa : ns;
    if (!heard.responded()) return set(State::silent, "unreachable", heard.reason);
    if (heard.rcode != rcode::noerror)
        return set(deliberate(heard.rcode) ? State::denied : State::failing, rcode_name(heard.rcode),
                   "answers " + rcode_name(heard.rcode));
    if (!heard.authoritative) return set(State::lame, "lame", "answers without authority for the domain");
    const bool apex = record_of(domain, soa, rr::SOA) || record_of(domain, ns, rr::NS);
    if (!apex) return set(State::lame, "lame", "has no SOA and no NS for the domain");
    set(State::ok, "ok", "");
}

struct Target {
    std::string name;
    IpAddress address;
};

ChildServer without_address(const std::string& name, const Addresses& addresses) {
    ChildServer server;
    server.name = name;
    server.word = "unreachable";
    if (addresses) {
        server.address = "-";
        server.state = State::lame;
        server.reason = "the name has no address";
    } else {
        server.state = State::silent;
        server.reason = addresses.error().what;
    }
    server.ns = server.soa = Seen::unknown(server.reason);
    return server;
}

// The addresses of the names; a name without any becomes a server without address.
std::vector<Target> find(const Net& net, const Values& names, const std::map<std::string, std::vector<IpAddress>>& glue,
                         std::vector<ChildServer>& servers) {
    std::vector<Target> targets;
    std::vector<std::string> unglued;
    for (const auto& name : names) {
        const auto known = glue.find(name);
        if (known == glue.end())
            unglued.push_back(name);
        else
            for (const auto& address : known->second) targets.push_back({name, address});
    }
    const auto found = unglued.empty() ? std::vector<Addresses>{} : net.addresses(unglued);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i] || found[i]->empty()) servers.push_back(without_address(unglued[i], found[i]));
        if (found[i])
            for (const auto& address : *found[i]) targets.push_back({unglued[i], address});
    }
    return targets;
}

void ask(const Domain& domain, const Net& net, Attention attention, const std::vector<Target>& targets,
         std::vector<ChildServer>& servers) {
    std::vector<DnsQuestion> questions;
    for (const auto& target : targets)
        for (const std::uint16_t type : {rr::SOA, rr::NS})
            questions.push_back({target.address, domain.name(), type, attention == Attention::second, false});
    const auto answers = net.dns(questions);
    for (std::size_t i = 0; i < targets.size(); ++i)
        servers.push_back(
            read_child(domain, targets[i].name, targets[i].address.text(), answers[2 * i], answers[2 * i + 1]));
}

std::vector<Vote> votes_on(const std::vector<ChildServer>& servers, Seen ChildServer::*what) {
    std::vector<Vote> votes;
    for (const auto& server : servers) votes.push_back({server.key(), server.*what});
    return votes;
}

// All servers that say anything have to say the same: one that differs may be the one that was taken over.
Seen unanimous(const std::vector<ChildServer>& servers, Seen ChildServer::*what) {
    const auto votes = votes_on(servers, what);
    const auto said = static_cast<std::size_t>(
        std::count_if(votes.begin(), votes.end(), [](const Vote& vote) { return vote.seen.known(); }));
    return agree(votes, std::max<std::size_t>(1, said));
}

std::string summary_of(const std::vector<ChildServer>& servers, const std::set<State>& states) {
    constexpr std::size_t kNamed = 4;
    std::string text;
    std::size_t count = 0;
    for (const auto& server : servers) {
        if (!states.contains(server.state)) continue;
        if (++count <= kNamed) text += (text.empty() ? "" : "; ") + server.key() + ": " + server.reason;
    }
    if (count > kNamed) text += "; and " + std::to_string(count - kNamed) + " more";
    return std::to_string(count) + " of " + std::to_string(servers.size()) + " servers: " + text;
}

std::size_t count(const std::vector<ChildServer>& servers, const std::set<State>& states) {
    return static_cast<std::size_t>(std::count_if(
        servers.begin(), servers.end(), [&](const ChildServer& server) { return states.contains(server.state); }));
}

// Silence and SERVFAIL may pass: such a member stays what it was. Without any server that answers with authority
// nothing can be told apart from trouble on our own side.
Seen weigh_servers(const std::vector<ChildServer>& servers) {
    if (count(servers, {State::ok}) == 0)
        return Seen::unknown("no server answers with authority, " +
                             summary_of(servers, {State::lame, State::denied, State::failing, State::silent}));
    std::vector<std::string> values;
    Seen seen = Seen::present({});
    for (const auto& server : servers) {
        values.push_back(server.key() + '=' + server.word);
        if (server.state != State::failing && server.state != State::silent) continue;
        // Without an address nothing of the name is known, not even which members it has.
        seen.unseen.push_back(server.name + '/' + (server.address.empty() ? "" : server.address + '='));
        if (server.address.empty()) values.pop_back();
    }
    seen.values = make_values(std::move(values));
    if (!seen.unseen.empty()) seen.reason = summary_of(servers, {State::failing, State::silent});
    for (const auto& server : servers)
        seen.evidence.insert(seen.evidence.end(), server.soa.evidence.begin(), server.soa.evidence.end());
    return seen;
}

Condition weigh_lameness(const Domain& domain, const std::vector<ChildServer>& servers) {
    Condition lame;
    lame.type = "delegation.lame";
    lame.subject = domain.name();
    lame.layer = Layer::dns_operator;
    lame.looks = 3;  // a server that is being set up or moved is lame for a while
    const std::set<State> bad{State::lame, State::denied, State::failing};
    const auto lame_servers = count(servers, bad);
    if (lame_servers > 0) {
        const bool all = lame_servers == servers.size();
        lame.state = Condition::State::holds;
        lame.severity = all ? Severity::critical : Severity::warning;
        lame.summary = (all ? "all delegated servers are lame: " : "lame delegation: ") + summary_of(servers, bad);
    } else {
        const bool heard_all = !servers.empty() && count(servers, {State::ok}) == servers.size();
        lame.state = heard_all ? Condition::State::clear : Condition::State::unknown;
    }
    return lame;
}

}  // namespace

ChildServer read_child(const Domain& domain, const std::string& name, const std::string& address, const DnsAnswer& soa,
                       const DnsAnswer& ns) {
    ChildServer server;
    server.name = name;
    server.address = address;
    read_state(domain, soa, ns, server);
    server.soa = no_word(soa);
    server.ns = no_word(ns);
    if (const auto* record = record_of(domain, soa, rr::SOA); record && authoritative(soa))
        server.soa = Seen::present({soa_value(record->text)}, {soa.evidence});
    if (auto names = names_in(domain, ns); !names.empty() && authoritative(ns))
        server.ns = Seen::present(std::move(names), {ns.evidence});
    return server;
}

std::vector<ChildServer> ask_children(const Domain& domain, const Net& net, Attention attention, const Values& names,
                                      const std::map<std::string, std::vector<IpAddress>>& glue) {
    std::vector<ChildServer> servers;
    auto targets = find(net, names, glue, servers);
    if (targets.size() > kMaxAddresses) targets.resize(kMaxAddresses);
    ask(domain, net, attention, targets, servers);

    Values named = names;
    for (const auto& server : servers) named.insert(named.end(), server.ns.values.begin(), server.ns.values.end());
    Values added;
    for (auto& name : make_values(std::move(named)))
        if (!std::binary_search(names.begin(), names.end(), name)) added.push_back(std::move(name));
    auto more = find(net, added, glue, servers);
    const auto room = kMaxAddresses - targets.size();
    if (more.size() > room) more.resize(room);
    if (!more.empty()) ask(domain, net, attention, more, servers);
    return servers;
}

ChildView weigh(const Domain& domain, const std::vector<ChildServer>& servers) {
    ChildView view;
    view.ns = unanimous(servers, &ChildServer::ns);
    view.soa = unanimous(servers, &ChildServer::soa);
    view.servers = weigh_servers(servers);
    view.lame = weigh_lameness(domain, servers);
    const auto said =
        std::count_if(servers.begin(), servers.end(), [](const ChildServer& server) { return server.ns.known(); });
    if (said > 1 && !view.ns.known()) view.disagreement = view.ns.reason;
    return view;
}

}  // namespace nameward::collectors
