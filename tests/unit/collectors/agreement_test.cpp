#include "collectors/agreement.h"

#include "catch.h"

using namespace nameward;
using namespace nameward::collectors;

namespace {

const Seen kOld = Seen::present({"ns1", "ns2"});
const Seen kNew = Seen::present({"evil"});
const Seen kSilent = Seen::unknown("no answer");

std::vector<Vote> votes(const std::vector<Seen>& words) {
    std::vector<Vote> all;
    for (const auto& word : words) all.push_back({"s" + std::to_string(all.size()), "127.0.9.1", word});
    return all;
}

}  // namespace

TEST_CASE("enough different servers and more than half make a word", "[collectors]") {
    CHECK(agree(votes({kOld, kOld}), 2).values == kOld.values);
    CHECK(agree(votes({kOld, kOld, kNew}), 2).values == kOld.values);
    CHECK(agree(votes({kOld, kOld, kSilent, kSilent}), 2).values == kOld.values);
    CHECK(agree(votes({Seen::absent(), Seen::absent()}), 2).state == Seen::State::absent);
    CHECK(agree(votes({kOld}), 1).known());
}

TEST_CASE("half, one alone, or nobody make none, and the reason says who said what", "[collectors]") {
    const auto half = agree(votes({kOld, kNew}), 2);
    CHECK_FALSE(half.known());
    CHECK(half.reason == "servers disagree: s1/127.0.9.1: evil; s0/127.0.9.1: ns1 ns2");
    CHECK_FALSE(agree(votes({kOld, kOld, kNew, kNew}), 2).known());
    CHECK_FALSE(agree(votes({kOld, Seen::absent()}), 2).known());

    const auto one = agree(votes({kOld, kSilent}), 2);
    CHECK_FALSE(one.known());
    CHECK(one.reason == "1 of 2 servers gave no answer to use: s1/127.0.9.1: no answer");
    CHECK(agree(votes({kSilent, kSilent}), 2).reason.rfind("2 of 2 servers gave no answer to use: ", 0) == 0);
    CHECK(agree({}, 2).reason == "there was no server to ask");
}

TEST_CASE("two addresses of one server are one witness", "[collectors]") {
    const std::vector<Vote> one{{"s0", "127.0.9.1", kNew}, {"s0", "::1", kNew}, {"s1", "127.0.9.2", kSilent}};
    CHECK_FALSE(agree(one, 2).known());
    CHECK(agree(one, 1).known());
}

TEST_CASE("all who say anything have to agree where everybody's word counts", "[collectors]") {
    CHECK(agree_all(votes({kOld, kSilent})).values == kOld.values);
    CHECK(agree_all(votes({kOld, kOld, kOld})).known());
    CHECK_FALSE(agree_all(votes({kOld, kOld, kOld, kNew})).known());
    CHECK_FALSE(agree_all(votes({kSilent})).known());
    CHECK_FALSE(agree_all({}).known());
}

TEST_CASE("the evidence of a word is that of those who agree", "[collectors]") {
    const auto said = [](const Seen& word, const std::string& bytes) {
        auto seen = word;
        seen.evidence = {std::make_shared<const Evidence>(Evidence{"dns", "", "", {}, bytes})};
        return seen;
    };
    const auto word = agree(votes({said(kOld, "a"), said(kNew, "b"), said(kOld, "c")}), 2);
    REQUIRE(word.evidence.size() == 2);
    CHECK(word.evidence[0]->bytes == "a");
    CHECK(word.evidence[1]->bytes == "c");
}

TEST_CASE("reasons stay harmless and short, however many servers say whatever", "[collectors]") {
    std::vector<Seen> words;
    for (int i = 0; i < 32; ++i)
        words.push_back(
            Seen::present({std::string(5000, static_cast<char>('a' + i % 26)) + std::to_string(i) + "\n\x1b"}));
    const auto reason = agree(votes(words), 2).reason;
    CHECK(reason.size() < 2500);
    CHECK(reason.find_first_of("\n\x1b") == std::string::npos);
    CHECK(reason.find("and 28 more opinions") != std::string::npos);
    CHECK(agree(votes(std::vector<Seen>(32, kSilent)), 2).reason.find("and 28 more") != std::string::npos);
}

TEST_CASE("a word is described for a sentence", "[collectors]") {
    CHECK(describe(kOld) == "ns1 ns2");
    CHECK(describe(Seen::absent()) == "none");
    CHECK(describe(kSilent) == "unknown");
}
