#include "collectors/all.h"

#include "catch.h"

using namespace nameward;

TEST_CASE("a described name may leave labels open", "[collectors]") {
    CHECK(fits("delegation.ns", "delegation.ns"));
    CHECK(fits("registration.contact.<role>.<field>", "registration.contact.registrant.email"));
    CHECK(fits("records.<TYPE>", "records.AAAA"));
    CHECK(fits("microsoft.oidc@<cloud>", "microsoft.oidc@commercial"));
    for (const auto* other : {"", "delegation", "delegation.nsx", "records.", "records.A.B", "registration.contact.a",
                              "registration.contact.a.b.c", "registration.contact..b"}) {
        INFO(other);
        CHECK_FALSE(fits("delegation.ns", other));
        CHECK_FALSE(fits("records.<TYPE>", other));
        CHECK_FALSE(fits("registration.contact.<role>.<field>", other));
    }
}

TEST_CASE("what fits a description is described by it, from its own source only", "[collectors]") {
    PropertySpec spec;
    spec.name = "records.<TYPE>";
    spec.source = "resolver.<view>";
    CHECK(spec.describes({"www.example.com", "records.A", "resolver.quad9"}));
    CHECK_FALSE(spec.describes({"www.example.com", "records.A", "child"}));
}
