#include "catch.h"
#include "nameward/dns.h"

using nameward::rcode_name;

TEST_CASE("response codes have names, and numbers where they have none", "[wire]") {
    CHECK(rcode_name(0) == "NOERROR");
    CHECK(rcode_name(2) == "SERVFAIL");
    CHECK(rcode_name(3) == "NXDOMAIN");
    CHECK(rcode_name(5) == "REFUSED");
    CHECK(rcode_name(10) == "NOTZONE");
    CHECK(rcode_name(11) == "RCODE11");
    CHECK(rcode_name(16) == "BADVERS");
    CHECK(rcode_name(23) == "RCODE23");
    CHECK(rcode_name(4095) == "RCODE4095");
    CHECK(rcode_name(-1) == "RCODE-1");
}
