// What one answer says on the way down from the root. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nameward/dns.h"

namespace nameward::dns {

struct Reading {
    enum class Kind {  // the more is known, the greater
        useless,       // failed, not authoritative, a referral to nowhere: `why` says what came back
        no_such_name,  // NXDOMAIN
        no_data,       // the name exists, without records of that type, or only names below it exist
        alias,         // CNAME to `alias`
        data,          // records of that type: `addresses`, or `servers` for NS
        cut,           // a zone `zone` begins between here and the name: `servers` with the glue that may be believed
    };
    Kind kind = Kind::useless;
    std::string zone, alias, why;
    std::vector<NameServer> servers;
    std::uint32_t ttl = 0;  // the least of what was used for a cut or for NS data
    std::vector<IpAddress> addresses;
    bool authoritative = false;  // of a cut: the server serves the child too
};

// `zone` is the zone whose server answered: nothing outside it is believed, and no glue outside it (bailiwick).
// An authoritative answer to NS is a cut at the name itself.
Reading read_answer(const DnsAnswer& answer, std::string_view zone, const std::string& name, std::uint16_t type);

}  // namespace nameward::dns
