// Questions to chosen name servers and their answers: the vocabulary between collectors and the DNS engine.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "nameward/domain.h"
#include "nameward/evidence.h"
#include "nameward/ip_address.h"

namespace nameward {

namespace rr {  // RR TYPE numbers (IANA)
inline constexpr std::uint16_t A = 1, NS = 2, CNAME = 5, SOA = 6, MX = 15, TXT = 16, AAAA = 28, DS = 43, RRSIG = 46,
                               DNSKEY = 48, CAA = 257;
}
namespace rcode {  // RCODE numbers (IANA)
inline constexpr int noerror = 0, servfail = 2, nxdomain = 3, notimp = 4, refused = 5;
}

// "NOERROR", "REFUSED", ... "RCODE23".
std::string rcode_name(int rcode);

// Asked without recursion, EDNS 1232 and DO; UDP first unless `tcp`.
struct DnsQuestion {
    IpAddress server;
    std::string name;  // lower case, no trailing dot; "" is the root. Escaped as in RFC 1035 5.1 (\., \DDD)
    std::uint16_t type = 0;
    bool tcp = false;
    bool registry = false;   // a root or TLD server: the tighter budget (10 questions per second at most) holds
    bool recursive = false;  // with RD set: `server` is a resolver
    std::uint16_t port = 0;  // 0 = the port of name servers (network.dns_port)
};

struct DnsRecord {
    std::string owner;  // lower case, escaped, no trailing dot
    std::uint16_t type = 0;
    std::uint32_t ttl = 0;
    std::string rdata;  // wire, uncompressed, names inside lower-cased (canonical form, RFC 4034 6.2)
    std::string text;   // presentation form; names without trailing dot, lower case
};

struct DnsAnswer {
    enum class Outcome {
        response,     // a well-formed answer to exactly this question; look at rcode
        timeout,      // nothing acceptable came, over UDP and TCP
        unreachable,  // this machine has no way there (no route, ICMP, private address not allowed)
        truncated,    // TC over UDP, and TCP brought nothing
        forged,       // only packets that do not answer what was asked came, and TCP brought nothing
        malformed,    // an answer to the question that could not be read to its end
        suspended,    // not asked: the circuit breaker of this server is open
        cut_off,      // the time or the questions of the look that asked were used up before an answer came
    };
    Outcome outcome = Outcome::timeout;
    std::string reason;  // for people, whole: "ns1 ... no answer over UDP (3 tries) and TCP"; empty for a response
    int rcode = 0;       // with the extended bits of EDNS
    bool authoritative = false;
    bool recursion_available = false;
    bool over_tcp = false;
    std::uint32_t foreign_packets = 0;  // arrived on this question's sockets and did not belong to it
    std::vector<DnsRecord> answer, authority, additional;  // additional without OPT
    EvidencePtr evidence;  // the response's bytes; null unless a packet was accepted or read in part

    bool responded() const { return outcome == Outcome::response; }
};

struct NameServer {
    std::string name;
    std::vector<IpAddress> addresses;
};

// The zone above a domain's cut, and who serves it.
struct ParentZone {
    std::string zone;  // "com"; "" is the root
    std::vector<NameServer> servers;
};

// The addresses of one host: empty = the authority says that it has none.
using Addresses = Result<std::vector<IpAddress>>;

}  // namespace nameward
