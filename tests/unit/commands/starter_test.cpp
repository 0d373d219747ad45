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
                                                         {}}},
                                                       StoreAt::beside));
}

TEST_CASE("a starter configuration for the service keeps the store where the service can write", "[commands]") {
    const auto text = starter_configuration({well_seen()}, StoreAt::of_service);
    CHECK(read_back(text).store == "/var/lib/nameward/nameward.db");
    CHECK(read_back(starter_configuration({well_seen()}, StoreAt::beside)).store.filename() == "nameward.db");
    CHECK(read_back(starter_configuration({well_seen()}, StoreAt::beside)).store.parent_path() != "/var/lib/nameward");
}

TEST_CASE("a starter configuration reads back as what was seen", "[commands]") {
    const auto config = read_back(starter_configuration({well_seen(), {domain("example.net"), {}}}, StoreAt::beside));
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
           {{name, "tenant.microsoft.tenant_id", "microsoft.oidc@china"}, Seen::unknown("HTTP 500")}}}},
        StoreAt::beside);
    const auto expect = read_back(text).domains[0].expect;
    CHECK_FALSE(expect.name_servers);
    CHECK_FALSE(expect.registrar_iana_id);
    CHECK(expect.mx == std::vector<std::string>{});
    CHECK_FALSE(expect.tenant_id);
    CHECK(text.find("the sources disagree") != std::string::npos);
}

TEST_CASE("a comment says why the source that is asked did not say it, not that another is not asked", "[commands]") {
    const std::string name = "example.com";
    const auto text = starter_configuration(
        {{domain(name),
          {{{name, "registration.registrar_id", "rdap.registry"}, Seen::unknown("HTTP 500")},
           {{name, "registration.registrar_id", "whois.registry"}, Seen::not_applicable("asked over RDAP now")},
           {{name, "registration.statuses", "rdap.registry"}, Seen::not_applicable("asked over WHOIS now")},
           {{name, "registration.statuses", "whois.registry"}, Seen::unknown("no answer")}}}},
        StoreAt::beside);
    CHECK(text.find("registrar's number at IANA; not seen: HTTP 500\n") != std::string::npos);
    CHECK(text.find("from being moved; not seen: no answer\n") != std::string::npos);
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
           {{name, "tls.issuer", "tls"}, Seen::present({hostile})}}}},
        StoreAt::beside);
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
