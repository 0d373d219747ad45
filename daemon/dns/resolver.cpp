#include "dns/resolver.h"

#include <algorithm>
#include <map>

#include "dns/crew.h"
#include "dns/walk.h"
#include "dns/wire.h"

namespace nameward::dns {
namespace {

constexpr std::size_t kMostThreads = 16;  // of one call; they only wait

// Hosts of one zone mostly share their name but for the first label: what the walk to one of them learnt shows the way
// to the others.
struct Group {
    Walk walk;
    std::vector<std::size_t> hosts;
};

std::string above(const std::string& name) {
    const std::vector<std::string> names = ancestors(name);
    return names.size() < 2 ? "" : names[names.size() - 2];
}

Addresses find_one(Walk& walk, const std::string& host) {
    const auto wire = name_to_wire(host);
    if (!wire) return Error{ErrorKind::malformed, "addresses of \"" + host + "\": this is not a DNS name"};
    const Walk::Host found = walk.find(name_to_text(*wire));
    if (found.why.empty()) return found.addresses;
    return Error{ErrorKind::transient, "addresses of " + host + ": " + found.why};
}

// The first host of a group shows the way to the others.
void look_for(Crew& crew, Group& group, std::span<const std::string> hosts, std::vector<Addresses>& out) {
    crew.add([&crew, &group, hosts, &out] {
        const std::size_t first = group.hosts.front();
        out[first] = find_one(group.walk, hosts[first]);
        for (const std::size_t host : std::span(group.hosts).subspan(1)) {
            crew.add([&group, hosts, &out, host] {
                Walk walk = group.walk.continued();
                out[host] = find_one(walk, hosts[host]);
            });
        }
    });
}

}  // namespace

struct Resolver::Impl {
    Known known;
};

Resolver::Resolver(std::vector<NameServer> root, Ask ask, std::function<bool(const IpAddress&)> allowed,
                   std::function<Wall()> wall)
    : impl_(new Impl{{std::move(root), std::move(ask), std::move(allowed), std::move(wall)}}) {}

Resolver::~Resolver() = default;

Result<ParentZone> Resolver::parent_zone(const Domain& domain, const LookPtr& look) {
    Walk walk(impl_->known, look);
    Result<Zone> zone = walk.zone_above(domain.name());
    if (zone) zone = walk.completed(*zone);
    if (!zone) return Error{zone.error().kind, "parent zone of " + domain.name() + ": " + zone.error().what};
    return ParentZone{zone->name, zone->servers};
}

std::vector<Addresses> Resolver::addresses(std::span<const std::string> hosts, const LookPtr& look) {
    std::map<std::string, std::size_t> by_zone;
    std::vector<Group> groups;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        const auto [at, added] = by_zone.emplace(above(hosts[i]), groups.size());
        if (added) groups.push_back({Walk(impl_->known, look), {}});
        groups[at->second].hosts.push_back(i);
    }
    std::vector<Addresses> out(hosts.size(), Addresses(std::vector<IpAddress>{}));
    Crew crew;
    for (Group& group : groups) look_for(crew, group, hosts, out);
    crew.run(std::min(hosts.size(), kMostThreads));
    return out;
}

}  // namespace nameward::dns
