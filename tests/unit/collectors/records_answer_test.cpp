#include "collectors/records_answer.h"

#include "builders.h"
#include "catch.h"
#include "collectors/limits.h"

using namespace nameward;
using namespace nameward::collectors;
using namespace nameward::test;

namespace {

const RecordSet kAddresses{"www.example.com", rr::A};

DnsAnswer said(int code, std::vector<DnsRecord> answer, std::vector<DnsRecord> authority = {}) {
    DnsAnswer made;
    made.outcome = DnsAnswer::Outcome::response;
    made.rcode = code;
    made.authoritative = true;
    made.answer = std::move(answer);
    made.authority = std::move(authority);
    return made;
}

DnsRecord record(const std::string& owner, std::uint16_t type, const std::string& text) {
    return {owner, type, 300, "", text};
}

DnsRecord soa_of(const std::string& zone) {
    return record(zone, rr::SOA, "ns1.example.net hostmaster.example.com 7 1 2 3 4");
}

Seen read(const DnsAnswer& answer, const RecordSet& set = kAddresses) {
    return read_records(kDomain, set, answer);
}

}  // namespace

TEST_CASE("an authoritative answer's records are the word, whatever else it holds", "[records]") {
    const auto seen =
        read(said(rcode::noerror,
                  {record("www.example.com", rr::A, "192.0.2.2"), record("www.example.com", 46, "A 13 3"),
                   record("other.example.com", rr::A, "192.0.2.9"), record("www.example.com", rr::A, "192.0.2.1")}));
    CHECK(seen.values == Values{"192.0.2.1", "192.0.2.2"});
}

TEST_CASE("the serial and the timers are no part of an SOA", "[records]") {
    CHECK(read(said(rcode::noerror, {soa_of("example.com")}), {"example.com", rr::SOA}).values ==
          Values{"ns1.example.net hostmaster.example.com"});
}

TEST_CASE("none is only what is denied with authority and an SOA of the zone", "[records]") {
    const auto absent = Seen::State::absent;
    CHECK(read(said(rcode::noerror, {}, {soa_of("example.com")})).state == absent);
    CHECK(read(said(rcode::nxdomain, {}, {soa_of("example.com")})).state == absent);
    CHECK(read(said(rcode::noerror, {}, {soa_of("www.example.com")})).state == absent);

    CHECK_FALSE(read(said(rcode::noerror, {})).known());
    CHECK_FALSE(read(said(rcode::nxdomain, {})).known());
    CHECK_FALSE(read(said(rcode::nxdomain, {}, {soa_of("com")})).known());
    CHECK_FALSE(read(said(rcode::nxdomain, {}, {soa_of("")})).known());
    CHECK_FALSE(read(said(rcode::nxdomain, {}, {soa_of("mail.example.com")})).known());
    CHECK_FALSE(read(said(rcode::noerror, {}, {soa_of("evilexample.com")})).known());
    auto cached = said(rcode::nxdomain, {}, {soa_of("example.com")});
    cached.authoritative = false;
    CHECK_FALSE(read(cached).known());
}

TEST_CASE("an alias stands in place of all else: what it leads to is not the owner's", "[records]") {
    const auto answer = said(rcode::noerror, {record("www.example.com", rr::CNAME, "cdn.example.net"),
                                              record("cdn.example.net", rr::A, "192.0.2.7")});
    CHECK(read(answer).state == Seen::State::absent);
    CHECK(read(answer, {"www.example.com", rr::CNAME}).values == Values{"cdn.example.net"});
    // The target does not exist (RFC 6604).
    CHECK(read(said(rcode::nxdomain, {record("www.example.com", rr::CNAME, "gone.example.net")})).state ==
          Seen::State::absent);
}

TEST_CASE("silence, errors and answers without authority say nothing, and say why", "[records]") {
    DnsAnswer silent;
    silent.reason = "no answer over UDP (3 tries) and TCP";
    CHECK(read(silent).reason == "no answer over UDP (3 tries) and TCP");
    CHECK(read(said(rcode::servfail, {})).reason == "answered SERVFAIL");
    CHECK(read(said(rcode::refused, {record("www.example.com", rr::A, "192.0.2.1")})).reason == "answered REFUSED");
    auto cached = said(rcode::noerror, {record("www.example.com", rr::A, "192.0.2.1")});
    cached.authoritative = false;
    CHECK(read(cached).reason == "answered NOERROR without authority");
    auto referral = said(rcode::noerror, {}, {record("www.example.com", rr::NS, "ns.example.org")});
    referral.authoritative = false;
    CHECK(read(referral).reason == "answered that the name is a zone of its own");
    CHECK_FALSE(read(said(rcode::nxdomain, {record("www.example.com", rr::A, "192.0.2.1")})).known());
}

TEST_CASE("a huge set is cut, and a change of the rest remains one", "[records]") {
    std::vector<DnsRecord> many;
    for (int i = 0; i < 300; ++i)
        many.push_back(record("example.com", rr::TXT, "\"" + std::string(250, 'a') + std::to_string(i) + "\""));
    const RecordSet texts{"example.com", rr::TXT};
    const auto before = read(said(rcode::noerror, many), texts).values;
    CHECK_FALSE(is_too_large(first_of(before, kMostMembers, kMostText)));
    CHECK(before.size() <= kMostMembers + 1);
    many.back().text = "\"something else\"";
    CHECK(read(said(rcode::noerror, many), texts).values != before);
}

TEST_CASE("a referral leads below the domain only, and its glue below the cut only", "[records]") {
    auto answer = said(
        rcode::noerror, {},
        {record("www.example.com", rr::NS, "ns.www.example.com"), record("www.example.com", rr::NS, "ns.example.org")});
    answer.authoritative = false;
    answer.additional = {record("ns.www.example.com", rr::A, "192.0.2.53"),
                         record("ns.example.org", rr::A, "192.0.2.54"),
                         record("other.www.example.com", rr::A, "192.0.2.55")};
    const auto referral = read_referral(kDomain, kAddresses, answer);
    REQUIRE(referral);
    CHECK(referral->names == Values{"ns.example.org", "ns.www.example.com"});
    CHECK(referral->glue.size() == 1);
    CHECK(referral->glue.contains("ns.www.example.com"));

    for (const auto* owner : {"com", "", "example.com", "mail.example.com", "x.www.example.com"}) {
        INFO(owner);
        for (auto& each : answer.authority) each.owner = owner;
        CHECK_FALSE(read_referral(kDomain, kAddresses, answer));
    }
    for (auto& each : answer.authority) each.owner = "www.example.com";
    answer.authoritative = true;
    CHECK_FALSE(read_referral(kDomain, kAddresses, answer));
}
