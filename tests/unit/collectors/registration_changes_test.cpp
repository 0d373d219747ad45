// What becomes of changes in a registration, from the answers to the verdict.
#include <algorithm>

#include "catch.h"
#include "collectors/registration.h"
#include "core/judge.h"
#include "fake_registries.h"
#include "watch.h"

using namespace nameward;
using namespace nameward::test;

namespace {

constexpr const char* kShortWhoisText =
    "Domain Name: EXAMPLE.COM\nRegistrar: Example Registrar\nRegistrar IANA ID: 9001\n"
    "Name Server: NS1.EXAMPLE.NET\nCreation Date: 2001-02-03T04:05:06Z\n";

struct RegistrationStory {
    FakeRegistries world;
    RdapText rdap;
    Watch watch{collectors::registration(), {}};
    std::int64_t clock = 0;

    RegistrationStory() {
        world.bootstrap = R"({"services":[[["com"],["https://rdap.example/com/"]]]})";
        pass();
    }
    // A regular look and its second looks, at what the registry says now.
    Record pass() {
        if (world.pages.count(kRdapUrl) == 0 || world.pages[kRdapUrl].status == 200)
            world.answer(kRdapUrl, rdap.text());
        return watch.pass(world.net(), at(clock += 14400));
    }
};

const Change& change(const Record& record, const std::string& property) {
    for (const auto& each : record.settled)
        if (each.fact.property == property) return each;
    throw std::runtime_error("no change of " + property);
}

Severity registration_weight(const std::string& property, const Values& before, const Values& after,
                             const Observations& seen = {}) {
    const auto collector = collectors::registration();
    const auto domain = domain_config();
    const auto fact = fact_of(property, "rdap.registry");
    return core::severity_of(*collector.spec(fact), {domain, fact, before, after, seen});
}

Layer layer(const Values& before, const Values& after) {
    const auto collector = collectors::registration();
    return core::layer_of(*collector.spec(fact_of("registration.statuses", "rdap.registry")), before, after);
}

bool alike(const std::string& property, const Values& before, const Values& after) {
    const auto collector = collectors::registration();
    const auto domain = domain_config();
    return core::means_the_same(collector, {domain, fact_of(property, "rdap.registry"), before, after, {}});
}

constexpr auto info = Severity::info, notice = Severity::notice, warning = Severity::warning,
               critical = Severity::critical;

}  // namespace

TEST_CASE("another registrar is critical and confirmed by a second answer", "[registration]") {
    RegistrationStory story;
    CHECK(story.pass().suspected.empty());
    story.rdap.registrar = "Evil Registrar";
    story.rdap.iana_id = "666";
    const auto record = story.pass();
    CHECK(record.settled.size() == 2);
    CHECK(change(record, "registration.registrar_id").severity == critical);
    CHECK(change(record, "registration.registrar_id").state == ChangeState::confirmed);
    CHECK(change(record, "registration.registrar").severity == critical);
    CHECK(change(record, "registration.registrar_id").layer == Layer::registrar);
}

TEST_CASE("a registrar under another name with the same ID is no takeover", "[registration]") {
    RegistrationStory story;
    story.rdap.registrar = "Example Registrar Group";
    CHECK(change(story.pass(), "registration.registrar").severity == info);
    story.rdap.iana_id = "";
    story.pass();
    story.rdap.registrar = "Evil Registrar";
    CHECK(change(story.pass(), "registration.registrar").severity == critical);
}

TEST_CASE("a domain is gone when the registry and the parent zone say so twice", "[registration]") {
    RegistrationStory story;
    story.world.answer(kRdapUrl, "{}", 404);
    SECTION("both") {
        story.world.zone.delegated = false;
        const auto record = story.pass();
        CHECK(record.settled.size() == 1);
        CHECK(change(record, "registration.state").severity == critical);
        CHECK(change(record, "registration.state").state == ChangeState::confirmed);
    }
    SECTION("the registry alone: no change, a finding when it lasts, and nobody is blind") {
        const auto first = story.pass();
        CHECK(first.suspected.empty());
        CHECK(first.findings.empty());
        const auto second = story.pass();
        CHECK(second.suspected.empty());
        REQUIRE(second.findings.size() == 1);
        CHECK(second.findings[0].finding.type == "registration.disputed");
        CHECK_FALSE(second.sights.at("rdap.registry").blind_since);
    }
}

TEST_CASE("from RDAP to WHOIS and back makes no change and nobody blind", "[registration]") {
    RegistrationStory story;
    const auto bootstrap = story.world.bootstrap;
    for (int round = 0; round < 2; ++round) {
        story.world.bootstrap = R"({"services":[[["org"],["https://rdap.example/org/"]]]})";
        story.world.tell("whois.iana.org", "com", "refer: whois.registry.example\n");
        story.world.tell("whois.registry.example", "example.com", kShortWhoisText);
        const auto there = story.pass();
        CHECK(there.suspected.empty());
        CHECK(there.findings.empty());
        CHECK_FALSE(there.sights.at("rdap.registry").applicable);
        CHECK_FALSE(there.sights.at("rdap.registry").blind_since);
        CHECK(there.sights.at("whois.registry").last_ok);
        story.world.bootstrap = bootstrap;
        const auto back = story.pass();
        CHECK(back.suspected.empty());
        CHECK(back.sights.at("rdap.registry").applicable);
        CHECK_FALSE(back.sights.at("whois.registry").blind_since);
    }
}

TEST_CASE("throttling is blindness, and what comes after it is compared with what was before", "[registration]") {
    RegistrationStory story;
    story.world.answer(kRdapUrl, "", 429);
    const auto blind = story.pass();
    CHECK(blind.suspected.empty());
    CHECK(blind.sights.at("rdap.registry").blind_since);
    story.world.pages[kRdapUrl].status = 200;
    CHECK(story.pass().suspected.empty());
    story.world.answer(kRdapUrl, "", 429);
    story.pass();
    story.world.pages[kRdapUrl].status = 200;
    story.rdap.name_servers = {"ns1.evil.example"};
    CHECK(change(story.pass(), "registration.name_servers").severity == critical);
}

TEST_CASE("weights of statuses and their layers", "[registration]") {
    const auto statuses = [](const Values& before, const Values& after) {
        return registration_weight("registration.statuses", before, after);
    };
    CHECK(statuses({"ok"}, {"pendingTransfer"}) == critical);
    CHECK(statuses({"ok"}, {"clientHold", "ok"}) == critical);
    CHECK(statuses({"ok"}, {"redemptionPeriod"}) == critical);
    CHECK(statuses({"ok"}, {"to be suspended"}) == critical);
    CHECK(statuses({"ok"}, {"ok", "transferPeriod"}) == warning);
    CHECK(statuses({"ok"}, {"autoRenewPeriod"}) == info);
    CHECK(statuses({"ok"}, {"clientTransferProhibited"}) == info);
    CHECK(statuses({"clientTransferProhibited"}, {"ok"}) == critical);
    CHECK(statuses({"clientTransferProhibited", "serverTransferProhibited"}, {"serverTransferProhibited"}) == warning);
    CHECK(statuses({"clientTransferProhibited", "serverTransferProhibited"}, {"clientTransferProhibited"}) == critical);
    CHECK(statuses({"clientUpdateProhibited"}, {"ok"}) == warning);
    CHECK(statuses({"serverDeleteProhibited"}, {}) == critical);
    CHECK(statuses({"connected"}, {"connected", "verified"}) == notice);

    CHECK(layer({"clientTransferProhibited"}, {"ok"}) == Layer::registrar);
    CHECK(layer({"ok"}, {"clientTransferProhibited"}) == Layer::registrar);
    CHECK(layer({"serverDeleteProhibited"}, {}) == Layer::registry);
    CHECK(layer({"clientUpdateProhibited", "serverUpdateProhibited"}, {"ok"}) == Layer::registry);
    CHECK(layer({"ok"}, {"clientHold", "serverTransferProhibited"}) == Layer::registrar);
    CHECK(layer({"clientDeleteProhibited"}, {"pendingDelete"}) == Layer::registry);
}

TEST_CASE("weights of everything else", "[registration]") {
    CHECK(registration_weight("registration.state", {"registered"}, {"unregistered"}) == critical);
    CHECK(registration_weight("registration.name_servers", {"a.example", "b.example"}, {"c.example"}) == critical);
    CHECK(registration_weight("registration.name_servers", {"a.example", "b.example"}, {"a.example", "c.example"}) ==
          warning);
    CHECK(registration_weight("registration.ds", {"1 13 2 AA"}, {}) == critical);
    CHECK(registration_weight("registration.ds", {"1 13 2 AA"}, {"1 13 2 AA", "2 13 2 BB"}) == notice);
    CHECK(registration_weight("registration.dnssec", {"signed"}, {"unsigned"}) == critical);
    CHECK(registration_weight("registration.expires", {"2027-01-01T00:00:00Z"}, {"2028-01-01T00:00:00Z"}) == info);
    CHECK(registration_weight("registration.expires", {"2027-01-01T00:00:00Z"}, {"2026-01-01T00:00:00Z"}) == warning);
    CHECK(registration_weight("registration.expires", {"2027-01-02T00:00:00Z"}, {"2027-01-01T00:00:00Z"}) == info);
    CHECK(registration_weight("registration.created", {"2001-01-01T00:00:00Z"}, {"2026-01-01T00:00:00Z"}) == warning);
    CHECK(registration_weight("registration.updated", {"2001-01-01T00:00:00Z"}, {"2026-01-01T00:00:00Z"}) == info);
    CHECK(registration_weight("registration.contact.registrant.email", {"a@example.com"}, {"b@evil.example"}) ==
          warning);
    CHECK(registration_weight("registration.contact.technical.email", {"a@example.com"}, {"b@evil.example"}) == notice);
    CHECK(registration_weight("registration.contact.registrant.email", {"a@example.com"}, {"REDACTED FOR PRIVACY"}) ==
          info);
    CHECK(registration_weight("registration.contact.abuse.email", {"a@example.com"}, {"b@example.com"}) == info);
    CHECK(registration_weight("registration.exposure", {"registrant.email=redacted"}, {"registrant.email=public"}) ==
          warning);
    CHECK(registration_weight("registration.exposure", {}, {"registrant.email=public"}) == warning);
    CHECK(registration_weight("registration.exposure", {"registrant.email=public"}, {"registrant.email=proxy"}) ==
          info);
}

TEST_CASE("what differs and means the same is no change", "[registration]") {
    CHECK(alike("registration.registrar", {"Example, Inc."}, {"EXAMPLE INC"}));
    CHECK_FALSE(alike("registration.registrar", {"Example, Inc."}, {"Evil, Inc."}));
    CHECK(alike("registration.created", {"2001-02-03T04:05:06Z"}, {"2001-02-03T00:00:00Z"}));
    CHECK_FALSE(alike("registration.expires", {"2001-02-03T04:05:06Z"}, {"2001-02-04T00:00:00Z"}));
    CHECK(alike("registration.contact.registrant.email", {"0123456789abcdef01.protect@withheldforprivacy.com"},
                {"fedcba9876543210fe.protect@withheldforprivacy.com"}));
    CHECK_FALSE(alike("registration.contact.registrant.email", {"0123456789abcdef01.protect@withheldforprivacy.com"},
                      {"fedcba9876543210fe.protect@whoisguard.com"}));
    CHECK_FALSE(alike("registration.contact.registrant.email", {"a@example.com"}, {"b@example.com"}));
    CHECK(alike("registration.contact.registrant.name", {"REDACTED"}, {"Redacted for Privacy"}));
    CHECK(alike("registration.contact.registrant.name", {"EXAMPLE OWNER"}, {"Example Owner"}));
}
