#include "app/shift.h"

#include <atomic>
#include <future>

#include "builders.h"
#include "catch.h"
#include "collectors/all.h"

using namespace nameward;
using namespace std::chrono_literals;
using app::Checked;
using app::House;
using app::JobKey;
using app::Shift;

namespace {

const JobKey kKey{"example.com", "delegation"};

Config config_of(std::optional<Seconds> delegation) {
    Config config;
    config.domains = {test::domain_config()};
    for (const auto& [collector, interval] : default_schedule()) config.schedule[collector] = std::nullopt;
    config.schedule["delegation"] = delegation;
    return config;
}

// A shift at work whose looks are a test's own.
struct Work {
    explicit Work(app::MakeLook look, std::optional<Seconds> interval = std::chrono::hours(1)) {
        auto app = app::App::make(config_of(interval), clock);
        REQUIRE(app);
        shift = std::make_unique<Shift>(std::move(*app), house, std::move(look));
        shift->keep_schedule();
        shift->begin();
    }

    app::PassResult sweep(const app::Gone& gone = [] { return false; }) { return shift->sweep({kKey}, {}, gone); }

    Clock clock;
    std::unique_ptr<Store> store = std::move(*Store::open(":memory:", Store::Mode::write));
    House house{*store};
    std::unique_ptr<Shift> shift;
};

Checked seen(const std::string& change = "") {
    Checked checked;
    checked.recorded = checked.sighted = true;
    checked.next_run = Clock().wall() + std::chrono::hours(1);
    if (!change.empty()) checked.changes = {change};
    return checked;
}

void wait_until(const std::function<bool()>& condition) {
    for (int i = 0; i < 2000 && !condition(); ++i) std::this_thread::sleep_for(5ms);
    REQUIRE(condition());
}

}  // namespace

TEST_CASE("a pass looks at what is switched off when it is asked to", "[app]") {
    std::atomic<int> looks = 0;
    Work work(
        [&](const JobKey&, std::stop_token) {
            ++looks;
            return seen();
        },
        std::nullopt);
    CHECK(work.sweep().looks == 1);
    CHECK(work.sweep().looks == 1);
    CHECK(looks == 2);
}

TEST_CASE("a look that began before the pass is not its look", "[app]") {
    std::atomic<int> looks = 0;
    std::promise<void> release;
    const auto released = release.get_future().share();
    Work work([&](const JobKey&, std::stop_token) {
        const int number = ++looks;
        if (number == 1) released.wait();
        return seen("c-" + std::to_string(number));
    });
    wait_until([&] { return looks == 1; });
    std::atomic<bool> began = false;
    auto pass = std::async(std::launch::async, [&] {
        return work.sweep([&] {
            began = true;
            return false;
        });
    });
    wait_until([&] { return began.load(); });
    release.set_value();
    const auto result = pass.get();
    CHECK(result.changes == std::vector<std::string>{"c-2"});
    CHECK(result.looks == 1);
}

// Many times, because the moment between a look's end and its return to the queue is short.
TEST_CASE("a pass that begins while a look ends is complete at once", "[app]") {
    Work work([](const JobKey&, std::stop_token) { return seen(); });
    for (int round = 0; round < 200; ++round) {
        auto other = std::async(std::launch::async, [&] { return work.sweep(); });
        CHECK(work.sweep().looks == 1);
        CHECK(other.get().looks == 1);
    }
}

TEST_CASE("a pass waits for a second look that is owed, and makes its own look after it", "[app]") {
    std::atomic<int> looks = 0;
    Wall due{};
    std::vector<Wall> made;
    Work work([&](const JobKey&, std::stop_token) {
        auto checked = seen();
        const auto now = Clock().wall();
        made.push_back(now);  // one look at a time: it is the only job
        switch (++looks) {
            case 1:
                due = now + Seconds(2);
                checked.second_look = SecondLook{due, now, 0};
                break;
            case 2:
                checked.second = true;
                checked.changes = {"c-confirmed"};
                break;
        }
        return checked;
    });
    wait_until([&] { return looks == 1; });
    const auto result = work.sweep();
    CHECK(result.changes == std::vector<std::string>{"c-confirmed"});
    CHECK(result.looks == 1);
    REQUIRE(made.size() >= 3);
    CHECK(made[1] >= due);
}

TEST_CASE("whatever a look throws is a failed look, and is not tried again at once", "[app]") {
    std::atomic<int> looks = 0;
    Work work([&](const JobKey&, std::stop_token) -> Checked {
        if (++looks % 2 == 0) throw 42;
        throw std::runtime_error("a mistake");
    });
    wait_until([&] { return looks == 1; });
    for (int passes = 1; passes <= 2; ++passes) {
        const auto result = work.sweep();
        CHECK(result.trouble.empty());
        CHECK(result.blind == 1);
        CHECK(looks == 1 + passes);
    }
}

TEST_CASE("a store that fails ends the pass with its word", "[app]") {
    Work work([](const JobKey&, std::stop_token) -> Checked { throw StoreError("the disk is full"); });
    CHECK(work.sweep().trouble == "the disk is full");
    REQUIRE(work.house.trouble.latest());
    CHECK_FALSE(work.house.trouble.latest()->over);
}

TEST_CASE("a pass ends when nobody waits for it any more, or when the shift ends", "[app]") {
    std::promise<void> release;
    const auto released = release.get_future().share();
    Work work([&](const JobKey&, std::stop_token) {
        released.wait();
        return seen();
    });
    CHECK(work.sweep([] { return true; }).trouble == "nobody waits for the pass any more");
    std::atomic<bool> began = false;
    auto pass = std::async(std::launch::async, [&] {
        return work.sweep([&] {
            began = true;
            return false;
        });
    });
    wait_until([&] { return began.load(); });
    work.shift->stop();
    CHECK(pass.get().trouble.find("the daemon ended the pass") == 0);
    release.set_value();
}

TEST_CASE("a successor that fails leaves the shift at work", "[app]") {
    Work work([](const JobKey&, std::stop_token) { return seen(); });
    CHECK_THROWS_AS(work.shift->hand_over([] { throw StoreError("locked"); }), StoreError);
    CHECK(work.sweep().looks == 1);
    work.shift->hand_over([] {});
    CHECK_FALSE(work.sweep().trouble.empty());
}

TEST_CASE("a pass of its own begins by itself, and every delivery meanwhile is in its result", "[app]") {
    auto config = config_of(std::chrono::hours(1));
    config.sinks.emplace_back();
    config.sinks[0].name = "soc";
    config.sinks[0].kind = "webhook";
    config.sinks[0].url = "https://soc.example.org/";
    config.sinks[0].secret_file = "/nonexistent/secret";  // fails at once, and asks nobody
    const Clock clock;
    auto store = std::move(*Store::open(":memory:", Store::Mode::write));
    Alert alert;
    alert.id = "a-1";
    alert.at = clock.wall();
    store->tell({alert, {"soc"}}, clock.wall());
    auto app = app::App::make(config, clock);
    REQUIRE(app);
    House house{*store};
    Shift shift(std::move(*app), house, [](const JobKey&, std::stop_token) { return seen(); });

    const auto limit = std::chrono::steady_clock::now() + 10s;
    const auto result = shift.sweep({kKey}, {}, [&] { return std::chrono::steady_clock::now() > limit; });
    CHECK(result.trouble.empty());
    CHECK(result.looks == 1);
    REQUIRE(result.deliveries.size() == 1);
    CHECK(result.deliveries[0].alert == "a-1");
    CHECK(result.deliveries[0].attempts == 1);
}

TEST_CASE("a delegation that changes has the registration looked at now, where that is asked for", "[app]") {
    if (!collectors::find("registration")) {
        WARN("left out: this version has no collector for registration data");
        return;
    }
    for (const bool asked_for : {true, false}) {
        auto config = config_of(std::chrono::hours(1));
        if (asked_for) config.schedule["registration"] = std::chrono::hours(4);
        const Clock clock;
        auto store = std::move(*Store::open(":memory:", Store::Mode::write));
        Record looked_before;
        looked_before.domain = "example.com";
        looked_before.collector = "registration";
        looked_before.at = clock.wall();
        looked_before.next_run = clock.wall() + std::chrono::hours(3);
        store->record(looked_before);
        auto app = app::App::make(config, clock);
        REQUIRE(app);
        House house{*store};
        std::atomic<int> delegations = 0, registrations = 0;
        Shift shift(std::move(*app), house, [&](const JobKey& key, std::stop_token) {
            auto checked = seen();
            ++(key.second == "registration" ? registrations : delegations);
            checked.delegation_changed = key.second == "delegation" && delegations == 2;
            return checked;
        });
        shift.keep_schedule();
        shift.begin();
        wait_until([&] { return delegations == 1; });
        CHECK(registrations == 0);
        shift.sweep({kKey}, {}, [] { return false; });
        if (asked_for) wait_until([&] { return registrations == 1; });
        shift.end();
        CHECK(registrations == (asked_for ? 1 : 0));
    }
}
