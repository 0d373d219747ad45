#include <algorithm>

#include "catch.h"
#include "dns/wire.h"
#include "dns_packet.h"

using namespace nameward::dns;
using nameward::test::bytes;
using std::string_literals::operator""s;

namespace {

const Query kQuery{0x1234, "\3www\7eXamPle\3com\0"s, 2, false};

// The response with nothing but the question in it, as if the server had echoed the query.
std::string echo(const Query& query) {
    auto packet = write_query(query);
    packet[2] = static_cast<char>(0x84);  // QR, AA
    return packet;
}

std::string with_byte(std::string packet, std::size_t at, int value) {
    packet.at(at) = static_cast<char>(value);
    return packet;
}

}  // namespace

TEST_CASE("a query is written with EDNS 1232, DO and nothing else", "[wire]") {
    const auto expected = "\x12\x34\0\0\0\1\0\0\0\0\0\1"s + kQuery.qname + "\0\2\0\1"s +  // header, question
                          "\0\0\x29\x04\xd0\0\0\x80\0\0\0"s;                              // OPT
    CHECK(write_query(kQuery) == expected);
    auto recursive = kQuery;
    recursive.recursion_desired = true;
    CHECK(write_query(recursive) == with_byte(expected, 2, 1));
}

TEST_CASE("a header is read flag by flag", "[wire]") {
    const auto header = read_header(bytes("\xab\xcd\xff\xff\0\1\0\2\0\3\0\4 and more"s));
    REQUIRE(header);
    CHECK(header->id == 0xabcd);
    CHECK(header->response);
    CHECK(header->opcode == 15);
    CHECK(header->authoritative);
    CHECK(header->truncated);
    CHECK(header->recursion_desired);
    CHECK(header->recursion_available);
    CHECK(header->rcode == 15);
    CHECK(header->questions == 1);
    CHECK(header->answers == 2);
    CHECK(header->authorities == 3);
    CHECK(header->additionals == 4);

    const auto one_flag = [](int upper, int lower) {
        return *read_header(bytes(with_byte(with_byte(std::string(12, '\0'), 2, upper), 3, lower)));
    };
    CHECK(one_flag(0x80, 0).response);
    CHECK_FALSE(one_flag(0x7f, 0xff).response);
    CHECK(one_flag(0x04, 0).authoritative);
    CHECK_FALSE(one_flag(0xfb, 0xff).authoritative);
    CHECK(one_flag(0x02, 0).truncated);
    CHECK_FALSE(one_flag(0xfd, 0xff).truncated);
    CHECK(one_flag(0, 0x80).recursion_available);
    CHECK(one_flag(0x28, 0x05).opcode == 5);
    CHECK(one_flag(0x28, 0x05).rcode == 5);

    for (std::size_t size = 0; size < 12; ++size) CHECK_FALSE(read_header(bytes(std::string(size, '\1'))));
}

TEST_CASE("only a response to exactly this question answers it", "[wire]") {
    const auto answer = echo(kQuery);
    CHECK(answers_query(bytes(answer), kQuery, true));
    CHECK(answers_query(bytes(answer + "trailing"), kQuery, true));
    CHECK(answers_query(bytes(with_byte(answer, 2, 0x86)), kQuery, true));  // truncated is still an answer

    CHECK_FALSE(answers_query(bytes(write_query(kQuery)), kQuery, true));         // our own query reflected
    CHECK_FALSE(answers_query(bytes(with_byte(answer, 0, 0x13)), kQuery, true));  // another id
    CHECK_FALSE(answers_query(bytes(with_byte(answer, 1, 0x35)), kQuery, true));
    CHECK_FALSE(answers_query(bytes(with_byte(answer, 2, 0xac)), kQuery, true));   // opcode UPDATE
    CHECK_FALSE(answers_query(bytes(with_byte(answer, 5, 0)), kQuery, true));      // no question
    CHECK_FALSE(answers_query(bytes(with_byte(answer, 5, 2)), kQuery, true));      // two
    CHECK_FALSE(answers_query(bytes(with_byte(answer, 13, 'x')), kQuery, false));  // another name
    CHECK_FALSE(answers_query(bytes(with_byte(answer, 30, 1)), kQuery, true));     // another type
    CHECK_FALSE(answers_query(bytes(with_byte(answer, 32, 3)), kQuery, true));     // class CH
}

TEST_CASE("no part of a response answers the query before the question is whole", "[wire]") {
    const auto answer = echo(kQuery);
    const auto question_end = 12 + kQuery.qname.size() + 4;
    for (std::size_t size = 0; size <= question_end; ++size) {
        INFO("size " << size);
        CHECK(answers_query(bytes(answer.substr(0, size)), kQuery, true) == (size == question_end));
    }
}

TEST_CASE("letter case counts only where it was asked to", "[wire]") {
    auto other = kQuery;
    other.qname = "\3WWW\7example\3COM\0"s;
    CHECK_FALSE(answers_query(bytes(echo(other)), kQuery, true));
    CHECK(answers_query(bytes(echo(other)), kQuery, false));

    SECTION("and bytes that differ by the case bit but are no letters never match") {
        const Query at{1, "\1@\0"s, 1, false}, backtick{1, "\1`\0"s, 1, false};
        CHECK_FALSE(answers_query(bytes(echo(backtick)), at, false));
        const Query bracket{1, "\1[\0"s, 1, false}, brace{1, "\1{\0"s, 1, false};
        CHECK_FALSE(answers_query(bytes(echo(brace)), bracket, false));
    }
}

TEST_CASE("a compressed question answers nothing", "[wire]") {
    const auto packet = "\x12\x34\x84\0\0\1\0\0\0\0\0\0\300\14\0\2\0\1"s;
    CHECK_FALSE(answers_query(bytes(packet), kQuery, false));
}

TEST_CASE("the case of letters is flipped by one bit each, and nothing else", "[wire]") {
    const auto name = "\3www\2a1\1-\3COM\0"s;
    const std::vector<std::uint8_t> none(4, 0), all(4, 0xff), alternating(4, 0x55);
    CHECK(randomise_case(name, none) == name);
    CHECK(randomise_case(name, all) == "\3WWW\2A1\1-\3com\0"s);
    CHECK(randomise_case(name, alternating) == "\3WwW\2a1\1-\3cOm\0"s);
    CHECK(randomise_case(name, {}) == name);  // bits that are not there flip nothing
    CHECK(randomise_case("\0"s, all) == "\0"s);

    SECTION("length octets are never touched, nor bytes with the upper bit") {
        const auto longest = std::string(1, '\77') + std::string(63, 'a') + '\0';
        CHECK(randomise_case(longest, std::vector<std::uint8_t>(8, 0xff))[0] == '\77');
        CHECK(randomise_case("\1\xc1\1\xe1\0"s, all) == "\1\xc1\1\xe1\0"s);
    }
}
