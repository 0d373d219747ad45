// What the delegated servers say of the domain, each asked at every address. Pure, but for the questions it sends
// through Net.
#pragma once

#include "collectors/targets.h"
#include "nameward/collector.h"

namespace nameward::collectors {

inline constexpr const char* kChild = "child";  // the source

// One server at one address, as it answered SOA and NS of the domain.
struct ChildServer {
    // lame: answers, but not with authority for the domain, or cannot be there for anybody. error: answers with an
    // error code. silent: no answer to use.
    enum class State { ok, lame, error, silent };
    std::string name;
    std::string address;  // "-" where none is known
    State state = State::silent;
    std::string word;     // "ok", "lame", "unreachable", "REFUSED": the state in authority.servers
    std::string reason;   // for people, where not ok
    bool no_way = false;  // silent because nothing goes there from this machine
    Seen ns, soa;         // known where the server is ok
    std::string member() const { return name + '/' + address; }
};

// These names, each at all its addresses; `glue` gives the addresses of names below the domain.
std::vector<ChildServer> ask_servers(const Domain& domain, const Net& net, Attention attention, const Values& names,
                                     const Glue& glue);

// These names, and then the names that their answers add.
std::vector<ChildServer> ask_children(const Domain& domain, const Net& net, Attention attention, const Values& names,
                                      const Glue& glue);

// "mname rname" of an SOA: its serial and its timers are housekeeping.
std::string soa_value(const std::string& text);

// One server's answers to SOA and NS: pure.
ChildServer read_child(const Domain& domain, const std::string& name, const std::string& address, const DnsAnswer& soa,
                       const DnsAnswer& ns);

}  // namespace nameward::collectors
