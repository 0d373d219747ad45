// How hosts are asked, over real sockets.
#include "doors_fixture.h"

using namespace nameward;
using namespace nameward::test;
using namespace std::chrono_literals;
using Client = ScriptedServer::Client;
using Steady = std::chrono::steady_clock;

namespace {

std::string why(const Result<Fetched>& result) {
    return result ? "answered " + std::to_string(result->response.status) : result.error().what;
}

// A port of this machine on which nobody listens.
std::uint16_t closed_port() {
    return ScriptedServer("127.0.0.1", kEndOfHead, always_answering("")).port();
}

Fetch fetch_of(std::uint16_t port, const std::string& host = "a.example") {
    Fetch fetch;
    fetch.url = "http://" + host + ":" + std::to_string(port) + "/";
    fetch.plain_allowed = true;
    return fetch;
}

std::optional<Wall> paused_until(const Outside& outside, const std::string& host) {
    for (const auto& standing : outside.commons->manners.standings(outside.now))
        if (standing.name == host) return standing.paused_until;
    return std::nullopt;
}

}  // namespace

TEST_CASE("a host that says when it may be asked again is not asked before", "[net][manners]") {
    const std::vector<std::pair<std::string, Seconds>> table = {
        {"Retry-After: 100\r\n", 100s},
        {"Retry-After: 0\r\n", 1s},
        {"Retry-After: 99999999999999999999\r\n", 24h},
        {"Retry-After: Fri, 15 Jan 2027 08:10:00 GMT\r\n", 600s},
        {"Retry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\n", 1s},
        {"Retry-After: soon\r\n", 30s},
        {"Retry-After: -5\r\n", 30s},
        {"Retry-After: \r\n", 30s},
        {"", 30s},
    };
    for (const int status : {429, 503}) {
        for (const auto& [header, length] : table) {
            INFO(status << " " << header);
            Outside outside;
            const ScriptedServer server("127.0.0.1", kEndOfHead, always_answering(http_answer(status, "", header)));
            const auto first = outside.fetch(plain(server));
            REQUIRE(first);
            CHECK(first->response.status == status);
            CHECK(paused_until(outside, "a.example") == kDawn + length);

            outside.now += length;
            const auto second = outside.fetch(plain(server));
            REQUIRE_FALSE(second);
            CHECK(second.error().kind == ErrorKind::transient);
            CHECK(second.error().what == "GET http://a.example:" + std::to_string(server.port()) +
                                             ": not asked: it answered HTTP " + std::to_string(status) +
                                             " at 2027-01-15T08:00:00Z; nobody asks it again before " +
                                             format_time(kDawn + length));
            CHECK(server.connections() == 1);
            CHECK(outside.fetch(plain(server, "/", "b.example")));  // another host has nothing to do with it
            outside.now += 1s;
            CHECK(outside.fetch(plain(server)));
            CHECK(server.connections() == 3);
        }
    }
}

TEST_CASE("a pause doubles with each refusal that follows, until it is answered", "[net][manners]") {
    Outside outside;
    std::atomic<int> status = 429;
    const ScriptedServer server("127.0.0.1", kEndOfHead,
                                [&](Client& client, const std::string&, int) { client.send(http_answer(status)); });
    for (const int seconds : {30, 60, 120}) {
        REQUIRE(outside.fetch(plain(server)));
        CHECK(paused_until(outside, "a.example") == outside.now + Seconds(seconds));
        outside.now += Seconds(seconds + 1);
    }
    status = 200;
    REQUIRE(outside.fetch(plain(server)));
    status = 429;
    REQUIRE(outside.fetch(plain(server)));
    CHECK(paused_until(outside, "a.example") == outside.now + 30s);
}

TEST_CASE("what a host says in its own words counts as well, and doubles though it answers 403", "[net][manners]") {
    Outside outside;
    const ScriptedServer server("127.0.0.1", kEndOfHead, always_answering(http_answer(403, "quota exceeded")));
    for (const int seconds : {30, 60, 120}) {
        REQUIRE(outside.fetch(plain(server)));
        outside.look().hold_off("A.example.", std::nullopt);
        CHECK(has(why(outside.fetch(plain(server))), "it said at " + format_time(outside.now) + " that it is asked"));
        CHECK(paused_until(outside, "a.example") == outside.now + Seconds(seconds));
        outside.now += Seconds(seconds + 1);
    }
    outside.look().hold_off("a.example", 5min);
    CHECK(paused_until(outside, "a.example") == outside.now + 5min);
    CHECK(server.connections() == 3);
}

TEST_CASE("requests to one host begin with a space between, by the host's own clock", "[net][manners]") {
    Outside outside;
    outside.spacing = 1s;
    const ScriptedServer server("127.0.0.1", kEndOfHead, always_answering(http_answer(200)));
    const std::vector<Fetch> batch{plain(server), plain(server), plain(server)};
    for (const auto& result : outside.look().http(batch)) CHECK(result);
    const auto heard = server.heard();
    REQUIRE(heard.size() == 3);
    // It hears of a request when the connection is there: the earlier one may have been late, so there is some room.
    for (std::size_t i = 1; i < heard.size(); ++i) CHECK(heard[i].at - heard[i - 1].at > 600ms);
    CHECK(heard[2].at - heard[0].at > 1600ms);
}

TEST_CASE("whoever waits for a turn does not use up the time of its look", "[net][manners]") {
    Outside outside;
    outside.spacing = 1s;
    outside.limits = {900ms, 20s, 10};
    const ScriptedServer server("127.0.0.1", kEndOfHead, always_answering(http_answer(200)));
    const std::vector<Fetch> batch{plain(server), plain(server), plain(server)};
    for (const auto& result : outside.look().http(batch)) CHECK(why(result) == "answered 200");
}

TEST_CASE("whose turn does not come within the longest time of the look hears so at once", "[net][manners]") {
    Outside outside;
    outside.spacing = 100s;
    const ScriptedServer server("127.0.0.1", kEndOfHead, always_answering(http_answer(200)));
    REQUIRE(outside.fetch(plain(server)));
    const auto began = Steady::now();
    const auto second = outside.fetch(plain(server));
    CHECK(Steady::now() - began < 30s);
    CHECK(has(why(second), "its turn at this server did not come within 60 s (network.http_spacing)"));
    CHECK(server.connections() == 1);
}

TEST_CASE("whoever waits for a turn at a host that wants peace is told so at once", "[net][manners]") {
    Outside outside;
    outside.spacing = 20s;
    const ScriptedServer server("127.0.0.1", kEndOfHead, always_answering(http_answer(429)));
    const std::vector<Fetch> batch{plain(server), plain(server), plain(server)};
    const auto began = Steady::now();
    const auto results = outside.look().http(batch);
    CHECK(Steady::now() - began < 15s);
    CHECK(server.connections() == 1);
    CHECK(std::count_if(results.begin(), results.end(),
                        [](const auto& one) { return !one && has(one.error().what, "it answered HTTP 429"); }) == 2);
}

TEST_CASE("a host that does not answer is left alone, tried once, and asked again when it does", "[net][manners]") {
    Outside outside;
    const auto port = closed_port();
    for (int i = 0; i < 3; ++i) CHECK(has(why(outside.fetch(fetch_of(port))), "no connection could be made"));
    CHECK(
        has(why(outside.fetch(fetch_of(port))), "not asked: it failed 3 times in a row, at last with \"no connection"));
    CHECK(has(why(outside.fetch(fetch_of(port, "b.example"))), "no connection could be made"));

    outside.now += 61s;
    CHECK(has(why(outside.fetch(fetch_of(port))), "no connection could be made"));  // the probe
    CHECK(has(why(outside.fetch(fetch_of(port))), "it failed 4 times in a row"));
    CHECK(has(why(outside.fetch(fetch_of(port))), format_time(outside.now + 120s)));

    outside.commons->manners.probe_now();
    CHECK(has(why(outside.fetch(fetch_of(port))), "no connection could be made"));  // a person asked
    CHECK(has(why(outside.fetch(fetch_of(port))), "it failed 5 times in a row"));
}

TEST_CASE("one answer closes the breaker", "[net][manners]") {
    Outside outside;
    std::atomic<bool> well = false;
    const ScriptedServer server("127.0.0.1", kEndOfHead, [&](Client& client, const std::string&, int) {
        well ? client.send(http_answer(500)) : client.reset();
    });
    for (int i = 0; i < 4; ++i) CHECK_FALSE(outside.fetch(plain(server)));
    CHECK(server.connections() == 3);
    well = true;
    outside.now += 61s;
    CHECK(outside.fetch(plain(server)));
    CHECK(outside.fetch(plain(server)));
    CHECK(server.connections() == 5);
}

TEST_CASE("whoever comes while a silent host is tried waits for what comes of it", "[net][manners]") {
    for (const bool well : {true, false}) {
        INFO((well ? "it answers again" : "it still does not"));
        Outside outside;
        const ScriptedServer server("127.0.0.1", kEndOfHead, [&](Client& client, const std::string&, int number) {
            if (number <= 3) return client.reset();
            if (number == 4) client.wait(500ms);
            well ? client.send(http_answer(200)) : client.reset();
        });
        for (int i = 0; i < 3; ++i) CHECK_FALSE(outside.fetch(plain(server)));
        outside.now += 61s;
        const std::vector<Fetch> batch{plain(server), plain(server), plain(server)};
        const auto results = outside.look().http(batch);
        const auto told = [&](const char* words) {
            return std::count_if(results.begin(), results.end(), [&](const auto& one) { return has(why(one), words); });
        };
        CHECK(told("answered 200") == (well ? 3 : 0));
        CHECK(told("it failed 4 times in a row") == (well ? 0 : 2));
        CHECK(server.connections() == (well ? 6 : 4));
    }
}

TEST_CASE("a silent host is waited for no longer than the look lasts", "[net][manners]") {
    Outside outside;
    std::atomic<bool> hanging = false;
    const ScriptedServer server("127.0.0.1", kEndOfHead, [&](Client& client, const std::string&, int number) {
        if (number <= 3) return client.reset();
        hanging = true;
        client.wait(60s);
    });
    for (int i = 0; i < 3; ++i) CHECK_FALSE(outside.fetch(plain(server)));
    outside.now += 61s;
    std::jthread probe([&] { CHECK_FALSE(outside.fetch(plain(server))); });
    while (!hanging) std::this_thread::sleep_for(5ms);
    outside.limits = {1s, 1s, 10};
    CHECK(has(why(outside.fetch(plain(server))), "within 1 s (it did not answer before, and one question is trying"));
    CHECK(server.connections() == 4);
    outside.stop.request_stop();
}

TEST_CASE("a time-out says nothing of the host where the look had no time left", "[net][manners]") {
    Outside outside;
    outside.limits = {200ms, 400ms, 10};
    const ScriptedServer server("127.0.0.1", kEndOfHead,
                                [](Client& client, const std::string&, int) { client.wait(60s); });
    for (int i = 0; i < 4; ++i) CHECK(has(why(outside.fetch(plain(server))), "no complete answer within"));
    CHECK(server.connections() == 4);
}

TEST_CASE("what another process has seen is known here", "[net][manners]") {
    Outside outside;
    std::atomic<int> status = 429;
    const ScriptedServer server("127.0.0.1", kEndOfHead,
                                [&](Client& client, const std::string&, int) { client.send(http_answer(status)); });
    REQUIRE(outside.fetch(plain(server)));
    const auto kept = outside.commons->manners.standings(outside.now);
    Outside next;
    next.commons->manners.load(kept);
    next.commons->manners.probe_now();  // which breaks no pause
    CHECK(has(why(next.fetch(plain(server))), "not asked: it answered HTTP 429"));
    next.now += 31s;
    CHECK(next.fetch(plain(server)));
    CHECK(paused_until(next, "a.example") == next.now + 60s);
    CHECK(server.connections() == 2);

    INFO("also when it asked last");
    status = 200;
    Outside before, after;
    REQUIRE(before.fetch(plain(server)));
    after.commons->manners.load(before.commons->manners.standings(kDawn));
    after.spacing = 100s;
    CHECK(has(why(after.fetch(plain(server))), "its turn at this server did not come"));
    after.now += 101s;
    Outside later;
    later.commons->manners.load(before.commons->manners.standings(kDawn));
    later.spacing = 100s;
    later.now += 101s;
    CHECK(later.fetch(plain(server)));
}

TEST_CASE("what begins and ends is written down at once", "[net][manners]") {
    std::vector<HostStanding> written;
    Outside outside;
    outside.commons = std::make_shared<net::Commons>([&](const HostStanding& host) { written.push_back(host); },
                                                     net::DocumentShelf{});
    std::atomic<bool> well = false;
    const ScriptedServer server("127.0.0.1", kEndOfHead, [&](Client& client, const std::string&, int) {
        well ? client.send(http_answer(429)) : client.reset();
    });
    CHECK_FALSE(outside.fetch(plain(server)));
    REQUIRE(written.size() == 1);
    CHECK(written[0].name == "a.example:" + std::to_string(server.port()));
    CHECK(written[0].failures == 1);
    well = true;
    CHECK(outside.fetch(plain(server)));
    REQUIRE(written.size() == 3);
    CHECK(written[1].failures == 0);
    CHECK(written[2].name == "a.example");
    CHECK(written[2].paused_until == kDawn + 30s);
}

TEST_CASE("of countless hosts only so many are remembered", "[net][manners]") {
    Outside outside;
    for (int i = 0; i < 10'000; ++i)
        outside.commons->manners.hold_off("h" + std::to_string(i) + ".example", 1h, "said so", kDawn);
    CHECK(outside.commons->manners.standings(kDawn).size() <= 4096);
}
