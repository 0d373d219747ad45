#include "collectors/records_pool.h"

#include <algorithm>
#include <iterator>

#include "collectors/limits.h"
#include "nameward/ip_address.h"

namespace nameward::collectors {
namespace {

constexpr char kCandidate = '?';

std::string day_of(Wall moment) {
    return format_time(moment).substr(0, 10);
}

std::string network_of(const std::string& text) {
    auto address = IpAddress::parse(text);
    if (!address) return text;
    const std::size_t kept = address->family == IpAddress::Family::v4 ? 3 : 6;  // bytes: /24, /48
    std::fill(address->bytes.begin() + static_cast<std::ptrdiff_t>(kept), address->bytes.end(), std::uint8_t{0});
    return address->text() + (kept == 3 ? "/24" : "/48");
}

// "A 192.0.2.1 2026-11-23" -> its blank-separated words.
std::vector<std::string> words_of(const std::string& value) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin <= value.size();) {
        const auto end = std::min(value.find(' ', begin), value.size());
        words.push_back(value.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

}  // namespace

Values networks_of(const Values& addresses) {
    std::vector<std::string> networks;
    for (const auto& address : addresses) networks.push_back(network_of(address));
    return make_values(std::move(networks));
}

Values foreign_to(const Values& members, const Values& seen) {
    const auto known = networks_of(members);
    Values foreign;
    std::copy_if(seen.begin(), seen.end(), std::back_inserter(foreign), [&](const std::string& address) {
        return !std::binary_search(known.begin(), known.end(), network_of(address));
    });
    return foreign;
}

Values Pool::members() const {
    Values members;
    for (const auto& [address, day] : last_seen) members.push_back(address);
    return members;
}

Pool Pool::renewed(const Values& members, const Values& seen, Wall now) const {
    Pool pool{candidate, {}};
    for (const auto& address : members) {
        if (is_digest(address)) continue;
        const auto before = last_seen.find(address);
        const bool is_seen = std::binary_search(seen.begin(), seen.end(), address);
        pool.last_seen[address] = is_seen || before == last_seen.end() ? day_of(now) : before->second;
    }
    return pool;
}

Values Pool::stale(const Values& members, Wall now) const {
    const auto limit = day_of(now - kMemberStays);
    Values stale;
    std::copy_if(members.begin(), members.end(), std::back_inserter(stale), [&](const std::string& address) {
        const auto seen = last_seen.find(address);
        return seen != last_seen.end() && seen->second < limit;
    });
    return stale;
}

Pools read_pools(const Values& values) {
    Pools pools;
    for (const auto& value : values) {
        auto words = words_of(value);
        if (words.size() != 3 || words[0].empty()) continue;
        const bool candidate = words[0].back() == kCandidate;
        if (candidate) words[0].pop_back();
        auto& pool = pools[words[0]];
        pool.candidate = candidate;
        pool.last_seen[words[1]] = words[2];
    }
    return pools;
}

Values write_pools(const Pools& pools) {
    std::vector<std::string> values;
    for (const auto& [type, pool] : pools)
        for (const auto& [address, day] : pool.last_seen)
            values.push_back(type + (pool.candidate ? std::string(1, kCandidate) : "") + ' ' + address + ' ' + day);
    return make_values(std::move(values));
}

Differing read_differing(const Values& values) {
    Differing differing;
    for (const auto& value : values)
        if (const auto words = words_of(value); words.size() == 2)
            if (const auto since = parse_time(words[1])) differing[words[0]] = *since;
    return differing;
}

Values write_differing(const Differing& differing) {
    std::vector<std::string> values;
    for (const auto& [type, since] : differing) values.push_back(type + ' ' + format_time(since));
    return make_values(std::move(values));
}

}  // namespace nameward::collectors
