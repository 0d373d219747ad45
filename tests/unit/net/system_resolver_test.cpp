#include "net/system_resolver.h"

#include <algorithm>

#include "catch.h"

using namespace nameward;
using namespace std::chrono_literals;
using net::resolve_by_system;

TEST_CASE("the system's resolver is asked, and reads every spelling of an address", "[net]") {
    const auto local = resolve_by_system("localhost", 10s);
    REQUIRE(local);
    CHECK(std::find(local->begin(), local->end(), *IpAddress::parse("127.0.0.1")) != local->end());
    for (const std::string host : {"127.1", "2130706433", "0x7f.1", "0177.0.0.1"}) {
        const auto addresses = resolve_by_system(host, 10s);
        REQUIRE(addresses);
        CHECK(*addresses == std::vector{*IpAddress::parse("127.0.0.1")});
    }
}

TEST_CASE("whoever waits for the system's resolver waits no longer than he said", "[net]") {
    const auto late = resolve_by_system("localhost", 0ms);
    if (late) return;  // it was quicker than the waiting
    CHECK(late.error().kind == ErrorKind::transient);
    CHECK(late.error().what == "the host name localhost could not be resolved within 0 s");
}
