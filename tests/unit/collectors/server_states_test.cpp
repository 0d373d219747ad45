#include "collectors/server_states.h"

#include "catch.h"

using namespace nameward;
using namespace nameward::collectors;

TEST_CASE("the same servers in other states are the same servers", "[collectors]") {
    CHECK(same_servers({"a/1=ok", "b/2=ok"}, {"a/1=REFUSED", "b/2=lame"}));
    CHECK(same_servers({"a/1=unreachable"}, {"a/1=ok"}));
    CHECK_FALSE(same_servers({"a/1=ok"}, {"a/1=ok", "b/2=ok"}));
    CHECK_FALSE(same_servers({"a/1=ok"}, {"a/2=ok"}));
    CHECK_FALSE(same_servers({"a/1=ok"}, {"c/1=ok"}));
}

TEST_CASE("addresses that were never found are no news when they are", "[collectors]") {
    CHECK(same_servers({"a/1=ok", "b/-=unreachable"}, {"a/1=ok", "b/2=ok", "b/3=ok"}));
    CHECK_FALSE(same_servers({"a/1=ok", "b/-=unreachable"}, {"a/1=ok", "b/2=ok", "c/3=ok"}));
    CHECK_FALSE(same_servers({"a/1=ok", "b/-=lame"}, {"a/1=ok", "b/2=ok"}));
}

TEST_CASE("a state and the names are found in the set, IPv6 and odd names too", "[collectors]") {
    const Values values{"a/::1=ok", "b.example/x/127.0.9.1=lame"};
    CHECK(state_of(values, "a/::1") == "ok");
    CHECK(state_of(values, "b.example/x/127.0.9.1") == "lame");
    CHECK(state_of(values, "a/::").empty());
    CHECK(server_names(values) == std::set<std::string>{"a", "b.example/x"});
}
