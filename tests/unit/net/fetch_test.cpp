// Redirects and their rules, over real sockets.
#include <zlib.h>

#include "doors_fixture.h"

using namespace nameward;
using namespace nameward::test;
using namespace std::chrono_literals;
using Client = ScriptedServer::Client;
using Steady = std::chrono::steady_clock;

namespace {

std::string redirect_to(const std::string& location, int status = 302) {
    return http_answer(status, "", "Location: " + location + "\r\n");
}

// Answers "/" by a redirect and everything else by its own path.
ScriptedServer redirecting(const std::string& location, int status = 302) {
    return {"127.0.0.1", kEndOfHead, [=](Client& client, const std::string& request, int) {
                const auto path = path_of(request);
                client.send(path == "/" || path == "/a/b" ? redirect_to(location, status) : http_answer(200, path));
            }};
}

Fetch following(Fetch fetch, int redirects) {
    fetch.redirects = redirects;
    return fetch;
}

std::string gzipped(const std::string& text) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(text.size() / 100 + 100'000, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace

TEST_CASE("each kind of redirect is followed, and any other status is an answer", "[net][fetch]") {
    Outside outside;
    for (const int status : {301, 302, 303, 307, 308}) {
        INFO(status);
        const auto server = redirecting("/there", status);
        const auto fetched = outside.fetch(following(plain(server), 1));
        REQUIRE(fetched);
        CHECK(fetched->response.status == 200);
        CHECK(fetched->response.body == "/there");
        CHECK(has(fetched->url, "/there"));
        CHECK(fetched->plain);
    }
    for (const int status : {300, 304, 305, 306, 399, 404}) {
        const auto server = redirecting("/there", status);
        const auto fetched = outside.fetch(following(plain(server), 1));
        REQUIRE(fetched);
        CHECK(fetched->response.status == status);
        CHECK(server.connections() == 1);
    }
}

TEST_CASE("a Location is read from where it was sent, as browsers read it", "[net][fetch]") {
    Outside outside;
    const std::vector<std::pair<std::string, std::string>> table = {
        {"there", "/a/there"},   {"/there", "/there"},         {"../there", "/there"},
        {"./x?q=1", "/a/x?q=1"}, {"?q=2", "/a/b?q=2"},         {"/there#part", "/there"},
        {"/%7Ex", "/%7Ex"},      {"//b.example:PORT/y", "/y"}, {"http://b.example:PORT", "/"},
    };
    for (const auto& [location, path] : table) {
        INFO(location);
        std::string target = location;
        std::string where;
        ScriptedServer server("127.0.0.1", kEndOfHead, [&](Client& client, const std::string& request, int number) {
            client.send(number == 1 ? redirect_to(target) : http_answer(200, path_of(request)));
        });
        if (const auto at = target.find("PORT"); at != target.npos)
            target.replace(at, 4, std::to_string(server.port()));
        const auto fetched = outside.fetch(following(plain(server, "/a/b"), 1));
        REQUIRE(fetched);
        CHECK(fetched->response.body == path);
    }
}

TEST_CASE("a Location that leads nowhere is an error with a sentence", "[net][fetch]") {
    Outside outside;
    for (const std::string location :
         {"", "ftp://a.example/", "file:///etc/passwd", "gopher://127.0.0.1:70/x", "http://", "javascript:alert(1)",
          "http://user:T0KEN@a.example/", "http://a b/", "http://[::1", "http://a.example:99999/"}) {
        INFO(location);
        const auto server = redirecting(location);
        const auto fetched = outside.fetch(following(plain(server), 3));
        CHECK(has(error_of(fetched), "GET http://a.example:" + std::to_string(server.port()) + ": HTTP 302"));
        CHECK(fetched.error().kind == ErrorKind::malformed);
        CHECK_FALSE(has(error_of(fetched), "T0KEN"));
        CHECK(server.connections() == 1);
    }
}

TEST_CASE("so many redirects are followed and no more, and none in a circle", "[net][fetch]") {
    Outside outside;
    ScriptedServer server("127.0.0.1", kEndOfHead, [](Client& client, const std::string&, int number) {
        client.send(redirect_to("/" + std::to_string(number)));
    });
    const auto none = outside.fetch(plain(server));
    REQUIRE(none);
    CHECK(none->response.status == 302);
    CHECK(server.connections() == 1);
    CHECK(has(error_of(outside.fetch(following(plain(server), 3))), "redirects once more after 3 redirects"));
    CHECK(server.connections() == 1 + 4);

    const auto circle = redirecting("/");
    CHECK(has(error_of(outside.fetch(following(plain(circle), 10))), "go in a circle"));
    CHECK(circle.connections() == 1);
}

TEST_CASE("a POST stays one only where the redirect says so", "[net][fetch]") {
    Outside outside;
    for (const auto& [status, method] : std::vector<std::pair<int, std::string>>{
             {301, "GET"}, {302, "GET"}, {303, "GET"}, {307, "POST"}, {308, "POST"}}) {
        INFO(status);
        const auto server = redirecting("/there", status);
        auto wish = following(plain(server), 1);
        wish.method = "POST";
        wish.body = "x=1" + kEndOfHead;
        REQUIRE(outside.fetch(wish));
        REQUIRE(server.heard().size() == 2);
        CHECK(server.heard()[1].request.starts_with(method + " /there"));
    }
}

TEST_CASE("http is asked only where it is allowed, and never after https", "[net][fetch]") {
    Outside outside;
    outside.transfer.ca_file = lab::certificates() / "ca.pem";
    const ScriptedServer listener("127.0.0.1", kEndOfHead, always_answering(http_answer(200, "forged")));
    auto wish = plain(listener);
    wish.plain_allowed = false;
    CHECK(has(error_of(outside.fetch(wish)), "http is not asked"));

    const lab::Receiver tls("webhook_receiver.py", lab::with_certificate("server", {}));
    tls.behave("302 location=http://a.example:" + std::to_string(listener.port()) + "/x");
    wish = {};
    wish.url = "https://localhost:" + std::to_string(tls.port()) + "/";
    wish.redirects = 2;
    for (const bool plain_allowed : {false, true}) {
        wish.plain_allowed = plain_allowed;
        const auto fetched = outside.fetch(wish);
        CHECK(has(error_of(fetched), "from https to http"));
        CHECK(fetched.error().kind == ErrorKind::rejected);
    }
    CHECK(listener.connections() == 0);

    tls.behave("200");
    const auto upward = redirecting(wish.url);
    const auto fetched = outside.fetch(following(plain(upward), 1));
    REQUIRE(fetched);
    CHECK(fetched->url == wish.url);
    CHECK(fetched->plain);
}

TEST_CASE("what is meant for one host is not carried to another", "[net][fetch]") {
    Outside outside;
    ScriptedServer server("127.0.0.1", kEndOfHead, [&](Client& client, const std::string& request, int) {
        const auto host = "http://b.example:" + request.substr(request.find("a.example:") + 10, 5);
        client.send(path_of(request) == "/"       ? redirect_to("/same")
                    : path_of(request) == "/same" ? redirect_to(host + "/other")
                                                  : http_answer(200));
    });
    auto wish = following(plain(server), 2);
    wish.headers = {{"Authorization", "Basic T0KEN"}, {"cookie", "T0KEN"}, {"Accept", "application/rdap+json"}};
    REQUIRE(outside.fetch(wish));
    const auto heard = server.heard();
    REQUIRE(heard.size() == 3);
    CHECK(has(heard[1].request, "T0KEN"));
    CHECK_FALSE(has(heard[2].request, "T0KEN"));
    CHECK(has(heard[2].request, "Accept: application/rdap+json"));
}

TEST_CASE("a redirect leads to no address that is neither public nor listed, however it is spelt", "[net][fetch]") {
    Outside outside;
    outside.allowed = [](const IpAddress& address) { return may_be_asked(address, {}); };
    outside.hosts["fourten.example"] = {ip("10.1.2.3")};
    outside.hosts["mixed.example"] = {ip("169.254.169.254"), ip("fd00::1"), ip("127.0.0.1")};
    const ScriptedServer four("0.0.0.0", kEndOfHead, always_answering(http_answer(200)));
    const ScriptedServer six("::", kEndOfHead, always_answering(http_answer(200)));
    for (const std::string host : {"127.0.0.1",
                                   "127.1",
                                   "127.0.1",
                                   "127.255.255.254",
                                   "2130706433",
                                   "0x7f000001",
                                   "0x7f.1",
                                   "0177.0.0.1",
                                   "017700000001",
                                   "0",
                                   "0.0.0.0",
                                   "127.0.0.1.",
                                   "localhost",
                                   "localhost.",
                                   "LOCALHOST",
                                   "a.localhost",
                                   "any.example",
                                   "any.example.",
                                   "10.0.0.1",
                                   "fourten.example",
                                   "mixed.example",
                                   "172.16.0.1",
                                   "192.168.1.1",
                                   "169.254.169.254",
                                   "100.64.0.1",
                                   "[::1]",
                                   "[::]",
                                   "[::ffff:127.0.0.1]",
                                   "[::ffff:7f00:1]",
                                   "[0:0:0:0:0:0:0:1]",
                                   "[64:ff9b::7f00:1]",
                                   "[2002:7f00:1::]",
                                   "[fe80::1]",
                                   "[fe80::1%25lo]",
                                   "[fc00::1]",
                                   "[fd12:3456::1]"}) {
        for (const auto port : {four.port(), six.port()}) {
            INFO(host << " " << port);
            const auto server = redirecting("http://" + host + ":" + std::to_string(port) + "/x");
            auto wish = following(plain(server), 2);
            wish.by_operator = true;  // which is about the first hop alone
            const auto fetched = outside.fetch(wish);
            REQUIRE_FALSE(fetched);
            CHECK(has(fetched.error().what, "may not be connected to"));
            CHECK(server.connections() == 1);
        }
    }
    CHECK(four.connections() == 0);
    CHECK(six.connections() == 0);
}

TEST_CASE("only what the operator wrote may lead to a private address, or what he listed", "[net][fetch]") {
    Outside outside;
    outside.allowed = [](const IpAddress& address) { return may_be_asked(address, {}); };
    const ScriptedServer server("127.0.0.1", kEndOfHead, always_answering(http_answer(200)));
    auto wish = plain(server);
    CHECK(has(error_of(outside.fetch(wish)), "may not be connected to"));
    CHECK(server.connections() == 0);
    wish.by_operator = true;
    CHECK(outside.fetch(wish));
    wish.by_operator = false;
    outside.allowed = [](const IpAddress& address) { return may_be_asked(address, {*IpBlock::parse("127.0.0.0/8")}); };
    CHECK(outside.fetch(wish));
}

TEST_CASE("a body is cut at its limit, however often it was packed", "[net][fetch]") {
    Outside outside;
    const auto once = gzipped(std::string(std::size_t{64} << 20, '\0'));
    const auto twice = gzipped(once);
    for (const auto& [body, encoding] :
         std::vector<std::pair<std::string, std::string>>{{once, "gzip"}, {twice, "gzip, gzip"}}) {
        INFO(encoding);
        const ScriptedServer server("127.0.0.1", kEndOfHead,
                                    always_answering(http_answer(200, body, "Content-Encoding: " + encoding + "\r\n")));
        auto wish = plain(server);
        wish.body_limit = 5000;
        const auto fetched = outside.fetch(wish);
        REQUIRE(fetched);
        CHECK(fetched->response.body_cut);
        CHECK(fetched->response.body == std::string(5000, '\0'));
        CHECK(fetched->evidence->bytes.size() == 5000);
    }
}

TEST_CASE("a chain of redirects has one deadline", "[net][fetch]") {
    Outside outside;
    outside.limits = {1500ms, 3s, 100};
    const ScriptedServer server("127.0.0.1", kEndOfHead, [](Client& client, const std::string&, int number) {
        client.wait(400ms);
        client.send(redirect_to("/" + std::to_string(number)));
    });
    const auto began = Steady::now();
    const auto fetched = outside.fetch(following(plain(server), 50));
    CHECK(Steady::now() - began < 8s);
    CHECK(has(error_of(fetched), "a redirect of http://a.example:"));
    CHECK(server.connections() <= 4);
}

TEST_CASE("a batch is asked side by side, and answers come in its order", "[net][fetch]") {
    Outside outside;
    std::atomic<int> there = 0;
    const ScriptedServer server("127.0.0.1", kEndOfHead, [&](Client& client, const std::string& request, int) {
        ++there;
        while (there < 3 && !client.stopping()) client.wait(10ms);  // one after the other, none would ever end
        client.send(http_answer(200, path_of(request)));
    });
    const std::vector<Fetch> batch{plain(server, "/1"), plain(server, "/2"), plain(server, "/3")};
    const auto results = outside.look().http(batch);
    REQUIRE(results.size() == 3);
    for (int i = 0; i < 3; ++i) {
        REQUIRE(results[std::size_t(i)]);
        CHECK(results[std::size_t(i)]->response.body == "/" + std::to_string(i + 1));
    }
    CHECK(outside.look().http({}).empty());
}

TEST_CASE("what was fetched says where it came from", "[net][fetch]") {
    Outside outside;
    const auto server = redirecting("/there");
    auto wish = following(plain(server), 1);
    wish.kind = "rdap";
    const auto fetched = outside.fetch(wish);
    REQUIRE(fetched);
    const auto base = "http://a.example:" + std::to_string(server.port());
    CHECK(fetched->evidence->kind == "rdap");
    CHECK(fetched->evidence->server == base + "/there");
    CHECK(fetched->evidence->question == "GET " + base + "/");
    CHECK(fetched->evidence->at == kDawn);
    CHECK(fetched->evidence->bytes == "/there");
}

TEST_CASE("a look whose questions or time are used up asks nobody", "[net][fetch]") {
    Outside outside;
    const ScriptedServer server("127.0.0.1", kEndOfHead, always_answering(http_answer(200)));
    outside.limits = {30s, 60s, 1};
    const auto look = outside.look();
    const auto wish = plain(server);
    CHECK(look.http(std::span(&wish, 1)).front());
    CHECK(has(error_of(look.http(std::span(&wish, 1)).front()), "has put its 1 questions"));
    outside.limits = {0ms, 0ms, 10};
    CHECK(has(error_of(outside.fetch(wish)), "were over"));
    CHECK(server.connections() == 1);
}

TEST_CASE("a stop ends what is under way, and is no word about the host", "[net][fetch]") {
    Outside outside;
    std::atomic<bool> there = false;
    const ScriptedServer server("127.0.0.1", kEndOfHead, [&](Client& client, const std::string&, int) {
        there = true;
        client.wait(60s);
    });
    std::jthread stopping([&] {
        while (!there) std::this_thread::sleep_for(5ms);
        outside.stop.request_stop();
    });
    const auto began = Steady::now();
    CHECK(has(error_of(outside.fetch(plain(server))), "broken off"));
    CHECK(Steady::now() - began < 10s);
    CHECK(outside.commons->manners.standings(kDawn).size() == 1);  // asked lately, and nothing more
    CHECK(outside.commons->manners.standings(kDawn).front().failures == 0);
}
