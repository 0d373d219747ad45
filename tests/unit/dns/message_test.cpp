#include "catch.h"
#include "dns/wire.h"
#include "dns_packet.h"
#include "ldns_packet.h"
#include "texts.h"

using namespace nameward::dns;
using nameward::test::bytes;
using namespace nameward;
using test::has;
using test::LdnsPacket;
using test::u16;
using test::wire;
using std::string_literals::operator""s;

namespace {

std::string header(unsigned questions, unsigned answers, unsigned authorities = 0, unsigned additionals = 0) {
    return "\x12\x34\x84\0"s + u16(questions) + u16(answers) + u16(authorities) + u16(additionals);
}

std::string record(const std::string& owner, unsigned type, const std::string& rdata, unsigned record_class = 1,
                   const std::string& ttl = "\0\0\1\x2c"s) {
    return owner + u16(type) + u16(record_class) + ttl + u16(static_cast<unsigned>(rdata.size())) + rdata;
}

std::string opt(const std::string& ttl, const std::string& options = "") {
    return record("\0"s, 41, options, 1232, ttl);
}

std::string why_not(const std::string& packet) {
    const auto message = read_message(bytes(packet));
    REQUIRE_FALSE(message);
    CHECK(message.error().kind == ErrorKind::malformed);
    return message.error().what;
}

// NSEC: RFC 6840 5.1 took its name out of the list of RFC 4034 6.2; older ldns still folds it.
std::string canonical_by_ldns(ldns_rr& rr) {
    if (ldns_rr_get_type(&rr) != LDNS_RR_TYPE_NSEC) ldns_rr2canonical(&rr);
    std::string all;
    for (std::size_t i = 0; i < ldns_rr_rd_count(&rr); ++i) all += wire(*ldns_rr_rdf(&rr, i));
    return all;
}

void check_section(const std::vector<DnsRecord>& ours, const ldns_rr_list* theirs) {
    REQUIRE(ours.size() == ldns_rr_list_rr_count(theirs));
    for (std::size_t i = 0; i < ours.size(); ++i) {
        auto& rr = *ldns_rr_list_rr(theirs, i);
        INFO(type_name(ours[i].type) << " " << ours[i].text);
        CHECK(ours[i].owner == name_to_text(wire(*ldns_rr_owner(&rr))));
        CHECK(ours[i].type == ldns_rr_get_type(&rr));
        CHECK(ours[i].ttl == ldns_rr_ttl(&rr));
        CHECK(ours[i].rdata == canonical_by_ldns(rr));
    }
}

}  // namespace

TEST_CASE("a response is read as ldns reads it", "[wire]") {
    for (const auto& packet : test::sample_packets()) {
        const auto ours = read_message(bytes(packet));
        REQUIRE(ours);
        ldns_pkt* parsed = nullptr;
        REQUIRE(ldns_wire2pkt(&parsed, bytes(packet).data(), packet.size()) == LDNS_STATUS_OK);
        const LdnsPacket theirs(parsed);
        CHECK(ours->header.id == ldns_pkt_id(parsed));
        CHECK(ours->header.authoritative);
        CHECK(ours->rcode == 0);
        check_section(ours->answer, ldns_pkt_answer(parsed));
        check_section(ours->authority, ldns_pkt_authority(parsed));
        check_section(ours->additional, ldns_pkt_additional(parsed));
    }
}

TEST_CASE("the fixture packets use compression", "[wire]") {
    CHECK(has(test::sample_packets()[0], "\300\20"s));
}

TEST_CASE("a response cut off anywhere is malformed", "[wire]") {
    for (const auto& packet : test::sample_packets())
        for (std::size_t size = 0; size < packet.size(); ++size) {
            const auto message = read_message(bytes(packet.substr(0, size)));
            if (message) CHECK(size == packet.size());
        }
}

TEST_CASE("what broke is said with the place", "[wire]") {
    CHECK(has(why_not("\x12\x34"), "of 2 bytes: it is shorter than a header"));
    CHECK(has(why_not(header(1, 0) + "\3ww"), "question 1 is broken or cut off at byte 12"));
    const auto question = "\1a\0\0\1\0\1"s;
    CHECK(has(why_not(header(1, 1) + question), "answer record 1 is broken or cut off at byte 19"));
    const auto good = record("\300\14"s, 1, "\177\0\0\1"s);
    CHECK(has(why_not(header(1, 1, 1) + question + good + "\300"), "authority record 1 is broken or cut off"));
    CHECK(has(why_not(header(1, 2) + question + good + record("\300\14"s, 6, "x")),
              "answer record 2 has data that does not fit its type SOA at byte 47"));
}

TEST_CASE("owners and names inside are expanded and folded", "[wire]") {
    // The SOA's second name points into its first, which points at the question.
    const auto packet = header(1, 1) + "\7ExamPle\3COM\0\0\6\0\1"s +
                        record("\300\14"s, 6, "\3Ns1\300\14\4Host\300\51"s + std::string(20, '\0'));
    const auto message = read_message(bytes(packet));
    REQUIRE(message);
    REQUIRE(message->answer.size() == 1);
    CHECK(message->answer[0].owner == "example.com");
    CHECK(message->answer[0].rdata == "\3ns1\7example\3com\0\4host\3ns1\7example\3com\0"s + std::string(20, '\0'));
    CHECK(message->answer[0].text == "ns1.example.com host.ns1.example.com 0 0 0 0 0");
}

TEST_CASE("compression pointers go only back and never round in a circle", "[wire]") {
    const auto with_owner = [](const std::string& owner) { return header(0, 1) + record(owner, 1, "\177\0\0\1"s); };
    CHECK(read_message(bytes(with_owner("\1a\0"s))));
    why_not(with_owner("\300\14"s));     // to itself
    why_not(with_owner("\1a\300\14"s));  // to the start of its own name
    why_not(with_owner("\1a\300\16"s));  // to itself behind a label
    why_not(with_owner("\300\20"s));     // forward
    why_not(with_owner("\300\0"s));      // into the header
    why_not(with_owner("\300\13"s));
    why_not(with_owner("\377\377"s));  // out of the packet
    why_not(with_owner("\300"));       // half a pointer
    why_not(with_owner("\100\0"s));    // label types 01 and 10
    why_not(with_owner("\200\0"s));

    SECTION("two that point at each other") {
        const auto first = record("\1a\300\42"s, 65280, "");  // byte 34: the owner of the second
        why_not(header(0, 2) + first + record("\1b\300\14"s, 65280, ""));
    }
    SECTION("a chain longer than a name can have labels") {
        const auto with_chain = [](unsigned pointers) {
            constexpr unsigned begin = 12 + 1 + 10;  // of the first record's RDATA
            auto rdata = "\1a\0"s;
            unsigned target = begin;
            for (unsigned i = 0; i < pointers; ++i) {
                const auto here = begin + static_cast<unsigned>(rdata.size());
                rdata += u16(0xc000 | target);
                target = here;
            }
            return header(0, 2) + record("\0"s, 65280, rdata) + record(u16(0xc000 | target), 65280, "");
        };
        const auto longest = read_message(bytes(with_chain(126)));
        REQUIRE(longest);
        CHECK(longest->answer.at(1).owner == "a");
        why_not(with_chain(127));
        why_not(with_chain(8000));
    }
}

TEST_CASE("a name of more than 255 bytes is malformed, also when pointers make it", "[wire]") {
    const auto label = std::string(1, '\77') + std::string(63, 'a');
    const auto question = label + label + label + "\0"s;  // 193 bytes
    const auto packet = [&](std::size_t size) {
        const auto owner = static_cast<char>(size) + std::string(size, 'b') + "\300\14"s;
        return header(1, 1) + question + "\0\1\0\1"s + record(owner, 1, "\177\0\0\1"s);
    };
    const auto longest = read_message(bytes(packet(61)));
    REQUIRE(longest);
    CHECK(name_to_wire(longest->answer.at(0).owner)->size() == 255);
    why_not(packet(62));
}

TEST_CASE("a name inside RDATA must end where the RDATA ends", "[wire]") {
    const auto question = "\1a\0\0\2\0\1"s;
    const auto answer = "\300\14"s + u16(2) + u16(1) + "\0\0\0\0"s;
    why_not(header(1, 1) + question + answer + u16(2) + "\1b\0"s);  // a byte short: the name runs over
    why_not(header(1, 1) + question + answer + u16(4) + "\1b\0\0"s);
    CHECK(read_message(bytes(header(1, 1) + question + answer + u16(3) + "\1b\0"s)));
}

TEST_CASE("counts that the packet does not hold cost nothing", "[wire]") {
    why_not(header(65535, 65535, 65535, 65535));
    why_not(header(0, 65535) + record("\0"s, 1, "\177\0\0\1"s));
    CHECK(read_message(bytes(header(0, 0))));
}

TEST_CASE("EDNS extends the response code and is taken out", "[wire]") {
    const auto message =
        read_message(bytes(header(0, 0, 0, 2) + opt("\1\0\x80\0"s, "\0\3\0\2ab"s) + record("\0"s, 1, "\177\0\0\1"s)));
    REQUIRE(message);
    CHECK(message->rcode == 16);
    CHECK(message->header.rcode == 0);
    CHECK(message->additional.size() == 1);

    CHECK(has(why_not(header(0, 0, 0, 2) + opt("\0\0\0\0"s) + opt("\0\0\0\0"s)), "second OPT"));
}

TEST_CASE("records of other classes are left out and never looked into", "[wire]") {
    const auto message = read_message(
        bytes(header(0, 2) + record("\0"s, 1, "too long for an address", 3) + record("\0"s, 1, "\177\0\0\1"s)));
    REQUIRE(message);
    REQUIRE(message->answer.size() == 1);
    CHECK(message->answer[0].text == "127.0.0.1");
}

TEST_CASE("a TTL with its first bit set counts as zero", "[wire]") {
    const auto message = read_message(bytes(header(0, 2) + record("\0"s, 1, "\177\0\0\1"s, 1, "\x80\0\0\1"s) +
                                            record("\0"s, 1, "\177\0\0\1"s, 1, "\x7f\xff\xff\xff"s)));
    REQUIRE(message);
    CHECK(message->answer.at(0).ttl == 0);
    CHECK(message->answer.at(1).ttl == 0x7fffffff);
}

TEST_CASE("the largest packet full of the most costly names is read within bounds", "[wire]") {
    std::string packet = header(1, 0);
    for (int i = 0; i < 3; ++i) packet += '\77' + std::string(63, '\1');
    packet += "\75" + std::string(61, '\1') + "\0\0\2\0\1"s;
    unsigned count = 0;
    for (const auto answer = record("\300\14"s, 2, "\300\14"s); packet.size() + answer.size() <= 65535; ++count)
        packet += answer;
    packet.replace(6, 2, u16(count));
    const auto message = read_message(bytes(packet));
    REQUIRE(message);
    CHECK(message->answer.size() == count);
    CHECK(message->answer.back().text.size() == 250U * 4 + 3);
}
