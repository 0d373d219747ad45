// What one server's answer says of one set of records. Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "collectors/targets.h"
#include "nameward/dns.h"
#include "nameward/observation.h"

namespace nameward::collectors {

struct RecordSet {
    std::string owner;
    std::uint16_t type = 0;
    auto operator<=>(const RecordSet&) const = default;
};

bool is_address(std::uint16_t type);  // A or AAAA
std::string type_text(std::uint16_t type);
std::string records_property(std::uint16_t type);  // "records.MX"

// Present where the server answers with authority and has records of the set; absent where it says with authority that
// there are none, with an SOA of the zone or with an alias (CNAME) in their place: what an alias leads to is not the
// owner's. Everything else is unknown, with the reason.
Seen read_records(const Domain& domain, const RecordSet& set, const DnsAnswer& answer);

// A host may be a zone of its own, with servers of its own.
struct Referral {
    Values names;
    Glue glue;                  // addresses of names below the cut
    void take(Referral other);  // what another server says of the same zone
};
std::optional<Referral> read_referral(const Domain& domain, const RecordSet& set, const DnsAnswer& answer);

}  // namespace nameward::collectors
