// The engine over real sockets, against servers that misbehave on purpose.
#include "dns/engine.h"

#include <sys/resource.h>
#include <unistd.h>

#include <bit>
#include <filesystem>
#include <future>
#include <set>

#include "engine_fixture.h"

using namespace nameward;
using namespace nameward::dns;
using namespace std::chrono_literals;
using test::FakeDnsServer;
using test::FakeQuery;
using test::FakeReply;
using test::kTruth;
using test::truth;
using Client = FakeDnsServer::Client;
using Outcome = DnsAnswer::Outcome;

namespace {

constexpr const char* kEngineServer = "127.0.53.1";
const FakeReply kLie{0, true, false, true, {"example.com. 300 IN A 127.6.6.6"}, {}, {}};

EngineOptions options_for(std::uint16_t port) {
    EngineOptions out;
    out.port = port;
    out.queries_per_second = 0;
    out.registry_queries_per_second = 0;
    out.allowed = [](const IpAddress&) { return true; };
    out.udp_timeouts = {3s, 5s};  // long enough for a busy machine
    out.tcp_timeout = 10s;
    return out;
}

// For servers that stay silent.
EngineOptions hasty(std::uint16_t port) {
    EngineOptions out = options_for(port);
    out.udp_timeouts = {150ms, 200ms};
    out.tcp_timeout = 400ms;
    return out;
}

DnsQuestion question(const std::string& name = "example.com", std::uint16_t type = rr::A, bool tcp = false) {
    return {*IpAddress::parse(kEngineServer), name, type, tcp, false};
}

DnsAnswer ask(Engine& engine, const DnsQuestion& one) {
    return engine.ask(std::span<const DnsQuestion>(&one, 1)).front();
}

DnsAnswer ask_server(const FakeDnsServer& server, const DnsQuestion& one = question()) {
    Engine engine(options_for(server.port()));
    return ask(engine, one);
}

DnsAnswer ask_hastily(const FakeDnsServer& server, const DnsQuestion& one = question()) {
    Engine engine(hasty(server.port()));
    return ask(engine, one);
}

std::string text_of(const DnsAnswer& answer) {
    return answer.answer.empty() ? "" : answer.answer.front().text;
}

FakeQuery with_id(FakeQuery query) {
    query.id = static_cast<std::uint16_t>(query.id + 1);
    return query;
}

FakeQuery with_name(FakeQuery query) {
    query.qname[1] = query.qname[1] == 'x' ? 'y' : 'x';
    return query;
}

FakeQuery with_case(FakeQuery query) {
    query.qname[1] = static_cast<char>(query.qname[1] ^ 0x20);
    return query;
}

FakeQuery with_type(FakeQuery query) {
    query.type = rr::TXT;
    return query;
}

std::size_t open_files() {
    const std::filesystem::directory_iterator files("/proc/self/fd"), end;
    return static_cast<std::size_t>(std::distance(files, end));
}

}  // namespace

TEST_CASE("an honest answer is believed, with everything that it says", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, truth);
    const DnsAnswer answer = ask_server(server);
    CHECK(answer.outcome == Outcome::response);
    CHECK(answer.rcode == 0);
    CHECK(answer.authoritative);
    CHECK_FALSE(answer.over_tcp);
    CHECK(answer.foreign_packets == 0);
    CHECK(answer.reason.empty());
    CHECK(text_of(answer) == "127.0.0.1");
    REQUIRE(answer.evidence);
    CHECK(answer.evidence->kind == "dns");
    CHECK(answer.evidence->server == std::string(kEngineServer) + " port " + std::to_string(server.port()));
    CHECK(answer.evidence->question == "example.com A over UDP");
    CHECK(answer.evidence->bytes == test::packet_for(server.queries().front(), kTruth));
}

TEST_CASE("the question goes out without recursion, with EDNS and DO", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, truth);
    ask_server(server);
    const FakeQuery query = server.queries().front();
    CHECK(query.edns);
    CHECK((query.packet[2] & 1) == 0);                                                          // RD
    CHECK(query.packet.substr(query.packet.size() - 11, 3) == std::string("\0\0\x29", 3));      // OPT at the end
    CHECK((static_cast<unsigned char>(query.packet[query.packet.size() - 4]) & 0x80) == 0x80);  // DO
}

TEST_CASE("a packet that does not answer the question is passed over, and UDP is not believed after it", "[engine]") {
    const auto alter = GENERATE(&with_id, &with_name, &with_case, &with_type);
    SECTION("the forged packet comes first, the true one after it") {
        FakeDnsServer server(kEngineServer, 0, [alter](const FakeQuery& query, Client& client) {
            if (!query.tcp) client.answer(alter(query), kLie);
            client.answer(query, kTruth);
        });
        const DnsAnswer answer = ask_server(server);
        CHECK(answer.outcome == Outcome::response);
        CHECK(answer.over_tcp);
        CHECK(text_of(answer) == "127.0.0.1");
        CHECK(answer.foreign_packets == 1);
    }
    SECTION("only forged packets come, and TCP is silent") {
        FakeDnsServer server(kEngineServer, 0, [alter](const FakeQuery& query, Client& client) {
            if (query.tcp) return client.hold();
            for (int i = 0; i < 5; ++i) client.answer(alter(query), kLie);
        });
        const DnsAnswer answer = ask_hastily(server);
        CHECK(answer.outcome == Outcome::forged);
        CHECK(answer.foreign_packets >= 1);
        CHECK(answer.answer.empty());
        CHECK(answer.reason.find("packets that do not answer the question") != std::string::npos);
    }
}

TEST_CASE("three foreign packets send the question to TCP at once", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, [](const FakeQuery& query, Client& client) {
        if (query.tcp) return client.answer(query, kTruth);
        for (int i = 0; i < 3; ++i) client.answer(with_id(query), kLie);
    });
    EngineOptions options = options_for(server.port());
    options.udp_timeouts = {60s};
    Engine engine(options);
    const DnsAnswer answer = ask(engine, question());
    CHECK(answer.over_tcp);
    CHECK(text_of(answer) == "127.0.0.1");
    CHECK(answer.foreign_packets == 3);
    CHECK(engine.counters().foreign_packets == 3);
}

TEST_CASE("a true answer behind a forged one is not taken over UDP even when TCP brings nothing", "[engine]") {
    FakeDnsServer server(
        kEngineServer, 0,
        [](const FakeQuery& query, Client& client) {
            client.answer(with_id(query), kLie);
            client.answer(query, kTruth);
        },
        false);
    const DnsAnswer answer = ask_server(server);
    CHECK(answer.outcome == Outcome::forged);
    CHECK(answer.answer.empty());
}

TEST_CASE("packets from another address or port do not reach the question", "[engine]") {
    const std::uint16_t elsewhere = test::free_port({kEngineServer, "127.0.53.2"});
    const std::string address = GENERATE("127.0.53.1", "127.0.53.2");
    SECTION("everything else right") {
        FakeDnsServer server(kEngineServer, 0, [&](const FakeQuery& query, Client& client) {
            if (query.tcp) return client.answer(query, kTruth);
            client.send_from(address, elsewhere, test::packet_for(query, kLie));
        });
        EngineOptions options = options_for(server.port());
        options.udp_timeouts = {200ms};
        Engine engine(options);
        const DnsAnswer answer = ask(engine, question());
        CHECK(text_of(answer) == "127.0.0.1");
        CHECK(answer.over_tcp);
    }
    SECTION("wrong id, wrong name and wrong source all at once, then the truth") {
        FakeDnsServer server(kEngineServer, 0, [&](const FakeQuery& query, Client& client) {
            if (!query.tcp) client.send_from(address, elsewhere, test::packet_for(with_name(with_id(query)), kLie));
            client.answer(query, kTruth);
        });
        CHECK(text_of(ask_server(server)) == "127.0.0.1");
    }
}

TEST_CASE("a truncated answer is asked for again over TCP", "[engine]") {
    FakeReply cut = kTruth;
    cut.truncated = true;
    SECTION("and the whole one taken") {
        FakeDnsServer server(kEngineServer, 0, [&](const FakeQuery& query, Client& client) {
            client.answer(query, query.tcp ? kTruth : cut);
        });
        const DnsAnswer answer = ask_server(server);
        CHECK(answer.outcome == Outcome::response);
        CHECK(answer.over_tcp);
        CHECK(answer.evidence->question == "example.com A over TCP");
    }
    SECTION("and called truncated when TCP is silent") {
        FakeDnsServer server(kEngineServer, 0, [&](const FakeQuery& query, Client& client) {
            query.tcp ? client.hold() : client.answer(query, cut);
        });
        const DnsAnswer answer = ask_hastily(server);
        CHECK(answer.outcome == Outcome::truncated);
        CHECK(answer.answer.empty());
        CHECK(answer.evidence);
        CHECK(answer.reason == std::string(kEngineServer) + " port " + std::to_string(server.port()) +
                                   ": a truncated answer, and no answer over TCP");
    }
}

TEST_CASE("TCP answers are put together from any pieces and checked like others", "[engine]") {
    SECTION("one byte at a time") {
        FakeDnsServer server(kEngineServer, 0, [](const FakeQuery& query, Client& client) {
            const std::string packet = test::packet_for(query, kTruth);
            client.send_raw(std::string(1, static_cast<char>(packet.size() >> 8)));
            client.send_raw(std::string(1, static_cast<char>(packet.size() & 0xff)));
            for (const char c : packet) {
                client.send_raw(std::string(1, c));
                std::this_thread::sleep_for(1ms);
            }
        });
        CHECK(text_of(ask_server(server, question("example.com", rr::A, true))) == "127.0.0.1");
    }
    SECTION("a drip that never ends is cut off by the time-out") {
        FakeDnsServer server(kEngineServer, 0, [](const FakeQuery&, Client& client) {
            client.send_raw(std::string("\xff\xff", 2));
            for (int i = 0; i < 100; ++i) {
                client.send_raw("x");
                std::this_thread::sleep_for(10ms);
            }
        });
        const auto began = std::chrono::steady_clock::now();
        const DnsAnswer answer = ask_hastily(server, question("example.com", rr::TXT, true));
        CHECK(answer.outcome == Outcome::timeout);
        CHECK(answer.reason.ends_with("no answer over TCP"));
        CHECK(std::chrono::steady_clock::now() - began < 5s);
    }
    SECTION("wrong messages before the right one are passed over") {
        FakeDnsServer server(kEngineServer, 0, [](const FakeQuery& query, Client& client) {
            client.send("");
            client.answer(with_id(query), kLie);
            client.answer(with_name(query), kLie);
            client.answer(query, kTruth);
        });
        const DnsAnswer answer = ask_server(server, question("example.com", rr::A, true));
        CHECK(text_of(answer) == "127.0.0.1");
        CHECK(answer.foreign_packets == 3);
    }
    SECTION("letter case is not minded") {
        FakeDnsServer server(kEngineServer, 0,
                             [](const FakeQuery& query, Client& client) { client.answer(with_case(query), kTruth); });
        CHECK(text_of(ask_server(server, question("example.com", rr::A, true))) == "127.0.0.1");
    }
    SECTION("a stream of wrong messages ends") {
        FakeDnsServer server(kEngineServer, 0, [](const FakeQuery& query, Client& client) {
            for (int i = 0; i < 1000; ++i) client.answer(with_id(query), kLie);
            client.hold();
        });
        const DnsAnswer answer = ask_server(server, question("example.com", rr::A, true));
        CHECK(answer.outcome == Outcome::forged);
        CHECK(answer.foreign_packets == 16);
    }
    SECTION("a message of the greatest length is read") {
        FakeReply large = kTruth;
        for (int i = 0; i < 240; ++i)
            large.answer.push_back("example.com. 300 IN TXT \"" + std::string(240, 'x') + "\"");
        FakeDnsServer server(kEngineServer, 0,
                             [&](const FakeQuery& query, Client& client) { client.answer(query, large); });
        const DnsAnswer answer = ask_server(server, question("example.com", rr::TXT, true));
        REQUIRE(answer.answer.size() == 241);
        CHECK(answer.evidence->bytes.size() > 60'000);
    }
}

TEST_CASE("silence over UDP and TCP is a time-out, in words that do not change", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, [](const FakeQuery& query, Client& client) {
        if (query.tcp) client.hold();
    });
    Engine engine(hasty(server.port()));
    const DnsAnswer answer = ask(engine, question());
    CHECK(answer.outcome == Outcome::timeout);
    CHECK(answer.reason == std::string(kEngineServer) + " port " + std::to_string(server.port()) +
                               ": no answer over UDP (2 tries) and TCP");
    CHECK_FALSE(answer.evidence);
    CHECK(server.count() == 3);
    CHECK(engine.counters().timeouts == 3);
    CHECK(engine.counters().tcp == 1);
    CHECK(engine.counters().packets_sent == 3);
}

TEST_CASE("a lost packet is sent again, from another port with another id", "[engine]") {
    std::atomic<int> seen{0};
    FakeDnsServer server(kEngineServer, 0, [&](const FakeQuery& query, Client& client) {
        if (++seen > 1) client.answer(query, kTruth);
    });
    EngineOptions options = options_for(server.port());
    options.udp_timeouts = {200ms, 5s};
    Engine engine(options);
    const DnsAnswer answer = ask(engine, question());
    CHECK(text_of(answer) == "127.0.0.1");
    CHECK_FALSE(answer.over_tcp);
    const auto queries = server.queries();
    REQUIRE(queries.size() == 2);
    CHECK(queries[0].client_port != queries[1].client_port);
}

TEST_CASE("a refused port is unreachable at once", "[engine]") {
    EngineOptions options = options_for(test::free_port({kEngineServer}));
    options.udp_timeouts = {30s};
    options.tcp_timeout = 30s;
    Engine engine(options);
    const auto began = std::chrono::steady_clock::now();
    const DnsAnswer answer = ask(engine, question());
    CHECK(answer.outcome == Outcome::unreachable);
    CHECK(answer.reason == std::string(kEngineServer) + " port " + std::to_string(options.port) +
                               ": no answer over UDP (connection refused) and TCP (connection refused)");
    CHECK(std::chrono::steady_clock::now() - began < 10s);
}

TEST_CASE("an answer that breaks off is asked for over TCP once, then called malformed", "[engine]") {
    const auto broken = [](const FakeQuery& query) {
        std::string packet = test::packet_for(query, kTruth);
        packet.resize(packet.size() - 2);
        return packet;
    };
    SECTION("TCP is whole") {
        FakeDnsServer server(kEngineServer, 0, [&](const FakeQuery& query, Client& client) {
            query.tcp ? client.answer(query, kTruth) : client.send(broken(query));
        });
        CHECK(text_of(ask_server(server)) == "127.0.0.1");
    }
    SECTION("TCP breaks off too") {
        FakeDnsServer server(kEngineServer, 0,
                             [&](const FakeQuery& query, Client& client) { client.send(broken(query)); });
        const DnsAnswer answer = ask_server(server);
        CHECK(answer.outcome == Outcome::malformed);
        CHECK(answer.evidence);
        CHECK(answer.answer.empty());
        CHECK(server.count() == 2);
    }
}

TEST_CASE("SERVFAIL and REFUSED are asked about once more, then they are the answer", "[engine]") {
    const int rcode = GENERATE(2, 5);
    std::atomic<int> seen{0};
    SECTION("it stays") {
        FakeDnsServer server(kEngineServer, 0, [&](const FakeQuery& query, Client& client) {
            client.answer(query, {rcode, false, false, true, {}, {}, {}});
        });
        const DnsAnswer answer = ask_server(server);
        CHECK(answer.outcome == Outcome::response);
        CHECK(answer.rcode == rcode);
        CHECK(server.count() == 2);
    }
    SECTION("it passes") {
        FakeDnsServer server(kEngineServer, 0, [&](const FakeQuery& query, Client& client) {
            client.answer(query, seen++ == 0 ? FakeReply{rcode, false, false, true, {}, {}, {}} : kTruth);
        });
        CHECK(text_of(ask_server(server)) == "127.0.0.1");
    }
    SECTION("then silence: the first answer stands") {
        FakeDnsServer server(
            kEngineServer, 0,
            [&](const FakeQuery& query, Client& client) {
                if (seen++ == 0) client.answer(query, {rcode, false, false, true, {}, {}, {}});
            },
            false);
        EngineOptions options = options_for(server.port());
        options.udp_timeouts = {1s};
        Engine engine(options);
        const DnsAnswer answer = ask(engine, question());
        CHECK(answer.outcome == Outcome::response);
        CHECK(answer.rcode == rcode);
    }
}

TEST_CASE("a server from before EDNS is asked without it", "[engine]") {
    const bool with_question = GENERATE(true, false);
    FakeDnsServer server(kEngineServer, 0, [&](const FakeQuery& query, Client& client) {
        client.answer(query, query.edns ? FakeReply{1, false, false, with_question, {}, {}, {}} : kTruth);
    });
    const DnsAnswer answer = ask_server(server);
    CHECK(answer.outcome == Outcome::response);
    CHECK(text_of(answer) == "127.0.0.1");
    CHECK_FALSE(server.queries().back().edns);
}

TEST_CASE("an address that may not be asked is told without a packet", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, truth);
    EngineOptions options = options_for(server.port());
    options.allowed = nullptr;
    Engine engine(options);
    const DnsAnswer answer = ask(engine, question());
    CHECK(answer.outcome == Outcome::unreachable);
    CHECK(answer.reason.find("allow_private_addresses") != std::string::npos);
    CHECK(server.count() == 0);
    CHECK(engine.counters().packets_sent == 0);
    CHECK(engine.breakers().empty());
}

TEST_CASE("a name that cannot be written is told without a packet", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, truth);
    CHECK(ask_server(server, question(std::string(64, 'a') + ".example.com")).outcome == Outcome::malformed);
    CHECK(server.count() == 0);
}

TEST_CASE("IPv6 works like IPv4, or says that this machine has none", "[engine]") {
    EngineOptions options = options_for(test::free_port({"127.0.53.1"}));
    Engine engine(options);
    const DnsAnswer answer = ask(engine, {*IpAddress::parse("::1"), "example.com", rr::A, false, false});
    CHECK(answer.outcome == Outcome::unreachable);
    CHECK(answer.reason.starts_with("::1 port "));
}

TEST_CASE("two thousand questions in one batch come back in their order", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, [](const FakeQuery& query, Client& client) {
        client.answer(query, {0, true, false, true, {query.name + ". 60 IN TXT \"" + query.name + "\""}, {}, {}});
    });
    EngineOptions options = options_for(server.port());
    options.udp_timeouts = {3s, 3s, 3s};
    options.tcp_timeout = 5s;
    std::vector<DnsQuestion> questions;
    for (int i = 0; i < 2000; ++i) questions.push_back(question("n" + std::to_string(i) + ".example.com", rr::TXT));
    const std::size_t files = open_files();
    {
        Engine engine(options);
        const auto answers = engine.ask(questions);
        REQUIRE(answers.size() == questions.size());
        std::size_t right = 0;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            if (text_of(answers[i]) == "\"" + questions[i].name + "\"") ++right;
        }
        CHECK(right == questions.size());
    }
    CHECK(open_files() == files);
}

TEST_CASE("ids, ports and letter case cannot be foreseen", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, truth);
    EngineOptions options = options_for(server.port());
    options.udp_timeouts = {3s, 3s};
    Engine engine(options);
    const std::vector<DnsQuestion> questions(1000, question("abcdefgh.example.com"));
    engine.ask(questions);
    std::set<std::uint16_t> ids, ports;
    std::set<std::string> cases;
    int id_bits = 0, sequential = 0;
    std::array<int, 4> port_quarters{};
    const auto queries = server.queries();
    REQUIRE(queries.size() >= 1000);
    for (std::size_t i = 0; i < queries.size(); ++i) {
        ids.insert(queries[i].id);
        ports.insert(queries[i].client_port);
        cases.insert(queries[i].qname);
        id_bits += std::popcount(queries[i].id);
        ++port_quarters[queries[i].client_port / 16384u];
        if (i > 0 && std::abs(queries[i].client_port - queries[i - 1].client_port) <= 2) ++sequential;
        CHECK(queries[i].client_port >= 1024);
    }
    // Of 1,000 draws from 65,536 about 992 are different; each bound is many standard deviations away.
    CHECK(ids.size() > 950);
    CHECK(ports.size() > 950);
    CHECK(cases.size() > 950);
    CHECK(std::abs(id_bits / static_cast<double>(queries.size()) - 8) < 0.5);
    CHECK(sequential < 20);
    for (const int quarter : port_quarters) CHECK(quarter > 150);
}

TEST_CASE("a server is asked at its rate, registries at theirs", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, truth);
    EngineOptions options = options_for(server.port());
    options.queries_per_second = 100;
    options.registry_queries_per_second = 20;
    Engine engine(options);
    const bool registry = GENERATE(false, true);
    DnsQuestion one = question();
    one.registry = registry;
    const std::vector<DnsQuestion> questions(50, one);
    const auto began = std::chrono::steady_clock::now();
    const auto answers = engine.ask(questions);
    const auto took = std::chrono::steady_clock::now() - began;
    for (const DnsAnswer& answer : answers) CHECK(answer.responded());
    // 20 at once, then 30 at 100 or 20 a second.
    CHECK(took >= (registry ? 1450ms : 280ms));
    CHECK(took < (registry ? 10s : 5s));
}

TEST_CASE("at most 20 questions are in flight to one server", "[engine]") {
    FakeDnsServer server(
        kEngineServer, 0, [](const FakeQuery&, Client&) {}, false);
    EngineOptions options = options_for(server.port());
    options.queries_per_second = 100'000;
    options.udp_timeouts = {1500ms};
    Engine engine(options);
    const std::vector<DnsQuestion> questions(60, question());
    auto asking = std::async(std::launch::async, [&] { return engine.ask(questions); });
    for (int i = 0; i < 120 && server.count() < 20; ++i) std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(100ms);
    CHECK(server.count() == 20);
    // Five in a row without any answer open the breaker: most of the rest is not asked.
    const auto answers = asking.get();
    const auto suspended = std::count_if(answers.begin(), answers.end(),
                                         [](const DnsAnswer& one) { return one.outcome == Outcome::suspended; });
    CHECK(suspended >= 30);
}

TEST_CASE("a silent server is left alone after five questions and probed once a minute", "[engine]") {
    std::atomic<bool> silent{true};
    std::atomic<Wall::rep> clock{1'800'000'000};
    FakeDnsServer server(
        kEngineServer, 0,
        [&](const FakeQuery& query, Client& client) {
            if (!silent) client.answer(query, kTruth);
        },
        false);
    EngineOptions options = options_for(server.port());
    options.udp_timeouts = {400ms};
    options.wall = [&] { return Wall(Seconds(clock)); };
    std::vector<Breaker> saved;
    {
        Engine engine(options);
        const std::vector<DnsQuestion> five(5, question());
        for (const DnsAnswer& answer : engine.ask(five)) CHECK(answer.outcome == Outcome::timeout);
        const std::size_t packets = server.count();
        const DnsAnswer answer = ask(engine, question());
        CHECK(answer.outcome == Outcome::suspended);
        CHECK(answer.reason.find(format_time(Wall(Seconds(clock + 60)))) != std::string::npos);
        CHECK(server.count() == packets);

        clock += 60;
        SECTION("one probe leaves; the others wait for what it brings: silence") {
            const std::vector<DnsQuestion> questions(10, question());
            const auto answers = engine.ask(questions);
            CHECK(answers.front().outcome == Outcome::timeout);
            for (std::size_t i = 1; i < answers.size(); ++i) CHECK(answers[i].outcome == Outcome::suspended);
            CHECK(server.count() == packets + 1);
        }
        SECTION("one probe leaves; the others wait for what it brings: an answer") {
            silent = false;
            const std::vector<DnsQuestion> questions(10, question());
            for (const DnsAnswer& one : engine.ask(questions)) CHECK(one.responded());
            CHECK(engine.breakers().empty());
        }
        saved = engine.breakers();
    }
    SECTION("it outlives the process") {
        REQUIRE(saved.size() == 1);
        CHECK(saved.front().server == *IpAddress::parse(kEngineServer));
        CHECK(saved.front().failures == 5);
        clock -= 30;
        Engine engine(options);
        const std::size_t packets = server.count();
        engine.load(saved, false);
        CHECK(ask(engine, question()).outcome == Outcome::suspended);
        CHECK(server.count() == packets);
    }
    SECTION("a person's sweep probes at once") {
        clock -= 30;
        silent = false;
        Engine engine(options);
        engine.load(saved, true);
        CHECK(ask(engine, question()).responded());
    }
    SECTION("a clock that jumps back does not keep it open") {
        clock -= 1'000'000;
        silent = false;
        Engine engine(options);
        engine.load(saved, false);
        CHECK(ask(engine, question()).responded());
    }
}

TEST_CASE("destruction ends what is in flight", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, [](const FakeQuery& query, Client& client) {
        if (query.tcp) client.hold();
    });
    EngineOptions options = options_for(server.port());
    options.queries_per_second = 10;
    options.udp_timeouts = {60s};
    auto engine = std::make_unique<Engine>(options);
    const std::vector<DnsQuestion> questions(100, question());
    Engine* asked = engine.get();
    auto asking = std::async(std::launch::async, [&questions, asked] { return asked->ask(questions); });
    for (int i = 0; i < 500 && server.count() == 0; ++i) std::this_thread::sleep_for(10ms);
    REQUIRE(server.count() > 0);
    engine.reset();
    const auto answers = asking.get();
    REQUIRE(answers.size() == 100);
    for (const DnsAnswer& answer : answers) {
        CHECK(answer.outcome == Outcome::timeout);
        CHECK_FALSE(answer.reason.empty());
    }
}

TEST_CASE("the loop turns though nobody asks", "[engine]") {
    Engine engine(options_for(5353));
    const auto before = engine.last_turn();
    std::this_thread::sleep_for(1100ms);
    CHECK(engine.last_turn() > before);
    rusage used{}, later{};
    getrusage(RUSAGE_SELF, &used);
    std::this_thread::sleep_for(500ms);
    getrusage(RUSAGE_SELF, &later);
    const auto microseconds = [](const rusage& u) { return u.ru_utime.tv_sec * 1'000'000 + u.ru_utime.tv_usec; };
    CHECK(microseconds(later) - microseconds(used) < 100'000);  // and does not spin
}

TEST_CASE("without file descriptors questions wait and are answered in the end", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, truth);
    EngineOptions options = options_for(server.port());
    options.udp_timeouts = {2s, 2s};
    Engine engine(options);
    const std::vector<DnsQuestion> questions(10, question());
    const auto ask_all = [&] { return engine.ask(questions); };
    // Once with descriptors: UBSan learns the types here, it needs a pipe to look at a new one.
    REQUIRE(std::async(std::launch::async, ask_all).get().size() == 10);
    const std::size_t sent_before = server.count();
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
    std::vector<int> hogs;
    rlimit tight = before;
    tight.rlim_cur = 128;
    REQUIRE(setrlimit(RLIMIT_NOFILE, &tight) == 0);
    for (int fd = dup(0); fd >= 0; fd = dup(0)) hogs.push_back(fd);

    // A look that ends meanwhile says whose fault it was.
    const auto look = std::make_shared<Look>(std::chrono::steady_clock::now(), LookLimits{200ms, 1s, 1});
    const auto cut_off = engine.ask(std::span(questions).first(1), look);

    auto asking = std::async(std::launch::async, ask_all);
    std::this_thread::sleep_for(200ms);
    const std::size_t sent_meanwhile = server.count();
    for (const int fd : hogs) ::close(fd);
    const auto answers = asking.get();
    REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(cut_off.front().outcome == Outcome::cut_off);
    CHECK(cut_off.front().reason.find("not asked, this process has no socket left") != std::string::npos);
    CHECK(sent_meanwhile == sent_before);
    for (const DnsAnswer& answer : answers) CHECK(answer.responded());
}

TEST_CASE("many callers at once get their own answers", "[engine]") {
    FakeDnsServer server(kEngineServer, 0, [](const FakeQuery& query, Client& client) {
        client.answer(query, {0, true, false, true, {query.name + ". 60 IN TXT \"" + query.name + "\""}, {}, {}});
    });
    EngineOptions options = options_for(server.port());
    options.udp_timeouts = {3s, 3s};
    Engine engine(options);
    std::vector<std::future<int>> callers;
    for (int caller = 0; caller < 8; ++caller) {
        callers.push_back(std::async(std::launch::async, [&engine, caller] {
            int right = 0;
            for (int i = 0; i < 20; ++i) {
                const std::string name = "c" + std::to_string(caller) + "-" + std::to_string(i) + ".example.com";
                if (text_of(ask(engine, question(name, rr::TXT))) == "\"" + name + "\"") ++right;
            }
            return right;
        }));
    }
    for (auto& caller : callers) CHECK(caller.get() == 20);
}
