#include "nameward/domain.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"

using nameward::Domain;
using nameward::is_within;

TEST_CASE("a domain has one stored form however it is written", "[config][domain]") {
    const std::vector<std::pair<std::string, std::string>> table{
        {"example.com", "example.com"},
        {"EXAMPLE.Com.", "example.com"},
        {"example.co.uk", "example.co.uk"},
        {"1.test", "1.test"},
        {"r3---a.example.net", "r3---a.example.net"},
        {"b\u00fccher.example", "xn--bcher-kva.example"},
        {"B\u00dcCHER.example", "xn--bcher-kva.example"},
        {"bu\u0308cher.example", "xn--bcher-kva.example"},  // decomposed: NFC makes it one
        {"XN--BCHER-KVA.example", "xn--bcher-kva.example"},
        {"fa\u00df.test", "xn--fa-hia.test"},   // non-transitional: not "fass"
        {"\uff45xample.test", "example.test"},  // full width
        {"a\u3002b", "a.b"},                    // ideographic full stop
        {"\u4f8b\u3048.test", "xn--r8jz45g.test"},
        {std::string(63, 'a') + ".test", std::string(63, 'a') + ".test"},
    };
    for (const auto& [text, name] : table) {
        INFO(text);
        const auto domain = Domain::parse(text);
        REQUIRE(domain);
        CHECK(domain->name() == name);
        CHECK(Domain::parse(domain->name())->name() == name);
    }
}

TEST_CASE("what cannot be a domain is refused with its reason", "[config][domain]") {
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "empty"},
        {".", "empty label"},
        {"com", "one label"},
        {"example..com", "empty label"},
        {".example.com", "empty label"},
        {"example.com..", "empty label"},
        {"-a.test", "hyphen"},
        {"a-.test", "hyphen"},
        {"*.example.com", "wildcard"},
        {"127.0.0.1", "IP address"},
        {"0x7f.1", "IP address"},
        {"a.0x7f", "IP address"},
        {"::1", "address"},
        {"[::1]", "address"},
        {"example.com:443", "port"},
        {"http://example.com/", "URL"},
        {"owner@example.com", "e-mail"},
        {"_dmarc.example.com", "underscore"},
        {"exa mple.com", "blank"},
        {std::string("example.com\0.net", 16), "control"},
        {"example.com\n", "control"},
        {"exam\u200bple.test", "invisible"},
        {"exam\u00adple.test", "invisible"},
        {"example\ufe0f.test", "invisible"},
        {"example\U000e0101.test", "invisible"},
        {"\u2603.test", "IDNA2008"},
        {"xn--ls8h.test", "IDNA2008"},
        {"xn--zzzzzzzzz.test", "IDNA2008"},
        {"xn--.test", "IDNA2008"},
        {"\u0308a.test", "IDNA2008"},
        {"\xff\xfe.test", "IDNA2008"},
        {"a!.test", "letters"},
        {std::string(64, 'a') + ".test", "63"},
        {std::string(2000, 'a'), "253"},
    };
    for (const auto& [text, why] : table) {
        INFO(text);
        const auto domain = Domain::parse(text);
        REQUIRE_FALSE(domain);
        INFO(domain.error().what);
        CHECK(domain.error().what.find(why) != std::string::npos);
    }
}

TEST_CASE("a name is refused from 254 bytes on", "[config][domain]") {
    std::string name;
    for (int i = 0; i < 126; ++i) name += "a.";
    CHECK(Domain::parse(name + "b"));  // 253
    CHECK_FALSE(Domain::parse(name + "bc"));
}

TEST_CASE("people see the U-label beside the A-label", "[config][domain]") {
    CHECK(Domain::parse("example.com")->display() == "example.com");
    CHECK(Domain::parse("b\u00fccher.example")->display() == "xn--bcher-kva.example (b\u00fccher.example)");
    CHECK(Domain::parse("ex\u0430mple.test")->display() == "xn--exmple-4nf.test (ex\u0430mple.test)");
}

TEST_CASE("a name is within its own zone and those above it", "[config][domain]") {
    CHECK(is_within("example.com", "example.com"));
    CHECK(is_within("www.example.com", "example.com"));
    CHECK(is_within("www.example.com", "com"));
    CHECK(is_within("www.example.com", ""));
    CHECK(is_within("", ""));
    CHECK_FALSE(is_within("badexample.com", "example.com"));
    CHECK_FALSE(is_within("com", "example.com"));
    CHECK_FALSE(is_within("", "com"));
}

TEST_CASE("every name of the shared edge cases has its defined outcome", "[config][domain]") {
    const char* data = std::getenv("NAMEWARD_SHARED_DATA");
    if (data == nullptr) {
        WARN("NAMEWARD_SHARED_DATA is not set: the shared edge cases are not tried");
        return;
    }
    // "" = refused
    const std::map<std::string, std::string> expected{{"xn--r8jz45g.test", "xn--r8jz45g.test"},
                                                      {"xn--ls8h.test", ""},
                                                      {"fa\u00df.test", "xn--fa-hia.test"},
                                                      {"xn--zzzzzzzzz.test", ""},
                                                      {"EXAMPLE.TEST", "example.test"},
                                                      {"example..test", ""},
                                                      {"a-.test", ""},
                                                      {"*.example.test", ""},
                                                      {"127.0.0.1", ""},
                                                      {"ex\u0430mple.test", "xn--exmple-4nf.test"},
                                                      {"exam\u200bple.test", ""},
                                                      {"\u0130.test", "xn--i-9bb.test"},
                                                      {"example.co.uk", "example.co.uk"},
                                                      {"foo.github.io", "foo.github.io"},
                                                      {"1.test", "1.test"},
                                                      {"0x7f.1", ""},
                                                      {"a\u3002b", "a.b"},
                                                      {"http://example.test/", ""}};
    std::ifstream file(std::string(data) + "/corpus/strings/domains.json");
    const auto names = nlohmann::json::parse(file).get<std::vector<std::string>>();
    REQUIRE(names.size() >= expected.size());
    for (const auto& name : names) {
        INFO(name);
        REQUIRE(expected.count(name) == 1);
        const auto domain = Domain::parse(name);
        CHECK((domain ? domain->name() : "") == expected.at(name));
    }
}
