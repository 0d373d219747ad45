// RDAP and WHOIS servers, and the parent zone, as a test answers them: behind the doors of Net, without sockets.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "fake_world.h"

namespace nameward::test {

inline constexpr const char* kRdapUrl = "https://rdap.example/com/domain/example.com";

struct FakeRegistries {
    FakeWorld zone;  // what the parent's servers say

    struct Page {
        int status = 200;
        std::string body;
        std::optional<Seconds> retry_after{};
    };
    std::map<std::string, Page> pages;        // by URL; what is not here cannot be reached
    std::map<std::string, WhoisReply> whois;  // by "HOST QUERY"
    std::string bootstrap;                    // IANA's file; empty: it was never fetched, the seed holds

    std::vector<Fetch> fetched;
    std::vector<WhoisQuestion> whois_asked;
    std::vector<std::string> held_off;  // hosts

    Net net();  // refers to this

    void answer(const std::string& url, const std::string& body, int status = 200) { pages[url] = {status, body, {}}; }
    void tell(const std::string& host, const std::string& query, const std::string& text);
};

// An RDAP answer about example.com, the parts that tests vary filled in.
struct RdapText {
    std::string name = "example.com";
    std::string registrar = "Example Registrar", iana_id = "9001";
    std::vector<std::string> statuses{"client transfer prohibited"};
    std::vector<std::string> name_servers{"NS1.EXAMPLE.NET", "ns2.example.net"};
    std::string created = "2001-02-03T04:05:06Z", expires = "2030-02-03T04:05:06Z", updated = "2025-02-03T04:05:06Z";
    std::string secure_dns = R"({"delegationSigned":false})";
    std::string registrant;  // a jCard's properties: R"(["fn",{},"text","Example Owner"])"
    std::string related;     // the registrar's URL
    std::string text() const;
};

}  // namespace nameward::test
