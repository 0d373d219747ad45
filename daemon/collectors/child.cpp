#include "collectors/child.h"

#include <algorithm>
#include <iterator>

#include "collectors/limits.h"
#include "collectors/server_states.h"
#include "core/value_sets.h"

namespace nameward::collectors {
namespace {

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

ChildServer not_asked(const Unasked& unasked) {
    ChildServer server;
    server.name = unasked.name;
    server.address = unasked.address;
    server.state = unasked.nobodys ? State::lame : State::silent;
    server.word = unasked.nobodys ? "lame" : kUnreachable;
    server.reason = unasked.reason;
    server.ns = server.soa = Seen::unknown(unasked.reason);
    return server;
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

std::string soa_value(const std::string& text) {
    const auto mname = text.find(' ');
    return text.substr(0, text.find(' ', mname == std::string::npos ? mname : mname + 1));
}

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
    const auto targets = find_targets(net, names, glue);
    for (const auto& unasked : targets.unasked) servers.push_back(not_asked(unasked));
    if (!targets.asked.empty()) ask(domain, net, attention, targets.asked, servers);
    return servers;
}

std::vector<ChildServer> ask_children(const Domain& domain, const Net& net, Attention attention, const Values& names,
                                      const Glue& glue) {
    auto servers = ask_servers(domain, net, attention, names, glue);
    Values named;
    for (const auto& server : servers) named = core::united(std::move(named), server.ns.values);
    auto more = ask_servers(domain, net, attention, core::without(named, names), glue);
    std::move(more.begin(), more.end(), std::back_inserter(servers));
    return servers;
}

}  // namespace nameward::collectors
