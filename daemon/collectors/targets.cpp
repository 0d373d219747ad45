#include "collectors/targets.h"

#include <algorithm>
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

Unasked without_address(const std::string& name, const Addresses& addresses) {
    if (addresses) return {name, kNoAddress, true, "the name has no address"};
    return {name, kNoAddress, false, addresses.error().what};
}

void add(std::vector<Target>& targets, const std::string& name, const std::vector<IpAddress>& addresses) {
    for (std::size_t i = 0; i < std::min(addresses.size(), kMaxAddressesOfName); ++i)
        targets.push_back({name, addresses[i]});
}

// The addresses of the names, always in the same order.
Targets find(const Net& net, const Values& names, const Glue& glue) {
    Targets found;
    std::vector<std::string> unglued;
    for (const auto& name : names) {
        const auto known = glue.find(name);
        if (known == glue.end())
            unglued.push_back(name);
        else
            add(found.asked, name, known->second);
    }
    const auto addresses = unglued.empty() ? std::vector<Addresses>{} : net.addresses(unglued);
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        if (!addresses[i] || addresses[i]->empty())
            found.unasked.push_back(without_address(unglued[i], addresses[i]));
        else
            add(found.asked, unglued[i], *addresses[i]);
    }
    std::sort(found.asked.begin(), found.asked.end(), [](const Target& a, const Target& b) {
        return std::tie(a.name, a.address) < std::tie(b.name, b.address);
    });
    return found;
}

std::vector<Target> few_of(std::vector<Target> targets) {
    std::size_t count = 0, room = kMaxText;
    for (; count < std::min(targets.size(), kMaxAddresses) && targets[count].name.size() <= room; ++count)
        room -= targets[count].name.size();
    targets.erase(targets.begin() + static_cast<std::ptrdiff_t>(count), targets.end());
    return targets;
}

// An address that may not be asked is one that nobody outside can reach.
Targets only_public(const Net& net, Targets found) {
    Targets kept{{}, std::move(found.unasked)};
    for (auto& target : found.asked) {
        if (net.allowed(target.address))
            kept.asked.push_back(std::move(target));
        else
            kept.unasked.push_back({target.name, target.address.text(), true, "its address is not a public one"});
    }
    return kept;
}

}  // namespace

Targets find_targets(const Net& net, const Values& names, const Glue& glue) {
    auto few = names;
    std::erase_if(few, is_digest);
    auto found = find(net, first_of(std::move(few), kMaxNames, kMaxText), glue);
    found.asked = few_of(std::move(found.asked));
    return only_public(net, std::move(found));
}

}  // namespace nameward::collectors
