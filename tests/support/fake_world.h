// A parent zone and one domain below it, as name servers of a test answer: behind the doors of Net, without sockets.
#pragma once

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "nameward/net.h"

namespace nameward::test {

// How one server address behaves.
enum class Mode { well, timeout, servfail, refused, lame, truncated, forged, malformed, nxdomain, no_way };

// Presentation forms by owner and type.
using FakeRecords = std::map<std::pair<std::string, std::uint16_t>, std::vector<std::string>>;

struct FakeWorld {
    std::string domain = "example.com";

    // The parent's side. Names with their addresses.
    std::map<std::string, std::vector<std::string>> parents{{"a.parent.example", {"127.0.1.1"}},
                                                            {"b.parent.example", {"127.0.1.2"}}};
    bool delegated = true;
    std::vector<std::string> delegation{"ns1.example.net", "ns2.example.net"};
    std::vector<std::string> glue;  // "ns1.example.com 127.0.2.1"
    std::vector<std::string> ds;

    // The child's side: where a name lives, and what its servers say of the domain.
    std::map<std::string, std::vector<std::string>> hosts{{"ns1.example.net", {"127.0.2.1"}},
                                                          {"ns2.example.net", {"127.0.2.2"}}};
    std::vector<std::string> child_ns{"ns1.example.net", "ns2.example.net"};
    std::string soa = "ns1.example.net hostmaster.example.com";  // mname rname

    // Other records of the domain and of names below it; where a server differs, by address.
    FakeRecords records;
    std::map<std::string, FakeRecords> records_at;
    // Sets that are handed out in turn, by owner and type, before `records`.
    std::map<std::pair<std::string, std::uint16_t>, std::vector<std::vector<std::string>>> turns;
    std::vector<std::string> without_soa;        // addresses that deny without an SOA
    std::map<std::string, std::string> cut_off;  // names that are zones of their own, with their server

    std::map<std::string, Mode> modes;                            // by address; well where absent
    std::map<std::string, std::vector<std::string>> child_ns_at;  // by address, where one differs
    std::map<std::string, std::vector<std::string>> delegation_at;
    std::map<std::string, std::string> soa_at;
    bool parent_zone_is_found = true;
    std::vector<std::string> unresolvable;  // hosts whose addresses cannot be found now
    std::vector<std::string> not_allowed;   // addresses

    // Order of records, TTL and serial differ with every answer.
    std::mt19937 random{20261123};

    std::vector<DnsQuestion> asked;
    std::vector<std::string> looked_up;

    Net net();  // refers to this world
    void set_parents(Mode mode);
    void set_children(Mode mode);
    // Another set of name servers at the parent and in the zone, each with one address from 127.0.3.1 on.
    void move_to(const std::vector<std::string>& names);

  private:
    DnsAnswer answer(const DnsQuestion& question);
    DnsAnswer parent_answer(const DnsQuestion& question);
    DnsAnswer child_answer(const DnsQuestion& question);
    DnsAnswer records_answer(const DnsQuestion& question);
    std::vector<std::string> texts(const DnsQuestion& question, std::uint16_t type);
    bool exists(const std::string& name) const;
    DnsAnswer denial(int code) const;
    DnsRecord record(const std::string& owner, std::uint16_t type, const std::string& text);
    void shuffle(std::vector<DnsRecord>& section);
    bool is_parent(const std::string& address) const;

    std::map<std::pair<std::string, std::uint16_t>, std::size_t> turn_;
};

}  // namespace nameward::test
