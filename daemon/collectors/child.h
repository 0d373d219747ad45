// What the delegated servers say of the domain, each asked at every address. Pure, but for the questions it sends
// through Net.
#pragma once

#include <map>

#include "collectors/agreement.h"
#include "nameward/collector.h"

namespace nameward::collectors {

// One server at one address, as it answered SOA and NS of the domain.
struct ChildServer {
    // lame: answers, but not with authority for the domain. denied: answers with an error code on purpose.
    // failing: SERVFAIL and the like, which may pass. silent: no answer to use.
    enum class State { ok, lame, denied, failing, silent };
    std::string name;
    std::string address;  // "-" where the name has none
    State state = State::silent;
    std::string word;    // "ok", "lame", "unreachable", "REFUSED": the value in authority.servers
    std::string reason;  // for people, where not ok
    Seen ns, soa;        // known where the server is ok
    std::string key() const { return name + '/' + address; }
};

struct ChildView {
    Seen ns, soa, servers;
    Condition lame;
    std::string disagreement;  // who says what, where servers differ about the name servers; else empty
};

// `names` are asked, and the names that their answers add; `glue` gives the addresses of names below the domain.
std::vector<ChildServer> ask_children(const Domain& domain, const Net& net, Attention attention, const Values& names,
                                      const std::map<std::string, std::vector<IpAddress>>& glue);

// From the servers' words to the facts: pure.
ChildView weigh(const Domain& domain, const std::vector<ChildServer>& servers);

// One server's answers to SOA and NS: pure.
ChildServer read_child(const Domain& domain, const std::string& name, const std::string& address, const DnsAnswer& soa,
                       const DnsAnswer& ns);

}  // namespace nameward::collectors
