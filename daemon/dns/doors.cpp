#include "dns/doors.h"

namespace nameward::dns {

Net doors_for_look(Engine& engine, Resolver& resolver, std::function<bool(const IpAddress&)> allowed, LookPtr look) {
    Net net;
    net.dns = [&engine, look](std::span<const DnsQuestion> questions) { return engine.ask(questions, look); };
    net.parent_zone = [&resolver, look](const Domain& domain) { return resolver.parent_zone(domain, look); };
    net.addresses = [&resolver, look](std::span<const std::string> hosts) { return resolver.addresses(hosts, look); };
    net.allowed = std::move(allowed);
    return net;
}

}  // namespace nameward::dns
