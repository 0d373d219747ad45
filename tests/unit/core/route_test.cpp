#include "core/route.h"

#include "catch.h"

using nameward::ConnectTo;
using nameward::core::Route;
using nameward::core::route_to;

namespace {
std::string text(const Route& route) {
    return route.host + " " + std::to_string(route.port) + (route.by_operator ? " operator" : "");
}
}  // namespace

TEST_CASE("connect_to sends a connection elsewhere, first match wins", "[sinks][route]") {
    const std::vector<ConnectTo> rules = {{"rdap.example.net", 443, "127.0.0.1", 8443},
                                          {"rdap.example.net", 0, "127.0.0.2", 0},
                                          {"2001:db8::1", 43, "::1", 4343},
                                          {"", 25, "localhost", 2525}};
    CHECK(text(route_to("rdap.example.net", 443, rules)) == "127.0.0.1 8443 operator");
    CHECK(text(route_to("RDAP.Example.NET.", 443, rules)) == "127.0.0.1 8443 operator");
    CHECK(text(route_to("rdap.example.net", 80, rules)) == "127.0.0.2 80 operator");
    CHECK(text(route_to("[2001:db8::1]", 43, rules)) == "::1 4343 operator");
    CHECK(text(route_to("any.example.org", 25, rules)) == "localhost 2525 operator");
    CHECK(text(route_to("x.rdap.example.net", 443, rules)) == "x.rdap.example.net 443");
}

TEST_CASE("an empty connect_to rule matches all and may keep host or port", "[sinks][route]") {
    CHECK(text(route_to("a.example", 443, {{"", 0, "127.0.0.1", 0}})) == "127.0.0.1 443 operator");
    CHECK(text(route_to("a.example", 443, {{"", 0, "", 8443}})) == "a.example 8443 operator");
    CHECK(text(route_to("a.example", 443, {})) == "a.example 443");
}
