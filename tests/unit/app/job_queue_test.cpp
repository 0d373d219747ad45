#include "app/job_queue.h"

#include <thread>

#include "catch.h"

using namespace nameward;
using app::Job;
using app::JobKey;
using app::JobQueue;

namespace {

const Wall kStart{Seconds(1'800'000'000)};
const JobKey kDelegation{"example.com", "delegation"}, kRegistration{"example.com", "registration"};

Job job(const JobKey& key, int in, bool second = false) {
    return {key, kStart + Seconds(in), std::chrono::hours(24), second};
}

// What is due now; nullopt where nothing is.
std::optional<Job> take(JobQueue& queue) {
    std::stop_source stop;
    int turns = 0;
    return queue.take(stop.get_token(), [&] {
        if (++turns > 1) stop.request_stop();
    });
}

}  // namespace

TEST_CASE("a slow look holds back no other look at its domain, but itself", "[app]") {
    const Clock clock(kStart);
    JobQueue queue(clock);
    queue.put(job(kRegistration, 0));
    queue.put(job(kDelegation, 0));
    const auto slow = take(queue);
    REQUIRE(slow);
    CHECK(slow->key == kRegistration);
    const auto other = take(queue);
    REQUIRE(other);
    CHECK(other->key == kDelegation);

    queue.hurry({job(kRegistration, 0)});
    CHECK_FALSE(take(queue));
    queue.done(*slow, job(kRegistration, 3600));
    const auto again = take(queue);
    REQUIRE(again);
    CHECK(again->key == kRegistration);
}

TEST_CASE("a hurry leaves a second look that is owed at its time", "[app]") {
    const Clock clock(kStart);
    JobQueue queue(clock);
    queue.put(job(kDelegation, 600, true));
    queue.put(job(kRegistration, 600));
    queue.hurry({job(kDelegation, 0), job(kRegistration, 0)});
    const auto hurried = take(queue);
    REQUIRE(hurried);
    CHECK(hurried->key == kRegistration);
    CHECK_FALSE(take(queue));

    queue.hurry({job(kRegistration, 0)});
    queue.done(*hurried, job(kRegistration, 600, true));
    CHECK_FALSE(take(queue));
    const Clock later(kStart + Seconds(600));
    JobQueue then(later);
    then.put(job(kDelegation, 600, true));
    CHECK(take(then));
}

TEST_CASE("a hurry brings what the queue does not hold", "[app]") {
    const Clock clock(kStart);
    JobQueue queue(clock);
    queue.hurry({job(kDelegation, 0)});
    const auto brought = take(queue);
    REQUIRE(brought);
    queue.hurry({job(kDelegation, 0)});
    queue.done(*brought, std::nullopt);
    CHECK(take(queue));
}

TEST_CASE("what was taken before a hurry is told from what is taken after it", "[app]") {
    const Clock clock(kStart);
    JobQueue queue(clock);
    queue.put(job(kDelegation, 0));
    const auto before = take(queue);
    REQUIRE(before);
    const auto number = queue.hurry({job(kDelegation, 0)});
    CHECK(before->number <= number);
    queue.done(*before, job(kDelegation, 3600));
    const auto after = take(queue);
    REQUIRE(after);
    CHECK(after->number > number);
}

TEST_CASE("a job whose collector is at its limit waits, and others do not wait for it", "[app]") {
    const Clock clock(kStart);
    JobQueue queue(clock, [](const std::string& collector) { return collector == "registration" ? 1U : 1000U; });
    queue.put(job({"a.example", "registration"}, -30));
    queue.put(job({"b.example", "registration"}, -20));
    queue.put(job({"c.example", "registration"}, -10));
    queue.put(job({"c.example", "delegation"}, 0));
    const auto first = take(queue);
    REQUIRE(first);
    CHECK(first->key.first == "a.example");
    const auto other = take(queue);
    REQUIRE(other);
    CHECK(other->key.second == "delegation");
    CHECK_FALSE(take(queue));
    queue.done(*first, std::nullopt);
    const auto second = take(queue);
    REQUIRE(second);
    CHECK(second->key.first == "b.example");
    CHECK_FALSE(take(queue));
}

TEST_CASE("whoever waits for a collector's limit is given its job as soon as another is through", "[app]") {
    const Clock clock(kStart);
    JobQueue queue(clock, [](const std::string&) { return 1U; });
    queue.put(job({"a.example", "registration"}, 0));
    queue.put(job({"b.example", "registration"}, 0));
    const auto first = take(queue);
    REQUIRE(first);
    std::optional<Job> second;
    std::jthread worker([&](std::stop_token stop) { second = queue.take(stop, [] {}); });
    queue.done(*first, std::nullopt);
    worker.join();
    REQUIRE(second);
    CHECK(second->key.first == "b.example");
}
