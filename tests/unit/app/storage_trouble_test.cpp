#include "app/storage_trouble.h"

#include "builders.h"
#include "catch.h"

using namespace nameward;
using app::StorageTrouble;
using test::at;

TEST_CASE("an outage is one, whoever fails in it and whatever they are told", "[app]") {
    StorageTrouble trouble;
    CHECK_FALSE(trouble.latest());
    trouble.failed("a", "full at a", at(1));
    trouble.failed("b", "full at b", at(2));
    trouble.failed("a", "full again", at(3));
    REQUIRE(trouble.latest());
    CHECK(trouble.latest()->since == at(1));
    CHECK(trouble.latest()->reason == "full at a");
    CHECK_FALSE(trouble.latest()->over);
}

TEST_CASE("an outage is over when everybody who failed has succeeded", "[app]") {
    StorageTrouble trouble;
    trouble.failed("a", "full", at(1));
    trouble.failed("b", "full", at(2));
    trouble.worked("c", at(3));
    trouble.worked("a", at(4));
    CHECK_FALSE(trouble.latest()->over);
    trouble.worked("b", at(5));
    CHECK(trouble.latest()->over == at(5));
    trouble.worked("b", at(6));
    CHECK(trouble.latest()->over == at(5));
    trouble.failed("b", "read-only", at(7));
    CHECK(trouble.latest()->since == at(7));
    CHECK_FALSE(trouble.latest()->over);
}

TEST_CASE("who left the configuration does not prolong an outage", "[app]") {
    StorageTrouble trouble;
    trouble.failed("stays", "full", at(1));
    trouble.failed("goes", "full", at(1));
    trouble.keep_only({"stays"}, at(2));
    CHECK_FALSE(trouble.latest()->over);
    trouble.worked("stays", at(3));
    CHECK(trouble.latest()->over == at(3));
    trouble.keep_only({}, at(4));
    CHECK(trouble.latest()->over == at(3));
}
