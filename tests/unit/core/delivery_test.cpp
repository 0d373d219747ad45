#include "core/delivery.h"

#include "catch.h"

using namespace nameward;
using core::Receiver;

namespace {

constexpr Wall kStart{Seconds(1'795'000'000)};

Delivery delivery(std::int64_t sequence, const std::string& domain, Severity severity = Severity::warning) {
    Delivery made;
    made.id = "d-" + std::to_string(sequence);
    made.sequence = sequence;
    made.domain = domain;
    made.severity = severity;
    made.created = kStart;
    return made;
}

Done failed(std::optional<Seconds> wait = std::nullopt) {
    Done done;
    done.verdict = Done::Verdict::transient;
    done.retry_after = wait;
    done.answer = "HTTP 503";
    return done;
}

Done with(Done::Verdict verdict) {
    Done done;
    done.verdict = verdict;
    return done;
}

}  // namespace

TEST_CASE("retries double from half a minute to an hour, within a fifth", "[delivery]") {
    int attempts = 1;
    for (const int exact : {30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600}) {
        const auto wait = core::retry_after(attempts++, "d-1");
        CHECK(wait.count() >= exact * 79 / 100);
        CHECK(wait.count() <= exact * 121 / 100);
    }
    CHECK(core::retry_after(1'000'000, "d-1") <= std::chrono::hours(2));
}

TEST_CASE("a receiver that is down for a day is knocked at forty times at the most", "[delivery]") {
    std::vector<Delivery> unsent;
    for (int i = 0; i < 1000; ++i) unsent.push_back(delivery(i, "d" + std::to_string(i) + ".example.com"));
    Receiver receiver;
    int attempts = 0;
    for (Wall now = kStart; now < kStart + std::chrono::hours(24); now += Seconds(1)) {
        const auto next = core::next_to_try(unsent, receiver, now);
        if (!next) continue;
        auto outcome = core::after_attempt(*next, receiver, failed(), now);
        receiver = outcome.receiver;
        unsent[static_cast<std::size_t>(next->sequence)] = outcome.delivery;
        ++attempts;
    }
    CHECK(attempts <= 40);
    CHECK(attempts >= 24);
}

TEST_CASE("what a receiver asks for is kept and never shortens the wait", "[delivery]") {
    const auto later = core::after_attempt(delivery(1, "a"), {}, failed(std::chrono::hours(5)), kStart);
    CHECK(*later.delivery.next_attempt == kStart + std::chrono::hours(5));
    CHECK(later.receiver.until == kStart + std::chrono::hours(5));
    const auto sooner = core::after_attempt(delivery(1, "a"), {}, failed(Seconds(1)), kStart);
    CHECK(*sooner.delivery.next_attempt >= kStart + Seconds(24));
}

TEST_CASE("a domain's story arrives in order and the gravest domain first", "[delivery]") {
    const std::vector<Delivery> unsent{delivery(1, "a", Severity::info), delivery(2, "a", Severity::critical),
                                       delivery(3, "b", Severity::warning)};
    CHECK(core::next_to_try(unsent, {}, kStart)->sequence == 3);
    CHECK(core::next_to_try({unsent[0], unsent[1]}, {}, kStart)->sequence == 1);
}

TEST_CASE("a message that the receiver chokes on holds up no other", "[delivery]") {
    auto poison = delivery(1, "a", Severity::critical);
    const auto outcome = core::after_attempt(poison, {}, failed(), kStart);
    const auto later = kStart + std::chrono::minutes(5);
    const auto next = core::next_to_try({outcome.delivery, delivery(2, "b", Severity::info)}, outcome.receiver, later);
    REQUIRE(next);
    CHECK(next->sequence == 2);
}

TEST_CASE("a parked delivery waits a day, one that is gone waits for a person", "[delivery]") {
    const auto rejected = core::after_attempt(delivery(1, "a"), {}, with(Done::Verdict::rejected), kStart).delivery;
    CHECK(rejected.state == Delivery::State::parked);
    CHECK_FALSE(core::next_to_try({rejected}, {}, kStart + std::chrono::hours(23)));
    CHECK(core::next_to_try({rejected}, {}, kStart + std::chrono::hours(24)));
    CHECK(core::next_time({rejected}, {}) == kStart + std::chrono::hours(24));
    const auto gone = core::after_attempt(delivery(1, "a"), {}, with(Done::Verdict::gone), kStart).delivery;
    CHECK_FALSE(core::next_to_try({gone}, {}, kStart + std::chrono::hours(24 * 365)));
    CHECK_FALSE(core::next_time({gone}, {}));
}

TEST_CASE("a parked delivery does not hold up its domain", "[delivery]") {
    const auto parked = core::after_attempt(delivery(1, "a"), {}, with(Done::Verdict::rejected), kStart).delivery;
    CHECK(core::next_to_try({parked, delivery(2, "a")}, {}, kStart)->sequence == 2);
}

TEST_CASE("after a week of trying a delivery is parked and told elsewhere once", "[delivery]") {
    const auto week = kStart + core::kGiveUpAfter;
    CHECK_FALSE(core::after_attempt(delivery(1, "a"), {}, failed(), week - Seconds(1)).given_up);
    const auto outcome = core::after_attempt(delivery(1, "a"), {}, failed(), week);
    CHECK(outcome.given_up);
    CHECK(outcome.delivery.state == Delivery::State::parked);
    CHECK_FALSE(core::after_attempt(outcome.delivery, {}, failed(), week + std::chrono::hours(24)).given_up);
}

TEST_CASE("with a delivery all that waited as long for the same receiver are given up", "[delivery]") {
    const auto week = kStart + core::kGiveUpAfter;
    const auto parked = core::after_attempt(delivery(4, "a"), {}, with(Done::Verdict::gone), kStart).delivery;
    auto younger = delivery(3, "b");
    younger.created = kStart + Seconds(1);
    auto tried = delivery(2, "b");
    tried.last_error = "HTTP 500";
    auto given_up = core::after_attempt(delivery(1, "a"), {}, failed(), week).delivery;
    const auto others = core::given_up_with(
        given_up, {delivery(1, "a"), tried, younger, parked, delivery(5, "a", Severity::info)}, week);
    REQUIRE(others.size() == 2);
    CHECK(others[0].id == "d-2");
    CHECK(others[0].last_error == "HTTP 500");
    CHECK(others[1].id == "d-5");
    CHECK(others[1].last_error == "HTTP 503");
    for (const auto& other : others) {
        CHECK(other.state == Delivery::State::parked);
        CHECK(other.next_attempt == week + core::kParkedRetry);
    }
}

TEST_CASE("a success forgets the receiver's failures", "[delivery]") {
    const auto outcome = core::after_attempt(delivery(1, "a"), {5, kStart}, with(Done::Verdict::delivered), kStart);
    CHECK(outcome.receiver == Receiver{});
    CHECK(outcome.delivery.state == Delivery::State::sent);
    CHECK(outcome.delivery.last_error.empty());
}
