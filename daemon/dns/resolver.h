// Walking down from the root with an Engine: whose delegation is it, and where does a host live.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nameward/dns.h"
#include "nameward/look.h"
#include "nameward/time.h"

namespace nameward::dns {

// A named.root style file ("" = built in): the root's servers with their addresses. Error names file and line.
Result<std::vector<NameServer>> root_hints(const std::filesystem::path& file);

// Iterates from the root hints, without recursion, by questions to `ask` (Engine::ask, or a fake). Pure apart from
// `ask` and its cache. Thread-safe.
//
// Remembered: the name servers and addresses of the root and of top-level domains, to their TTL (at most a day).
// Everything below a TLD is asked anew each time, so that a moved delegation is never hidden by memory.
// Answers are believed only inside the zone of the server that gave them (bailiwick). Limits, each against a hostile
// zone: 16 referrals per name, 8 CNAMEs, depth 6 of name servers that need name servers, 100 questions for one parent
// zone or host, and the look on whose behalf it asks: a walk ends at the first answer that is cut_off.
class Resolver {
  public:
    using Ask = std::function<std::vector<DnsAnswer>(std::span<const DnsQuestion>, const LookPtr&)>;

    // `allowed` says whether an address from an answer may be asked (root hints are always allowed).
    Resolver(std::vector<NameServer> root, Ask ask, std::function<bool(const IpAddress&)> allowed,
             std::function<Wall()> wall);
    ~Resolver();

    // The zone above the domain's cut and its servers with addresses: the servers that give (or deny) the delegation
    // of `domain`. For a domain that does not exist, the closest enclosing zone that does. Transient error with who
    // was asked and what came back where no server of some zone on the way answers.
    Result<ParentZone> parent_zone(const Domain& domain, const LookPtr& look = {});

    // In the order of the hosts. A host of which only some is known (A answered, AAAA silent) is an error too: what is
    // missing must not look as if it were gone. Hosts are looked for side by side, those of one zone after the first of
    // them has shown the way.
    std::vector<Addresses> addresses(std::span<const std::string> hosts, const LookPtr& look = {});

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace nameward::dns
