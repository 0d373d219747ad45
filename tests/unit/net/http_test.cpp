#include "net/http.h"

#include <cstdlib>

#include "catch.h"
#include "lab_receivers.h"
#include "texts.h"

using namespace nameward;
using nameward::net::HttpClient;
using nameward::net::TransferOptions;
using nameward::test::has;

namespace {

// In a path, where a webhook's secret may be.
constexpr const char* kSecretPath = "/services/T0KENT0KEN";

TransferOptions trusting() {
    TransferOptions options;
    options.ca_file = lab::certificates() / "ca.pem";
    return options;
}

HttpRequest post(const std::string& host, int port, const std::string& scheme = "https") {
    HttpRequest request;
    request.method = "POST";
    request.url = scheme + "://" + host + ":" + std::to_string(port) + kSecretPath;
    request.body = "{}";
    request.deadline = std::chrono::seconds(10);
    return request;
}

lab::Receiver tls_receiver(const std::string& certificate = "server") {
    return lab::Receiver("webhook_receiver.py", lab::with_certificate(certificate, {}));
}

std::vector<IpAddress> loopback() {
    return {*IpAddress::parse("127.0.0.1")};
}

// What the operator reads: no secret, no path, and a sentence that says what was attempted.
std::string harmless_error_of(const Result<HttpResponse>& result) {
    REQUIRE(!result);
    CHECK(result.error().what.find("T0KEN") == std::string::npos);
    CHECK(result.error().what.find("services") == std::string::npos);
    return result.error().what;
}

}  // namespace

TEST_CASE("an HTTPS request brings its headers and body there and the answer back", "[sinks][net]") {
    const auto receiver = tls_receiver();
    receiver.behave("429 retry-after=7");
    auto request = post("localhost", receiver.port());
    request.headers = {{"webhook-id", "a-1"}, {"x-empty", ""}};
    request.body = std::string("with\0zero", 9);
    const auto response = HttpClient(trusting())(request);
    REQUIRE(response);
    CHECK(response->status == 429);
    CHECK(response->retry_after == Seconds(7));
    CHECK(response->content_type == "text/plain");
    CHECK(response->body == "answer 429");
    CHECK(!response->body_cut);
    const auto log = receiver.log();
    REQUIRE(log.size() == 1);
    CHECK(log[0]["method"] == "POST");
    CHECK(log[0]["path"] == kSecretPath);
    CHECK(log[0]["headers"]["webhook-id"] == "a-1");
    CHECK(log[0]["headers"]["x-empty"] == "");
    CHECK(log[0]["headers"]["user-agent"].get<std::string>().starts_with("nameward/"));
    CHECK(log[0]["body"].get<std::string>() == std::string("with\0zero", 9));
}

TEST_CASE("GET, HEAD and PUT are made as such, anything else not at all", "[sinks][net]") {
    const lab::Receiver receiver("webhook_receiver.py", {});
    for (const std::string method : {"GET", "PUT"}) {
        auto request = post("127.0.0.1", receiver.port(), "http");
        request.method = method;
        const auto response = HttpClient(trusting())(request);
        REQUIRE(response);
        CHECK(response->status == 200);
        CHECK(receiver.log().back()["method"] == method);
    }
    auto request = post("127.0.0.1", receiver.port(), "http");
    request.method = "DELETE";
    CHECK(HttpClient(trusting())(request).error().kind == ErrorKind::config);
    CHECK(receiver.log().size() == 2);
}

TEST_CASE("only https and http URLs are used, and no header can smuggle a line", "[sinks][net]") {
    const HttpClient client(trusting());
    for (const std::string url : {"", "https://", "ftp://localhost/T0KEN", "file:///etc/passwd", "localhost/T0KEN",
                                  "https://local host/", "https://localhost/\r\nX: y", "gopher://localhost:1/T0KEN"}) {
        HttpRequest request;
        request.url = url;
        INFO(url);
        CHECK(has(harmless_error_of(client(request)), "must begin with https:// or http://"));
    }
    for (const auto& header : std::vector<std::pair<std::string, std::string>>{
             {"x", "a\r\nInjected: b"}, {"x\r\nInjected", "b"}, {"", "b"}, {"x", std::string("\0", 1)}}) {
        HttpRequest request = post("localhost", 1);
        request.headers = {header};
        CHECK(client(request).error().kind == ErrorKind::config);
    }
}

TEST_CASE("a host in any script is meant by its A-label, whatever the locale", "[sinks][net]") {
    const auto target = net::parse_target("https://bücher.example/x", {"https"});
    REQUIRE(target);
    CHECK(target->host == "xn--bcher-kva.example");
    CHECK(net::text_of(*target) == "https://xn--bcher-kva.example/x");
    CHECK_FALSE(net::parse_target("https://a\u202Eb.example/x", {"https"}));
    CHECK_FALSE(net::parse_target("https://１２７.0.0.77/x", {"https"}));
}

TEST_CASE("a certificate must be trusted, in time and made out to the name", "[sinks][net]") {
    SECTION("an authority that is not in ca_file") {
        const auto receiver = tls_receiver();
        auto options = trusting();
        options.ca_file = lab::certificates() / "other.pem";
        CHECK(has(harmless_error_of(HttpClient(options)(post("localhost", receiver.port()))),
                  "issuer is not trusted here"));
    }
    SECTION("the system's authorities do not know ours") {
        const auto receiver = tls_receiver();
        CHECK(
            has(harmless_error_of(HttpClient({})(post("localhost", receiver.port()))), "certificate is not accepted"));
    }
    SECTION("another name") {
        const auto receiver = tls_receiver("other");
        CHECK(has(harmless_error_of(HttpClient(trusting())(post("localhost", receiver.port()))),
                  "made out to another name"));
    }
    SECTION("expired") {
        const auto receiver = tls_receiver("expired");
        CHECK(has(harmless_error_of(HttpClient(trusting())(post("localhost", receiver.port()))), "it has expired"));
    }
    SECTION("no TLS at all") {
        const lab::Receiver receiver("webhook_receiver.py", {});
        CHECK(
            has(harmless_error_of(HttpClient(trusting())(post("localhost", receiver.port()))), "TLS handshake failed"));
        CHECK(receiver.log_with("body").empty());
    }
}

TEST_CASE("connect_to leads elsewhere while the certificate stays that of the name", "[sinks][net]") {
    const auto receiver = tls_receiver("other");
    auto options = trusting();
    options.connect_to = {{"other.example.net", 443, "127.0.0.1", static_cast<std::uint16_t>(receiver.port())}};
    options.resolve = [](const std::string& host) -> Addresses {
        FAIL("resolved " + host);
        return std::vector<IpAddress>{};
    };
    auto request = post("other.example.net", 443);
    request.may_connect = [](const IpAddress&) { return false; };  // the operator's own way is not judged
    const auto response = HttpClient(options)(request);
    REQUIRE(response);
    CHECK(response->status == 200);
}

TEST_CASE("the resolver hook finds the host, and its failure is said", "[sinks][net]") {
    const auto receiver = tls_receiver("other");
    auto options = trusting();
    std::vector<std::string> asked;
    Addresses answer = loopback();
    options.resolve = [&](const std::string& host) {
        asked.push_back(host);
        return answer;
    };
    const auto exchange = [&](const std::string& host) { return HttpClient(options)(post(host, receiver.port())); };
    const auto found = exchange("other.example.net");
    REQUIRE(found);
    CHECK(found->status == 200);
    CHECK(asked == std::vector<std::string>{"other.example.net"});

    answer = std::vector<IpAddress>{};
    CHECK(has(harmless_error_of(exchange("other.example.net")), "the host other.example.net has no address"));
    answer = Error{ErrorKind::transient, "nobody answered"};
    CHECK(has(harmless_error_of(exchange("other.example.net")), "nobody answered"));
    asked.clear();
    CHECK(!exchange("127.0.0.1"));  // wrong name, but an address needs no resolver
    CHECK(asked.empty());
}

TEST_CASE("the connect_to host itself is resolved by the hook", "[sinks][net]") {
    const auto receiver = tls_receiver("other");
    auto options = trusting();
    options.connect_to = {{"", 443, "inside.example.org", static_cast<std::uint16_t>(receiver.port())}};
    std::vector<std::string> asked;
    options.resolve = [&](const std::string& host) -> Addresses {
        asked.push_back(host);
        return loopback();
    };
    CHECK(HttpClient(options)(post("other.example.net", 443)));
    CHECK(asked == std::vector<std::string>{"inside.example.org"});
}

TEST_CASE("the address guard is asked before anything is sent", "[sinks][net]") {
    const lab::Receiver receiver("webhook_receiver.py", {});
    auto options = trusting();
    options.resolve = [](const std::string&) -> Addresses { return loopback(); };
    std::vector<std::string> judged;
    bool verdict = false;
    const auto exchange = [&](const std::string& host) {
        auto request = post(host, receiver.port(), "http");
        request.may_connect = [&](const IpAddress& address) {
            judged.push_back(address.text());
            return verdict;
        };
        return HttpClient(options)(request);
    };
    for (const std::string host :
         {"127.0.0.1", "trap.example.net", "localhost", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"}) {
        INFO(host);
        judged.clear();
        const auto refused = exchange(host);
        CHECK(has(harmless_error_of(refused), "may not be connected to"));
        CHECK(refused.error().kind == ErrorKind::rejected);
        CHECK(!judged.empty());
    }
    CHECK(receiver.log().empty());
    verdict = true;
    REQUIRE(exchange("trap.example.net"));
    CHECK(judged.back() == "127.0.0.1");
    CHECK(receiver.log().size() == 1);
}

TEST_CASE("of several addresses the guard drops only those it refuses", "[sinks][net]") {
    const lab::Receiver receiver("webhook_receiver.py", {});
    auto options = trusting();
    options.resolve = [](const std::string&) -> Addresses {
        return std::vector<IpAddress>{*IpAddress::parse("127.0.0.9"), *IpAddress::parse("127.0.0.1")};
    };
    auto request = post("two.example.net", receiver.port(), "http");
    request.may_connect = [](const IpAddress& address) { return address.text() == "127.0.0.1"; };
    CHECK(HttpClient(options)(request));
}

TEST_CASE("a proxy is used where configured, and only there", "[sinks][net]") {
    const lab::Receiver proxy("webhook_receiver.py", {});
    const std::string proxy_url = "http://127.0.0.1:" + std::to_string(proxy.port());
    SECTION("configured: the proxy gets the whole URL and resolves it") {
        auto options = trusting();
        options.proxy = proxy_url;
        CHECK(HttpClient(options)(post("somewhere.example.net", 80, "http")));
        REQUIRE(proxy.log().size() == 1);
        CHECK(proxy.log()[0]["path"] == "http://somewhere.example.net/services/T0KENT0KEN");
        CHECK(!HttpClient(options)(post("somewhere.example.net", 443)));  // it knows no CONNECT
    }
    SECTION("the environment does not count") {
        const lab::Receiver receiver("webhook_receiver.py", {});
        setenv("http_proxy", proxy_url.c_str(), 1);
        CHECK(HttpClient(trusting())(post("127.0.0.1", receiver.port(), "http")));
        unsetenv("http_proxy");
        CHECK(proxy.log().empty());
    }
    SECTION("an unusable one is said without its password") {
        auto options = trusting();
        options.proxy = "ftp://user:T0KEN@proxy.example.net/";
        CHECK(has(harmless_error_of(HttpClient(options)(post("localhost", 1))), "network.proxy"));
    }
}

TEST_CASE("redirects are told, not followed", "[sinks][net]") {
    const lab::Receiver receiver("webhook_receiver.py", {});
    const std::string elsewhere = "http://127.0.0.1:" + std::to_string(receiver.port()) + "/elsewhere";
    receiver.behave("307 location=" + elsewhere);
    const auto response = HttpClient(trusting())(post("127.0.0.1", receiver.port(), "http"));
    REQUIRE(response);
    CHECK(response->status == 307);
    CHECK(response->location == elsewhere);
    CHECK(receiver.log().size() == 1);
}

TEST_CASE("a body is cut at its limit, counted on what it decodes to", "[sinks][net]") {
    const lab::Receiver receiver("webhook_receiver.py", {});
    for (const std::string how : {"huge", "gzip-bomb"}) {
        INFO(how);
        receiver.behave(how);
        auto request = post("127.0.0.1", receiver.port(), "http");
        request.body_limit = 5000;
        const auto response = HttpClient(trusting())(request);
        REQUIRE(response);
        CHECK(response->status == 200);
        CHECK(response->body.size() == 5000);
        CHECK(response->body_cut);
    }
}

TEST_CASE("whatever breaks is an error with a name of our own", "[sinks][net]") {
    const lab::Receiver receiver("webhook_receiver.py", {});
    const std::vector<std::tuple<std::string, ErrorKind, std::string>> table = {
        {"reset", ErrorKind::transient, "the connection broke"},
        {"reset-early", ErrorKind::transient, "connection"},
        {"hang", ErrorKind::transient, "no complete answer within 1500 ms"},
        {"drip", ErrorKind::transient, "no complete answer within 1500 ms"},
        {"endless-headers", ErrorKind::malformed, "its headers never end"},
        {"garbage", ErrorKind::malformed, "could not be understood"},
    };
    for (const auto& [how, kind, words] : table) {
        receiver.behave(how);
        auto request = post("127.0.0.1", receiver.port(), "http");
        request.deadline = std::chrono::milliseconds(1500);
        const auto begun = std::chrono::steady_clock::now();
        const auto result = HttpClient(trusting())(request);
        CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(8));
        INFO(how << ": " << harmless_error_of(result));
        CHECK(has(harmless_error_of(result), words));
        CHECK(has(harmless_error_of(result), "POST http://127.0.0.1:"));
        CHECK(result.error().kind == kind);
    }
}

TEST_CASE("nobody there is said, and a resolver that eats the time is a time-out", "[sinks][net]") {
    int port = 0;
    {
        const lab::Receiver gone("webhook_receiver.py", {});
        port = gone.port();
    }
    CHECK(
        has(harmless_error_of(HttpClient(trusting())(post("127.0.0.1", port, "http"))), "no connection could be made"));
    auto options = trusting();
    options.resolve = [](const std::string&) -> Addresses {
        const timespec pause{0, 60'000'000};
        nanosleep(&pause, nullptr);
        return loopback();
    };
    auto request = post("slow.example.net", port, "http");
    request.deadline = std::chrono::milliseconds(50);
    CHECK(has(harmless_error_of(HttpClient(options)(request)), "no complete answer within 50 ms"));
}
