// Answers that are made to cost more than they say.
#include "catch.h"
#include "dns/exchange.h"
#include "dns_packet.h"
#include "fake_dns_server.h"
#include "scarce_memory.h"

using namespace nameward;
using namespace nameward::dns;
using namespace std::chrono_literals;
using std::string_literals::operator""s;
using test::FakeDnsServer;
using test::FakeQuery;
using test::u16;
using Client = FakeDnsServer::Client;
using Outcome = DnsAnswer::Outcome;

namespace {

constexpr const char* kBomber = "127.0.54.1";

std::string response(const FakeQuery& query, std::size_t answers, const std::string& records) {
    return u16(query.id) + "\x84\0"s + u16(1) + u16(answers) + u16(0) + u16(0) + query.qname + u16(query.type) +
           u16(1) + records;
}

// `count` records that consist of pointers to one name of 255 bytes, which the first of them writes out.
std::string bomb(const FakeQuery& query, std::uint16_t type, std::size_t names_inside, std::size_t count) {
    std::string longest;
    for (const unsigned size : {63U, 63U, 63U, 61U}) longest += static_cast<char>(size) + std::string(size, 'x');
    longest += '\0';
    const auto fixed = u16(type) + u16(1) + "\0\0\1\x2c"s;
    const auto pointer = u16(0xc000 | (12 + query.qname.size() + 4 + 12));
    std::string records = "\300\14"s + u16(rr::NS) + u16(1) + "\0\0\1\x2c"s + u16(longest.size()) + longest;
    std::string inside;
    for (std::size_t i = 0; i < names_inside; ++i) inside += pointer;
    for (std::size_t i = 0; i < count; ++i) records += pointer + fixed + u16(inside.size()) + inside;
    return response(query, count + 1, records);
}

DnsAnswer ask(const FakeDnsServer::Behaviour& behaviour, std::uint16_t type) {
    FakeDnsServer server(kBomber, 0, behaviour);
    EngineOptions options;
    options.port = server.port();
    options.allowed = [](const IpAddress&) { return true; };
    options.udp_timeouts = {3s};
    Engine engine(options);
    const DnsQuestion question{*IpAddress::parse(kBomber), "example.com", type, true, false};
    return engine.ask(std::span(&question, 1)).front();
}

}  // namespace

TEST_CASE("an answer that expands to much more than it says is malformed", "[engine]") {
    const auto answer =
        ask([](const FakeQuery& query, Client& client) { client.send(bomb(query, rr::NS, 1, 1000)); }, rr::NS);
    CHECK(answer.outcome == Outcome::malformed);
    CHECK(answer.reason.find("it expands to more than 48 KiB at byte ") != std::string::npos);
    CHECK(answer.answer.empty());
    REQUIRE(answer.evidence);
    CHECK(answer.evidence->bytes.size() > 14'000);
}

TEST_CASE("records that no question asked for are read over", "[engine]") {
    constexpr std::uint16_t rp = 17;
    const auto answer =
        ask([](const FakeQuery& query, Client& client) { client.send(bomb(query, rp, 2, 1000)); }, rr::NS);
    CHECK(answer.outcome == Outcome::response);
    REQUIRE(answer.answer.size() == 1);
    CHECK(answer.answer.front().type == rr::NS);

    const auto asked_for = ask([](const FakeQuery& query, Client& client) { client.send(bomb(query, rp, 2, 20)); }, rp);
    REQUIRE(asked_for.answer.size() == 21);
    CHECK(asked_for.answer.back().text.size() == 2 * 253 + 1);
}

TEST_CASE("an answer about name servers that is longer than any is refused by its first two bytes", "[engine]") {
    const auto refused = ask(
        [](const FakeQuery&, Client& client) {
            client.send_raw("\xff\xff"s);
            client.hold();
        },
        rr::NS);
    CHECK(refused.outcome == Outcome::malformed);
    CHECK(refused.reason.find("it has 65535 bytes, and at most 16 KiB are read") != std::string::npos);
    CHECK_FALSE(refused.evidence);
}

TEST_CASE("memory that runs out over one packet costs one answer", "[engine]") {
    const EngineOptions options;
    Random random;
    const auto attempt = [&](int nth, bool tcp) {
        Exchange exchange({*IpAddress::parse(kBomber), "example.com", rr::NS, tcp, false}, options);
        exchange.begin();
        const auto sent = exchange.packet(random);
        FakeQuery query;
        query.id =
            static_cast<std::uint16_t>(static_cast<unsigned char>(sent[0]) << 8 | static_cast<unsigned char>(sent[1]));
        query.qname = sent.substr(12, 13);
        query.type = rr::NS;
        const auto packet = bomb(query, rr::NS, 1, 20);
        const Bytes bytes(reinterpret_cast<const std::uint8_t*>(packet.data()), packet.size());
        const test::ScarceMemory scarce(nth);
        const auto step = tcp ? exchange.tcp_message(bytes, {}) : exchange.udp_packet(bytes, {});
        const bool struck = scarce.struck();
        if (struck && !tcp) {
            CHECK(step == Step::ask_tcp);
            return true;
        }
        CHECK(step == Step::done);
        const auto answer = exchange.take_answer();
        CHECK(answer.outcome == (struck ? Outcome::malformed : Outcome::response));
        CHECK((answer.reason.find("no memory left") != std::string::npos) == struck);
        return struck;
    };
    for (const bool tcp : {true, false}) {
        int failures = 0;
        while (failures < 10'000 && attempt(failures + 1, tcp)) ++failures;
        CHECK(failures > 40);
        CHECK(failures < 10'000);
    }
}
