// WHOIS over real sockets.
#include "doors_fixture.h"
#include "net/system_resolver.h"

using namespace nameward;
using namespace nameward::test;
using namespace std::chrono_literals;
using Client = ScriptedServer::Client;
using Steady = std::chrono::steady_clock;

namespace {

struct Whois : Outside {
    explicit Whois(ScriptedServer::Script script, const std::string& address = "127.0.0.1")
        : server(address, "\r\n", std::move(script)) {
        whois_port = server.port();
    }

    Result<WhoisReply> ask(const std::string& query = "example.com", const std::string& host = "whois.example",
                           bool by_operator = false) {
        return look().whois({host, query, by_operator});
    }

    ScriptedServer server;
};

}  // namespace

TEST_CASE("a WHOIS server is asked one line, and heard until it closes", "[net][whois]") {
    Whois whois([](Client& client, const std::string&, int) {
        client.send("Domain: example.com\r\n");
        client.wait(50ms);
        client.send(std::string("late\0\xff", 6));
    });
    const auto reply = whois.ask();
    REQUIRE(reply);
    CHECK(reply->bytes == "Domain: example.com\r\n" + std::string("late\0\xff", 6));
    CHECK_FALSE(reply->cut);
    CHECK(reply->broken_off.empty());
    CHECK(whois.server.heard().front().request == "example.com\r\n");
    CHECK(reply->evidence->kind == "whois");
    CHECK(reply->evidence->server == "whois.example 127.0.0.1:" + std::to_string(whois.server.port()));
    CHECK(reply->evidence->question == "example.com");
    CHECK(reply->evidence->at == kDawn);
    CHECK(reply->evidence->bytes == reply->bytes);
}

TEST_CASE("a query is one line, and a host a name or an address", "[net][whois]") {
    Whois whois(always_answering("x"));
    for (const auto& query : {std::string("a\r\nb"), std::string("a\n"), std::string("a\rb"), std::string("a\0b", 3),
                              std::string(), std::string(600, 'a')})
        CHECK(has(error_of(whois.ask(query)), "not one line"));
    for (const std::string host : {"", "who is", "whois.example/x", "http://whois.example", "a\nb", "a@b"})
        CHECK(has(error_of(whois.ask("example.com", host)), "that is no host name"));
    CHECK(whois.server.connections() == 0);
    CHECK(whois.resolved.empty());
}

TEST_CASE("what came before a WHOIS server broke off is kept, with why", "[net][whois]") {
    SECTION("a reset") {
        Whois whois([](Client& client, const std::string&, int) {
            client.send("Domain: exam");
            client.wait(100ms);
            client.reset();
        });
        const auto reply = whois.ask();
        REQUIRE(reply);
        CHECK(reply->bytes == "Domain: exam");
        CHECK(has(reply->broken_off, "the connection broke: Connection reset by peer"));
    }
    SECTION("half a line, and no end") {
        Whois whois([](Client& client, const std::string&, int) {
            client.send("Domain: exam");
            client.wait(60s);
        });
        whois.limits = {700ms, 2s, 10};
        const auto reply = whois.ask();
        REQUIRE(reply);
        CHECK(reply->bytes == "Domain: exam");
        CHECK(has(reply->broken_off, "it did not end within"));
    }
    SECTION("drop by drop") {
        Whois whois([](Client& client, const std::string&, int) {
            for (int i = 0; i < 600 && !client.stopping(); ++i) client.send("x"), client.wait(100ms);
        });
        whois.limits = {700ms, 2s, 10};
        const auto began = Steady::now();
        const auto reply = whois.ask();
        CHECK(Steady::now() - began < 6s);
        REQUIRE(reply);
        CHECK(has(reply->broken_off, "it did not end within"));
    }
}

TEST_CASE("a WHOIS server that says nothing is an error that says how", "[net][whois]") {
    SECTION("a hang") {
        Whois whois([](Client& client, const std::string&, int) { client.wait(60s); });
        whois.limits = {500ms, 2s, 10};
        CHECK(
            has(error_of(whois.ask()), "WHOIS whois.example, asked for example.com: it sent nothing: it did not end"));
    }
    SECTION("a close") {
        Whois whois([](Client&, const std::string&, int) {});
        CHECK(has(error_of(whois.ask()), "it closed the connection without a word"));
    }
    SECTION("a reset") {
        Whois whois([](Client& client, const std::string&, int) { client.reset(); });
        CHECK(has(error_of(whois.ask()), "it sent nothing: the connection broke"));
    }
    SECTION("nobody there") {
        Whois whois(always_answering("x"));
        whois.hosts["whois.example"] = {ip("127.0.0.2")};
        CHECK(has(error_of(whois.ask()), "no connection could be made to 127.0.0.2 (Connection refused)"));
    }
    SECTION("no address") {
        Whois whois(always_answering("x"));
        whois.hosts["whois.example"] = {};
        CHECK(has(error_of(whois.ask()), "the host has no address"));
    }
}

TEST_CASE("a WHOIS answer of 10 MiB is cut", "[net][whois]") {
    Whois whois(always_answering(std::string(std::size_t{10} << 20, 'x')));
    const auto reply = whois.ask();
    REQUIRE(reply);
    CHECK(reply->cut);
    CHECK(reply->bytes.size() == 256 * 1024);
}

TEST_CASE("the addresses of a WHOIS server are tried by turns", "[net][whois]") {
    Whois whois(always_answering("six"), "::1");
    whois.hosts["whois.example"] = {ip("127.0.0.2"), ip("127.0.0.3"), ip("::1")};
    const auto reply = whois.ask();
    REQUIRE(reply);
    CHECK(has(reply->evidence->server, "[::1]:"));
}

TEST_CASE("a referral leads to no address that is neither public nor listed, however it is spelt", "[net][whois]") {
    Whois four(always_answering("x"), "0.0.0.0");
    const ScriptedServer six("::", "\r\n", always_answering("x"));
    const auto guard = [](const IpAddress& address) { return may_be_asked(address, {}); };
    four.allowed = guard;
    four.hosts["mixed.example"] = {ip("169.254.169.254"), ip("fd00::1"), ip("127.0.0.1")};
    for (const std::string host :
         {"127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "fe80::1%lo"}) {
        const auto addresses = net::resolve_by_system(host, 10s);  // what the C library makes of it
        REQUIRE(addresses);
        REQUIRE_FALSE(addresses->empty());
        four.hosts[host] = *addresses;
    }
    for (const std::string host : {"127.0.0.1",
                                   "127.1",
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
                                   "mixed.example",
                                   "172.16.0.1",
                                   "192.168.1.1",
                                   "169.254.169.254",
                                   "100.64.0.1",
                                   "::1",
                                   "[::1]",
                                   "::",
                                   "::ffff:127.0.0.1",
                                   "::ffff:7f00:1",
                                   "0:0:0:0:0:0:0:1",
                                   "64:ff9b::7f00:1",
                                   "2002:7f00:1::",
                                   "fe80::1",
                                   "fe80::1%lo",
                                   "fc00::1",
                                   "fd12:3456::1"}) {
        for (const auto port : {four.server.port(), six.port()}) {
            INFO(host);
            four.whois_port = port;
            const auto reply = four.ask("example.com", host);
            CHECK(has(error_of(reply), "may not be connected to"));
            CHECK(reply.error().kind == ErrorKind::rejected);
        }
    }
    CHECK(four.server.connections() == 0);
    CHECK(six.connections() == 0);
    four.whois_port = four.server.port();
    CHECK(four.ask("example.com", "any.example", /*by_operator=*/true));
}

TEST_CASE("connect_to leads WHOIS elsewhere, and what stands in it is not resolved nor judged", "[net][whois]") {
    Whois whois(always_answering("x"));
    whois.allowed = [](const IpAddress&) { return false; };
    whois.transfer.connect_to = {{"whois.example", 43, "127.0.0.1", whois.server.port()}};
    whois.whois_port = 1;
    const auto reply = whois.ask("example.com", "WHOIS.example.");
    REQUIRE(reply);
    CHECK(reply->evidence->server == "whois.example 127.0.0.1:" + std::to_string(whois.server.port()));
    CHECK(whois.resolved.empty());
}

TEST_CASE("WHOIS servers are asked with the same manners", "[net][whois]") {
    std::atomic<bool> well = true;
    Whois whois([&](Client& client, const std::string&, int) { well ? client.send("x") : client.reset(); });
    CHECK(whois.ask());
    whois.look().hold_off("whois.example:43", std::nullopt);
    CHECK(has(error_of(whois.ask()), "not asked: it said at 2027-01-15T08:00:00Z that it is asked too often"));
    whois.now += 31s;
    CHECK(whois.ask());
    well = false;
    for (int i = 0; i < 5; ++i) CHECK_FALSE(whois.ask());
    CHECK(whois.server.connections() == 5);
    CHECK(has(error_of(whois.ask()), "it failed 3 times in a row"));
    well = true;
    whois.now += 61s;
    CHECK(whois.ask());

    whois.spacing = 100s;
    CHECK(has(error_of(whois.ask()), "network.http_spacing"));
}
