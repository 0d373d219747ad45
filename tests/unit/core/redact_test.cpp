#include "core/redact.h"

#include "catch.h"

using namespace nameward::core;

TEST_CASE("secrets that a receiver says back are taken out, the longest first", "[sinks][redact]") {
    CHECK(redact("no such hook: /T0/abcdefgh", {"abcdefgh", "/T0/abcdefgh"}) == "no such hook: [secret]");
    CHECK(redact("aaaa aaaa", {"aaaa"}) == "[secret] [secret]");
    CHECK(redact("secret", {"secret"}) == "[secret]");
    CHECK(redact("a cat", {"a", ""}) == "a cat");  // too short to be a secret
}

TEST_CASE("a password is known in the forms that SMTP sends", "[sinks][redact]") {
    const auto forms = password_forms("u", "hunter2");
    CHECK(forms == std::vector<std::string>{"hunter2", "aHVudGVyMg==", "AHUAaHVudGVyMg=="});
    CHECK(password_forms("u", "").empty());
}

TEST_CASE("what may be secret in a URL is its user, path and query, not its host", "[sinks][redact]") {
    const auto hidden = [](const std::string& text) {
        return redact(text,
                      url_secrets("https://user:password@hooks.example.net/services/T0/tokentoken?key=0123456789"));
    };
    CHECK(hidden("hooks.example.net said no") == "hooks.example.net said no");
    CHECK(hidden("GET /services/T0/tokentoken?key=0123456789") == "GET [secret]");
    CHECK(hidden("bad token tokentoken") == "bad token [secret]");
    CHECK(hidden("bad key 0123456789") == "bad key [secret]");
    CHECK(hidden("who is user:password") == "who is [secret]");
    CHECK(url_secrets("https://hooks.example.net/").size() == 1);
    CHECK(url_secrets("not a url").size() == 1);
}
