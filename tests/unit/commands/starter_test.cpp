#include "commands/starter.h"

#include "catch.h"
#include "config/config.h"
#include "golden.h"
#include "scratch_folder.h"

using namespace nameward;
using namespace nameward::commands;

namespace {

Domain domain(const std::string& name) {
    return *Domain::parse(name);
}

Config read_back(const std::string& text) {
    const ScratchFolder folder;
    const auto load = config::load_config(folder.write("nameward.toml", text), nullptr);
    std::string errors;
    for (const auto& error : load.errors) errors += config::to_string(error) + "\n";
    INFO(errors << text);
    REQUIRE(load.loaded);
    return load.loaded->config;
}

Sighted well_seen() {
    const std::string name = "example.com";
    return {domain(name),
            {{{name, "delegation.ns", "parent"}, Seen::present({"ns1.example.net", "ns2.example.net"})},
             {{name, "delegation.ds", "parent"}, Seen::absent()},
             {{name, "records.MX", "child"}, Seen::present({"10 mail.example.com", "20 mail2.example.com"})},
             {{"www." + name, "records.MX", "child"}, Seen::present({"0 ."})},
             {{name, "registration.registrar_id", "rdap.registry"}, Seen::present({"292"})},
             {{name, "registration.statuses", "rdap.registry"}, Seen::present({"active", "clientTransferProhibited"})},
             {{name, "registration.statuses", "rdap.registrar"}, Seen::present({"ok"})},
             {{name, "tenant.microsoft.tenant_id", "microsoft.oidc@commercial"}, Seen::absent()},
             {{name, "tenant.microsoft.federation_host", "microsoft.realm@commercial"},
              Seen::present({"sts.example.com"})}}};
}

}  // namespace

TEST_CASE("a starter configuration is readable and says what is seen", "[commands]") {
    CHECK_GOLDEN("starter.toml", starter_configuration({well_seen(),
                                                        {domain("b\xc3\xbc"
                                                                "cher.example"),
                                                         {}}}));
}

TEST_CASE("a starter configuration reads back as what was seen", "[commands]") {
    const auto config = read_back(starter_configuration({well_seen(), {domain("example.net"), {}}}));
    REQUIRE(config.domains.size() == 2);
    const auto& expect = config.domains[0].expect;
    CHECK(config.domains[0].name.name() == "example.com");
    CHECK(expect.name_servers == std::vector<std::string>{"ns1.example.net", "ns2.example.net"});
    CHECK(expect.ds == std::vector<std::string>{});
    CHECK(expect.mx == std::vector<std::string>{"mail.example.com", "mail2.example.com"});
    CHECK(expect.registrar_iana_id == "292");
    CHECK(expect.locks == std::vector<std::string>{"clientTransferProhibited"});
    CHECK(expect.tenant_id == "");
    CHECK(expect.federation_hosts == std::vector<std::string>{"sts.example.com"});
    CHECK_FALSE(config.domains[1].expect.name_servers);
}

TEST_CASE("what could not be seen, or sources disagree about, is not expected", "[commands]") {
    const std::string name = "example.com";
    const auto text = starter_configuration(
        {{domain(name),
          {{{name, "delegation.ns", "parent"}, Seen::unknown("no answer from 192.0.2.1\nname_servers = [\"x\"]")},
           {{name, "records.MX", "child"}, Seen::present({"0 ."})},
           {{name, "registration.registrar_id", "rdap.registry"}, Seen::present({"292"})},
           {{name, "registration.registrar_id", "whois.registry"}, Seen::present({"1068"})},
           {{name, "tenant.microsoft.tenant_id", "microsoft.oidc@commercial"}, Seen::absent()},
           {{name, "tenant.microsoft.tenant_id", "microsoft.oidc@china"}, Seen::unknown("HTTP 500")}}}});
    const auto expect = read_back(text).domains[0].expect;
    CHECK_FALSE(expect.name_servers);
    CHECK_FALSE(expect.registrar_iana_id);
    CHECK(expect.mx == std::vector<std::string>{});
    CHECK_FALSE(expect.tenant_id);
    CHECK(text.find("the sources disagree") != std::string::npos);
}

TEST_CASE("why the source that has a word could not be seen is told, not that the other has none", "[commands]") {
    const std::string name = "example.com", why = "HTTP 503 of rdap.example.net";
    for (const auto* seen : {"rdap.registry", "whois.registry"}) {
        const auto* other = std::string(seen) == "rdap.registry" ? "whois.registry" : "rdap.registry";
        const auto text = starter_configuration(
            {{domain(name),
              {{{name, "registration.registrar_id", seen}, Seen::unknown(why)},
               {{name, "registration.registrar_id", other}, Seen::not_applicable("asked over the other way now")}}}});
        CHECK(text.find("not seen: " + why) != text.npos);
        CHECK(text.find("the other way") == text.npos);
    }
}

TEST_CASE("values that the configuration would not take stay comments, whatever a source said", "[commands]") {
    const std::string name = "example.com", hostile = "evil\"\n[[sink]]\n\x1b\xff \\032.example.net";
    const auto text = starter_configuration(
        {{domain(name),
          {{{name, "delegation.ns", "parent"}, Seen::present({hostile})},
           {{name, "delegation.ds", "parent"}, Seen::present({"1 2 3"})},
           {{name, "records.MX", "child"}, Seen::present({"10 " + hostile})},
           {{name, "registration.registrar_id", "rdap.registry"}, Seen::present({"x"})},
           {{name, "registration.statuses", "rdap.registry"}, Seen::present({"everythingProhibited"})},
           {{name, "tls.issuer", "tls"}, Seen::present({hostile})}}}});
    const auto config = read_back(text);
    CHECK(config.sinks.empty());
    const auto& expect = config.domains[0].expect;
    CHECK_FALSE(expect.name_servers);
    CHECK_FALSE(expect.ds);
    CHECK_FALSE(expect.mx);
    CHECK_FALSE(expect.registrar_iana_id);
    CHECK_FALSE(expect.locks);
    CHECK_FALSE(expect.certificate_issuers);
}
