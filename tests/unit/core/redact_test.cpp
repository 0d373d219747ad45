#include "core/redact.h"

#include "catch.h"

using namespace nameward::core;

TEST_CASE("secrets that a receiver says back are taken out", "[sinks][redact]") {
    CHECK(redact("no such hook: /T0/abcdefgh", {"abcdefgh", "/T0/abcdefgh"}) == "no such hook: [secret]");
    CHECK(redact("aaaa aaaa", {"aaaa"}) == "[secret] [secret]");
    CHECK(redact("secret", {"secret"}) == "[secret]");
    CHECK(redact("a cat", {"a", ""}) == "a cat");  // too short to be a secret
}

TEST_CASE("a part of a secret is taken out, too, at either end of what was said", "[sinks][redact]") {
    const std::vector<std::string> secrets{"whsec_0123456789abcdefghijklmnop", "/services/0123456789abcdefghijklmnop"};
    CHECK(redact("not 56789abcdef...", secrets) == "not [secret]...");
    CHECK(redact("not whsec_01234", secrets) == "not [secret]");
    CHECK(redact("hijklmnop is not it", secrets) == "[secret] is not it");
    CHECK(redact("ijklmnop is eight", secrets) == "ijklmnop is eight");
    CHECK(redact("0123456789abcdefghijklmnop0123456789abcdefghijklmnop0123456789", secrets) == "[secret]");
    CHECK(redact("whsec_012345-89abcdefghij", secrets) == "[secret]-[secret]");
    CHECK(redact("", secrets).empty());
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
    CHECK(hidden("https://user:password@hooks.example.net/services/T0/tokentoken?key=0123456789 is unknown") ==
          "https://[secret]@hooks.example.net[secret] is unknown");
    CHECK(url_secrets("https://hooks.example.net/").empty());
    CHECK(url_secrets("not a url").size() == 1);
}
