#include "dns/reading.h"

#include <algorithm>

#include "dns/wire.h"
#include "nameward/domain.h"

namespace nameward::dns {
namespace {

constexpr std::size_t kMostServers = 32;    // of one zone; the largest delegations have 13
constexpr std::size_t kMostAddresses = 32;  // of one host

bool is_strictly_below(std::string_view name, std::string_view zone) {
    return name != zone && is_within(name, zone);
}

Reading useless(std::string why) {
    Reading out;
    out.why = std::move(why);
    return out;
}

std::string target(const DnsRecord& record) {
    return name_to_text(record.rdata);
}

std::vector<const DnsRecord*> records_of(const std::vector<DnsRecord>& section, std::string_view owner,
                                         std::uint16_t type) {
    std::vector<const DnsRecord*> out;
    for (const DnsRecord& record : section) {
        if (record.type == type && record.owner == owner) out.push_back(&record);
    }
    return out;
}

std::vector<IpAddress> addresses_in(const std::vector<DnsRecord>& section, const std::string& owner,
                                    std::uint16_t type) {
    std::vector<IpAddress> out;
    for (const DnsRecord* record : records_of(section, owner, type)) {
        const Bytes bytes(reinterpret_cast<const std::uint8_t*>(record->rdata.data()), record->rdata.size());
        const std::size_t size = type == rr::A ? 4 : 16;
        if (bytes.size() != size || out.size() >= kMostAddresses) continue;
        if (const auto address = IpAddress::from_bytes(bytes)) out.push_back(*address);
    }
    return out;
}

std::vector<IpAddress> glue(const DnsAnswer& answer, std::string_view zone, const std::string& host) {
    if (!is_within(host, zone)) return {};
    std::vector<IpAddress> out = addresses_in(answer.additional, host, rr::A);
    const std::vector<IpAddress> v6 = addresses_in(answer.additional, host, rr::AAAA);
    out.insert(out.end(), v6.begin(), v6.end());
    return out;
}

Reading cut_at(const DnsAnswer& answer, std::string_view zone, const std::string& cut,
               const std::vector<const DnsRecord*>& name_servers) {
    Reading out;
    out.kind = Reading::Kind::cut;
    out.zone = cut;
    out.authoritative = answer.authoritative;
    out.ttl = name_servers.front()->ttl;
    for (const DnsRecord* record : name_servers) {
        if (out.servers.size() >= kMostServers) break;
        const std::string host = target(*record);
        out.ttl = std::min(out.ttl, record->ttl);
        out.servers.push_back({host, glue(answer, zone, host)});
    }
    return out;
}

// The owner of the NS records in the authority section, if they lead from `zone` towards `name`.
Reading referral(const DnsAnswer& answer, std::string_view zone, const std::string& name) {
    for (const DnsRecord& record : answer.authority) {
        if (record.type != rr::NS) continue;
        if (is_strictly_below(record.owner, zone) && is_within(name, record.owner)) {
            return cut_at(answer, zone, record.owner, records_of(answer.authority, record.owner, rr::NS));
        }
    }
    return useless("");
}

bool has_soa(const DnsAnswer& answer, std::string_view zone, const std::string& name) {
    return std::any_of(answer.authority.begin(), answer.authority.end(), [&](const DnsRecord& record) {
        return record.type == rr::SOA && is_within(record.owner, zone) && is_within(name, record.owner);
    });
}

Reading data(const DnsAnswer& answer, std::string_view zone, const std::string& name, std::uint16_t type,
             const std::vector<const DnsRecord*>& records) {
    if (type == rr::NS) return cut_at(answer, zone, name, records);
    Reading out;
    out.kind = Reading::Kind::data;
    out.addresses = addresses_in(answer.answer, name, type);
    return out;
}

Reading alias(const DnsRecord& record) {
    Reading out;
    out.kind = Reading::Kind::alias;
    out.alias = target(record);
    return out;
}

// Only an SOA tells "there is none" from a server that knows nothing (RFC 2308 2).
Reading absence(const DnsAnswer& answer, std::string_view zone, const std::string& name) {
    if (!has_soa(answer, zone, name)) return useless("an empty authoritative answer without SOA");
    Reading out;
    out.kind = answer.rcode == rcode::nxdomain ? Reading::Kind::no_such_name : Reading::Kind::no_data;
    return out;
}

Reading authoritative(const DnsAnswer& answer, std::string_view zone, const std::string& name, std::uint16_t type) {
    const auto records = records_of(answer.answer, name, type);
    if (!records.empty()) return data(answer, zone, name, type, records);
    const auto aliases = records_of(answer.answer, name, rr::CNAME);
    if (!aliases.empty()) return alias(*aliases.front());
    return absence(answer, zone, name);
}

}  // namespace

Reading read_answer(const DnsAnswer& answer, std::string_view zone, const std::string& name, std::uint16_t type) {
    if (!answer.responded()) return useless(answer.reason);
    if (answer.rcode != rcode::noerror && answer.rcode != rcode::nxdomain) return useless(rcode_name(answer.rcode));
    if (answer.rcode == rcode::noerror && answer.answer.empty() && !has_soa(answer, zone, name)) {
        Reading out = referral(answer, zone, name);  // some servers set AA on it
        if (out.kind == Reading::Kind::cut) return out;
    }
    if (answer.authoritative) return authoritative(answer, zone, name, type);
    if (!answer.answer.empty()) return useless("an answer that is not authoritative");
    return useless(answer.rcode == rcode::nxdomain ? "NXDOMAIN that is not authoritative"
                                                   : "neither an answer nor a referral below " +
                                                         (zone.empty() ? std::string("the root") : std::string(zone)));
}

}  // namespace nameward::dns
