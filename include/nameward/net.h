// The doors outward, as a collector has them for one look: DNS, HTTP, WHOIS, and documents that are kept.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nameward/dns.h"
#include "nameward/outward.h"

namespace nameward {

// One question to somebody else's HTTP server.
struct Fetch {
    std::string url;
    std::string method = "GET", body{};
    std::vector<std::pair<std::string, std::string>> headers{};
    // How many redirects are followed. Each goes where addresses are public or listed, and never from https to http.
    int redirects = 0;
    // The operator wrote the URL: it may lead anywhere. Otherwise its addresses are judged like those of a redirect.
    bool by_operator = false;
    // http:// is refused unless this is set: for registries that have nothing else.
    bool plain_allowed = false;
    std::size_t body_limit = std::size_t{512} * 1024;  // of decoded bytes
    std::string kind = "http";                         // of the evidence
};

struct Fetched {
    HttpResponse response;  // the last one, whatever its status
    std::string url;        // that it came from
    bool plain = false;     // some of the way was http
    EvidencePtr evidence;   // the body as decoded; the first 64 KiB of one that was cut
};

// One question to a WHOIS server (RFC 3912).
struct WhoisQuestion {
    std::string host;
    std::string query;         // without its line end
    bool by_operator = false;  // as in Fetch
};

struct WhoisReply {
    std::string bytes;       // as sent, at most 256 KiB
    bool cut = false;        // there was more
    std::string broken_off;  // why the end may be missing (a reset, the deadline); empty where the server closed
    EvidencePtr evidence;
};

// A document that is the same for all domains: kept, and refreshed by a conditional GET when it is a day old.
struct DocumentWish {
    std::string url;
    std::string_view seed{};                          // what holds until it was fetched once
    std::function<bool(const std::string&)> valid{};  // what is not, does not replace the copy that is there
};

struct Document {
    std::shared_ptr<const std::string> text;
    std::optional<Wall> fetched;  // nullopt: the seed
    std::string trouble;          // why it could not be refreshed; empty where that went well
};

// Thread-safe, blocking; each call asks everything at once and waits once. The look has 30 s, a minute with what shared
// budgets hold it up, and a bounded number of questions: then every call returns at once, and what is left is unknown
// with that reason.
struct Net {
    // Answers in the order of the questions.
    std::function<std::vector<DnsAnswer>(std::span<const DnsQuestion>)> dns{};
    // Walks down from the root. Delegations of root and TLDs are remembered to their TTL, nothing else.
    std::function<Result<ParentZone>(const Domain&)> parent_zone{};
    // Iterative, from the root; follows CNAME at most 8 times. In the order of the hosts.
    std::function<std::vector<Addresses>(std::span<const std::string>)> addresses{};
    // Whether an address from an answer may be connected to at all.
    std::function<bool(const IpAddress&)> allowed{};

    // In the order of the fetches. With redirects == 0 a redirect is an answer like any other; else one too many, a
    // circle, or one that may not be followed is an Error. Otherwise an Error means that there was no answer to judge,
    // or that the host is left in peace (it answered 429 or 503, or failed several times in a row); its sentence says
    // until when.
    std::function<std::vector<Result<Fetched>>(std::span<const Fetch>)> http{};
    std::function<Result<WhoisReply>(const WhoisQuestion&)> whois{};
    std::function<Document(const DocumentWish&)> document{};
    // The host said in its own words that it is asked too often (HTTP 429 and 503 are heard without this): nobody asks
    // it again for that long, or for a time that doubles with each repetition. The host as in a URL, without its port;
    // a WHOIS server as "whois.example.com:43".
    std::function<void(const std::string& host, std::optional<Seconds> wish)> hold_off{};
};

}  // namespace nameward
