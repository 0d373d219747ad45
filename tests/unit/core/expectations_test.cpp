#include "core/expectations.h"

#include "builders.h"
#include "catch.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;
using State = Condition::State;

namespace {

Condition judge_name_servers(std::optional<Values> expected, const Observations& now) {
    auto domain = domain_config();
    domain.expect.name_servers = std::move(expected);
    const auto conditions = judge_expectations("delegation", domain, now);
    for (const auto& condition : conditions)
        if (condition.type == "expectation.name_servers") return condition;
    FAIL("name servers were not judged");
    return {};
}

Observations delegated_to(Values names) {
    return {{fact_of("delegation.ns"), Seen::present(std::move(names))}};
}

}  // namespace

TEST_CASE("name servers are judged against what the owner expects", "[core]") {
    const Values expected{"ns1.example.net", "ns2.example.net"};
    SECTION("as expected") {
        CHECK(judge_name_servers(expected, delegated_to(expected)).state == State::clear);
        CHECK(judge_name_servers(Values{"ns2.example.net", "ns1.example.net"}, delegated_to(expected)).state ==
              State::clear);
    }
    SECTION("another set is critical, a part of it a warning") {
        const auto other = judge_name_servers(expected, delegated_to({"ns1.evil.example"}));
        CHECK(other.state == State::holds);
        CHECK(other.severity == Severity::critical);
        CHECK(other.layer == Layer::registry);
        CHECK(other.summary ==
              "name servers at the registry: ns1.evil.example; expected: ns1.example.net and ns2.example.net");
        const auto part = judge_name_servers(expected, delegated_to({"ns1.evil.example", "ns1.example.net"}));
        CHECK(part.state == State::holds);
        CHECK(part.severity == Severity::warning);
    }
    SECTION("no delegation at all is critical") {
        const auto gone = judge_name_servers(expected, {{fact_of("delegation.ns"), Seen::absent()}});
        CHECK(gone.state == State::holds);
        CHECK(gone.severity == Severity::critical);
        CHECK(gone.summary.find("name servers at the registry: none;") == 0);
    }
    SECTION("an empty list expects none") {
        CHECK(judge_name_servers(Values{}, {{fact_of("delegation.ns"), Seen::absent()}}).state == State::clear);
        CHECK(judge_name_servers(Values{}, delegated_to({"ns1.example.net"})).severity == Severity::critical);
    }
    SECTION("what cannot be seen leaves the judgement as it stands") {
        CHECK(judge_name_servers(expected, {}).state == State::unknown);
        CHECK(judge_name_servers(expected, {{fact_of("delegation.ns"), Seen::unknown("no answer")}}).state ==
              State::unknown);
    }
    SECTION("another source or subject is not asked") {
        const Observations child{{fact_of("delegation.ns", "child"), Seen::present({"ns1.evil.example"})},
                                 {fact_of("delegation.ns", "parent", "www.example.com"), Seen::present({"x"})}};
        CHECK(judge_name_servers(expected, child).state == State::unknown);
    }
}

TEST_CASE("a key that the owner did not write is not judged, and what stood open for it is over", "[core]") {
    CHECK(judge_name_servers(std::nullopt, delegated_to({"ns1.evil.example"})).state == State::clear);
    CHECK(judge_name_servers(std::nullopt, {}).state == State::clear);
}

TEST_CASE("each key is judged by one collector only", "[core]") {
    const auto keys = [](const std::string& collector) {
        std::vector<std::string> types;
        for (const auto& condition : judge_expectations(collector, domain_config(), {}))
            types.push_back(condition.type);
        return types;
    };
    CHECK(keys("delegation") == std::vector<std::string>{"expectation.name_servers", "expectation.ds"});
    CHECK(keys("records") == std::vector<std::string>{"expectation.mx"});
    CHECK(keys("registration") == std::vector<std::string>{"expectation.registrar_iana_id", "expectation.locks"});
    CHECK(keys("tenant") == std::vector<std::string>{"expectation.tenant_id", "expectation.federation_hosts"});
    CHECK(keys("mail").empty());
}

TEST_CASE("DS records are judged the same way", "[core]") {
    auto domain = domain_config();
    domain.expect.ds = Values{"12345 13 2 ABCD"};
    const auto judge = [&](const Seen& seen) {
        return judge_expectations("delegation", domain, {{fact_of("delegation.ds"), seen}}).back();
    };
    CHECK(judge(Seen::present({"12345 13 2 ABCD"})).state == State::clear);
    CHECK(judge(Seen::present({"12345 13 2 ABCD", "2 13 2 EF"})).severity == Severity::warning);
    CHECK(judge(Seen::absent()).severity == Severity::critical);
    CHECK(judge(Seen::absent()).state == State::holds);
    CHECK(judge(Seen::absent()).type == "expectation.ds");
}

TEST_CASE("a judgement stays one harmless line of bounded length", "[core]") {
    std::vector<std::string> many;
    for (int i = 0; i < 500; ++i) many.push_back("ns" + std::to_string(i) + ".evil.example\n\x1b[31m");
    const auto condition = judge_name_servers(Values{"ns1.example.net"}, delegated_to(make_values(many)));
    CHECK(condition.summary.size() < 1024);
    CHECK(condition.summary.find('\n') == std::string::npos);
    CHECK(condition.summary.find('\x1b') == std::string::npos);
    CHECK(condition.summary.find("expected: ns1.example.net") != std::string::npos);
}

namespace {

// The condition of one key, where the owner wrote `expect`.
Condition judge_key(const std::string& key, const std::string& collector, const Expectations& expect,
                    const Observations& now) {
    auto domain = domain_config();
    domain.expect = expect;
    for (const auto& condition : judge_expectations(collector, domain, now))
        if (condition.type == "expectation." + key) return condition;
    FAIL(key << " was not judged");
    return {};
}

Condition judge_mx(Values wanted, const Seen& seen) {
    Expectations expect;
    expect.mx = std::move(wanted);
    return judge_key("mx", "records", expect, {{fact_of("records.MX", "child"), seen}});
}

Condition judge_locks(Values wanted, const Seen& seen) {
    Expectations expect;
    expect.locks = std::move(wanted);
    return judge_key("locks", "registration", expect, {{fact_of("registration.statuses", "rdap.registry"), seen}});
}

Condition judge_registrar(const std::string& wanted, const Observations& now) {
    Expectations expect;
    expect.registrar_iana_id = wanted;
    return judge_key("registrar_iana_id", "registration", expect, now);
}

Observations registrar(const Seen& rdap, const Seen& whois = Seen::unknown("not asked")) {
    return {{fact_of("registration.registrar_id", "rdap.registry"), rdap},
            {fact_of("registration.registrar_id", "whois.registry"), whois}};
}

Condition judge_tenant(const std::string& wanted, const Observations& now) {
    Expectations expect;
    expect.tenant_id = wanted;
    return judge_key("tenant_id", "tenant", expect, now);
}

Fact tenant_in(const std::string& cloud) {
    return fact_of("tenant.microsoft.tenant_id", "microsoft.oidc@" + cloud);
}

Condition judge_federation(Values wanted, const Seen& seen) {
    Expectations expect;
    expect.federation_hosts = std::move(wanted);
    return judge_key("federation_hosts", "tenant", expect,
                     {{fact_of("tenant.microsoft.federation_host", "microsoft.realm@commercial"), seen}});
}

}  // namespace

TEST_CASE("mail servers are judged by name, whatever their preference", "[core]") {
    const Values wanted{"mail.example.com", "mail2.example.com"};
    CHECK(judge_mx(wanted, Seen::present({"5 mail2.example.com", "10 mail.example.com"})).state == State::clear);
    const auto part = judge_mx(wanted, Seen::present({"10 mail.example.com", "20 mail.evil.example"}));
    CHECK(part.state == State::holds);
    CHECK(part.severity == Severity::warning);
    CHECK(part.layer == Layer::mail);
    CHECK(part.summary ==
          "mail servers: mail.evil.example and mail.example.com; expected: mail.example.com and mail2.example.com");
    CHECK(judge_mx(wanted, Seen::present({"10 mail.evil.example"})).severity == Severity::critical);
    CHECK(judge_mx(wanted, Seen::absent()).severity == Severity::critical);
    CHECK(judge_mx(wanted, Seen::unknown("no answer")).state == State::unknown);
    SECTION("none is expected: the null MX and no MX are both none") {
        CHECK(judge_mx({}, Seen::present({"0 ."})).state == State::clear);
        CHECK(judge_mx({}, Seen::absent()).state == State::clear);
        CHECK(judge_mx({}, Seen::present({"10 mail.evil.example"})).severity == Severity::critical);
    }
    SECTION("a host's mail servers are not the domain's") {
        Expectations expect;
        expect.mx = wanted;
        const Observations other{
            {fact_of("records.MX", "child", "www.example.com"), Seen::present({"1 evil.example"})}};
        CHECK(judge_key("mx", "records", expect, other).state == State::unknown);
    }
}

TEST_CASE("a registrar other than the expected one is critical, whoever says so", "[core]") {
    CHECK(judge_registrar("292", registrar(Seen::present({"292"}))).state == State::clear);
    const auto other = judge_registrar("292", registrar(Seen::present({"1068"})));
    CHECK(other.state == State::holds);
    CHECK(other.severity == Severity::critical);
    CHECK(other.layer == Layer::registrar);
    CHECK(other.source == "rdap.registry");
    CHECK(other.summary == "registrar (IANA id): 1068; expected: 292");
    CHECK(judge_registrar("292", registrar(Seen::absent())).severity == Severity::critical);
    SECTION("WHOIS has the word where RDAP is not heard") {
        const auto blind = Seen::unknown("HTTP 429");
        CHECK(judge_registrar("292", registrar(blind, Seen::present({"292"}))).state == State::clear);
        const auto whois = judge_registrar("292", registrar(blind, Seen::present({"1068"})));
        CHECK(whois.state == State::holds);
        CHECK(whois.source == "whois.registry");
        CHECK(judge_registrar("292", registrar(blind, blind)).state == State::unknown);
        CHECK(judge_registrar("292", {}).state == State::unknown);
    }
    SECTION("the registrar's own word does not count") {
        const Observations own{{fact_of("registration.registrar_id", "rdap.registrar"), Seen::present({"1068"})}};
        CHECK(judge_registrar("292", own).state == State::unknown);
    }
    SECTION("none is expected") {
        CHECK(judge_registrar("", registrar(Seen::absent())).state == State::clear);
        CHECK(judge_registrar("", registrar(Seen::present({"292"}))).severity == Severity::critical);
    }
}

TEST_CASE("a missing lock is told, more locks than expected are fine", "[core]") {
    const std::string transfer = "clientTransferProhibited", update = "clientUpdateProhibited",
                      registry = "serverTransferProhibited";
    CHECK(judge_locks({transfer}, Seen::present({transfer, update, "active"})).state == State::clear);
    CHECK(judge_locks({}, Seen::present({transfer})).state == State::clear);
    CHECK(judge_locks({}, Seen::absent()).state == State::clear);
    SECTION("one of several is a warning") {
        const auto missing = judge_locks({transfer, update}, Seen::present({transfer, "active"}));
        CHECK(missing.state == State::holds);
        CHECK(missing.severity == Severity::warning);
        CHECK(missing.layer == Layer::registrar);
        CHECK(missing.summary ==
              "locks: clientTransferProhibited; expected: clientTransferProhibited and "
              "clientUpdateProhibited");
        CHECK(judge_locks({transfer}, Seen::present({registry})).severity == Severity::warning);
    }
    SECTION("the last transfer lock is critical, and so is a lock of the registry") {
        CHECK(judge_locks({transfer, update}, Seen::present({update})).severity == Severity::critical);
        CHECK(judge_locks({transfer}, Seen::absent()).severity == Severity::critical);
        const auto gone = judge_locks({transfer, registry}, Seen::present({transfer}));
        CHECK(gone.severity == Severity::critical);
        CHECK(gone.layer == Layer::registry);
    }
    CHECK(judge_locks({transfer}, Seen::unknown("HTTP 503")).state == State::unknown);
}

TEST_CASE("a foreign tenant is critical, in whichever cloud it is", "[core]") {
    const std::string ours = "00000000-1111-2222-3333-444444444444", theirs = "99999999-1111-2222-3333-444444444444";
    CHECK(judge_tenant(ours, {{tenant_in("commercial"), Seen::present({ours})}}).state == State::clear);
    const auto other = judge_tenant(ours, {{tenant_in("commercial"), Seen::present({theirs})}});
    CHECK(other.state == State::holds);
    CHECK(other.severity == Severity::critical);
    CHECK(other.layer == Layer::tenant);
    CHECK(other.source == "microsoft.oidc@commercial");
    CHECK(judge_tenant(ours, {{tenant_in("commercial"), Seen::absent()}}).severity == Severity::critical);
    CHECK(judge_tenant("", {{tenant_in("commercial"), Seen::absent()}}).state == State::clear);
    CHECK(judge_tenant("", {{tenant_in("commercial"), Seen::present({theirs})}}).severity == Severity::critical);
    CHECK(judge_tenant(ours, {}).state == State::unknown);
    SECTION("several clouds: one has it, the others have none") {
        const auto both = [&](const Seen& commercial, const Seen& china) {
            return judge_tenant(ours, {{tenant_in("commercial"), commercial}, {tenant_in("china"), china}});
        };
        CHECK(both(Seen::absent(), Seen::present({ours})).state == State::clear);
        CHECK(both(Seen::unknown("HTTP 500"), Seen::present({ours})).state == State::clear);
        CHECK(both(Seen::unknown("HTTP 500"), Seen::present({theirs})).state == State::holds);
        CHECK(both(Seen::unknown("HTTP 500"), Seen::absent()).state == State::unknown);
        CHECK(both(Seen::absent(), Seen::absent()).state == State::holds);
        CHECK(both(Seen::present({theirs}), Seen::present({ours})).severity == Severity::critical);
    }
}

TEST_CASE("log-ins go to an expected host or it is critical", "[core]") {
    const Values hosts{"sts.example.com", "sts2.example.com"};
    CHECK(judge_federation(hosts, Seen::present({"sts.example.com"})).state == State::clear);
    const auto other = judge_federation(hosts, Seen::present({"sts.evil.example"}));
    CHECK(other.state == State::holds);
    CHECK(other.severity == Severity::critical);
    CHECK(other.layer == Layer::tenant);
    CHECK(judge_federation({}, Seen::present({"sts.example.com"})).severity == Severity::critical);
    CHECK(judge_federation({}, Seen::absent()).state == State::clear);
    SECTION("a federation that is gone is a warning: people log in at Microsoft itself") {
        CHECK(judge_federation(hosts, Seen::absent()).state == State::holds);
        CHECK(judge_federation(hosts, Seen::absent()).severity == Severity::warning);
    }
    CHECK(judge_federation(hosts, Seen::unknown("HTTP 500")).state == State::unknown);
}

TEST_CASE("a suggestion needs sources that do not contradict each other", "[core]") {
    const auto word = [](const Observations& now, bool strict) {
        return word_on_expectation("registrar_iana_id", "example.com", now, strict);
    };
    const auto different = registrar(Seen::present({"292"}), Seen::present({"1068"}));
    CHECK(word(different, false).values == Values{"292"});
    CHECK_FALSE(word(different, true).known());
    CHECK(word(registrar(Seen::present({"292"}), Seen::absent()), true).values == Values{"292"});
    CHECK(word(registrar(Seen::unknown("HTTP 429"), Seen::unknown("no answer")), true).reason == "no answer");
    CHECK_FALSE(word_on_expectation("certificate_issuers", "example.com", {}, true).known());
}
