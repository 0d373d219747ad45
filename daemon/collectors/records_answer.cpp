#include "collectors/records_answer.h"

#include <algorithm>
#include <utility>

#include "collectors/child.h"
#include "collectors/limits.h"

namespace nameward::collectors {
namespace {

constexpr std::pair<std::uint16_t, const char*> kTypes[] = {
    {rr::A, "A"},     {rr::AAAA, "AAAA"}, {rr::CNAME, "CNAME"}, {rr::MX, "MX"},         {rr::TXT, "TXT"},
    {rr::CAA, "CAA"}, {rr::NS, "NS"},     {rr::SOA, "SOA"},     {rr::DNSKEY, "DNSKEY"},
};

Values values_of(const RecordSet& set, const DnsAnswer& answer) {
    std::vector<std::string> texts;
    for (const auto& record : answer.answer)
        if (record.type == set.type && record.owner == set.owner)
            texts.push_back(set.type == rr::SOA ? soa_value(record.text) : record.text);
    return with_digest(make_values(std::move(texts)));
}

bool has_alias(const RecordSet& set, const DnsAnswer& answer) {
    return std::any_of(answer.answer.begin(), answer.answer.end(),
                       [&](const DnsRecord& record) { return record.type == rr::CNAME && record.owner == set.owner; });
}

// NODATA or NXDOMAIN (RFC 2308 2): the SOA is that of the domain or of a zone below it.
bool denies(const Domain& domain, const RecordSet& set, const DnsAnswer& answer) {
    return std::any_of(answer.authority.begin(), answer.authority.end(), [&](const DnsRecord& record) {
        return record.type == rr::SOA && is_within(record.owner, domain.name()) && is_within(set.owner, record.owner);
    });
}

// Below the domain, on the way to the owner.
bool is_cut(const Domain& domain, const RecordSet& set, const DnsRecord& record) {
    return record.type == rr::NS && record.owner != domain.name() && is_within(record.owner, domain.name()) &&
           is_within(set.owner, record.owner);
}

Glue glue_below(const std::string& cut, const Values& names, const DnsAnswer& answer) {
    Glue glue;
    for (const auto& record : answer.additional) {
        const bool needed =
            is_within(record.owner, cut) && std::binary_search(names.begin(), names.end(), record.owner);
        if (const auto address = IpAddress::parse(record.text); is_address(record.type) && needed && address)
            glue[record.owner].push_back(*address);
    }
    return glue;
}

}  // namespace

bool is_address(std::uint16_t type) {
    return type == rr::A || type == rr::AAAA;
}

std::string type_text(std::uint16_t type) {
    for (const auto& [number, name] : kTypes)
        if (number == type) return name;
    return "TYPE" + std::to_string(type);
}

std::string records_property(std::uint16_t type) {
    return "records." + type_text(type);
}

void Referral::take(Referral other) {
    names.insert(names.end(), other.names.begin(), other.names.end());
    names = make_values(std::move(names));
    glue.merge(other.glue);
}

Seen read_records(const Domain& domain, const RecordSet& set, const DnsAnswer& answer) {
    if (!answer.responded()) return Seen::unknown(answer.reason);
    const bool says_something = answer.rcode == rcode::noerror || answer.rcode == rcode::nxdomain;
    if (!says_something) return Seen::unknown("answered " + rcode_name(answer.rcode));
    if (!answer.authoritative)
        return Seen::unknown(read_referral(domain, set, answer)
                                 ? "answered that the name is a zone of its own"
                                 : "answered " + rcode_name(answer.rcode) + " without authority");
    if (answer.rcode == rcode::noerror)
        if (auto values = values_of(set, answer); !values.empty())
            return Seen::present(std::move(values), {answer.evidence});
    if (has_alias(set, answer) || denies(domain, set, answer)) return Seen::absent({answer.evidence});
    return Seen::unknown("answered " + rcode_name(answer.rcode) + " with neither the records nor a denial of them");
}

std::optional<Referral> read_referral(const Domain& domain, const RecordSet& set, const DnsAnswer& answer) {
    if (!answer.responded() || answer.rcode != rcode::noerror || answer.authoritative || !answer.answer.empty())
        return std::nullopt;
    std::vector<std::string> names;
    std::string cut;
    for (const auto& record : answer.authority) {
        if (!is_cut(domain, set, record) || (!cut.empty() && record.owner != cut)) continue;
        cut = record.owner;
        names.push_back(record.text);
    }
    if (names.empty()) return std::nullopt;
    Referral referral{make_values(std::move(names)), {}};
    referral.glue = glue_below(cut, referral.names, answer);
    return referral;
}

}  // namespace nameward::collectors
