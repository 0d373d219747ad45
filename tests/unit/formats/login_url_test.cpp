#include "formats/login_url.h"

#include <array>

#include "catch.h"

using namespace nameward::formats;

TEST_CASE("a login address is compared by scheme, host and path", "[formats][tenant]") {
    struct Row {
        const char *url, *text, *host;
    };
    constexpr std::array<Row, 11> rows{{
        {"https://sts.example.com/adfs/ls/?username=a%40b&wctx=1", "https://sts.example.com/adfs/ls/",
         "sts.example.com"},
        {"HTTPS://STS.Example.COM./adfs/LS/#top", "https://sts.example.com/adfs/LS/", "sts.example.com"},
        {"https://sts.example.com", "https://sts.example.com/", "sts.example.com"},
        {"https://sts.example.com:443/a", "https://sts.example.com/a", "sts.example.com"},
        {"https://sts.example.com:8443/a", "https://sts.example.com:8443/a", "sts.example.com"},
        {"http://sts.example.com:80/a", "http://sts.example.com/a", "sts.example.com"},
        {"https://b\xC3\xBC"
         "cher.example/a",
         "https://xn--bcher-kva.example/a", "xn--bcher-kva.example"},
        {"https://[2001:db8::1]:443/a", "https://[2001:db8::1]/a", "[2001:db8::1]"},
        {"https://192.0.2.1/a", "https://192.0.2.1/a", "192.0.2.1"},
        {"https://sts/adfs", "https://sts/adfs", "sts"},
        {"https://any.sts/B231A11F?x", "https://any.sts/B231A11F", "any.sts"},
    }};
    for (const auto& row : rows) {
        INFO(row.url);
        const auto url = login_url(row.url);
        CHECK(url.text == row.text);
        CHECK(url.host == row.host);
    }
}

TEST_CASE("no trick of writing makes one host look like another", "[formats][tenant]") {
    CHECK(login_url("https://sts.example.com@evil.example/a").host == "evil.example");
    CHECK(login_url("https://sts.example.com:443@evil.example/a").host == "evil.example");
    for (const auto* url : {"https://evil.example\\@sts.example.com/a", "https:\\\\evil.example/@sts.example.com",
                            "//sts.example.com/a", "javascript://sts.example.com/%0aalert(1)", "sts.example.com",
                            "https://", "https:///sts.example.com", "https://[::1", "https://@/a", "", "?x"}) {
        INFO(url);
        CHECK(login_url(url).host == "(unreadable)");
    }
    CHECK(login_url("https://./a").host == ".");
}
