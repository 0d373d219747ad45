// The collector `records` over days: what is told of records, and what is not.
#include "collectors/records.h"

#include <algorithm>

#include "catch.h"
#include "collectors/records_asking.h"
#include "collectors/records_pool.h"
#include "fake_world.h"
#include "watch.h"

using namespace nameward;
using namespace nameward::test;
using Kind = FindingEvent::Kind;
using Key = std::pair<std::string, std::uint16_t>;

namespace {

const Key kWww{"www.example.com", rr::A}, kApex{"example.com", rr::A}, kMail{"example.com", rr::MX},
    kTexts{"example.com", rr::TXT};
constexpr int kStep = 300;  // seconds between looks

struct Days {
    FakeWorld world;
    Watch watch;
    std::int64_t second = 0;

    Days() {
        watch.collector = collectors::records();
        watch.domain.hosts = {"www.example.com"};
        world.records = {{kApex, {"192.0.2.1"}},
                         {kWww, {"192.0.2.10"}},
                         {kMail, {"10 mail.example.com"}},
                         {kTexts, {"\"v=spf1 -all\"", "\"some-token=1\""}},
                         {{"example.com", rr::CAA}, {"0 issue \"ca.example.net\""}},
                         {{"example.com", rr::DNSKEY}, {"257 3 13 aGVsbG8="}}};
    }

    // Regular looks with their second looks, so many of them.
    void pass(int looks = 1) {
        for (int i = 0; i < looks; ++i) {
            watch.pass(world.net(), at(second));
            second += kStep;
        }
    }
    Record look() {
        second += kStep;
        return watch.look(world.net(), at(second - kStep));
    }
    Record second_look() { return watch.look(world.net(), at(second - kStep + 30)); }
    Seen seen(const std::string& property, const std::string& owner = "example.com") {
        const auto facts = watch.store.knowledge("example.com", at(second)).facts;
        const auto found = facts.find({owner, property, "child"});
        return found == facts.end() ? Seen::unknown("never seen") : found->second.seen;
    }
    Values values(const std::string& property, const std::string& owner = "example.com") {
        return seen(property, owner).values;
    }
    Sight sight() { return watch.store.knowledge("example.com", at(second)).sights.at("child"); }
    std::vector<Change> told() const { return watch.store.told(); }
    std::size_t opened() const { return watch.store.events_of("records.inconsistent", Kind::opened).size(); }
    std::size_t asked(const Key& key, const std::string& server) const {
        return static_cast<std::size_t>(
            std::count_if(world.asked.begin(), world.asked.end(), [&](const DnsQuestion& question) {
                return Key{question.name, question.type} == key && question.server.text() == server;
            }));
    }
};

using Sets = std::vector<std::vector<std::string>>;

// One address at a time from so many, in one /24.
Sets singles(const std::string& network, int first, int count) {
    Sets sets;
    for (int i = first; i < first + count; ++i) sets.push_back({network + std::to_string(i)});
    return sets;
}

Values flat(const Sets& sets) {
    std::vector<std::string> all;
    for (const auto& set : sets) all.insert(all.end(), set.begin(), set.end());
    return make_values(all);
}

}  // namespace

TEST_CASE("the records of the domain and its hosts are seen at every server, and nothing is told of them",
          "[records]") {
    Days days;
    days.pass();
    CHECK(days.values("records.A") == Values{"192.0.2.1"});
    CHECK(days.values("records.A", "www.example.com") == Values{"192.0.2.10"});
    CHECK(days.values("records.MX") == Values{"10 mail.example.com"});
    CHECK(days.values("records.TXT") == Values{"\"some-token=1\"", "\"v=spf1 -all\""});
    CHECK(days.values("records.CAA") == Values{"0 issue \"ca.example.net\""});
    CHECK(days.values("records.NS") == Values{"ns1.example.net", "ns2.example.net"});
    CHECK(days.values("records.SOA") == Values{"ns1.example.net hostmaster.example.com"});
    CHECK(days.values("records.DNSKEY") == Values{"257 3 13 aGVsbG8="});
    CHECK(days.seen("records.AAAA").state == Seen::State::absent);
    CHECK(days.seen("records.CNAME", "www.example.com").state == Seen::State::absent);
    CHECK(days.asked(kMail, "127.0.2.1") == 1);
    CHECK(days.asked(kMail, "127.0.2.2") == 1);
    days.pass(3);
    CHECK(days.told().empty());
    CHECK(days.sight().last_ok == at(3 * kStep));
    CHECK_FALSE(days.sight().blind_since);
}

TEST_CASE("a change of each type is told, with its weight and its layer", "[records]") {
    struct Case {
        std::uint16_t type;
        std::vector<std::string> after;
        Severity severity, when_critical;
        Layer layer;
    };
    const auto which = GENERATE(from_range(std::vector<Case>{
        {rr::A, {"192.0.2.2"}, Severity::warning, Severity::critical, Layer::dns_operator},
        {rr::A, {}, Severity::warning, Severity::critical, Layer::dns_operator},
        {rr::AAAA, {"2001:db8::1"}, Severity::warning, Severity::critical, Layer::dns_operator},
        {rr::MX, {"10 mail.evil.example"}, Severity::warning, Severity::critical, Layer::mail},
        {rr::MX, {"10 mail.example.com", "20 mail.evil.example"}, Severity::warning, Severity::critical, Layer::mail},
        {rr::TXT, {"\"v=spf1 ?all\""}, Severity::notice, Severity::notice, Layer::dns_operator},
        {rr::CAA, {}, Severity::warning, Severity::warning, Layer::dns_operator},
        {rr::CAA,
         {"0 issue \"ca.example.net\"", "0 issue \"other.example\""},
         Severity::notice,
         Severity::notice,
         Layer::dns_operator},
        {rr::DNSKEY,
         {"257 3 13 aGVsbG8=", "257 3 13 d29ybGQ="},
         Severity::notice,
         Severity::notice,
         Layer::dns_operator},
        {rr::DNSKEY, {}, Severity::warning, Severity::warning, Layer::dns_operator},
    }));
    const bool critical = GENERATE(false, true);
    Days days;
    days.watch.domain.critical = critical;
    days.pass(2);
    const auto before = days.values(collectors::records_property(which.type));
    days.world.records[{"example.com", which.type}] = which.after;
    days.pass(3);
    INFO(collectors::records_property(which.type));
    REQUIRE(days.told().size() == 1);
    const auto change = days.told().front();
    CHECK(change.fact == fact_of(collectors::records_property(which.type), "child"));
    CHECK(change.before == before);
    CHECK(change.after == make_values(which.after));
    CHECK(change.state == ChangeState::confirmed);
    CHECK(change.severity == (critical ? which.when_critical : which.severity));
    CHECK(change.layer == which.layer);
    CHECK_FALSE(change.attack.empty());
    CHECK(days.opened() == 0);
}

TEST_CASE("a host that becomes an alias loses its addresses, and both are told", "[records]") {
    Days days;
    days.pass();
    days.world.records.erase(kWww);
    days.world.records[{"www.example.com", rr::CNAME}] = {"cdn.evil.example"};
    days.pass(2);
    REQUIRE(days.told().size() == 2);
    CHECK(days.values("records.CNAME", "www.example.com") == Values{"cdn.evil.example"});
    CHECK(days.seen("records.A", "www.example.com").state == Seen::State::absent);
    for (const auto& change : days.told()) CHECK(change.fact.subject == "www.example.com");
    CHECK(days.told().front().summary.find("of www.example.com") != std::string::npos);
}

TEST_CASE("a change that the second look does not see is not told", "[records]") {
    Days days;
    days.pass();
    days.world.records[kMail] = {"10 mail.evil.example"};
    CHECK(days.look().suspected.size() == 1);
    days.world.records[kMail] = {"10 mail.example.com"};
    days.second_look();
    CHECK(days.told().empty());
    CHECK(days.values("records.MX") == Values{"10 mail.example.com"});
}

TEST_CASE("servers that fail have no vote, and change nothing", "[records]") {
    const auto mode = GENERATE(Mode::timeout, Mode::servfail, Mode::refused, Mode::lame, Mode::truncated, Mode::forged,
                               Mode::malformed, Mode::nxdomain, Mode::no_way);
    Days days;
    days.pass();
    SECTION("one of them: the others are seen, and their change is told") {
        days.world.modes["127.0.2.2"] = mode;
        days.pass(4);
        CHECK(days.told().empty());
        CHECK_FALSE(days.sight().blind_since);
        days.world.records[kMail] = {"10 mail.evil.example"};
        days.pass();
        REQUIRE(days.told().size() == 1);
        CHECK(days.told().front().state == ChangeState::confirmed);
    }
    SECTION("all of them: blind with a reason, no change, and what changed meanwhile is told afterwards") {
        days.world.set_children(mode);
        days.pass(4);
        CHECK(days.told().empty());
        REQUIRE(days.sight().blind_since == at(kStep));
        CHECK(days.sight().reason.find("gave no answer to use") != std::string::npos);
        CHECK(days.values("records.MX") == Values{"10 mail.example.com"});
        days.world.set_children(Mode::well);
        days.world.records[kMail] = {"10 mail.evil.example"};
        days.pass();
        REQUIRE(days.told().size() == 1);
        CHECK_FALSE(days.sight().blind_since);
    }
    SECTION("the parent: its present word is what counts") {
        days.world.set_parents(mode == Mode::nxdomain ? Mode::timeout : mode);
        days.pass(2);
        CHECK(days.told().empty());
        CHECK(days.sight().reason.rfind("the domain's servers are not known: ", 0) == 0);
    }
}

TEST_CASE("a denial without an SOA of the zone is no denial", "[records]") {
    Days days;
    days.pass();
    days.world.records.erase(kMail);
    days.world.without_soa = {"127.0.2.1", "127.0.2.2"};
    days.pass(2);
    CHECK(days.told().empty());
    CHECK(days.sight().reason.find("with neither the records nor a denial of them") != std::string::npos);
    days.world.without_soa = {"127.0.2.2"};
    days.pass();
    CHECK(days.told().size() == 1);
}

TEST_CASE("a domain that is not delegated has no records to see", "[records]") {
    Days days;
    days.pass();
    days.world.delegated = false;
    days.pass(4);
    CHECK(days.told().empty());
    CHECK_FALSE(days.sight().applicable);
    CHECK_FALSE(days.sight().blind_since);
}

TEST_CASE("a host that is a zone of its own is asked at the servers of that zone", "[records]") {
    Days days;
    days.world.cut_off["www.example.com"] = "ns.elsewhere.example";
    days.world.hosts["ns.elsewhere.example"] = {"127.0.9.1"};
    days.pass();
    CHECK(days.values("records.A", "www.example.com") == Values{"192.0.2.10"});
    CHECK(days.seen("records.AAAA", "www.example.com").state == Seen::State::absent);
    CHECK_FALSE(days.sight().blind_since);
    CHECK(days.asked(kMail, "127.0.9.1") == 0);
    days.world.records[kWww] = {"192.0.2.11"};
    days.pass();
    CHECK(days.told().size() == 1);

    days.world.modes["127.0.9.1"] = Mode::timeout;
    days.world.records[kWww] = {"192.0.2.12"};
    days.pass();
    CHECK(days.told().size() == 1);
    CHECK(days.sight().reason.find("a zone of its own") != std::string::npos);
    CHECK(days.seen("records.MX").known());
}

// ---- servers that differ ----

TEST_CASE("a zone transfer under way is no change until all servers say the same", "[records]") {
    Days days;
    days.pass();
    days.world.records[kMail] = {"10 new.example.com"};
    days.world.records_at["127.0.2.2"][kMail] = {"10 mail.example.com"};
    days.pass(2);
    CHECK(days.told().empty());
    CHECK(days.values("records.MX") == Values{"10 mail.example.com"});
    CHECK_FALSE(days.sight().blind_since);
    days.world.records_at.clear();
    days.pass(3);
    REQUIRE(days.told().size() == 1);
    CHECK(days.told().front().before == Values{"10 mail.example.com"});
    CHECK(days.told().front().after == Values{"10 new.example.com"});
    CHECK(days.told().front().state == ChangeState::confirmed);
    CHECK(days.opened() == 0);
}

TEST_CASE("one server that goes on serving something foreign is told, and so is what it serves next", "[records]") {
    Days days;
    days.pass();
    days.world.records_at["127.0.2.2"][kMail] = {"10 mail.evil.example"};
    days.pass(3);
    REQUIRE(days.told().size() == 1);
    CHECK(days.told().front().added() == Values{"10 mail.evil.example"});
    CHECK(days.told().front().removed().empty());
    CHECK(days.told().front().state == ChangeState::confirmed);
    REQUIRE(days.opened() == 1);
    const auto finding = days.watch.store.events_of("records.inconsistent", Kind::opened).front().finding;
    CHECK(finding.incident == days.told().front().incident);
    CHECK(finding.layer == Layer::dns_operator);
    CHECK(finding.summary.find("MX of example.com") != std::string::npos);
    CHECK(finding.summary.find("ns2.example.net/127.0.2.2: 10 mail.evil.example") != std::string::npos);

    days.pass(3);
    CHECK(days.told().size() == 1);
    days.world.records_at["127.0.2.2"][kMail] = {"10 mail.worse.example"};
    days.pass();
    REQUIRE(days.told().size() == 2);
    CHECK(days.told().back().added() == Values{"10 mail.worse.example"});

    days.world.records_at.clear();
    days.pass();
    CHECK(days.values("records.MX") == Values{"10 mail.example.com"});
    CHECK(days.told().size() == 3);
    CHECK(days.watch.store.events_of("records.inconsistent", Kind::closed).size() == 1);
    CHECK_FALSE(days.seen(collectors::kDiffering).state == Seen::State::present);
}

TEST_CASE("one server that serves something foreign now and then is told, too", "[records]") {
    Days days;
    days.pass();
    for (int i = 0; i < 3; ++i) {
        days.world.records_at["127.0.2.2"][kMail] = {"10 mail.evil.example"};
        days.pass();
        days.world.records_at.clear();
        if (i < 2) days.pass(2);
    }
    REQUIRE_FALSE(days.told().empty());
    CHECK(days.told().front().added() == Values{"10 mail.evil.example"});
    CHECK(days.opened() == 0);
}

TEST_CASE("a transfer that was seen once leaves nothing behind", "[records]") {
    Days days;
    days.pass();
    days.world.records[kMail] = {"10 new.example.com"};
    days.world.records_at["127.0.2.2"][kMail] = {"10 mail.example.com"};
    days.pass();
    CHECK(days.values(collectors::kDiffering).size() == 1);
    days.world.records_at.clear();
    days.pass(2);
    CHECK(days.values(collectors::kDiffering).empty());
}

TEST_CASE("an address that one of the servers serves is not taken for a member of a pool", "[records]") {
    Days days;
    days.pass();
    days.world.records_at["127.0.2.2"][kWww] = {"192.0.2.66"};  // in the known /24
    days.pass(3);
    REQUIRE(days.told().size() == 1);
    CHECK(days.told().front().added() == Values{"192.0.2.66"});
    CHECK(days.opened() == 1);
}

TEST_CASE("servers that differ from the first look on are a finding, not a change", "[records]") {
    Days days;
    days.world.records_at["127.0.2.2"][kMail] = {"10 other.example.com"};
    days.pass(4);
    CHECK(days.told().empty());
    CHECK(days.opened() == 1);
    CHECK(days.values("records.MX") == Values{"10 mail.example.com", "10 other.example.com"});
}

TEST_CASE("silence of the server that differs takes nothing from what is known", "[records]") {
    Days days;
    days.world.records_at["127.0.2.2"][kMail] = {"10 other.example.com"};
    days.pass(4);
    days.world.modes["127.0.2.2"] = Mode::timeout;
    days.pass(3);
    CHECK(days.told().empty());
    CHECK(days.watch.store.events_of("records.inconsistent", Kind::closed).empty());
    SECTION("what the others add is told") {
        days.world.records[kMail] = {"10 mail.evil.example"};
        days.pass();
        REQUIRE(days.told().size() == 1);
        CHECK(days.told().front().added() == Values{"10 mail.evil.example"});
    }
    SECTION("when it says the same as the others, what it said is gone") {
        days.world.modes.clear();
        days.world.records_at.clear();
        days.pass();
        REQUIRE(days.told().size() == 1);
        CHECK(days.told().front().removed() == Values{"10 other.example.com"});
    }
    SECTION("an error is no silence: it serves nobody") {
        days.world.modes["127.0.2.2"] = Mode::refused;
        days.pass();
        CHECK(days.told().size() == 1);
    }
}

TEST_CASE("operators that name their own primary are no inconsistency", "[records]") {
    Days days;
    days.world.soa_at["127.0.2.2"] = "dns.other.example hostmaster.example.com";
    days.pass(6);
    CHECK(days.opened() == 0);
    CHECK(days.told().empty());
    CHECK(days.values("records.SOA").size() == 2);
    CHECK_FALSE(days.sight().blind_since);
}

TEST_CASE("servers that only the domain itself names are asked too", "[records]") {
    Days days;
    days.world.hosts["ns3.example.net"] = {"127.0.2.3"};
    days.world.child_ns = {"ns1.example.net", "ns2.example.net", "ns3.example.net"};
    days.pass();
    CHECK(days.asked(kMail, "127.0.2.3") == 1);
    days.world.records_at["127.0.2.3"][kMail] = {"10 mail.evil.example"};
    days.pass(3);
    CHECK(days.told().size() == 1);
}

// ---- rotating pools ----

TEST_CASE("a rotating name is learnt by a burst at first sight, and its members come and go unheard", "[records]") {
    Days days;
    days.world.turns[kWww] = singles("192.0.2.", 10, 6);
    days.pass();
    CHECK(days.asked(kWww, "127.0.2.1") == collectors::kBurst);
    CHECK(days.asked(kWww, "127.0.2.2") == collectors::kBurst);
    CHECK(days.asked(kMail, "127.0.2.1") == 1);
    CHECK(days.values("records.A", "www.example.com") == flat(singles("192.0.2.", 10, 6)));
    days.world.asked.clear();
    days.pass(20);
    CHECK(days.asked(kWww, "127.0.2.1") == 20);  // and no burst
    CHECK(days.told().empty());

    SECTION("another member of the same network is learnt") {
        days.world.turns[kWww].push_back({"192.0.2.99"});
        days.pass(20);
        CHECK(days.told().empty());
        CHECK(days.values("records.A", "www.example.com") ==
              make_values(
                  {"192.0.2.10", "192.0.2.11", "192.0.2.12", "192.0.2.13", "192.0.2.14", "192.0.2.15", "192.0.2.99"}));
    }
    SECTION("a foreign one is a change, with the learnt members before it") {
        days.world.turns[kWww].push_back({"192.0.2.99"});
        days.pass(20);
        days.world.turns[kWww].push_back({"203.0.113.5"});
        days.pass(10);
        REQUIRE(days.told().size() == 1);
        const auto change = days.told().front();
        CHECK(change.state == ChangeState::confirmed);
        CHECK(change.before.size() == 7);
        CHECK(change.added() == Values{"203.0.113.5"});
        CHECK(change.removed().empty());
        CHECK(change.severity == Severity::warning);
        days.pass(20);
        CHECK(days.told().size() == 1);
    }
    SECTION("a foreign one that was there for a moment is not told") {
        days.world.records_at["127.0.2.2"][kWww] = {"203.0.113.5"};
        CHECK(days.look().suspected.size() == 1);
        days.world.records_at.clear();
        days.second_look();
        days.pass(5);
        CHECK(days.told().empty());
        CHECK(days.values("records.A", "www.example.com").size() == 6);
    }
    SECTION("all of another network at once") {
        days.world.turns[kWww] = singles("203.0.113.", 1, 3);
        days.pass(3);
        REQUIRE(days.told().size() == 1);
        CHECK(days.told().front().added() == flat(singles("203.0.113.", 1, 3)));
    }
    SECTION("no address at all any more") {
        days.world.turns.erase(kWww);
        days.world.records.erase(kWww);
        days.pass(2);
        REQUIRE(days.told().size() == 1);
        CHECK(days.told().front().after.empty());
    }
}

TEST_CASE("a member that was not seen for a month leaves, unheard while its network stays", "[records]") {
    Days days;
    days.world.turns[kWww] = {{"192.0.2.1"}, {"192.0.2.2"}, {"198.51.100.1"}};
    days.pass(5);
    days.world.turns[kWww] = {{"192.0.2.1"}, {"198.51.100.1"}};
    for (int day = 0; day < 29; ++day) days.second += 86400, days.pass(3);
    CHECK(days.values("records.A", "www.example.com").size() == 3);
    for (int day = 0; day < 4; ++day) days.second += 86400, days.pass(3);
    CHECK(days.values("records.A", "www.example.com") == Values{"192.0.2.1", "198.51.100.1"});
    CHECK(days.told().empty());

    days.world.turns[kWww] = {{"192.0.2.1"}, {"192.0.2.2"}};
    for (int day = 0; day < 35; ++day) days.second += 86400, days.pass(3);
    REQUIRE(days.told().size() == 1);
    CHECK(days.told().front().removed() == Values{"198.51.100.1"});
    CHECK(days.told().front().severity == Severity::notice);
}

TEST_CASE("IPv6 members are known by their /48", "[records]") {
    const Key www{"www.example.com", rr::AAAA};
    Days days;
    days.world.turns[www] = {{"2001:db8:1::1"}, {"2001:db8:1::2"}};
    days.pass(3);
    days.world.turns[www].push_back({"2001:db8:1:ffff::3"});
    days.pass(5);
    CHECK(days.told().empty());
    days.world.turns[www].push_back({"2001:db8:2::1"});
    days.pass(5);
    REQUIRE(days.told().size() == 1);
    CHECK(days.told().front().added() == Values{"2001:db8:2::1"});
}

TEST_CASE("a name that gave one single set is not rotating: any change is told, inside its /24 too", "[records]") {
    Days days;
    days.world.records[kWww] = {"192.0.2.10", "192.0.2.11"};
    days.pass(2);
    days.world.records[kWww] = {"192.0.2.10", "192.0.2.12"};
    days.pass(2);
    REQUIRE(days.told().size() == 1);
    CHECK(days.told().front().added() == Values{"192.0.2.12"});
    CHECK(days.told().front().removed() == Values{"192.0.2.11"});
    CHECK(days.told().front().state == ChangeState::confirmed);
}

TEST_CASE("a burst comes before an alert of addresses, and only then", "[records]") {
    Days days;
    days.pass();
    days.world.asked.clear();
    days.pass(2);
    CHECK(days.asked(kWww, "127.0.2.1") == 2);
    days.world.records[kWww] = {"192.0.2.11"};
    days.world.asked.clear();
    CHECK(days.look().suspected.size() == 1);
    CHECK(days.asked(kWww, "127.0.2.1") == collectors::kBurst);
    CHECK(days.asked(kApex, "127.0.2.1") == 1);
}

TEST_CASE("a name that begins to rotate is told once, and is a pool from then on", "[records]") {
    Days days;
    days.pass(2);
    days.world.turns[kWww] = singles("192.0.2.", 10, 5);
    days.pass(10);
    REQUIRE(days.told().size() == 1);
    CHECK(days.told().front().state == ChangeState::confirmed);
    CHECK(days.told().front().before == Values{"192.0.2.10"});
    CHECK(days.told().front().after == flat(singles("192.0.2.", 10, 5)));
}

TEST_CASE("a pool of countless addresses takes up so much room, and is told once", "[records]") {
    Days days;
    days.pass(3);
    Sets sets;
    for (int i = 0; i < 40; ++i) {
        sets.emplace_back();
        for (int j = 0; j < 40; ++j) sets.back().push_back("198.51.100." + std::to_string((i * 37 + j) % 250));
    }
    days.world.turns[kWww] = sets;
    days.pass(20);
    CHECK(days.told().size() == 1);
    CHECK(days.values("records.A", "www.example.com").size() <= 65);
    CHECK(days.values(collectors::kPool, "www.example.com").size() <= 65);
}

TEST_CASE("a pool in more networks than are kept is silent once it is known to be so, and its replacement is told",
          "[records]") {
    Days days;
    Sets sets;
    for (int i = 0; i < 100; ++i)
        sets.push_back({"10.0." + std::to_string(i) + ".1", "10.0." + std::to_string((i + 37) % 100) + ".1"});
    days.world.turns[kWww] = sets;
    days.pass(20);
    const auto learning = days.told().size();
    CHECK(learning <= 2);  // that there is more than the first burst met
    days.pass(40);
    CHECK(days.told().size() == learning);
    CHECK(days.values(collectors::kPool, "www.example.com").size() <= 65);

    days.world.turns[kWww] = {{"192.0.2.66"}};
    days.pass(2);
    REQUIRE(days.told().size() > learning);
    CHECK(days.told().back().after == Values{"192.0.2.66"});
}

TEST_CASE("what is foreign to a pool that fills its room is told by its name", "[records]") {
    Days days;
    days.world.turns[kWww] = singles("10.0.0.", 1, 8);
    for (auto& set : days.world.turns[kWww])
        for (int i = 1; i < 8; ++i) set.push_back("10.0." + std::to_string(i) + "." + set.front().substr(7));
    days.pass(5);
    REQUIRE(days.values("records.A", "www.example.com").size() == 64);
    days.world.turns[kWww].push_back({"192.0.2.66"});
    days.pass(3);
    REQUIRE(days.told().size() == 1);
    const auto after = days.told().back().after;
    CHECK(std::find(after.begin(), after.end(), "192.0.2.66") != after.end());
}

TEST_CASE("a rotation that was taken back leaves the name as strict as before", "[records]") {
    Days days;
    days.pass(2);
    days.world.turns[kWww] = {{"192.0.2.10"}, {"192.0.2.11"}};
    CHECK(days.look().suspected.size() == 1);
    days.world.turns.clear();
    days.second_look();
    days.pass();
    CHECK(days.told().empty());
    days.world.records[kWww] = {"192.0.2.11"};
    days.pass();
    CHECK(days.told().size() == 1);
}

TEST_CASE("a pool that stands still is none any more", "[records]") {
    Days days;
    days.world.turns[kWww] = {{"192.0.2.10"}, {"192.0.2.10", "192.0.2.11"}};
    days.pass(3);
    days.world.turns.clear();
    days.world.records[kWww] = {"192.0.2.10", "192.0.2.11"};
    days.pass(2);
    days.world.records[kWww] = {"192.0.2.10", "192.0.2.12"};
    days.pass(2);
    CHECK(days.told().size() == 1);
}

// ---- limits ----

TEST_CASE("a look keeps to its questions, and says what it did not reach", "[records]") {
    Days days;
    days.world.hosts["ns1.example.net"].clear();
    days.world.hosts["ns2.example.net"].clear();
    for (int i = 1; i <= 8; ++i) {
        days.world.hosts["ns1.example.net"].push_back("127.0.4." + std::to_string(i));
        days.world.hosts["ns2.example.net"].push_back("127.0.5." + std::to_string(i));
    }
    for (int i = 0; i < 40; ++i) {
        const auto name = "h" + std::to_string(10 + i) + ".example.com";
        days.watch.domain.hosts.push_back(name);
        days.world.records[{name, rr::A}] = {"192.0.2." + std::to_string(10 + i)};
    }
    days.look();
    CHECK(days.world.asked.size() < 1000);
    CHECK(days.seen("records.DNSKEY").known());
    CHECK(days.seen("records.A", "h10.example.com").known());
    CHECK_FALSE(days.seen("records.A", "h49.example.com").known());
    CHECK(days.sight().reason.find("name fewer hosts") != std::string::npos);
    CHECK(days.told().empty());
}

TEST_CASE("what no burst was left for is learnt in the next looks", "[records]") {
    Days days;
    days.world.delegation =
        days.world.child_ns = {"ns1.example.net", "ns2.example.net", "ns3.example.net", "ns4.example.net"};
    days.world.hosts["ns3.example.net"] = {"127.0.2.3"};
    days.world.hosts["ns4.example.net"] = {"127.0.2.4"};
    for (int i = 0; i < 30; ++i) {
        const auto name = "h" + std::to_string(10 + i) + ".example.com";
        days.watch.domain.hosts.push_back(name);
        days.world.records[{name, rr::A}] = {"192.0.2." + std::to_string(10 + i)};
    }
    days.look();
    CHECK(days.world.asked.size() < 1000);
    CHECK_FALSE(days.seen("records.A", "h39.example.com").known());
    CHECK(days.sight().reason.find("not learnt yet") != std::string::npos);
    days.pass(2);
    CHECK(days.seen("records.A", "h39.example.com").known());
    CHECK_FALSE(days.sight().blind_since);
    CHECK(days.told().empty());
}

TEST_CASE("an unchanged look keeps no evidence, a change does", "[records]") {
    Days days;
    const auto first = days.look();
    CHECK_FALSE(first.learnt.at(fact_of("records.MX", "child")).evidence.empty());
    const auto net = days.world.net();
    const auto known = core::known_now(days.watch.store.knowledge("example.com", at(0)));
    const auto& watch = days.watch;
    const auto again = watch.collector.look({watch.domain.name, watch.domain, known, watch.settings}, net,
                                            Attention::first, now_at(0));
    for (const auto& [fact, seen] : again.observations) CHECK(seen.evidence.empty());
}

TEST_CASE("what strangers answer is held in parts, and their evidence is bounded", "[records]") {
    Days days;
    for (int i = 1; i <= 8; ++i) {
        days.world.hosts["ns1.example.net"].push_back("127.0.4." + std::to_string(i));
        days.world.hosts["ns2.example.net"].push_back("127.0.5." + std::to_string(i));
    }
    auto net = days.world.net();
    std::size_t most_at_once = 0;
    net.dns = [&, answer = net.dns](std::span<const DnsQuestion> questions) {
        most_at_once = std::max(most_at_once, questions.size());
        auto answers = answer(questions);
        for (auto& one : answers)
            one.evidence = std::make_shared<const Evidence>(
                Evidence{"dns", "127.0.0.1", "a question", {}, std::string(16 * 1024, 'x')});
        return answers;
    };
    const Observations nothing;
    const auto& watch = days.watch;
    const auto seen =
        watch.collector
            .look({watch.domain.name, watch.domain, nothing, watch.settings}, net, Attention::first, now_at(0))
            .observations;
    std::set<EvidencePtr> kept;
    for (const auto& [fact, word] : seen) kept.insert(word.evidence.begin(), word.evidence.end());
    CHECK_FALSE(kept.empty());
    CHECK(kept.size() * 16 * 1024 <= 128 * 1024);
    CHECK(most_at_once == collectors::kAtOnce);
    for (const auto& [fact, word] : seen) CHECK(word.known());
}

TEST_CASE("a host that left the configuration is watched no more", "[records]") {
    Days days;
    days.pass();
    days.watch.domain.hosts.clear();
    days.world.records.erase(kWww);
    const auto record = days.look();
    CHECK(record.blind.at(fact_of("records.A", "child", "www.example.com")) == "not watched any more");
    CHECK(days.told().empty());
    CHECK_FALSE(days.sight().blind_since);
}

TEST_CASE("what the collector remembers is never told and not listed as watched", "[records]") {
    const auto collector = collectors::records();
    for (const auto* name : {collectors::kPool, collectors::kDiffering}) {
        const auto* spec = collector.spec(fact_of(name, "child"));
        REQUIRE(spec);
        CHECK(spec->memory);
    }
    CHECK_FALSE(collector.spec(fact_of("records.A", "child"))->memory);
}

TEST_CASE("what is remembered reads back as it was written", "[records]") {
    using namespace nameward::collectors;
    Pools pools;
    pools["A"] = Pool{}.renewed({"192.0.2.1", "192.0.2.2"}, {"192.0.2.1"}, at(0));
    pools["AAAA"] = Pool{true, {{"2001:db8::1", "2026-11-01"}}};
    CHECK(read_pools(write_pools(pools)) == pools);
    CHECK(write_pools(pools) ==
          Values{"A 192.0.2.1 2026-11-23", "A 192.0.2.2 2026-11-23", "AAAA? 2001:db8::1 2026-11-01"});
    const Differing differing{{"TXT", at(0)}};
    CHECK(read_differing(write_differing(differing)) == differing);
    CHECK(read_pools({"", "A", "A x", "? ? ?"}).size() <= 1);
    CHECK(read_differing({"", "TXT yesterday", "TXT"}).empty());
    CHECK(networks_of({"192.0.2.1", "192.0.2.200", "2001:db8:1:2::1", "odd"}) ==
          Values{"192.0.2.0/24", "2001:db8:1::/48", "odd"});
}
