#include "core/headline.h"

#include <array>

#include "builders.h"
#include "catch.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;

namespace {

std::string line(const char* title, const std::string& property, const std::string& source, const Values& before,
                 const Values& after, const std::string& subject = "example.com") {
    PropertySpec spec;
    spec.title = title;
    return headline(spec, fact_of(property, source, subject), "example.com", before, after);
}

std::string of_statuses(const Values& before, const Values& after) {
    return line("statuses", "registration.statuses", "rdap.registry", before, after);
}

}  // namespace

TEST_CASE("every source has words that read well in a subject line", "[core]") {
    struct Row {
        const char *source, *line;
    };
    constexpr std::array<Row, 10> rows{{
        {"parent", "registrar changed at the registry"},
        {"child", "registrar changed on the domain's own servers"},
        {"rdap.registry", "registrar changed, says the registry"},
        {"rdap.registrar", "registrar changed, says the registrar"},
        {"whois.registry", "registrar changed, says the registry's WHOIS"},
        {"whois.registrar", "registrar changed, says the registrar's WHOIS"},
        {"microsoft.oidc@commercial", "registrar changed, says Microsoft"},
        {"microsoft.realm@china", "registrar changed, says Microsoft (cloud china)"},
        {"resolver.quad9", "registrar changed at the resolver quad9"},
        {"ct.crtsh", "registrar changed (ct.crtsh)"},
    }};
    for (const auto& row : rows)
        CHECK(line("registrar", "registration.registrar", row.source, {"a"}, {"b"}) == row.line);
}

TEST_CASE("a line says what came, what went, and of whom", "[core]") {
    CHECK(line("addresses", "records.A", "child", {"192.0.2.1"}, {"192.0.2.2"}, "www.example.com") ==
          "addresses of www.example.com changed on the domain's own servers");
    CHECK(line("CAA", "records.CAA", "child", {"a"}, {}) == "CAA removed on the domain's own servers");
    CHECK(line("CAA", "records.CAA", "child", {}, {"a"}) == "CAA appeared on the domain's own servers");
}

TEST_CASE("a property of one word tells from what to what", "[core]") {
    CHECK(line("", "tenant.microsoft.state", "microsoft.realm@commercial", {"managed"}, {"federated"}) ==
          "sign-in changed from managed to federated, says Microsoft");
    CHECK(line("", "registration.state", "rdap.registry", {"registered"}, {"unregistered"}) ==
          "registration changed from registered to unregistered, says the registry");
    CHECK(line("", "delegation.state", "parent", {"delegated"}, {"undelegated"}) ==
          "delegation removed at the registry");
}

TEST_CASE("of statuses the gravest names the line", "[core]") {
    CHECK(of_statuses({"clientTransferProhibited"}, {"active"}) ==
          "transfer lock removed (clientTransferProhibited), says the registry");
    CHECK(of_statuses({"serverDeleteProhibited"}, {}) == "lock removed (serverDeleteProhibited), says the registry");
    CHECK(of_statuses({}, {"clientHold", "clientTransferProhibited"}) ==
          "domain put on hold (clientHold), says the registry");
    CHECK(of_statuses({"clientTransferProhibited"}, {"pendingDelete", "serverHold"}) ==
          "deletion under way (pendingDelete), says the registry");
    CHECK(of_statuses({"clientTransferProhibited"}, {"pendingTransfer"}) ==
          "transfer under way (pendingTransfer), says the registry");
    CHECK(of_statuses({"clientHold"}, {"active"}) == "hold removed (clientHold), says the registry");
    CHECK(of_statuses({"active"}, {"clientTransferProhibited"}) ==
          "lock added (clientTransferProhibited), says the registry");
    CHECK(of_statuses({"active"}, {"autoRenewPeriod"}) == "statuses changed, says the registry");
    CHECK(of_statuses({"aProhibited", "bProhibited", "cProhibited", "dProhibited"}, {}) ==
          "lock removed (aProhibited, bProhibited, cProhibited, ...), says the registry");
}
