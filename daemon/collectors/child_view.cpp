#include "collectors/child_view.h"

#include <algorithm>
#include <iterator>

#include "collectors/agreement.h"
#include "collectors/conditions.h"
#include "collectors/server_states.h"

namespace nameward::collectors {
namespace {

constexpr std::size_t kNamed = 4;  // servers in a summary

using State = ChildServer::State;

std::vector<Vote> votes_on(const std::vector<ChildServer>& servers, Seen ChildServer::*what) {
    std::vector<Vote> votes;
    for (const auto& server : servers) votes.push_back({server.name, server.address, server.*what});
    return votes;
}

template <class Which>
std::vector<ChildServer> those(const std::vector<ChildServer>& servers, Which which) {
    std::vector<ChildServer> some;
    std::copy_if(servers.begin(), servers.end(), std::back_inserter(some), which);
    return some;
}

std::string summary_of(const std::vector<ChildServer>& some, std::size_t all) {
    std::string text = std::to_string(some.size()) + " of " + std::to_string(all) + " servers: ";
    for (std::size_t i = 0; i < std::min(some.size(), kNamed); ++i)
        text += (i == 0 ? "" : "; ") + some[i].member() + ": " + some[i].reason;
    if (some.size() > kNamed) text += "; and " + std::to_string(some.size() - kNamed) + " more";
    return text;
}

bool is_ok(const ChildServer& server) {
    return server.state == State::ok;
}
bool is_heard(const ChildServer& server) {
    return server.state != State::silent;
}
bool is_v6(const ChildServer& server) {
    return server.address.find(':') != std::string::npos;
}

// Nothing of this address family goes anywhere from here while the other one works: a machine without IPv6 is not
// blind to a domain that it sees over IPv4.
bool is_beyond_us(const ChildServer& server, const std::vector<ChildServer>& servers) {
    if (!server.no_way) return false;
    const bool family_works = std::any_of(servers.begin(), servers.end(), [&](const ChildServer& other) {
        return is_v6(other) == is_v6(server) && other.address != kNoAddress && !other.no_way;
    });
    return !family_works && std::any_of(servers.begin(), servers.end(), is_heard);
}

// What begins with this could not be seen: the member, or every member of a name whose addresses were not found.
std::string unseen_prefix(const ChildServer& server) {
    return server.name + '/' + (server.address == kNoAddress ? "" : server.address + '=');
}

// Silence may pass: such a member stays what it was. Without any server that answers with authority nothing can be
// told apart from trouble on our own side.
Seen weigh_servers(const std::vector<ChildServer>& servers) {
    if (std::none_of(servers.begin(), servers.end(), is_ok))
        return Seen::unknown("no server answers with authority, " + summary_of(servers, servers.size()));
    std::vector<std::string> values;
    Seen seen;
    seen.state = Seen::State::present;
    for (const auto& server : servers) {
        values.push_back(server.member() + '=' + server.word);
        if (!is_heard(server)) seen.unseen.push_back(unseen_prefix(server));
        seen.evidence.insert(seen.evidence.end(), server.soa.evidence.begin(), server.soa.evidence.end());
    }
    seen.values = make_values(std::move(values));
    const auto missed =
        those(servers, [&](const ChildServer& server) { return !is_heard(server) && !is_beyond_us(server, servers); });
    if (!missed.empty()) seen.reason = summary_of(missed, servers.size());
    return seen;
}

bool was_well(const ChildServer& server, const Values& before) {
    return std::any_of(before.begin(), before.end(), [&](const std::string& value) {
        return value.starts_with(unseen_prefix(server)) && value.ends_with("=ok");
    });
}

// Vendors that serve a domain together name their own primary each, so the word is what all of them say together. A
// server that says nothing today may hold any of what was known; the same one at another address speaks for it.
Seen weigh_soa(const std::vector<ChildServer>& servers, const ChildBefore& before) {
    auto soa = together(votes_on(servers, &ChildServer::soa));
    const bool one_is_missing = std::any_of(servers.begin(), servers.end(), [&](const ChildServer& server) {
        const bool heard = std::any_of(servers.begin(), servers.end(), [&](const ChildServer& other) {
            return other.name == server.name && other.soa.known();
        });
        return !heard && was_well(server, before.servers);
    });
    if (soa.known() && one_is_missing) {
        soa.values.insert(soa.values.end(), before.soa.begin(), before.soa.end());
        soa.values = make_values(std::move(soa.values));
    }
    return soa;
}

bool was_lame(const ChildServer& server, const Values& before) {
    const auto word = state_of(before, server.member());
    return !word.empty() && word != "ok" && word != kUnreachable;
}

// Those that answer wrongly, and the silent ones that did when they were last heard.
std::vector<ChildServer> lame_ones(const std::vector<ChildServer>& servers, const Values& before) {
    std::vector<ChildServer> lame;
    for (auto server : servers) {
        if (!is_heard(server) && was_lame(server, before))
            server.reason = state_of(before, server.member()) + " when it was last heard";
        else if (!is_heard(server) || is_ok(server))
            continue;
        lame.push_back(std::move(server));
    }
    return lame;
}

Condition weigh_lameness(const Domain& domain, const std::vector<ChildServer>& servers, const Values& before) {
    auto lame = condition_of(domain, "delegation.lame", Layer::dns_operator);
    lame.source = kChild;
    lame.looks = 3;  // a server that is being set up or moved is lame for a while
    if (std::none_of(servers.begin(), servers.end(), is_heard)) return lame;
    const auto bad = lame_ones(servers, before);
    const auto beyond = those(servers, [&](const ChildServer& server) { return is_beyond_us(server, servers); });
    lame.state = bad.empty() ? Condition::State::clear : Condition::State::holds;
    if (bad.empty()) return lame;
    const bool all = bad.size() + beyond.size() >= servers.size();
    lame.severity = all ? Severity::critical : Severity::warning;
    lame.summary = (all ? "all delegated servers are lame: " : "lame delegation: ") + summary_of(bad, servers.size());
    return lame;
}

}  // namespace

ChildView weigh(const Domain& domain, const std::vector<ChildServer>& servers, const ChildBefore& before) {
    ChildView view;
    // One that differs may be the one that was taken over: all that say anything have to say the same.
    view.ns = agree_all(votes_on(servers, &ChildServer::ns));
    view.soa = weigh_soa(servers, before);
    view.servers = weigh_servers(servers);
    view.lame = weigh_lameness(domain, servers, before.servers);
    if (view.ns.disputed) view.disagreement = view.ns.reason;
    return view;
}

}  // namespace nameward::collectors
