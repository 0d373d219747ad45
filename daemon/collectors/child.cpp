#include "collectors/child.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "collectors/limits.h"
#include "collectors/server_states.h"

namespace nameward::collectors {
namespace {

// A delegation holds 13 names at most in practice; beyond these limits somebody wants us to ask the world.
constexpr std::size_t kMaxNames = 32;
constexpr std::size_t kMaxAddresses = 32;
constexpr std::size_t kMaxAddressesOfName = 8;
constexpr std::size_t kMaxText = 4096;  // of the names, and of the servers' names and addresses: 128 bytes for each

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
    if (!heard.responded()) {
        using Outcome = DnsAnswer::Outcome;
        server.no_way = soa.outcome == Outcome::unreachable && ns.outcome == Outcome::unreachable;
        return set(State::silent, kUnreachable, heard.reason);
    }
    if (heard.rcode != rcode::noerror)
        return set(State::error, rcode_name(heard.rcode), "answers " + rcode_name(heard.rcode));
    if (!heard.authoritative) return set(State::lame, "lame", "answers without authority for the domain");
    const bool apex = record_of(domain, soa, rr::SOA) || record_of(domain, ns, rr::NS);
    if (!apex) return set(State::lame, "lame", "has no SOA and no NS for the domain");
    set(State::ok, "ok", "");
}

struct Target {
    std::string name;
    IpAddress address;
};

ChildServer not_asked(const std::string& name, const std::string& address, State state, const std::string& reason) {
    ChildServer server;
    server.name = name;
    server.address = address;
    server.state = state;
    server.word = state == State::lame ? "lame" : kUnreachable;
    server.reason = reason;
    server.ns = server.soa = Seen::unknown(reason);
    return server;
}

ChildServer without_address(const std::string& name, const Addresses& addresses) {
    if (addresses) return not_asked(name, kNoAddress, State::lame, "the name has no address");
    return not_asked(name, kNoAddress, State::silent, addresses.error().what);
}

void add_targets(std::vector<Target>& targets, const std::string& name, const std::vector<IpAddress>& addresses) {
    for (std::size_t i = 0; i < std::min(addresses.size(), kMaxAddressesOfName); ++i)
        targets.push_back({name, addresses[i]});
}

// The addresses of the names, always in the same order; a name without any becomes a server without address.
std::vector<Target> find(const Net& net, const Values& names, const Glue& glue, std::vector<ChildServer>& servers) {
    std::vector<Target> targets;
    std::vector<std::string> unglued;
    for (const auto& name : names) {
        const auto known = glue.find(name);
        if (known == glue.end())
            unglued.push_back(name);
        else
            add_targets(targets, name, known->second);
    }
    const auto found = unglued.empty() ? std::vector<Addresses>{} : net.addresses(unglued);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i] || found[i]->empty()) servers.push_back(without_address(unglued[i], found[i]));
        if (found[i]) add_targets(targets, unglued[i], *found[i]);
    }
    std::sort(targets.begin(), targets.end(), [](const Target& a, const Target& b) {
        return std::tie(a.name, a.address) < std::tie(b.name, b.address);
    });
    return targets;
}

std::vector<Target> few_of(std::vector<Target> targets) {
    std::size_t count = 0, room = kMaxText;
    for (; count < std::min(targets.size(), kMaxAddresses) && targets[count].name.size() <= room; ++count)
        room -= targets[count].name.size();
    targets.erase(targets.begin() + static_cast<std::ptrdiff_t>(count), targets.end());
    return targets;
}

// An address that may not be asked is one that nobody outside can reach.
std::vector<Target> only_public(const Net& net, std::vector<Target> targets, std::vector<ChildServer>& servers) {
    std::vector<Target> kept;
    for (auto& target : targets) {
        if (net.allowed(target.address))
            kept.push_back(std::move(target));
        else
            servers.push_back(
                not_asked(target.name, target.address.text(), State::lame, "its address is not a public one"));
    }
    return kept;
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
        server.ns = is_too_large(names) ? Seen::unknown(too_large_in_words(names, "name servers"))
                                        : Seen::present(std::move(names), {ns.evidence});
    return server;
}

std::vector<ChildServer> ask_servers(const Domain& domain, const Net& net, Attention attention, const Values& names,
                                     const Glue& glue) {
    std::vector<ChildServer> servers;
    auto few = names;
    std::erase_if(few, is_digest);
    few = first_of(std::move(few), kMaxNames, kMaxText);
    const auto targets = only_public(net, few_of(find(net, few, glue, servers)), servers);
    if (!targets.empty()) ask(domain, net, attention, targets, servers);
    return servers;
}

std::vector<ChildServer> ask_children(const Domain& domain, const Net& net, Attention attention, const Values& names,
                                      const Glue& glue) {
    auto servers = ask_servers(domain, net, attention, names, glue);
    Values named;
    for (const auto& server : servers) named.insert(named.end(), server.ns.values.begin(), server.ns.values.end());
    named = make_values(std::move(named));
    Values added;
    std::set_difference(named.begin(), named.end(), names.begin(), names.end(), std::back_inserter(added));
    auto more = ask_servers(domain, net, attention, added, glue);
    std::move(more.begin(), more.end(), std::back_inserter(servers));
    return servers;
}

}  // namespace nameward::collectors
