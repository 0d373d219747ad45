// What one look may cost: alone, and kept by the engine over real sockets.
#include "nameward/look.h"

#include <algorithm>
#include <future>

#include "engine_fixture.h"

using namespace nameward;
using namespace nameward::dns;
using namespace std::chrono_literals;
using test::FakeDnsServer;
using test::FakeQuery;
using test::look_of;
using test::truth;
using Client = FakeDnsServer::Client;
using Outcome = DnsAnswer::Outcome;
using Steady = std::chrono::steady_clock;

namespace {

constexpr const char* kLookServer = "127.0.55.1";

void silence(const FakeQuery& query, Client& client) {
    if (query.tcp) client.hold();
}

EngineOptions patient_options(const FakeDnsServer& server) {
    EngineOptions out;
    out.port = server.port();
    out.queries_per_second = out.registry_queries_per_second = 0;
    out.allowed = [](const IpAddress&) { return true; };
    out.udp_timeouts = {20s};
    out.tcp_timeout = 20s;
    return out;
}

std::vector<DnsQuestion> questions(std::size_t count, bool registry = false) {
    return std::vector<DnsQuestion>(count, {*IpAddress::parse(kLookServer), "example.com", rr::A, false, registry});
}

auto count(const std::vector<DnsAnswer>& answers, Outcome outcome) {
    return std::count_if(answers.begin(), answers.end(), [&](const DnsAnswer& one) { return one.outcome == outcome; });
}

Steady::duration time_of(const std::function<void()>& what) {
    const auto began = Steady::now();
    what();
    return Steady::now() - began;
}

}  // namespace

TEST_CASE("the clock of a look stands while a question waits for its turn, to the longest time at most",
          "[engine][look]") {
    const Look::Time began = Look::Time() + 1000s;
    Look look(began, {30s, 60s, 3});
    CHECK_FALSE(look.over(began + 29s));
    CHECK(look.over(began + 30s));

    look.held_up(began + 5s, began + 10s);
    CHECK(look.end() == began + 35s);
    look.held_up(began + 7s, began + 12s);  // of which three seconds were counted
    CHECK(look.end() == began + 37s);
    look.held_up(began + 6s, began + 9s);  // all of it was
    CHECK(look.end() == began + 37s);

    look.held_up(began + 12s, began + 50s);
    CHECK(look.end() == began + 60s);
    CHECK(look.over(look.latest()));
}

TEST_CASE("a look has so many questions", "[engine][look]") {
    Look look(Steady::now(), {30s, 60s, 3});
    for (int i = 0; i < 3; ++i) CHECK(look.take_question());
    CHECK_FALSE(look.take_question());

    FakeDnsServer server(kLookServer, 0, truth);
    Engine engine(patient_options(server));
    const auto answers = engine.ask(questions(10), look_of({30s, 60s, 4}));
    CHECK(count(answers, Outcome::response) == 4);
    CHECK(count(answers, Outcome::cut_off) == 6);
    CHECK(answers.back().reason.find("not asked, this look has put its 4 questions") != std::string::npos);
    CHECK(server.count() == 4);
}

TEST_CASE("two thousand questions for one server end with the look that asked them", "[engine][look]") {
    FakeDnsServer server(kLookServer, 0, truth);
    EngineOptions options = patient_options(server);
    options.queries_per_second = 50;
    Engine engine(options);
    const LookPtr look = look_of({500ms, 2s, 5000});
    std::vector<DnsAnswer> answers;
    const auto took = time_of([&] { answers = engine.ask(questions(2000), look); });
    CHECK(took < 10s);  // 40 s without an end
    CHECK(count(answers, Outcome::response) >= 20);
    CHECK(count(answers, Outcome::cut_off) + count(answers, Outcome::response) == 2000);
    CHECK(answers.back().reason.find("not asked, its turn at this server did not come within 2 s") !=
          std::string::npos);

    INFO("nothing of it is left in the way of others, and the look itself asks no more");
    CHECK(engine.ask(questions(1), look_of({5s, 10s, 10})).front().responded());
    const std::size_t packets = server.count();
    const DnsAnswer late = engine.ask(questions(1), look).front();
    CHECK(late.outcome == Outcome::cut_off);
    CHECK(late.reason.find("not asked any more, the 1 s of this look were over") != std::string::npos);
    CHECK(server.count() == packets);
}

TEST_CASE("what waits for its turn at a busy server is not given up when the look's own time is over",
          "[engine][look]") {
    FakeDnsServer server(kLookServer, 0, truth);
    EngineOptions options = patient_options(server);
    options.registry_queries_per_second = 20;
    Engine engine(options);
    const LookPtr look = look_of({300ms, 60s, 1000});
    for (int batch = 0; batch < 2; ++batch) {  // 20 at once, the others in two seconds and three
        const auto answers = engine.ask(questions(60, true), look);
        CHECK(count(answers, Outcome::response) == 60);
    }
}

TEST_CASE("a silent server costs a look no more than its time, and is not judged by it", "[engine][look]") {
    FakeDnsServer server(kLookServer, 0, silence);
    Engine engine(patient_options(server));
    std::vector<DnsAnswer> answers;
    const auto took = time_of([&] { answers = engine.ask(questions(10), look_of({400ms, 5s, 1000})); });
    CHECK(took < 10s);  // the ladder has 40 s
    CHECK(count(answers, Outcome::cut_off) == 10);
    CHECK(answers.front().reason == std::string(kLookServer) + " port " + std::to_string(server.port()) +
                                        ": no answer before the 1 s of this look were over");
    CHECK(engine.breakers().empty());
}

TEST_CASE("a probe that was cut off is made again by the next question", "[engine][look]") {
    std::atomic<bool> silent{true};
    FakeDnsServer server(kLookServer, 0, [&](const FakeQuery& query, Client& client) {
        silent ? silence(query, client) : truth(query, client);
    });
    Engine engine(patient_options(server));
    const std::vector<Breaker> open{{*IpAddress::parse(kLookServer), 5, {}}};
    engine.load(open, true);
    CHECK(engine.ask(questions(1), look_of({300ms, 5s, 10})).front().outcome == Outcome::cut_off);
    REQUIRE(engine.breakers().size() == 1);
    CHECK(engine.breakers().front().failures == 5);
    silent = false;
    CHECK(engine.ask(questions(1), look_of({10s, 20s, 10})).front().responded());
    CHECK(engine.breakers().empty());
}

TEST_CASE("a SERVFAIL that came in time is the answer, though asking again was cut off", "[engine][look]") {
    std::atomic<int> asked{0};
    FakeDnsServer server(kLookServer, 0, [&](const FakeQuery& query, Client& client) {
        if (++asked == 1) client.answer(query, {2, false, false, true, {}, {}, {}});
    });
    Engine engine(patient_options(server));
    const auto answer = engine.ask(questions(1), look_of({1500ms, 5s, 10})).front();
    CHECK(answer.responded());
    CHECK(answer.rcode == rcode::servfail);
}
