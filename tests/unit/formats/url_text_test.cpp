#include "formats/url_text.h"

#include "catch.h"

using namespace nameward::formats;

TEST_CASE("an origin is scheme, host and port", "[formats]") {
    CHECK(origin_of("https://rdap.example:8443/domain/example.com") == "https://rdap.example:8443");
    CHECK(origin_of("https://rdap.example?x=/") == "https://rdap.example");
    CHECK(origin_of("https://rdap.example") == "https://rdap.example");
    CHECK(origin_of("urn:example/a") == "urn:example/a");
}

TEST_CASE("a host is named without what stands around it", "[formats]") {
    CHECK(host_of("https://RDAP.example:8443/domain/example.com") == "rdap.example");
    CHECK(host_of("https://user:word@rdap.example/") == "rdap.example");
    CHECK(host_of("https://[2001:db8::1]:8443/") == "2001:db8::1");
    CHECK(host_of("https://rdap.example#/@other.example") == "rdap.example");
}
