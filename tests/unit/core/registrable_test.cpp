#include "core/registrable.h"

#include "catch.h"

using namespace nameward;

TEST_CASE("the registered name of a name, by the suffixes of registries", "[registration]") {
    const auto registered = [](const char* name) {
        const auto domain = core::registrable_domain(*Domain::parse(name));
        return domain ? domain->name() : "";
    };
    CHECK(registered("example.com") == "example.com");
    CHECK(registered("a.b.example.com") == "example.com");
    CHECK(registered("www.example.co.uk") == "example.co.uk");
    CHECK(registered("co.uk") == "");
    CHECK(registered("example.github.io") == "github.io");
    CHECK(registered("www.example.no-such-suffix") == "example.no-such-suffix");
    CHECK(registered("www.bücher.example") == "xn--bcher-kva.example");
}
