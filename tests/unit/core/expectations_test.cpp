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
    CHECK(judge_expectations("delegation", domain_config(), {}).size() == 2);
    CHECK(judge_expectations("registration", domain_config(), {}).empty());
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
