#include "collectors/registration.h"

#include <algorithm>

#include "catch.h"
#include "fake_registries.h"
#include "watch.h"

using namespace nameward;
using namespace nameward::test;
using State = Condition::State;

namespace {

constexpr const char* kRdap = "rdap.registry";
constexpr const char* kRdapRegistrar = "rdap.registrar";
constexpr const char* kWhois = "whois.registry";
constexpr const char* kWhoisRegistrar = "whois.registrar";
constexpr const char* kRegistrarUrl = "https://rdap.registrar.example/domain/EXAMPLE.COM";
constexpr const char* kBootstrap =
    R"({"version":"1.0","services":[[["com","example"],["https://rdap.example/com/"]],[["kg"],["http://rdap.kg.example"]]]})";

constexpr const char* kWhoisText =
    "Domain Name: EXAMPLE.COM\r\nRegistrar: Example Registrar\r\nRegistrar IANA ID: 9001\r\n"
    "Registrar WHOIS Server: whois.registrar.example\r\nCreation Date: 2001-02-03T04:05:06Z\r\n"
    "Registry Expiry Date: 2030-02-03T04:05:06Z\r\nName Server: NS1.EXAMPLE.NET\r\nName Server: NS2.EXAMPLE.NET\r\n"
    "Domain Status: clientTransferProhibited https://icann.org/epp#clientTransferProhibited\r\nDNSSEC: unsigned\r\n"
    ">>> Last update of WHOIS database: 2026-11-23T07:00:00Z <<<\r\n";

struct RegistrationStage {
    FakeRegistries world;
    RdapText rdap;
    DomainConfig config = domain_config();
    Config settings;
    Observations known;
    Collector collector = collectors::registration();

    RegistrationStage() { world.bootstrap = kBootstrap; }

    Collected look(Attention attention = Attention::first) {
        return collector.look({config.name, config, known, settings}, world.net(), attention, now_at(0));
    }
    void publish(int status = 200) { world.answer(kRdapUrl, rdap.text(), status); }
    // What this look saw is what the next one knows.
    Collected learn() {
        auto collected = look();
        for (const auto& [fact, seen] : collected.observations)
            if (seen.known()) known[fact] = seen;
        return collected;
    }
    void over_whois() {
        world.bootstrap = R"({"services":[[["org"],["https://rdap.example/org/"]]]})";
        world.tell("whois.iana.org", "com", "domain: COM\nwhois: whois.registry.example\n");
        world.tell("whois.registry.example", "example.com", kWhoisText);
    }
};

}  // namespace

TEST_CASE("the registry's RDAP answer becomes facts", "[registration]") {
    RegistrationStage stage;
    stage.rdap.secure_dns =
        R"({"delegationSigned":true,"dsData":[{"keyTag":12345,"algorithm":13,"digestType":2,"digest":"abcd"}]})";
    stage.rdap.registrant = R"(["fn",{},"text","Example Owner"],["email",{},"text","owner@example.com"])";
    stage.publish();
    const auto collected = stage.look();
    const auto values = [&](const char* property) { return word(collected, property, kRdap).values; };
    CHECK(values("registration.state") == Values{"registered"});
    CHECK(values("registration.registrar") == Values{"Example Registrar"});
    CHECK(values("registration.registrar_id") == Values{"9001"});
    CHECK(values("registration.statuses") == Values{"clientTransferProhibited"});
    CHECK(values("registration.created") == Values{"2001-02-03T04:05:06Z"});
    CHECK(values("registration.updated") == Values{"2025-02-03T04:05:06Z"});
    CHECK(values("registration.expires") == Values{"2030-02-03T04:05:06Z"});
    CHECK(values("registration.name_servers") == Values{"ns1.example.net", "ns2.example.net"});
    CHECK(values("registration.ds") == Values{"12345 13 2 ABCD"});
    CHECK(values("registration.dnssec") == Values{"signed"});
    CHECK(values("registration.contact.registrant.email") == Values{"owner@example.com"});
    CHECK(values("registration.exposure") == Values{"registrant.email=public", "registrant.name=public"});
    CHECK(word(collected, "registration.state", kRdap).evidence.at(0)->kind == "rdap");
    CHECK(condition(collected, "registration.disputed").state == State::clear);

    REQUIRE(stage.world.fetched.size() == 1);
    CHECK(stage.world.fetched[0].headers.at(0).second.find("application/rdap+json, ") == 0);
    CHECK_FALSE(stage.world.fetched[0].by_operator);
    CHECK_FALSE(stage.world.fetched[0].plain_allowed);
    CHECK(stage.world.whois_asked.empty());
}

TEST_CASE("what is not asked is not applicable, and every fact that is reported is described", "[registration]") {
    RegistrationStage stage;
    stage.rdap.registrant = R"(["fn",{},"text","Example Owner"])";
    stage.publish();
    const auto collected = stage.look();
    for (const auto& [fact, seen] : collected.observations) {
        INFO(fact.property << " " << fact.source);
        CHECK(stage.collector.spec(fact) != nullptr);
    }
    CHECK_FALSE(word(collected, "registration.state", kWhois).applicable);
    CHECK(word(collected, "registration.state", kWhois).reason == "asked over RDAP now");
    CHECK_FALSE(word(collected, "registration.exposure", kWhoisRegistrar).applicable);
    CHECK_FALSE(word(collected, "registration.exposure", kRdapRegistrar).applicable);
    CHECK(word(collected, "registration.exposure", kRdapRegistrar).reason.find("names no RDAP server") !=
          std::string::npos);
}

TEST_CASE("the sources are all four, or RDAP's two where WHOIS is off", "[registration]") {
    RegistrationStage stage;
    CHECK(stage.collector.sources(stage.settings) ==
          std::set<std::string>{kRdap, kRdapRegistrar, kWhois, kWhoisRegistrar});
    stage.settings.registration.whois = false;
    CHECK(stage.collector.sources(stage.settings) == std::set<std::string>{kRdap, kRdapRegistrar});
    stage.publish();
    for (const auto& [fact, seen] : stage.look().observations) CHECK(fact.source.find("rdap.") == 0);
}

TEST_CASE("who speaks for a name: the operator's word, IANA's file, the servers not listed there", "[registration]") {
    RegistrationStage stage;
    SECTION("the operator wins, also with http and anywhere") {
        stage.settings.registration.rdap = {{"com", "http://127.0.0.1:8080/rdap"}};
        stage.world.answer("http://127.0.0.1:8080/rdap/domain/example.com", stage.rdap.text());
        CHECK(word(stage.look(), "registration.state", kRdap).known());
        CHECK(stage.world.fetched.at(0).by_operator);
        CHECK(stage.world.fetched.at(0).plain_allowed);
    }
    SECTION("http where IANA's file has nothing else") {
        stage.config = domain_config("example.kg");
        stage.rdap.name = "example.kg";
        stage.world.answer("http://rdap.kg.example/domain/example.kg", stage.rdap.text());
        stage.look();
        CHECK(stage.world.fetched.at(0).plain_allowed);
        CHECK_FALSE(stage.world.fetched.at(0).by_operator);
    }
    SECTION("a server that works and is not listed") {
        stage.config = domain_config("example.de");
        stage.look();
        CHECK(stage.world.fetched.at(0).url == "https://rdap.denic.de/domain/example.de");
    }
    SECTION("until IANA's file was fetched the list inside holds") {
        stage.world.bootstrap.clear();
        stage.look();
        CHECK(stage.world.fetched.at(0).url == "https://rdap.verisign.com/com/v1/domain/example.com");
    }
    SECTION("a file that names no server does not replace it") {
        stage.world.bootstrap = "<html>";
        stage.look();
        CHECK(stage.world.fetched.at(0).url == "https://rdap.verisign.com/com/v1/domain/example.com");
    }
}

TEST_CASE("without RDAP the root of WHOIS names who is asked", "[registration]") {
    RegistrationStage stage;
    stage.over_whois();
    const auto collected = stage.look();
    CHECK(word(collected, "registration.state", kWhois).values == Values{"registered"});
    CHECK(word(collected, "registration.registrar_id", kWhois).values == Values{"9001"});
    CHECK(word(collected, "registration.dnssec", kWhois).values == Values{"unsigned"});
    CHECK(word(collected, "registration.ds", kWhois).state == Seen::State::absent);
    CHECK_FALSE(word(collected, "registration.state", kRdap).applicable);
    CHECK(stage.world.fetched.empty());
    REQUIRE(stage.world.whois_asked.size() == 3);
    CHECK(stage.world.whois_asked[0].by_operator);
    CHECK_FALSE(stage.world.whois_asked[1].by_operator);
    CHECK(stage.world.whois_asked[2].host == "whois.registrar.example");

    stage.look();  // the root is not asked again
    CHECK(stage.world.whois_asked.size() == 5);
    stage.look(Attention::second);
    CHECK(stage.world.whois_asked.at(5).host == "whois.iana.org");
}

TEST_CASE("where nobody can be asked, nothing is watched and nothing is blind", "[registration]") {
    RegistrationStage stage;
    stage.world.bootstrap = R"({"services":[[["org"],["https://rdap.example/org/"]]]})";
    std::string reason;
    SECTION("neither RDAP nor WHOIS") {
        stage.world.tell("whois.iana.org", "com", "domain: COM\n");
        reason = "com: neither RDAP nor WHOIS: registration is not watched";
    }
    SECTION("WHOIS is off") {
        stage.settings.registration.whois = false;
        reason = "com: no RDAP, and registration.whois is off: registration is not watched";
    }
    SECTION("a public suffix") {
        stage.config = domain_config("co.uk");
        reason = "co.uk is a public suffix: names are registered below it, it is not registered itself";
    }
    const auto collected = stage.look();
    for (const auto& [fact, seen] : collected.observations) {
        CHECK_FALSE(seen.applicable);
        CHECK(seen.reason == reason);
    }
    for (const auto& each : collected.conditions) CHECK(each.state == State::moot);
    CHECK(collected.observations.size() >= 2);
}

TEST_CASE("a root of WHOIS that does not answer makes WHOIS blind, not the domain unwatched", "[registration]") {
    RegistrationStage stage;
    stage.over_whois();
    stage.learn();
    stage.world.whois.erase("whois.iana.org com");
    const auto collected = stage.look(Attention::second);
    CHECK(word(collected, "registration.state", kWhois).applicable);
    CHECK_FALSE(word(collected, "registration.state", kWhois).known());
    CHECK(word(collected, "registration.registrar", kWhois).reason.find("no way to WHOIS whois.iana.org") !=
          std::string::npos);
}

TEST_CASE("whoever was seen once is out of sight, not unwatched, when nobody is said to speak for it",
          "[registration]") {
    RegistrationStage stage;
    stage.over_whois();
    stage.learn();
    SECTION("an answer that names no server") {
        stage.world.tell("whois.iana.org", "com", "domain: COM\n");
    }
    SECTION("an answer that is none") {
        stage.world.tell("whois.iana.org", "com", "% Query rate limit exceeded\n");
    }
    const auto collected = stage.look(Attention::second);
    CHECK(word(collected, "registration.state", kWhois).applicable);
    CHECK_FALSE(word(collected, "registration.state", kWhois).known());
}

TEST_CASE("a refusal of WHOIS's root does not say that nobody speaks for a name", "[registration]") {
    RegistrationStage stage;
    stage.over_whois();
    for (const auto* text : {"% Query rate limit exceeded\n", "", "Welcome to the hotel\n", "domain: ORG\n"}) {
        INFO(text);
        stage.world.tell("whois.iana.org", "com", text);
        const auto collected = stage.look();
        CHECK(word(collected, "registration.state", kWhois).applicable);
        CHECK(word(collected, "registration.state", kWhois).reason.find("whois.iana.org does not tell of com") !=
              std::string::npos);
    }
    stage.over_whois();  // and nothing of it was remembered
    CHECK(word(stage.look(), "registration.state", kWhois).known());
}

TEST_CASE("a name below a registered one is watched by what was registered", "[registration]") {
    RegistrationStage stage;
    stage.config = domain_config("www.example.com");
    stage.publish();
    const auto collected = stage.look();
    CHECK(collected.observations.at({"www.example.com", "registration.state", kRdap}).values == Values{"registered"});
}

TEST_CASE("the registrar is asked for contacts only", "[registration]") {
    RegistrationStage stage;
    stage.rdap.related = kRegistrarUrl;
    stage.publish();
    auto registrars = stage.rdap;
    registrars.registrar = "Somebody Else";
    registrars.statuses = {"active"};
    registrars.registrant = R"(["fn",{},"text","Example Owner"])";
    stage.world.answer(kRegistrarUrl, registrars.text());
    SECTION("its word on the rest is not heard") {
        const auto collected = stage.look();
        CHECK(word(collected, "registration.contact.registrant.name", kRdapRegistrar).values ==
              Values{"Example Owner"});
        CHECK(word(collected, "registration.exposure", kRdapRegistrar).values == Values{"registrant.name=public"});
        CHECK(collected.observations.count(fact_of("registration.registrar", kRdapRegistrar)) == 0);
        CHECK(word(collected, "registration.registrar", kRdap).values == Values{"Example Registrar"});
        CHECK_FALSE(stage.world.fetched.at(1).by_operator);
    }
    SECTION("without it only contacts are unknown") {
        stage.learn();
        SECTION("unreachable") {
            stage.world.pages.erase(kRegistrarUrl);
        }
        SECTION("404: it forgets names that are about to go") {
            stage.world.answer(kRegistrarUrl, "{}", 404);
        }
        SECTION("another domain's answer") {
            registrars.name = "example.org";
            stage.world.answer(kRegistrarUrl, registrars.text());
        }
        const auto collected = stage.look();
        const auto& owner = word(collected, "registration.contact.registrant.name", kRdapRegistrar);
        CHECK_FALSE(owner.known());
        CHECK(owner.applicable);
        CHECK_FALSE(owner.reason.empty());
        CHECK(word(collected, "registration.state", kRdap).values == Values{"registered"});
    }
}

TEST_CASE("what was not an answer about the domain leaves all that was known unknown", "[registration]") {
    RegistrationStage stage;
    stage.rdap.registrant = R"(["fn",{},"text","Example Owner"])";
    stage.publish();
    const auto before = stage.learn();
    int status = 200;
    std::string body;
    SECTION("no connection") {
        stage.world.pages.clear();
        status = 0;
    }
    SECTION("throttled") {
        status = 429;
    }
    SECTION("throttled in other words") {
        status = 403;
        body = R"({"errorCode":403,"title":"Number of allowed queries exceeded"})";
    }
    SECTION("a server in trouble") {
        status = 503;
    }
    SECTION("HTML") {
        body = "<!DOCTYPE html><html><body>Welcome</body></html>";
    }
    SECTION("empty") {}
    SECTION("half an answer") {
        body = stage.rdap.text().substr(0, 300);
    }
    SECTION("another domain's") {
        stage.rdap.name = "example.org";
        body = stage.rdap.text();
    }
    SECTION("an entity") {
        body = R"({"objectClassName":"entity","handle":"X"})";
    }
    if (status != 0) stage.world.answer(kRdapUrl, body, status);
    const auto collected = stage.look();
    for (const auto& [fact, seen] : before.observations) {
        if (fact.source != kRdap) continue;
        INFO(fact.property);
        const auto& now = collected.observations.at(fact);
        CHECK_FALSE(now.known());
        CHECK(now.applicable);
        CHECK_FALSE(now.reason.empty());
    }
    CHECK(condition(collected, "registration.disputed").state == State::unknown);
    // 429 and 503 are heard by the door itself.
    CHECK(stage.world.held_off ==
          (status == 403 ? std::vector<std::string>{"rdap.example"} : std::vector<std::string>{}));
}

TEST_CASE("a registry that knows no such domain is believed where the parent zone agrees", "[registration]") {
    RegistrationStage stage;
    stage.publish();
    stage.learn();
    stage.world.answer(kRdapUrl, R"({"errorCode":404,"title":"Not Found"})", 404);
    SECTION("not delegated either: it is gone") {
        stage.world.zone.delegated = false;
        const auto collected = stage.look();
        CHECK(word(collected, "registration.state", kRdap).values == Values{"unregistered"});
        CHECK_FALSE(word(collected, "registration.registrar", kRdap).applicable);
        CHECK(condition(collected, "registration.disputed").state == State::clear);
        CHECK(condition(collected, "registration.expiring").state == State::moot);
    }
    SECTION("still delegated: a contradiction, which is a finding when it lasts") {
        const auto collected = stage.look();
        CHECK_FALSE(word(collected, "registration.state", kRdap).known());
        CHECK(word(collected, "registration.state", kRdap).disputed);
        const auto& disputed = condition(collected, "registration.disputed");
        CHECK(disputed.state == State::holds);
        CHECK(disputed.looks == 2);
        CHECK(collected.conditions.size() == 1);  // whether it expires is not known meanwhile
        CHECK(disputed.severity == Severity::warning);
        CHECK(disputed.summary ==
              "the registry says that example.com is not registered (it has no such domain: status 404 (\"Not "
              "Found\")), and its zone delegates it to ns1.example.net ns2.example.net");
    }
    SECTION("the parent cannot be heard: unknown") {
        stage.world.zone.set_parents(Mode::timeout);
        const auto collected = stage.look();
        CHECK_FALSE(word(collected, "registration.state", kRdap).known());
        CHECK_FALSE(word(collected, "registration.state", kRdap).disputed);
        CHECK(condition(collected, "registration.disputed").state == State::unknown);
    }
}

TEST_CASE("WHOIS that speaks of limits is held off and says nothing of the domain", "[registration]") {
    RegistrationStage stage;
    stage.over_whois();
    stage.learn();
    stage.world.tell("whois.registry.example", "example.com", "No match. Query limit exceeded, try again later.\n");
    stage.world.zone.delegated = false;
    const auto collected = stage.look();
    CHECK_FALSE(word(collected, "registration.state", kWhois).known());
    CHECK(stage.world.held_off == std::vector<std::string>{"whois.registry.example:43"});
}

TEST_CASE("of an answer that broke off only what it holds whole is known", "[registration]") {
    RegistrationStage stage;
    stage.over_whois();
    stage.learn();
    auto& reply = stage.world.whois.at("whois.registry.example example.com");
    SECTION("before its end") {
        reply.bytes = "Domain Name: EXAMPLE.COM\nRegistrar: Example Registrar\nName Server: NS1.EXAMPLE.NET\n";
        reply.broken_off = "connection reset";
        const auto collected = stage.look();
        CHECK(word(collected, "registration.registrar", kWhois).values == Values{"Example Registrar"});
        CHECK_FALSE(word(collected, "registration.name_servers", kWhois).known());
        CHECK_FALSE(word(collected, "registration.statuses", kWhois).known());
        CHECK_FALSE(word(collected, "registration.expires", kWhois).known());
        CHECK(word(collected, "registration.expires", kWhois).reason.find("connection reset") != std::string::npos);
    }
    SECTION("within a line, or within what has several values") {
        reply.bytes =
            "Domain Name: EXAMPLE.COM\nName Server: NS1.EXAMPLE.NET\nRegistrant Street: Example Road 1\nRegistrar: "
            "Exam";
        reply.broken_off = "connection reset";
        const auto collected = stage.look();
        CHECK_FALSE(word(collected, "registration.registrar", kWhois).known());
        CHECK_FALSE(word(collected, "registration.contact.registrant.street", kWhois).known());
    }
    SECTION("behind its end") {
        reply.broken_off = "connection reset";
        CHECK(word(stage.look(), "registration.name_servers", kWhois).values.size() == 2);
    }
    SECTION("absence in a part of an answer is none") {
        reply.bytes = "No match for domain";
        reply.broken_off = "connection reset";
        stage.world.zone.delegated = false;
        CHECK_FALSE(word(stage.look(), "registration.state", kWhois).known());
    }
}

TEST_CASE("a WHOIS answer without name servers that the zone still has is taken for one that was cut",
          "[registration]") {
    RegistrationStage stage;
    stage.over_whois();
    stage.learn();
    auto& text = stage.world.whois.at("whois.registry.example example.com").bytes;
    const std::string whole = text, head = "Domain Name: EXAMPLE.COM\r\nCreation Date: 2001-02-03T04:05:06Z\r\n";
    const std::string first = "Name Server: NS1.EXAMPLE.NET\r\n", locks = "Domain Status: clientTransferPr";
    const auto servers = [&] { return word(stage.look(), "registration.name_servers", kWhois); };
    SECTION("none of them, and half a line") {
        text = head + locks;
        const auto collected = stage.look();
        for (const auto* property : {"registration.name_servers", "registration.statuses", "registration.registrar"})
            CHECK_FALSE(word(collected, property, kWhois).known());
        CHECK(word(collected, "registration.created", kWhois).known());
        CHECK(word(collected, "registration.name_servers", kWhois).reason ==
              "the answer is not whole: it names 0 of 2 name servers, and the parent zone does not say that one went");
    }
    SECTION("one of them") {
        text = head + first;
        CHECK_FALSE(servers().known());
    }
    SECTION("the parent cannot be heard") {
        text = head + first;
        stage.world.zone.set_parents(Mode::timeout);
        CHECK_FALSE(servers().known());
    }
    SECTION("it says itself that this is all") {
        text = head + first + ">>> Last update of WHOIS database: 2026-11-23T07:00:00Z <<<\r\n";
        CHECK(servers().values == Values{"ns1.example.net"});
    }
    SECTION("the zone has it no more either") {
        text = head + first;
        stage.world.zone.delegation = {"ns1.example.net"};
        CHECK(servers().values == Values{"ns1.example.net"});
    }
    SECTION("the zone has none any more") {
        text = head;
        stage.world.zone.delegated = false;
        CHECK(servers().state == Seen::State::absent);
    }
    SECTION("another is named") {
        text = head + "Name Server: NS9.EXAMPLE.NET\r\n";
        CHECK(servers().values == Values{"ns9.example.net"});
    }
}

TEST_CASE("an answer that names the domain and nothing more is none", "[registration]") {
    RegistrationStage stage;
    stage.publish();
    stage.learn();
    for (const auto* text : {R"({"objectClassName":"domain","ldhName":"example.com"})", R"({"nameservers":[]})"}) {
        stage.world.answer(kRdapUrl, text);
        const auto collected = stage.look();
        CHECK_FALSE(word(collected, "registration.registrar", kRdap).known());
        CHECK_FALSE(word(collected, "registration.name_servers", kRdap).known());
        CHECK(word(collected, "registration.state", kRdap).reason.find("says nothing of the registration") !=
              std::string::npos);
    }
}

TEST_CASE("what a good answer holds no more is absent", "[registration]") {
    RegistrationStage stage;
    stage.rdap.registrant = R"(["fn",{},"text","Example Owner"],["email",{},"text","owner@example.com"])";
    stage.publish();
    stage.learn();
    stage.rdap.registrant = R"(["fn",{},"text","Example Owner"])";
    stage.rdap.statuses = {};
    stage.rdap.secure_dns = "";
    stage.publish();
    const auto collected = stage.look();
    CHECK(word(collected, "registration.statuses", kRdap).state == Seen::State::absent);
    CHECK(word(collected, "registration.contact.registrant.email", kRdap).state == Seen::State::absent);
    CHECK_FALSE(word(collected, "registration.dnssec", kRdap).applicable);  // silence about DNSSEC says nothing
}

TEST_CASE("a registration near its end is a finding that grows", "[registration]") {
    RegistrationStage stage;
    const auto urgency = [&](const char* expires) {
        stage.rdap.expires = expires;
        stage.publish();
        return condition(stage.look(), "registration.expiring");
    };
    CHECK(urgency("2026-12-24T07:00:00Z").state == State::clear);
    CHECK(urgency("2026-12-22T07:00:00Z").severity == Severity::info);
    CHECK(urgency("2026-12-07T07:00:00Z").severity == Severity::notice);
    CHECK(urgency("2026-11-30T07:00:00Z").severity == Severity::warning);
    CHECK(urgency("2026-11-24T07:00:00Z").severity == Severity::critical);
    CHECK(urgency("2026-11-22T07:00:00Z").summary == "the registration expired on 2026-11-22");
    CHECK(urgency("").state == State::unknown);
}

TEST_CASE("a second look at moved name servers says what the zone says", "[registration]") {
    RegistrationStage stage;
    stage.publish();
    stage.learn();
    CHECK(stage.look(Attention::second).remarks.empty());
    stage.rdap.name_servers = {"ns1.evil.example"};
    stage.publish();
    CHECK(stage.look().remarks.empty());
    CHECK(stage.look(Attention::second).remarks ==
          std::vector<std::string>{"the parent zone delegates to ns1.example.net ns2.example.net"});
}

TEST_CASE("while the registry is dark a registrar that was heard before is dark with it, and no other",
          "[registration]") {
    RegistrationStage stage;
    stage.rdap.related = kRegistrarUrl;
    stage.publish();
    stage.world.answer(kRegistrarUrl, stage.rdap.text());
    SECTION("heard") {
        stage.learn();
        stage.world.pages.clear();
        CHECK(word(stage.look(), "registration.exposure", kRdapRegistrar).applicable);
    }
    SECTION("never heard") {
        stage.world.pages.clear();
        CHECK_FALSE(word(stage.look(), "registration.exposure", kRdapRegistrar).applicable);
    }
}
