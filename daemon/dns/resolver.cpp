#include "dns/resolver.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <map>

#include "dns/walk.h"
#include "dns/wire.h"

namespace nameward::dns {
namespace {

constexpr std::size_t kMostThreads = 8;  // of one call; they only wait

// Hosts of one zone mostly share their name but for the first label: one walk finds them all.
using Group = std::vector<std::size_t>;

std::string above(const std::string& name) {
    const std::vector<std::string> names = ancestors(name);
    return names.size() < 2 ? "" : names[names.size() - 2];
}

Addresses find_one(Walk& walk, const std::string& host) {
    const auto wire = name_to_wire(host);
    if (!wire) return Error{ErrorKind::malformed, "addresses of \"" + host + "\": this is not a DNS name"};
    walk.renew_limits();
    const Walk::Host found = walk.find(name_to_text(*wire));
    if (found.why.empty()) return found.addresses;
    return Error{ErrorKind::transient, "addresses of " + host + ": " + found.why};
}

}  // namespace

struct Resolver::Impl {
    Known known;
};

Resolver::Resolver(std::vector<NameServer> root, Ask ask, std::function<bool(const IpAddress&)> allowed,
                   std::function<Wall()> wall)
    : impl_(new Impl{{std::move(root), std::move(ask), std::move(allowed), std::move(wall)}}) {}

Resolver::~Resolver() = default;

Result<ParentZone> Resolver::parent_zone(const Domain& domain) {
    Walk walk(impl_->known);
    Result<Zone> zone = walk.zone_above(domain.name());
    if (zone) zone = walk.completed(*zone);
    if (!zone) return Error{zone.error().kind, "parent zone of " + domain.name() + ": " + zone.error().what};
    return ParentZone{zone->name, zone->servers};
}

std::vector<Addresses> Resolver::addresses(std::span<const std::string> hosts) {
    std::map<std::string, Group> by_zone;
    for (std::size_t i = 0; i < hosts.size(); ++i) by_zone[above(hosts[i])].push_back(i);
    std::vector<const Group*> groups;
    for (const auto& [zone, group] : by_zone) groups.push_back(&group);

    std::vector<Addresses> out(hosts.size(), Addresses(std::vector<IpAddress>{}));
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < groups.size(); i = next++) {
            Walk walk(impl_->known);
            for (const std::size_t index : *groups[i]) out[index] = find_one(walk, hosts[index]);
        }
    };
    std::vector<std::future<void>> helpers;  // wait when they go, and hand over exceptions
    for (std::size_t i = 1; i < std::min(groups.size(), kMostThreads); ++i) {
        helpers.push_back(std::async(std::launch::async, work));
    }
    work();
    for (std::future<void>& helper : helpers) helper.get();
    return out;
}

}  // namespace nameward::dns
