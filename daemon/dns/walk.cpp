#include "dns/walk.h"

#include <algorithm>
#include <array>

namespace nameward::dns {
namespace {

constexpr int kMostQuestions = 100;
constexpr int kMostReferrals = 16;
constexpr int kMostAliases = 8;
constexpr std::size_t kDeepest = 6;  // name servers that need name servers
constexpr std::size_t kServersToGoOn = 2;
constexpr Seconds kLongestMemory = std::chrono::hours(24);
constexpr std::size_t kMostRemembered = 2000;  // there are about 1,500 top-level domains
constexpr std::size_t kTroublesTold = 4;
constexpr const char* kAddressesOf = "looked for the addresses of the name servers of ";
constexpr std::array<std::uint16_t, 1> kNs{rr::NS};
constexpr std::array<std::uint16_t, 2> kAddressTypes{rr::A, rr::AAAA};

bool is_top_level(const std::string& zone) {
    return !zone.empty() && zone.find('.') == std::string::npos;
}

std::string shown(const std::string& zone) {
    return zone.empty() ? "the root" : zone;
}

bool has_addresses(const NameServer& server) {
    return !server.addresses.empty();
}

Error transient(std::string what) {
    return {ErrorKind::transient, std::move(what)};
}

std::string listed(std::vector<std::string> troubles) {
    std::sort(troubles.begin(), troubles.end());  // the order of asking changes, the sentence must not
    troubles.erase(std::unique(troubles.begin(), troubles.end()), troubles.end());
    std::string out;
    for (std::size_t i = 0; i < std::min(troubles.size(), kTroublesTold); ++i)
        out += (i == 0 ? "" : "; ") + troubles[i];
    if (troubles.size() > kTroublesTold) out += "; and " + std::to_string(troubles.size() - kTroublesTold) + " more";
    return out;
}

void add_servers(std::vector<NameServer>& to, const std::vector<NameServer>& from) {
    for (const NameServer& server : from) {
        const auto same = [&](const NameServer& other) { return other.name == server.name; };
        const auto known = std::find_if(to.begin(), to.end(), same);
        if (known == to.end()) {
            to.push_back(server);
            continue;
        }
        for (const IpAddress& address : server.addresses) {
            if (std::find(known->addresses.begin(), known->addresses.end(), address) == known->addresses.end()) {
                known->addresses.push_back(address);
            }
        }
    }
}

}  // namespace

std::vector<std::string> ancestors(const std::string& name) {
    std::vector<std::string> out;
    if (name.empty()) return out;
    out.push_back(name);
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '\\') {
            ++i;  // an escaped dot is part of its label; of \DDD the digits follow and are no dots
        } else if (name[i] == '.') {
            out.push_back(name.substr(i + 1));
        }
    }
    std::reverse(out.begin(), out.end());
    return out;
}

Known::Known(std::vector<NameServer> root, Resolver::Ask ask, std::function<bool(const IpAddress&)> allowed,
             std::function<Wall()> wall)
    : root_(std::move(root)), ask_(std::move(ask)), allowed_(std::move(allowed)), wall_(std::move(wall)) {}

Zone Known::root() const {
    return {"", root_, {}, true};
}

std::optional<Zone> Known::top_level(const std::string& name) const {
    const Wall now = wall_();
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(name);
    if (found == entries_.end() || now >= found->second.until || now < found->second.since) return std::nullopt;
    return found->second.zone;
}

void Known::remember(const Zone& zone, std::uint32_t ttl) {
    const Wall now = wall_();
    const std::scoped_lock lock(mutex_);
    if (entries_.size() >= kMostRemembered) entries_.clear();
    entries_[zone.name] = {zone, now, now + std::min(Seconds(ttl), kLongestMemory)};
}

void Known::replace(const Zone& zone) {
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(zone.name);
    if (found != entries_.end()) found->second.zone = zone;
}

void Known::forget(const std::string& zone) {
    const std::scoped_lock lock(mutex_);
    entries_.erase(zone);
}

Walk Walk::continued() const {
    Walk out(*this);
    out.questions_ = 0;
    return out;
}

// `above`: not the zone of that name itself.
Zone Walk::closest(const std::string& name, bool above) const {
    std::vector<std::string> names = ancestors(name);
    if (above && !names.empty()) names.pop_back();
    for (auto candidate = names.rbegin(); candidate != names.rend(); ++candidate) {
        const auto found = zones_.find(*candidate);
        if (found != zones_.end()) return found->second;
        if (!is_top_level(*candidate)) continue;
        if (const auto remembered = known_->top_level(*candidate)) return *remembered;
    }
    return known_->root();
}

// QNAME minimisation (RFC 9156): each zone is asked only for the name one label below what is known. A name that is
// no cut, and a name that only has names below it, answer "no data": then one label more is asked at the same zone.
Result<Zone> Walk::zone_above(const std::string& name, bool patient) {
    const std::vector<std::string> names = ancestors(name);
    Zone zone = closest(name, true);
    int referrals = 0;
    for (std::size_t next = ancestors(zone.name).size(); next + 1 < names.size(); ++next) {
        const Heard heard = consult(zone, names[next], kNs).front();
        const Reading& reading = heard.reading;
        if (reading.kind == Reading::Kind::useless) {
            if (patient && heard.responded) break;
            return transient("asked the servers of " + shown(zone.name) + " for " + names[next] +
                             " NS: " + listed(heard.trouble));
        }
        if (reading.kind == Reading::Kind::no_such_name) break;  // and nothing below it (RFC 8020)
        if (reading.kind != Reading::Kind::cut) continue;
        if (++referrals > kMostReferrals) return transient("more than 16 referrals on the way to " + name);
        zone = enter(zone, heard);
        next = ancestors(zone.name).size() - 1;
    }
    return zone;
}

Zone Walk::enter(const Zone& zone, const Heard& heard) {
    Zone next{heard.reading.zone, heard.reading.servers, {}, false};
    if (heard.reading.authoritative) next.witnesses = heard.by;
    zones_[next.name] = next;
    if (zone.name.empty() && is_top_level(next.name)) known_->remember(next, heard.reading.ttl);
    return next;
}

// Two servers first, then four, then the rest: polite while all is well, and bounded in time when it is not.
std::vector<Walk::Heard> Walk::consult(Zone& zone, const std::string& name, std::span<const std::uint16_t> types) {
    std::vector<Heard> heard(types.size());
    find_some_addresses(zone);
    const std::vector<Target> all = targets(zone);
    std::span<const Target> left(all);
    for (std::size_t width = 2; !left.empty(); width = width == 2 ? 4 : left.size()) {
        const std::size_t count = std::min(width, left.size());
        ask_some(zone, name, types, left.first(count), heard);
        left = left.subspan(count);
        const auto useful = [](const Heard& one) { return one.reading.kind != Reading::Kind::useless; };
        if (std::all_of(heard.begin(), heard.end(), useful) || !cut_off_.empty()) return heard;
    }
    for (Heard& one : heard) {
        if (one.trouble.empty()) one.trouble.push_back("no address of its name servers is known or may be asked");
    }
    known_->forget(zone.name);  // what is remembered may be outdated
    return heard;
}

void Walk::ask_some(const Zone& zone, const std::string& name, std::span<const std::uint16_t> types,
                    std::span<const Target> targets, std::vector<Heard>& heard) {
    std::vector<DnsQuestion> questions;
    std::vector<std::pair<std::size_t, const Target*>> whose;
    for (const Target& target : targets) {
        for (std::size_t i = 0; i < types.size(); ++i) {
            if (questions_ >= kMostQuestions) {
                heard[i].trouble.push_back("more than 100 questions");
                continue;
            }
            ++questions_;
            questions.push_back({target.address, name, types[i], false, zone.name.empty() || is_top_level(zone.name)});
            whose.emplace_back(i, &target);
        }
    }
    const std::vector<DnsAnswer> answers = known_->ask(questions, look_);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto [which, target] = whose[i];
        if (answers[i].outcome == DnsAnswer::Outcome::cut_off) cut_off_ = answers[i].reason;
        take(heard[which], read_answer(answers[i], zone.name, name, types[which]), *target, answers[i]);
    }
}

// The more is known, the better: a referral beats a denial, any word beats none. Servers that agree on a cut add up.
void Walk::take(Heard& heard, Reading reading, const Target& from, const DnsAnswer& answer) {
    heard.responded = heard.responded || answer.responded();
    if (reading.kind == Reading::Kind::useless) {
        const std::string who = answer.responded() ? from.server + " (" + from.address.text() + "): " : "";
        heard.trouble.push_back(who + reading.why);
        return;
    }
    const NameServer server{from.server, {from.address}};
    if (reading.kind > heard.reading.kind) {
        heard.reading = std::move(reading);
        heard.by = {server};
    } else if (reading.kind == heard.reading.kind && reading.kind == Reading::Kind::cut &&
               reading.zone == heard.reading.zone) {
        add_servers(heard.reading.servers, reading.servers);
        if (reading.authoritative != heard.reading.authoritative) {
            if (reading.authoritative) heard.by = {server};
            heard.reading.authoritative = true;
        } else {
            add_servers(heard.by, {server});
        }
    }
}

// Different names first, IPv4 before IPv6.
std::vector<Walk::Target> Walk::targets(const Zone& zone) {
    std::vector<NameServer> servers = zone.servers;
    if (!servers.empty()) {
        const std::size_t first = known_->next_turn() % servers.size();
        std::rotate(servers.begin(), servers.begin() + static_cast<std::ptrdiff_t>(first), servers.end());
    }
    servers.insert(servers.end(), zone.witnesses.begin(), zone.witnesses.end());

    std::vector<std::pair<std::size_t, Target>> ranked;
    std::set<IpAddress> seen;
    for (const NameServer& server : servers) {
        std::size_t v4 = 0, v6 = 1000;
        for (const IpAddress& address : server.addresses) {
            if (!known_->may_ask(zone, address) || !seen.insert(address).second) continue;
            ranked.emplace_back(address.family == IpAddress::Family::v4 ? v4++ : v6++, Target{server.name, address});
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Target> out;
    for (auto& [rank, target] : ranked) out.push_back(std::move(target));
    return out;
}

void Walk::find_some_addresses(Zone& zone) {
    auto known = static_cast<std::size_t>(std::count_if(zone.servers.begin(), zone.servers.end(), has_addresses));
    if (known > 0 || !zone.witnesses.empty() || zone.completed) return;
    for (NameServer& server : zone.servers) {
        if (known >= kServersToGoOn || !cut_off_.empty()) break;
        server.addresses = find(server.name).addresses;
        if (has_addresses(server)) ++known;
    }
    zones_[zone.name] = zone;
    if (known > 0) known_->replace(zone);
}

Result<Zone> Walk::completed(Zone zone) {
    std::vector<std::string> troubles;
    for (NameServer& server : zone.servers) {
        if (zone.completed || has_addresses(server) || !cut_off_.empty()) continue;
        const Host host = find(server.name);
        server.addresses = host.addresses;
        if (!has_addresses(server)) troubles.push_back(server.name + ": " + (host.why.empty() ? "none" : host.why));
    }
    if (!cut_off_.empty()) return transient(kAddressesOf + shown(zone.name) + ": " + cut_off_);
    zone.completed = true;
    known_->replace(zone);
    if (std::any_of(zone.servers.begin(), zone.servers.end(), has_addresses)) return zone;
    zone.servers = zone.witnesses;
    if (!zone.servers.empty()) return zone;
    known_->forget(zone.name);
    return transient(kAddressesOf + shown(zone.name) + ": " + listed(troubles));
}

Walk::Host Walk::find(const std::string& host) {
    const auto found = hosts_.find(host);
    if (found != hosts_.end()) return found->second;
    if (std::find(looking_for_.begin(), looking_for_.end(), host) != looking_for_.end()) {
        return {{}, "its address is needed to find its address"};
    }
    if (looking_for_.size() > kDeepest) return {{}, "more than 6 name servers that need name servers"};
    looking_for_.push_back(host);
    const Host out = find_following(host);
    looking_for_.pop_back();
    hosts_[host] = out;
    return out;
}

Walk::Host Walk::find_following(const std::string& host) {
    std::string name = host;
    for (int hop = 0; hop <= kMostAliases; ++hop) {
        std::string alias;
        const Host out = find_here(name, alias);
        if (alias.empty()) return out;
        name = alias;
    }
    return {{}, "more than 8 CNAMEs in a row"};
}

// The addresses at this name, or the name that it is an alias of.
Walk::Host Walk::find_here(const std::string& name, std::string& alias) {
    const Zone own = closest(name, false);
    Result<Zone> above = own.name == name ? Result<Zone>(own) : zone_above(name, true);
    if (!above) return {{}, above.error().what};
    Zone zone = *above;
    for (int referrals = 0; referrals <= kMostReferrals; ++referrals) {
        const std::vector<Heard> heard = consult(zone, name, kAddressTypes);
        const Heard& best = *std::max_element(
            heard.begin(), heard.end(), [](const Heard& a, const Heard& b) { return a.reading.kind < b.reading.kind; });
        if (best.reading.kind == Reading::Kind::alias) alias = best.reading.alias;
        if (best.reading.kind != Reading::Kind::cut) return gather(name, zone, heard);
        zone = enter(zone, best);
    }
    return {{}, "more than 16 referrals on the way to " + name};
}

Walk::Host Walk::gather(const std::string& name, const Zone& zone, const std::vector<Heard>& heard) const {
    Host out;
    std::vector<std::string> troubles;
    for (const Heard& one : heard) {
        out.addresses.insert(out.addresses.end(), one.reading.addresses.begin(), one.reading.addresses.end());
        if (one.reading.kind == Reading::Kind::useless) {
            troubles.insert(troubles.end(), one.trouble.begin(), one.trouble.end());
        }
    }
    std::sort(out.addresses.begin(), out.addresses.end());
    out.addresses.erase(std::unique(out.addresses.begin(), out.addresses.end()), out.addresses.end());
    if (!troubles.empty()) {
        out.why =
            "asked the servers of " + shown(zone.name) + " for the addresses of " + name + ": " + listed(troubles);
    }
    return out;
}

}  // namespace nameward::dns
